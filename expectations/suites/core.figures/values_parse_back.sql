-- expects: Every figure's text, read alone, gives the figure's value again.
-- failing means: A value was taken from words outside the figure's span, or changed after it was read.
-- severity: error
select figure_id, article_id, left(figure_text, 120) as figure_text, value, value_high, kind
from core.figures
where not is_read_back
