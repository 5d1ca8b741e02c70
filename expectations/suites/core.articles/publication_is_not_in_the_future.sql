-- expects: No article was published later than two days after this run.
-- failing means: The date was read from the wrong place or its source is wrong; the fetch, if known, does not bound it.
-- severity: warn
-- A warning, because the steps must not look at the clock: what they read from a page may name any year.
select article_id, published_on, published_basis
from core.articles
where published_on > getvariable('checked_at')::date + 2
