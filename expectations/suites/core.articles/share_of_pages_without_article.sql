-- expects: Most pages hold an article.
-- failing means: The segmenter finds no story where there is one, or a source delivers error pages.
select count(*) filter (a.document_id is null) / nullif(count(*), 0) as share, count(*) as judged_count
from raw.documents as d
left join (select distinct document_id from core.articles) as a on a.document_id = d.document_id
