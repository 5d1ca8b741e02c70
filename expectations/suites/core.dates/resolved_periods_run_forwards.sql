-- expects: No resolved period ends before it begins, and both of its ends are known or neither.
-- failing means: A time expression was resolved back to front.
-- severity: error
select date_id, article_id, left(date_text, 120) as date_text, resolved_start_on, resolved_end_on
from core.dates
where resolved_end_on < resolved_start_on or (resolved_start_on is null) <> (resolved_end_on is null)
