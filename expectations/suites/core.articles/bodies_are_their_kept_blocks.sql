-- expects: body_text is the article's kept paragraphs and subheadings as the page holds them, joined by one empty line.
-- failing means: Readers get words the page does not hold, or miss some that were kept; nothing else proves the body.
-- severity: error
-- Only what no published run has vouched for is put together again, so that the cost follows the run.
with unpublished as (
    select p.document_id
    from ops.parses as p
    anti join ops.runs as r on r.run_id = p.run_id and r.status = 'published' and not coalesce(getvariable('is_full'), false)
),

bodies as (
    select
        b.article_id,
        string_agg(
            substr(d.page_text, b.block_start + 1, b.block_end - b.block_start), chr(10) || chr(10)
            order by b.block_index
        ) as text
    from core.blocks as b
    inner join raw.documents as d on d.document_id = b.document_id
    semi join unpublished as u on u.document_id = b.document_id
    where b.is_kept and b.role in ('paragraph', 'subheading')
    group by b.article_id
)

select
    a.article_id,
    length(a.body_text) as body_chars,
    length(b.text) as block_chars,
    left(a.body_text, 120) as body_text,
    left(b.text, 120) as text_of_blocks
from core.articles as a
semi join unpublished as u on u.document_id = a.document_id
left join bodies as b on b.article_id = a.article_id
where a.body_text is distinct from b.text
