-- expects: A day of publication has a basis, no day has none, and the instant falls on that day or beside it.
-- failing means: A date is shown without saying how it is known, or two dates of one article contradict each other.
-- severity: error
-- A day beside is allowed: the day is the paper's, the instant is UTC.
select article_id, published_on, published_at, published_basis
from core.articles
where (published_basis = 'none') <> (published_on is null)
    or (published_at is not null and published_on is null)
    or abs(date_diff('day', published_at::date, published_on)) > 1
