-- expects: A caption stands in its article at least once.
-- failing means: repeat_count was counted from the repeats alone, without the first copy.
-- severity: error
select caption_id, article_id, repeat_count from core.captions where repeat_count < 1
