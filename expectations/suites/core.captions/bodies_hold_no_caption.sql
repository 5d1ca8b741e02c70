-- expects: No kept paragraph of an article is one of its captions.
-- failing means: A reader of the body meets the words under a picture as if they were part of the story.
-- severity: error
-- contains() decides nearly every row; only a body that has the words somewhere is cut into its paragraphs.
with surfaces as (
    select
        c.caption_id,
        c.article_id,
        c.caption_text,
        a.body_text,
        substr(d.page_text, c.caption_start + 1, c.caption_end - c.caption_start) as text_at_span
    from core.captions as c
    inner join core.articles as a on a.article_id = c.article_id
    inner join raw.documents as d on d.document_id = a.document_id
)

select caption_id, article_id, left(caption_text, 120) as caption_text
from surfaces
where (contains(body_text, caption_text) or contains(body_text, text_at_span))
    and list_has_any(string_split(body_text, chr(10) || chr(10)), [caption_text, text_at_span])
