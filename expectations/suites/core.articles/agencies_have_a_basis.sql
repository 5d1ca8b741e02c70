-- expects: An agency has a basis; a basis in the text has a span inside the article, one in metadata has none.
-- failing means: Nobody can check why an article is filed under an agency.
-- severity: error
select article_id, agency, agency_basis, agency_start, agency_end, article_start, article_end
from core.articles
where (agency is null) <> (agency_basis is null)
    or (agency is null and agency_start is not null)
    or (agency_basis in ('credit', 'contributor', 'told') and agency_start is null)
    or (agency_basis = 'publisher' and agency_start is not null)
    or agency_start < article_start
    or agency_end > article_end
