-- expects: Most articles have a headline.
-- failing means: The headline rules do not know the layout of a source, or articles are cut below their headlines.
select count(*) filter (headline is null) / nullif(count(*), 0) as share, count(*) as judged_count
from core.articles
