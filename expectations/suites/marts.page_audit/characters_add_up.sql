-- expects: Every page has one row, in which no count is negative and the five counts add up to the page.
-- failing means: Characters are lost or counted twice in the account of where a page's text went.
-- severity: error
select
    coalesce(m.document_id, d.document_id) as document_id,
    m.page_char_count,
    m.kept_char_count,
    m.repeated_char_count,
    m.furniture_char_count,
    m.other_char_count,
    m.white_space_char_count
from marts.page_audit as m
full join raw.documents as d on d.document_id = m.document_id
where m.document_id is null
    or d.document_id is null
    or least(
        m.kept_char_count, m.repeated_char_count, m.furniture_char_count, m.other_char_count, m.white_space_char_count
    ) < 0
    or m.page_char_count
    <> m.kept_char_count + m.repeated_char_count + m.furniture_char_count + m.other_char_count
        + m.white_space_char_count
union all
select document_id, null, null, null, null, null, null
from marts.page_audit
group by document_id
having count(*) > 1
