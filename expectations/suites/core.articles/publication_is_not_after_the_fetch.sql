-- expects: No article was published after its page was first fetched.
-- failing means: The date was read from the wrong place (an event to come, another story), or day and month swapped.
-- severity: error
-- A day's grace: the day is the paper's, fetched_at is UTC.
with first_fetches as (
    select document_id, min(fetched_at) as first_fetched_at from raw.sightings group by document_id
)

select a.article_id, a.published_on, a.published_at, a.published_basis, f.first_fetched_at
from core.articles as a
inner join first_fetches as f on f.document_id = a.document_id
where a.published_on > f.first_fetched_at::date + 1 or a.published_at > f.first_fetched_at + interval 1 day
