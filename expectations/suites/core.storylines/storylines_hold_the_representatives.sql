-- expects: Where storylines are told, every article that stands for itself and has a body is there, and no other.
-- failing means: A run was settled that had not looked at every article, or a copy counts as a second voice.
-- severity: error
select coalesce(s.article_id, a.article_id) as article_id, s.article_id is not null as is_told
from core.storylines as s
full join (
    select article_id from core.articles where is_representative and body_text is not null
) as a on a.article_id = s.article_id
where (s.article_id is null or a.article_id is null) and exists (from core.storylines)
