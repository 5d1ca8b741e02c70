-- expects: The time expression a figure holds for is one of its article's dates, and its days are those of the expression.
-- failing means: A figure is tied to a day that nothing in its article says.
-- severity: error
select
    f.figure_id,
    f.article_id,
    left(f.figure_text, 120) as figure_text,
    f.as_of_date_id,
    f.as_of_start_on,
    f.as_of_end_on,
    d.article_id as article_of_the_date,
    d.resolved_start_on,
    d.resolved_end_on
from core.figures as f
left join core.dates as d on d.date_id = f.as_of_date_id
where
    -- A run without dates keeps the days of its figures and has no expression to name.
    (f.as_of_date_id is null and (f.as_of_start_on is not null or f.as_of_end_on is not null)
        and exists (from core.dates))
    or (
        f.as_of_date_id is not null
        and (
            d.article_id is distinct from f.article_id
            or d.resolved_start_on is distinct from f.as_of_start_on
            or d.resolved_end_on is distinct from f.as_of_end_on
        )
    )
