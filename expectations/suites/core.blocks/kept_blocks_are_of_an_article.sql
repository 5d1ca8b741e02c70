-- expects: What is kept belongs to an article, is no furniture and repeats nothing.
-- failing means: Cleaning let a repeat or page furniture through, and readers get it as part of a story.
-- severity: error
select document_id, block_index, role, article_id, repeats_block_index, rule
from core.blocks
where is_kept and (article_id is null or role = 'furniture' or repeats_block_index is not null)
