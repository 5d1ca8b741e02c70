-- expects: In every run, records read = new documents + sightings of known documents + rejects (law 4).
-- failing means: A record vanished between reading and loading, or was counted twice.
-- severity: error
select run_id, status, record_count, new_document_count, known_document_count, reject_count
from ops.runs
where record_count <> new_document_count + known_document_count + reject_count
