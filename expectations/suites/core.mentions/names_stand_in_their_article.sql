-- expects: The one form of a name stands in its article as a name, and a role stands there, too; descriptions name nobody.
-- failing means: Somebody is called by a name, or given an office, that the article does not have.
-- severity: error
with unlike as (
    -- A name that is its own form stands there already.
    select * from core.mentions
    where name <> replace(mention_text, chr(160), ' ') or role_text is not null or (name is null) <> (form = 'description')
),

forms as (
    select article_id, replace(mention_text, chr(160), ' ') as form
    from core.mentions
    where form = 'name' and article_id in (select article_id from unlike)
    group by all
),

judged as (
    select
        m.mention_id,
        m.article_id,
        m.kind,
        left(m.mention_text, 120) as mention_text,
        left(m.name, 120) as name,
        left(m.role_text, 120) as role_text,
        case
            when m.form = 'name' and m.name is null then 'a name without the one form that stands for it'
            when m.form <> 'name' and m.name is not null then 'a description names somebody'
            when f.form is null and m.name is not null then 'no name of its article has this form'
            when m.role_text is not null and m.kind <> 'person' then 'only persons have roles'
            when m.role_text is not null and not contains(d.page_text, m.role_text) then 'its page does not name the role'
        end as fault
    from unlike as m
    left join forms as f on f.article_id = m.article_id and f.form = m.name
    left join core.articles as a on a.article_id = m.article_id
    left join raw.documents as d on d.document_id = a.document_id
)

select * from judged where fault is not null
