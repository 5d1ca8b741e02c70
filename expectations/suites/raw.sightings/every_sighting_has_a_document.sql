-- expects: Every sighting shows a document that is there.
-- failing means: A source is listed whose page was lost; the records no longer balance (law 4).
-- severity: error
select s.sighting_id, s.document_id, left(s.source_uri, 120) as source_uri, s.record_key
from raw.sightings as s
anti join raw.documents as d on d.document_id = s.document_id
