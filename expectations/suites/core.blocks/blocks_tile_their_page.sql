-- expects: In every page the blocks, in order, neither overlap nor leave anything but white space between them (law 1).
-- failing means: Characters of a page are counted twice or in no block at all; text was lost, or a span was miscounted.
-- severity: error
-- White space is what Python's str.strip() strips: the class below is exactly str.isspace(), which a test holds.
with ordered as (
    select
        document_id,
        block_index,
        block_start,
        block_end,
        coalesce(lag(block_end) over page, 0) as previous_end,
        row_number() over page - 1 as position
    from core.blocks
    window page as (partition by document_id order by block_start, block_end, block_index)
),

last_ends as (
    select document_id, max(block_end) as last_end from core.blocks group by document_id
),

-- The text before every block, and the text after the last one (all of it, where a page has no block).
gaps as (
    select
        o.document_id,
        o.block_index,
        o.block_start,
        o.block_end,
        case
            when d.document_id is null then 'its page does not exist'
            when o.block_start >= o.block_end then 'it is empty'
            when o.block_start < o.previous_end then 'it overlaps the block before it'
            when o.block_index <> o.position then 'its index is not its position'
        end as fault,
        case
            when o.block_start > o.previous_end
                then substr(d.page_text, o.previous_end + 1, o.block_start - o.previous_end)
            else ''
        end as gap_text
    from ordered as o
    left join raw.documents as d on d.document_id = o.document_id
    union all
    select
        d.document_id,
        null as block_index,
        l.last_end as block_start,
        length(d.page_text) as block_end,
        case when l.last_end > length(d.page_text) then 'its last block ends after the page' end as fault,
        substr(d.page_text, coalesce(l.last_end, 0) + 1) as gap_text
    from raw.documents as d
    left join last_ends as l on l.document_id = d.document_id
),

judged as (
    select
        document_id,
        block_index,
        block_start,
        block_end,
        case
            when fault is not null then fault
            when not regexp_full_match(gap_text, '[\t-\r\x1c-\x1f\x{85}\p{Z}]*')
                then if(block_index is null, 'text after the last block', 'text before it is in no block')
        end as fault,
        left(gap_text, 120) as text_in_no_block
    from gaps
)

select * from judged where fault is not null
