-- Purpose: What the earliest sighting of a page says about it: address, outlet, source, time.
-- Grain:   one page that was seen (document_id)
-- Inputs:  stg_sightings
-- Checks:  unit test pages_seen (ties, unknown times); document_id is unique by construction (qualify)

with sightings as (
    select * from {{ ref('stg_sightings') }}
),

-- A total order: sightings without a time come last, equal times are told apart by source, record and key.
earliest as (
    select *
    from sightings
    qualify row_number() over (
        partition by document_id
        order by fetched_at asc nulls last, source_uri asc, record_key asc nulls first, sighting_id asc
    ) = 1
),

final as (
    select
        cast(document_id as varchar) as document_id,
        cast(url as varchar) as url,
        cast(publisher as varchar) as publisher,
        cast(
            coalesce(
                publisher,
                nullif(lower(regexp_extract(url, '^[A-Za-z][A-Za-z0-9+.-]*://(?:[^/?#@]*@)?(?:www\.)?([^/?#:]+)', 1)), '')
            ) as varchar
        ) as outlet,
        cast(source_uri as varchar) as source_uri,
        cast(record_key as varchar) as record_key,
        cast(fetched_at as timestamp) as fetched_at
    from earliest
)

select * from final
