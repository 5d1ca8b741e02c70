-- expects: The article of a block exists, is cut from the same page and spans the block.
-- failing means: A block is filed under a story it does not belong to; the story cannot be rebuilt.
-- severity: error
select
    b.document_id,
    b.block_index,
    b.article_id,
    b.block_start,
    b.block_end,
    a.article_start,
    a.article_end
from core.blocks as b
left join core.articles as a on a.article_id = b.article_id
where b.article_id is not null
    and (
        a.article_id is null
        or a.document_id <> b.document_id
        or b.block_start < a.article_start
        or b.block_end > a.article_end
    )
