-- expects: A currency is a code of three capital letters, as ISO 4217 writes it.
-- failing means: A currency was stored as the text spells it, so that sums over it mix or split currencies.
-- severity: error
select figure_id, article_id, left(currency, 40) as currency, left(figure_text, 120) as figure_text
from core.figures
where not regexp_full_match(currency, '[A-Z]{3}')
