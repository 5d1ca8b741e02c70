-- expects: Most direct quotations have a speaker.
-- failing means: Attribution does not know the way a source writes, or quote marks are paired wrongly.
select count(*) filter (speaker_text is null) / nullif(count(*), 0) as share, count(*) as judged_count
from core.quotes
where kind = 'direct'
