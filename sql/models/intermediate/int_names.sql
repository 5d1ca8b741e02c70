-- Purpose: Each name once for all articles that stand for themselves: its spellings, how often and where it stands.
-- Grain:   one name of a kind (name_kind, name_key)
-- Inputs:  stg_mentions, stg_articles, stg_quotes, stg_damage, seed agencies, seed name_aliases
-- Checks:  unit tests names_*; (name_kind, name_key) is unique by construction (group by)

with all_mentions as (
    select * from {{ ref('stg_mentions') }}
),

articles as (
    select * from {{ ref('stg_articles') }}
),

quotes as (
    select * from {{ ref('stg_quotes') }}
),

damage as (
    select * from {{ ref('stg_damage') }}
),

agencies as (
    select * from {{ ref('agencies') }}
),

name_aliases as (
    select * from {{ ref('name_aliases') }}
),

mentions as (
    select * from all_mentions
    where mention_form = 'name'
),

-- One full name an alias, whatever the seeds hold: an alias given twice must not double a name.
full_names as (
    select
        kind,
        {{ name_key('alias', 'kind') }} as alias_key,
        min(name) as name
    from (
        select kind, alias, name from name_aliases
        union all
        select 'organisation' as kind, alias, agency as name from agencies
    )
    group by all
),

-- A key costs seven passes over a name: it is made once a spelling, not once a standing.
spelled as (
    select distinct
        mention_kind as name_kind,
        name
    from mentions
    where mention_kind <> 'other'
),

own_keys as (
    select
        *,
        {{ name_key('name', 'name_kind') }} as own_key
    from spelled
),

keys as (
    select
        own_keys.name_kind,
        own_keys.name,
        own_keys.own_key,
        coalesce(full_names.name, own_keys.name) as shown_name,
        case
            when full_names.name is null then own_keys.own_key
            else {{ name_key('full_names.name', 'own_keys.name_kind') }}
        end as name_key
    from own_keys
    left join full_names on own_keys.name_kind = full_names.kind and own_keys.own_key = full_names.alias_key
),

-- Copies of a story would multiply its names, so only articles that stand for themselves count.
keyed as (
    select
        mentions.mention_id,
        mentions.mention_start,
        mentions.mention_end,
        mentions.mention_text,
        mentions.role_text,
        articles.article_id,
        articles.document_id,
        articles.published_on,
        keys.name_kind,
        keys.shown_name as name,
        keys.own_key,
        keys.name_key
    from mentions
    inner join keys on mentions.mention_kind = keys.name_kind and mentions.name = keys.name
    inner join articles on mentions.article_id = articles.article_id
    where articles.is_representative
),

counts as (
    select
        name_kind,
        name_key,
        count(*) as mention_count,
        count(distinct article_id) as article_count,
        array_agg(distinct mention_text order by mention_text asc) as variants,
        min(published_on) as first_published_on,
        max(published_on) as last_published_on
    from keyed
    group by name_kind, name_key
),

-- People see the spelling used most, one that is not all capitals first; of equally frequent ones the longer, then the
-- first by code point.
spellings as (
    select
        name_kind,
        name_key,
        name
    from keyed
    group by name_kind, name_key, name
    qualify row_number() over (
        partition by name_kind, name_key
        order by
            name = upper(name) and length(name) > 4 asc, count(*) desc, length(name) desc, name asc
    ) = 1
),

role_counts as (
    select
        name_kind,
        name_key,
        role_text,
        count(*) as role_count
    from keyed
    where role_text is not null
    group by name_kind, name_key, role_text
),

roles as (
    select
        name_kind,
        name_key,
        array_agg(role_text order by role_count desc, role_text asc) as roles
    from role_counts
    group by name_kind, name_key
),

-- What a mark of damage says of a name: that its article spells it in another way elsewhere.
suspicions as (
    select
        keyed.name_kind,
        keyed.name_key,
        array_agg(
            distinct replace(damage.detail, 'elsewhere ', '') order by replace(damage.detail, 'elsewhere ', '') asc
        ) as suspected_spellings
    from damage
    inner join keyed
        on damage.article_id = keyed.article_id
            and damage.damage_start >= keyed.mention_start
            and damage.damage_end <= keyed.mention_end
    where damage.damage_kind = 'name_variant'
        and damage.detail is not null
    group by keyed.name_kind, keyed.name_key
),

-- Persons and organisations speak; a speaker counts for the names of its own article alone.
speakers as (
    select distinct
        speaker_name,
        kinds.name_kind
    from quotes
    cross join (values ('person'), ('organisation')) as kinds (name_kind)
    where speaker_name is not null
),

speaker_keys as (
    select
        *,
        {{ name_key('speaker_name', 'name_kind') }} as speaker_key
    from speakers
),

named_in as (
    select distinct
        article_id,
        name_kind,
        own_key,
        name_key
    from keyed
),

spoken as (
    select
        named_in.name_kind,
        named_in.name_key,
        count(distinct quotes.quote_id) as quote_count
    from quotes
    inner join speaker_keys on quotes.speaker_name = speaker_keys.speaker_name
    inner join named_in
        on quotes.article_id = named_in.article_id
            and speaker_keys.name_kind = named_in.name_kind
            and speaker_keys.speaker_key = named_in.own_key
    group by named_in.name_kind, named_in.name_key
),

-- The example: one with a role first, then the first by page.
examples as (
    select *
    from keyed
    qualify row_number() over (
        partition by name_kind, name_key
        order by role_text is null asc, published_on asc nulls last, mention_id asc
    ) = 1
),

final as (
    select
        cast(counts.name_kind as varchar) as name_kind,
        cast(counts.name_key as varchar) as name_key,
        cast(spellings.name as varchar) as name,
        cast(counts.variants as varchar[]) as variants,
        cast(coalesce(suspicions.suspected_spellings, []) as varchar[]) as suspected_spellings,
        cast(coalesce(roles.roles, []) as varchar[]) as roles,
        cast(counts.mention_count as integer) as mention_count,
        cast(counts.article_count as integer) as article_count,
        cast(coalesce(spoken.quote_count, 0) as integer) as quote_count,
        cast(counts.first_published_on as date) as first_published_on,
        cast(counts.last_published_on as date) as last_published_on,
        cast(examples.mention_id as varchar) as example_mention_id,
        cast(examples.article_id as varchar) as example_article_id,
        cast(examples.document_id as varchar) as example_document_id,
        cast(examples.mention_start as integer) as example_mention_start,
        cast(examples.mention_end as integer) as example_mention_end
    from counts
    inner join spellings on counts.name_kind = spellings.name_kind and counts.name_key = spellings.name_key
    inner join examples on counts.name_kind = examples.name_kind and counts.name_key = examples.name_key
    left join roles on counts.name_kind = roles.name_kind and counts.name_key = roles.name_key
    left join suspicions on counts.name_kind = suspicions.name_kind and counts.name_key = suspicions.name_key
    left join spoken on counts.name_kind = spoken.name_kind and counts.name_key = spoken.name_key
)

select * from final
