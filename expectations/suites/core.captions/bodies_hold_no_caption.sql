-- expects: No kept paragraph of an article is one of its captions.
-- failing means: A reader of the body meets the words under a picture as if they were part of the story.
-- severity: error
select c.caption_id, c.article_id, left(c.caption_text, 120) as caption_text
from core.captions as c
inner join core.articles as a on a.article_id = c.article_id
inner join raw.documents as d on d.document_id = a.document_id
where list_has_any(
    string_split(a.body_text, chr(10) || chr(10)),
    [c.caption_text, substr(d.page_text, c.caption_start + 1, c.caption_end - c.caption_start)]
)
