-- expects: Every document was seen somewhere.
-- failing means: A page nobody can trace to a source: its load was cut in half, or its sightings were deleted.
-- severity: error
select d.document_id, d.media_type, d.byte_count
from raw.documents as d
anti join raw.sightings as s on s.document_id = d.document_id
