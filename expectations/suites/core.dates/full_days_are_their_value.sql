-- expects: A date that names a whole day by its TIMEX3 value is resolved to that day, and an anchor has a basis.
-- failing means: Value and day were taken from two readings of one expression, or nobody can tell what it was counted from.
-- severity: error
select date_id, article_id, left(date_text, 120) as date_text, timex_value, resolved_start_on, resolved_end_on,
    anchor_on, anchor_basis
from core.dates
where
    (anchor_on is null) <> (anchor_basis is null)
    or (
        kind = 'date'
        and regexp_full_match(timex_value, '[0-9]{4}-[0-9]{2}-[0-9]{2}')
        and (
            resolved_start_on is distinct from try_cast(timex_value as date)
            or resolved_end_on is distinct from try_cast(timex_value as date)
        )
    )
