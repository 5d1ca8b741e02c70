-- Purpose: Which outlets ran an agency's story, how late, under which headline, and what they cut or added.
-- Grain:   one copy of a story that names an agency (duplicate_id); each row is a direct, measured edge
-- Inputs:  int_wire_pairs, stg_articles, int_pages_seen
-- Checks:  unit tests wire_copies_*; suite marts.wire_copies after the models (as many rows as such edges)

with wire_pairs as (
    select * from {{ ref('int_wire_pairs') }}
),

articles as (
    select * from {{ ref('stg_articles') }}
),

pages_seen as (
    select * from {{ ref('int_pages_seen') }}
),

articles_seen as (
    select
        articles.article_id,
        articles.headline,
        articles.published_on,
        articles.published_at,
        articles.published_basis,
        articles.word_count,
        articles.body_text,
        pages_seen.publisher,
        pages_seen.outlet,
        pages_seen.url
    from articles
    left join pages_seen on articles.document_id = pages_seen.document_id
),

-- Sentences as far as full stops tell them; an abbreviation cuts both texts at the same place.
cut_up as (
    select
        wire_pairs.duplicate_id,
        is_original,
        regexp_extract_all(articles.body_text, '[^.!?…]+[.!?…]*["”’)\]]*\s*') as pieces
    from wire_pairs
    cross join (values (true), (false)) as sides (is_original)
    inner join articles
        on case when sides.is_original then wire_pairs.original_id else wire_pairs.copy_id end = articles.article_id
    where wire_pairs.method <> 'exact'
),

numbered as (
    select
        duplicate_id,
        is_original,
        unnest(pieces) as piece,
        generate_subscripts(pieces, 1) as place
    from cut_up
),

sentences as (
    select
        *,
        {{ fold_words('piece') }} as piece_key,
        len(string_split_regex(trim(piece), '\s+')) as word_count
    from numbered
    where piece_key <> ''
),

unshared as (
    select one.*
    from sentences as one
    anti join sentences as other
        on
            one.duplicate_id = other.duplicate_id
            and one.piece_key = other.piece_key
            and one.is_original <> other.is_original
),

changes as (
    select
        duplicate_id,
        sum(word_count) filter (where is_original) as cut_word_count,
        sum(word_count) filter (where not is_original) as added_word_count,
        trim(array_to_string(array_agg(piece order by place) filter (where is_original), '')) as cut_text,
        trim(array_to_string(array_agg(piece order by place) filter (where not is_original), '')) as added_text
    from unshared
    group by duplicate_id
),

final as (
    select
        cast(wire_pairs.duplicate_id as varchar) as duplicate_id,
        cast(wire_pairs.representative_id as varchar) as representative_id,
        cast(wire_pairs.agency as varchar) as agency,
        cast(wire_pairs.agency_basis as varchar) as agency_basis,
        cast(wire_pairs.original_id as varchar) as original_id,
        cast(wire_pairs.copy_id as varchar) as copy_id,
        cast(wire_pairs.direction_basis as varchar) as direction_basis,
        cast(original.outlet as varchar) as original_outlet,
        cast(copy.outlet as varchar) as copy_outlet,
        cast(original.publisher as varchar) as original_publisher,
        cast(copy.publisher as varchar) as copy_publisher,
        cast(original.url as varchar) as original_url,
        cast(copy.url as varchar) as copy_url,
        cast(original.headline as varchar) as original_headline,
        cast(copy.headline as varchar) as copy_headline,
        cast({{ fold_name('original.headline') }} <> {{ fold_name('copy.headline') }} as boolean) as is_headline_changed,
        cast(original.published_on as date) as original_published_on,
        cast(copy.published_on as date) as copy_published_on,
        cast(original.published_at as timestamp) as original_published_at,
        cast(copy.published_at as timestamp) as copy_published_at,
        cast(original.published_basis as varchar) as original_published_basis,
        cast(copy.published_basis as varchar) as copy_published_basis,
        cast(date_diff('day', original.published_on, copy.published_on) as integer) as lag_days,
        cast(date_diff('minute', original.published_at, copy.published_at) / 60 as double) as lag_hours,
        cast(wire_pairs.method as varchar) as method,
        cast(wire_pairs.similarity as double) as similarity,
        cast(wire_pairs.original_share as double) as original_share,
        cast(wire_pairs.copy_share as double) as copy_share,
        cast(
            case
                when wire_pairs.original_share >= 0.9 and wire_pairs.copy_share >= 0.9 then 'same'
                when wire_pairs.copy_share >= 0.9 then 'cut'
                when wire_pairs.original_share >= 0.9 then 'extended'
                else 'rewritten'
            end as varchar
        ) as change,
        cast(original.word_count as integer) as original_word_count,
        cast(copy.word_count as integer) as copy_word_count,
        cast(coalesce(changes.cut_word_count, 0) as integer) as cut_word_count,
        cast(coalesce(changes.added_word_count, 0) as integer) as added_word_count,
        cast(changes.cut_text as varchar) as cut_text,
        cast(changes.added_text as varchar) as added_text
    from wire_pairs
    left join articles_seen as original on wire_pairs.original_id = original.article_id
    left join articles_seen as copy on wire_pairs.copy_id = copy.article_id
    left join changes on wire_pairs.duplicate_id = changes.duplicate_id
)

select * from final
