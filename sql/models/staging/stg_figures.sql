-- Purpose: Numbers with a meaning, of all articles.
-- Grain:   one figure
-- Inputs:  core.figures
-- Checks:  suite core.figures, before the models; here only names and types change

with source as (
    select * from {{ source('core', 'figures') }}
),

final as (
    select
        cast(figure_id as varchar) as figure_id,
        cast(article_id as varchar) as article_id,
        cast(figure_start as integer) as figure_start,
        cast(figure_end as integer) as figure_end,
        cast(figure_text as varchar) as figure_text,
        cast(value as double) as value,
        cast(value_high as double) as value_high,
        cast(kind as varchar) as figure_kind,
        cast(unit as varchar) as unit,
        cast(currency as varchar) as currency,
        cast(per as varchar) as per,
        cast(object_text as varchar) as object_text,
        cast(object_start as integer) as object_start,
        cast(object_end as integer) as object_end,
        cast(modality as varchar) as modality,
        cast(as_of_start_on as date) as as_of_start_on,
        cast(as_of_end_on as date) as as_of_end_on,
        cast(as_of_date_id as varchar) as as_of_date_id,
        cast(source_text as varchar) as source_text,
        cast(source_start as integer) as source_start,
        cast(source_end as integer) as source_end,
        cast(is_read_back as boolean) as is_read_back
    from source
)

select * from final
