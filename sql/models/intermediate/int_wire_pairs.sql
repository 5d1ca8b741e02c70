-- Purpose: Edges between copies of which one names an agency, turned so that the original comes first.
-- Grain:   one duplicate (core.duplicates) whose story names an agency
-- Inputs:  stg_duplicates, stg_articles, stg_copies, int_pages_seen, seed agencies
-- Checks:  unit tests wire_pairs_*; the suite of marts.wire_copies holds that each edge stands in it once

with duplicates as (
    select * from {{ ref('stg_duplicates') }}
),

articles as (
    select * from {{ ref('stg_articles') }}
),

copies as (
    select * from {{ ref('stg_copies') }}
),

pages_seen as (
    select * from {{ ref('int_pages_seen') }}
),

agencies as (
    select * from {{ ref('agencies') }}
),

known_aliases as (
    select
        {{ fold_name('alias') }} as alias_key,
        agency
    from agencies
    where kind <> 'photo'
    qualify row_number() over (partition by alias_key order by agency asc, alias asc) = 1
),

-- What names the agency, as a number: the surest is the least.
sides as (
    select
        articles.article_id,
        articles.body_digest,
        articles.agency,
        articles.agency_basis,
        case articles.agency_basis
            when 'dateline' then 1
            when 'byline' then 2
            when 'credit' then 3
            when 'publisher' then 4
            when 'contributor' then 5
            when 'told' then 6
            else 9
        end as agency_rank,
        articles.published_on,
        articles.published_at,
        known_aliases.agency as publishing_agency
    from articles
    left join pages_seen on articles.document_id = pages_seen.document_id
    left join known_aliases on {{ fold_name('pages_seen.publisher') }} = known_aliases.alias_key
),

measured as (
    select
        duplicates.article_id as duplicate_id,
        duplicates.representative_id,
        duplicates.method,
        duplicates.similarity,
        case
            when first_side.agency_rank <= later_side.agency_rank then first_side.agency
            else later_side.agency
        end as agency,
        case
            when first_side.agency_rank <= later_side.agency_rank then first_side.agency_basis
            else later_side.agency_basis
        end as agency_basis,
        first_side.agency_rank as first_rank,
        later_side.agency_rank as later_rank,
        first_side.publishing_agency as first_publisher,
        later_side.publishing_agency as later_publisher,
        first_side.published_on as first_on,
        later_side.published_on as later_on,
        first_side.published_at as first_at,
        later_side.published_at as later_at,
        case
            when duplicates.method = 'exact' then 1
            when copies.body_digest = first_side.body_digest then copies.body_share
            else copies.other_share
        end as first_share,
        case
            when duplicates.method = 'exact' then 1
            when copies.body_digest = first_side.body_digest then copies.other_share
            else copies.body_share
        end as later_share
    from duplicates
    inner join sides as first_side on duplicates.representative_id = first_side.article_id
    inner join sides as later_side on duplicates.article_id = later_side.article_id
    left join copies
        on
            least(first_side.body_digest, later_side.body_digest) = copies.body_digest
            and greatest(first_side.body_digest, later_side.body_digest) = copies.other_digest
    where first_side.agency is not null or later_side.agency is not null
),

-- Instants tell where both are known, days where they differ; a day alone does not tell noon from midnight. Then what
-- the agency published itself comes first, then the text that names the agency more surely, then the one that holds
-- more of the other than the other way round; and else the representative.
judged as (
    select
        *,
        case
            when first_at <> later_at then 'time'
            when first_on <> later_on then 'time'
            when coalesce(first_publisher = agency, false) <> coalesce(later_publisher = agency, false) then 'agency'
            when (first_rank < 5) <> (later_rank < 5) then 'agency'
            when abs(first_share - later_share) >= 0.05 then 'containment'
            else 'order'
        end as direction_basis,
        case
            when first_at <> later_at then later_at < first_at
            when first_on <> later_on then later_on < first_on
            when coalesce(first_publisher = agency, false) <> coalesce(later_publisher = agency, false)
                then coalesce(later_publisher = agency, false)
            when (first_rank < 5) <> (later_rank < 5) then later_rank < 5
            when abs(first_share - later_share) >= 0.05 then later_share < first_share
            else false
        end as is_turned
    from measured
),

final as (
    select
        cast(duplicate_id as varchar) as duplicate_id,
        cast(representative_id as varchar) as representative_id,
        cast(case when is_turned then duplicate_id else representative_id end as varchar) as original_id,
        cast(case when is_turned then representative_id else duplicate_id end as varchar) as copy_id,
        cast(direction_basis as varchar) as direction_basis,
        cast(agency as varchar) as agency,
        cast(agency_basis as varchar) as agency_basis,
        cast(method as varchar) as method,
        cast(similarity as double) as similarity,
        cast(case when is_turned then later_share else first_share end as double) as original_share,
        cast(case when is_turned then first_share else later_share end as double) as copy_share
    from judged
)

select * from final
