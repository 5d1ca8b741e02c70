-- expects: What was parsed is there.
-- failing means: A document was deleted and its parse forgotten; if it comes back it will not be parsed again.
-- severity: error
select p.document_id, p.run_id
from ops.parses as p
anti join raw.documents as d on d.document_id = p.document_id
