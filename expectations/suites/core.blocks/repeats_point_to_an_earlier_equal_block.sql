-- expects: A repeat names an earlier block of its page that says the same, punctuation, case and white space aside.
-- failing means: Text was cut as a repeat though it stands nowhere else on the page, so it is lost to the reader.
-- severity: error
-- Equal is coarser here than in the step (letters and digits only, both sigmas one, the letter apostrophe none), so
-- that the check cannot fail where two libraries merely fold a rare letter differently.
with repeats as (
    select
        b.document_id,
        b.block_index,
        b.repeats_block_index,
        e.block_index is null as is_missing,
        substr(d.page_text, b.block_start + 1, b.block_end - b.block_start) as text,
        substr(d.page_text, e.block_start + 1, e.block_end - e.block_start) as earlier_text
    from core.blocks as b
    inner join raw.documents as d on d.document_id = b.document_id
    left join core.blocks as e on e.document_id = b.document_id and e.block_index = b.repeats_block_index
    where b.repeats_block_index is not null
),

folded as (
    select
        *,
        replace(regexp_replace(lower(text), '[^\p{L}\p{N}]|ʼ', '', 'g'), 'ς', 'σ') as folded_text,
        replace(regexp_replace(lower(earlier_text), '[^\p{L}\p{N}]|ʼ', '', 'g'), 'ς', 'σ') as folded_earlier_text
    from repeats
)

select
    document_id,
    block_index,
    repeats_block_index,
    left(text, 120) as text,
    left(earlier_text, 120) as earlier_text
from folded
where is_missing or repeats_block_index >= block_index or folded_text is distinct from folded_earlier_text
