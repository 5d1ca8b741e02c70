-- expects: What is kept belongs to an article and is no furniture; a headline, caption and the like is kept once.
-- failing means: Cleaning let page furniture through, or readers meet the same headline or caption twice.
-- severity: error
-- A paragraph may repeat a kept one: an answer given twice, a refrain. A line above or beside the story may not.
select b.document_id, b.block_index, b.role, b.article_id, b.repeats_block_index, b.rule
from core.blocks as b
left join core.blocks as e on e.document_id = b.document_id and e.block_index = b.repeats_block_index
where b.is_kept
    and (
        b.article_id is null
        or b.role = 'furniture'
        or (b.role not in ('paragraph', 'subheading') and e.is_kept and e.role = b.role and e.article_id = b.article_id)
    )
