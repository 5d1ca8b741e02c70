-- Purpose: Fetched pages with the text all spans count in.
-- The bytes (content) stay in raw: only restore needs them.
-- Grain:   one distinct page (its bytes)
-- Inputs:  raw.documents
-- Checks:  suite raw.documents, before the models; here only names and types change

with source as (
    select * from {{ source('raw', 'documents') }}
),

final as (
    select
        cast(document_id as varchar) as document_id,
        cast(media_type as varchar) as media_type,
        cast(encoding as varchar) as encoding,
        cast(byte_count as bigint) as byte_count,
        cast(page_text as varchar) as page_text
    from source
)

select * from final
