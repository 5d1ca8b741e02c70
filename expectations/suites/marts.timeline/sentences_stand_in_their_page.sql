-- expects: Every sentence stands in its page at its span and holds the time expression it is listed for, whose days it has.
-- failing means: Something is said to have happened on a day of which the text does not speak there.
-- severity: error
select
    t.date_id,
    left(t.sentence, 120) as sentence,
    t.happened_on,
    t.until_on,
    left(c.date_text, 120) as date_text
from marts.timeline as t
left join core.dates as c on c.date_id = t.date_id
left join raw.documents as d on d.document_id = t.document_id
where
    substr(d.page_text, t.sentence_start + 1, t.sentence_end - t.sentence_start) is distinct from t.sentence
    or not coalesce(t.sentence_start <= c.date_start and c.date_end <= t.sentence_end, false)
    or c.resolved_start_on is distinct from t.happened_on
    or c.resolved_end_on is distinct from t.until_on
    or t.day_count < 1
