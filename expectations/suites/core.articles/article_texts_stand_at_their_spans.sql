-- expects: Headline, standfirst, byline and contributor line are what the page holds at their spans; the spans of
--   agency, dateline, publication and update lie in the page (law 3).
-- failing means: A value shown to readers cannot be traced to the page; it, or its span, was altered after it was read.
-- severity: error
with texts as (
    select
        a.article_id,
        a.document_id,
        unnest([
            struct_pack(part := 'headline', value := a.headline, s := a.headline_start, e := a.headline_end),
            struct_pack(part := 'standfirst', value := a.standfirst, s := a.standfirst_start, e := a.standfirst_end),
            struct_pack(part := 'byline', value := a.byline, s := a.byline_start, e := a.byline_end),
            struct_pack(
                part := 'contributor', value := a.contributor, s := a.contributor_start, e := a.contributor_end
            ),
            struct_pack(part := 'agency', value := null, s := a.agency_start, e := a.agency_end),
            struct_pack(part := 'dateline', value := null, s := a.dateline_start, e := a.dateline_end),
            struct_pack(part := 'published', value := null, s := a.published_start, e := a.published_end),
            struct_pack(part := 'updated', value := null, s := a.updated_start, e := a.updated_end)
        ]) as t
    from core.articles as a
),

read_again as (
    select
        x.article_id,
        x.t.part as part,
        x.t.s as span_start,
        x.t.e as span_end,
        x.t.value as value,
        substr(d.page_text, x.t.s + 1, x.t.e - x.t.s) as text_at_span
    from texts as x
    left join raw.documents as d on d.document_id = x.document_id
    where x.t.s is not null or x.t.e is not null
)

select article_id, part, span_start, span_end, left(value, 120) as value, left(text_at_span, 120) as text_at_span
from read_again
where span_start is null
    or span_end is null
    or span_start >= span_end
    or length(text_at_span) is distinct from span_end - span_start
    or case part
        when 'agency' then false
        when 'dateline' then false
        when 'published' then false
        when 'updated' then false
        else text_at_span is distinct from value
    end
