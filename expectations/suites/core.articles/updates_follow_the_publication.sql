-- expects: An article was changed after it was published, and before the day after its page was first fetched.
-- failing means: The two dates were taken for each other, or one of them was read from another story.
-- severity: error
-- A day's grace: the day is the paper's, fetched_at is UTC.
with first_fetches as (
    select document_id, min(fetched_at) as first_fetched_at from raw.sightings group by document_id
)

select a.article_id, a.published_on, a.published_at, a.updated_on, a.updated_at, f.first_fetched_at
from core.articles as a
inner join first_fetches as f on f.document_id = a.document_id
where a.updated_on < a.published_on
    or a.updated_at < a.published_at
    or (a.updated_at is not null and a.updated_on is null)
    or a.updated_on > f.first_fetched_at::date + 1
