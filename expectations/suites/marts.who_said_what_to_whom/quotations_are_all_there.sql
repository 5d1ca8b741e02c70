-- expects: Every quotation with a speaker in an article that stands for itself has one row, with its own words.
-- failing means: A join lost or doubled quotations, or words were given to another speaker.
-- severity: error
with wanted as (
    select q.quote_id, q.quote_text, coalesce(q.speaker_name, q.speaker_text) as speaker
    from core.quotes as q
    inner join core.articles as a on a.article_id = q.article_id
    where a.is_representative and coalesce(q.speaker_name, q.speaker_text) is not null
)

select
    coalesce(w.quote_id, m.quote_id) as quote_id,
    left(m.speaker, 120) as speaker,
    left(w.speaker, 120) as wanted_speaker,
    count(*) as row_count
from wanted as w
full join marts.who_said_what_to_whom as m on m.quote_id = w.quote_id
group by w.quote_id, m.quote_id, w.speaker, m.speaker, w.quote_text, m.quote_text
having count(*) > 1
    or w.quote_id is null
    or m.quote_id is null
    or w.speaker is distinct from m.speaker
    or w.quote_text is distinct from m.quote_text
