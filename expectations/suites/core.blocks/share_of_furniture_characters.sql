-- expects: Furniture is the smaller part of what stands in the pages.
-- failing means: The segmenter takes stories for furniture, or a source delivers pages that are mostly navigation.
select
    sum(block_end - block_start) filter (role = 'furniture') / nullif(sum(block_end - block_start), 0) as share,
    count(*) as judged_count
from core.blocks
