-- Purpose: Where and when pages were seen; what the source says beside the text is called given_*.
-- Grain:   one place and time at which a page was seen
-- Inputs:  raw.sightings
-- Checks:  suite raw.sightings, before the models; here only names and types change

with source as (
    select * from {{ source('raw', 'sightings') }}
),

final as (
    select
        cast(sighting_id as varchar) as sighting_id,
        cast(source_uri as varchar) as source_uri,
        cast(record_key as varchar) as record_key,
        cast(document_id as varchar) as document_id,
        cast(url as varchar) as url,
        cast(publisher as varchar) as publisher,
        cast(fetched_at as timestamp) as fetched_at,
        cast(title as varchar) as given_title,
        cast(author as varchar) as given_author,
        cast(published_at as timestamp) as given_published_at,
        cast(is_published_day_only as boolean) as is_given_day_only,
        cast(first_run_id as varchar) as first_run_id
    from source
)

select * from final
