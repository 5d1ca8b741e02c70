-- expects: The kept bytes, or page_text encoded again, have the length and the digest the document is named by.
-- failing means: The page cannot be restored; text was changed on its way, or content was left out though it is needed.
-- severity: error
-- Only documents no published run has vouched for are hashed, so that the cost follows the run and not the warehouse.
-- Encodings other than UTF-8 cannot be written in SQL; those pages are held by the tests of `restore`.
with unpublished as (
    select distinct s.document_id
    from raw.sightings as s
    anti join ops.runs as r on r.run_id = s.first_run_id and r.status = 'published' and not coalesce(getvariable('is_full'), false)
),

restored as (
    select
        d.document_id,
        d.encoding,
        d.byte_count,
        case
            when d.content is not null then d.content
            when lower(replace(d.encoding, '_', '-')) in ('utf-8', 'utf8', 'ascii', 'us-ascii') then encode(d.page_text)
            when lower(replace(d.encoding, '_', '-')) = 'utf-8-sig' then '\xEF\xBB\xBF'::blob || encode(d.page_text)
        end as restored_bytes
    from raw.documents as d
    semi join unpublished as u on u.document_id = d.document_id
)

select document_id, encoding, byte_count, octet_length(restored_bytes) as restored_byte_count
from restored
where octet_length(restored_bytes) <> byte_count or left(sha256(restored_bytes), 32) <> document_id
