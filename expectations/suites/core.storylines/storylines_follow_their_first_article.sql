-- expects: Each article follows the first one of its storyline directly: that one follows none, came before it, and no more
--   than seven days; the cosine, faded by a fourteenth a day, reaches 0.2 (0.3 where a day of publication is not known).
-- failing means: Strangers were put into one storyline, through a chain or across time.
-- severity: error
with judged as (
    select
        s.article_id,
        s.storyline_id,
        s.rule,
        s.similarity,
        s.day_on,
        f.day_on as first_on,
        date_diff('day', f.day_on, s.day_on) as days_later
    from core.storylines as s
    left join core.storylines as f on f.article_id = s.storyline_id and f.rule = 'first'
    where s.rule not in ('first', 'not_compared')
)

select *
from judged
where (
    case rule
        when 'no_days' then day_on is null and first_on is null and similarity >= 0.3
        when 'published_days' then days_later between 0 and 7 and similarity * (1 - days_later / 14) >= 0.2 - 1e-9
        when 'fetched_days' then days_later between 0 and 7 and similarity * (1 - days_later / 14) >= 0.3 - 1e-9
    end
) is not true
union all
select article_id, storyline_id, rule, similarity, day_on, null, null
from core.storylines
where (rule in ('first', 'not_compared')) <> (article_id = storyline_id)
    or (rule in ('first', 'not_compared')) <> (similarity is null)
    or (day_on is null) <> (day_basis is null)
