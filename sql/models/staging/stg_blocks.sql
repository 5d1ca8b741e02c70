-- Purpose: The blocks that tile each page.
-- Grain:   one block of a page
-- Inputs:  core.blocks
-- Checks:  suite core.blocks, before the models; here only names and types change

with source as (
    select * from {{ source('core', 'blocks') }}
),

final as (
    select
        cast(document_id as varchar) as document_id,
        cast(block_index as integer) as block_index,
        cast(block_start as integer) as block_start,
        cast(block_end as integer) as block_end,
        cast(article_id as varchar) as article_id,
        cast(role as varchar) as block_role,
        cast(is_kept as boolean) as is_kept,
        cast(repeats_block_index as integer) as repeats_block_index,
        cast(rule as varchar) as rule
    from source
)

select * from final
