-- expects: No source gives far fewer articles a page than it usually does.
-- failing means: The source changed its layout or delivers pages without a story; the segmenter finds none or too few.
-- A source is held against its own last ten published runs, three at least.
with own as (
    select s.*, r.started_at
    from ops.sources as s
    inner join ops.runs as r on r.run_id = s.run_id
    where s.run_id = getvariable('run_id')
),

earlier as (
    select s.*
    from ops.sources as s
    inner join ops.runs as r on r.run_id = s.run_id and r.status = 'published'
    inner join own on own.source = s.source and r.started_at < own.started_at
    where s.new_document_count > 0
    qualify row_number() over (partition by s.source order by r.started_at desc, s.run_id desc) <= 10
),

usual as (
    select source, sum(article_count) / sum(new_document_count) as usual_articles_per_page
    from earlier
    group by source
    having count(*) >= 3
)

-- No article at all counts as half of one: a ratio needs something to divide by.
select
    own.source,
    own.article_count,
    own.new_document_count,
    round(usual.usual_articles_per_page, 3) as usual_articles_per_page,
    round(usual.usual_articles_per_page * own.new_document_count / greatest(own.article_count, 0.5), 2) as times,
    own.new_document_count as judged_count
from own
inner join usual on usual.source = own.source
where own.new_document_count > 0
