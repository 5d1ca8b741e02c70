-- Purpose: What articles say of one number over time: two death tolls of one crash stand side by side.
-- Grain:   one object with its unit, outcome and name (about, object, outcome, unit, per)
-- Inputs:  stg_figures, stg_articles, stg_documents, stg_mentions, seed agencies
-- Checks:  unit tests figures_over_time_*; suite marts.figures_over_time after the models (every figure in one line)

with figures as (
    select * from {{ ref('stg_figures') }}
),

articles as (
    select * from {{ ref('stg_articles') }}
),

documents as (
    select * from {{ ref('stg_documents') }}
),

all_mentions as (
    select * from {{ ref('stg_mentions') }}
),

agencies as (
    select * from {{ ref('agencies') }}
),

mentions as (
    select * from all_mentions
    where mention_form = 'name'
),

-- The words of its sentence right before and behind each figure of an article that stands for itself.
surrounded as (
    select
        figures.*,
        articles.published_on,
        regexp_extract(
            lower(substr(documents.page_text, greatest(figures.figure_start - 39, 1), least(figures.figure_start, 40))),
            '[^.;!?\n]*$'
        ) as words_before,
        regexp_extract(lower(substr(documents.page_text, figures.figure_end + 1, 60)), '^[^.;!?\n]*') as words_behind
    from figures
    inner join articles on figures.article_id = articles.article_id
    inner join documents on articles.document_id = documents.document_id
    where articles.is_representative
        and figures.value is not null
        and figures.figure_kind in ('count', 'number', 'share', 'money', 'measure')
),

-- What befell those who are counted: the verb right before, the state right behind, or the toll that is spoken of.
told as (
    select
        *,
        coalesce(
            nullif(regexp_extract(words_before, '\b(kill|injur|wound|arrest|detain|displac|evacuat|rescu|destroy|damag)[a-z]*\s*$', 1), ''),
            nullif(
                regexp_extract(
                    words_behind,
                    '^\W*(?:(?:more|people|others|were|was|have|has|had|been|are|is|be|to|who|also|still|reported|confirmed'
                    || '|feared|believed|known|presumed|left)\W+){0,4}'
                    || '(dead|death|died|perish|kill|injur|wound|hurt|missing|unaccounted|arrest|detain|displac|homeless'
                    || '|evacuat|rescu|surviv|destroy|damag)',
                    1
                ),
                ''
            ),
            nullif(regexp_extract(words_before, '\b(toll)\b[^,]{0,30}$', 1), '')
        ) as word
    from surrounded
),

readings as (
    select
        figure_id,
        article_id,
        figure_text,
        value,
        source_text,
        per,
        coalesce(as_of_end_on, published_on) as day,
        coalesce(
            currency, case when object_text = 'others' then 'person' end, unit, case when word is not null then 'person' end
        ) as unit,
        case
            when word in ('dead', 'death', 'died', 'perish', 'kill', 'toll') then 'dead'
            when word in ('injur', 'wound', 'hurt') then 'injured'
            when word in ('missing', 'unaccounted') then 'missing'
            when word in ('arrest', 'detain') then 'detained'
            when word in ('displac', 'homeless', 'evacuat') then 'displaced'
            when word in ('rescu', 'surviv') then 'rescued'
            when word in ('destroy', 'damag') then 'destroyed'
        end as outcome,
        regexp_replace(
            coalesce(
                case when object_text = 'others' then 'people' end,
                {{ fold_name('object_text') }},
                case when word is not null then 'people' end
            ),
            '^(?:the|other|more|its|their|his|her|those|these) ', ''
        ) as object
    from told
    where object_text is not null
        or (figure_kind = 'number' and word is not null)
),

-- What an article is about: its five most frequent places and organisations, those it was told by left out.
folded as (
    select distinct
        name,
        {{ fold_name('name') }} as name_key
    from mentions
    where mention_kind in ('place', 'organisation')
),

topics as (
    select
        mentions.article_id,
        folded.name_key,
        min(mentions.name) as name,
        count(*) as mention_count
    from mentions
    inner join folded on mentions.name = folded.name
    where mentions.mention_kind in ('place', 'organisation')
        and folded.name_key not in (select {{ fold_name('alias') }} from agencies)
    group by mentions.article_id, folded.name_key
    qualify row_number() over (
        partition by mentions.article_id order by count(*) desc, folded.name_key asc
    ) <= 5
),

-- How many articles have a name among their topics: what few have tells more than "U.S.".
spread as (
    select
        name_key,
        count(*) as topic_article_count
    from topics
    group by name_key
),

groups as (
    select distinct
        article_id,
        object,
        outcome,
        unit,
        per
    from readings
),

shared as (
    select
        groups.*,
        topics.name_key,
        topics.name,
        topics.mention_count,
        spread.topic_article_count,
        count(*) over same_name > 1 as is_shared
    from groups
    inner join topics on groups.article_id = topics.article_id
    inner join spread on topics.name_key = spread.name_key
    window same_name as (
        partition by groups.object, groups.outcome, groups.unit, groups.per, topics.name_key
    )
),

-- Of these the rarest that another article with such a figure has, too: the two of one crash find each other by it. Where
-- none is shared, the name the article says most.
subjects as (
    select *
    from shared
    qualify row_number() over (
        partition by article_id, object, outcome, unit, per
        order by
            is_shared desc,
            case when is_shared then topic_article_count else -mention_count end asc,
            name_key asc
    ) = 1
),

cells as (
    select
        readings.*,
        subjects.name_key as about_key,
        subjects.name as about
    from readings
    left join subjects
        on readings.article_id = subjects.article_id
            and readings.object = subjects.object
            and readings.outcome is not distinct from subjects.outcome
            and readings.unit is not distinct from subjects.unit
            and readings.per is not distinct from subjects.per
),

final as (
    select
        cast(min(about) as varchar) as about,
        cast(object as varchar) as object,
        cast(outcome as varchar) as outcome,
        cast(unit as varchar) as unit,
        cast(per as varchar) as per,
        cast(count(*) as integer) as figure_count,
        cast(count(distinct article_id) as integer) as article_count,
        cast(count(distinct value) as integer) as value_count,
        cast(min(value) as double) as lowest_value,
        cast(max(value) as double) as highest_value,
        cast(array_agg(value order by day asc nulls last, figure_id asc) as double[]) as figure_values,
        cast(array_agg(day order by day asc nulls last, figure_id asc) as date[]) as days,
        cast(array_agg(figure_text order by day asc nulls last, figure_id asc) as varchar[]) as figure_texts,
        cast(array_agg(source_text order by day asc nulls last, figure_id asc) as varchar[]) as sources,
        cast(array_agg(figure_id order by day asc nulls last, figure_id asc) as varchar[]) as figure_ids
    from cells
    group by about_key, object, outcome, unit, per
)

select * from final
