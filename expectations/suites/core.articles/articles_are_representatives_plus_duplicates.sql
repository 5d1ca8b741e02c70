-- expects: Every article either stands for itself or has one edge in core.duplicates, never both (law 4).
-- failing means: A story is counted twice or not at all: deduplication and its edges have parted.
-- severity: error
with judged as (
    select
        coalesce(a.article_id, d.article_id) as article_id,
        a.is_representative,
        case
            when a.article_id is null then 'an edge without its article'
            when a.is_representative and d.article_id is not null then 'stands for itself and is listed as a duplicate'
            when not a.is_representative and d.article_id is null then 'a duplicate without an edge'
        end as fault
    from core.articles as a
    full join core.duplicates as d on d.article_id = a.article_id
)

select * from judged where fault is not null
