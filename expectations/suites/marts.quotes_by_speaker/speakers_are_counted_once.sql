-- expects: Every speaker has one row, at least one quotation, kinds that add up and days in order.
-- failing means: Spellings of one name were counted apart or together wrongly, or a join multiplied quotations.
-- severity: error
select left(speaker_key, 120) as speaker_key, quote_count, direct_count, partial_count, indirect_count
from marts.quotes_by_speaker
qualify count(*) over (partition by speaker_key) > 1
    or speaker_key is null
    or quote_count < 1
    or quote_count <> direct_count + partial_count + indirect_count
    or first_published_on > last_published_on
