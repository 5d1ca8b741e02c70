-- Purpose: Verified pairs of bodies with what was measured between them.
-- Grain:   one pair of bodies (body_digest, other_digest)
-- Inputs:  core.copies
-- Checks:  suite core.copies, before the models; here only names and types change

with source as (
    select * from {{ source('core', 'copies') }}
),

final as (
    select
        cast(body_digest as varchar) as body_digest,
        cast(other_digest as varchar) as other_digest,
        cast(jaccard as double) as jaccard,
        cast(body_share as double) as body_share,
        cast(other_share as double) as other_share
    from source
)

select * from final
