-- expects: A line has as many values, days, texts and sources as figures, each figure is in one line, and its value is its own.
-- failing means: A value stands beside the text of another, or one figure speaks for two lines.
-- severity: error
with cells as (
    select
        object,
        unnest(figure_ids) as figure_id,
        unnest(figure_values) as figure_value,
        unnest(figure_texts) as figure_text
    from marts.figures_over_time
)

select left(object, 120) as object, null as figure_id, figure_count, 'its lists differ in length' as fault
from marts.figures_over_time
where len(figure_ids) <> figure_count
    or len(figure_values) <> figure_count
    or len(days) <> figure_count
    or len(figure_texts) <> figure_count
    or len(sources) <> figure_count
union all by name
select left(c.object, 120) as object, c.figure_id, 'it is in more than one line' as fault
from cells as c
group by all
having count(*) > 1
union all by name
select left(c.object, 120) as object, c.figure_id, 'its cell says something else' as fault
from cells as c
left join core.figures as f on f.figure_id = c.figure_id
where f.value is distinct from c.figure_value or f.figure_text is distinct from c.figure_text
