-- expects: The upper end of a range is not below its lower end, and no period ends before it begins.
-- failing means: A range was read back to front, or two numbers that are no range were joined into one.
-- severity: error
select figure_id, article_id, value, value_high, as_of_start_on, as_of_end_on, left(figure_text, 120) as figure_text
from core.figures
where value_high < value or as_of_end_on < as_of_start_on
