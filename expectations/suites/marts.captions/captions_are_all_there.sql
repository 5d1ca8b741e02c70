-- expects: The mart holds every caption of core.captions once.
-- failing means: A join of the model multiplies or drops captions, for example by an alias given twice.
-- severity: error
select coalesce(m.caption_id, c.caption_id) as caption_id, m.copies
from (select caption_id, count(*) as copies from marts.captions group by caption_id) as m
full join core.captions as c on c.caption_id = m.caption_id
where m.caption_id is null or c.caption_id is null or m.copies > 1
