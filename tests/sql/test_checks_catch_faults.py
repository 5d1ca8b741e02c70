"""Every check on meaning catches a fault planted for it, and nothing else in its suite stirs without cause.

A check nobody has seen failing may be unable to fail. Each case takes the good stage, plants one fault and names the
expectations of the suite that must fail then, all of them.
"""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from expectations.checkpoint import run_checks
from expectations.suites.catalogue import load_checks
from expectations.suites.check import read_tolerances
from tests.checks_faults import FAULTS_OF_COPIES, FAULTS_OF_FIELDS, WORDS, Fault, fault
from tests.checks_stage import NOW, RUN_ID, build_stage, change

# The good stage is too small for its shares to be judged; some of them are judged here nevertheless.
JUDGED_FROM = {
    "share_of_furniture_characters": 10,
    "share_of_articles_without_headline": 3,
    "share_of_quotes_without_speaker": 2,
}
TOLERANCES = {
    name: replace(tolerance, judged_from=JUDGED_FROM.get(name, tolerance.judged_from))
    for name, tolerance in read_tolerances().items()
}


ALSO = {
    ("figure", "no such article"): ("as_of_days_are_of_their_dates", "objects_and_sources_stand_in_their_article"),
    ("mention", "other words"): ("names_stand_in_their_article",),
    ("mention", "a space more"): ("names_stand_in_their_article",),
}
"""What else stirs where a table of evidence is hurt."""

FAULTS = [
    *FAULTS_OF_FIELDS,
    # raw
    fault(
        "raw.documents",
        "a page nobody saw",
        "delete from raw.sightings where sighting_id = 's-copy'",
        "every_document_has_a_sighting",
    ),
    fault(
        "raw.documents",
        "a letter was changed after the digest was taken",
        "update raw.documents set page_text = replace(page_text, 'dawn', 'dusk')",
        "new_documents_restore_their_bytes",
    ),
    fault(
        "raw.documents",
        "the kept bytes were cut",
        "update raw.documents set content = 'cut'::blob where content is not null",
        "new_documents_restore_their_bytes",
    ),
    fault(
        "raw.sightings",
        "a sighting lost its page",
        "delete from raw.documents where content is not null",
        "every_sighting_has_a_document",
    ),
    fault(
        "raw.rejects",
        "half of what was read could not be used",
        f"insert into raw.rejects select 'x' || i, 'f', null, 'binary', null, '{RUN_ID}', now()::timestamp "
        "from range(30) as r(i)",
        "share_of_records_rejected",
    ),
    # core.blocks
    fault(
        "core.blocks",
        "a block went missing, its text is in none",
        "delete from core.blocks where role = 'caption' and is_kept",
        "blocks_tile_their_page",
        "repeats_point_to_an_earlier_equal_block",
    ),
    fault(
        "core.blocks",
        "two blocks share a character",
        "update core.blocks set block_end = block_end + 3 where block_index = 1 and role = 'headline'",
        "blocks_tile_their_page",
    ),
    fault(
        "core.blocks",
        "one character before the block is in none",
        "update core.blocks set block_start = block_start + 1 where role = 'furniture' and block_index = 0",
        "blocks_tile_their_page",
    ),
    fault(
        "core.blocks",
        "the text after the last block is in none",
        "update core.blocks set block_end = block_end - 1 where block_index = 8",
        "blocks_tile_their_page",
        "repeats_point_to_an_earlier_equal_block",
    ),
    fault(
        "core.blocks",
        "a page of text has no block at all",
        "delete from core.blocks where document_id = (select document_id from raw.documents where content is not null)",
        "blocks_tile_their_page",
    ),
    fault(
        "core.blocks",
        "a zero-width space is no white space",
        "update raw.documents set page_text = page_text || chr(8203) where encoding = 'utf-8'",
        "blocks_tile_their_page",
    ),
    fault(
        "core.blocks",
        "the last block ends after its page",
        "update core.blocks set block_end = block_end + 50 where block_index = 8",
        "blocks_tile_their_page",
    ),
    fault(
        "core.blocks",
        "an index is left out",
        "update core.blocks set block_index = 9 where block_index = 8",
        "blocks_tile_their_page",
    ),
    fault(
        "core.blocks",
        "a block of no page",
        "update core.blocks set document_id = 'nowhere', article_id = null, is_kept = false "
        "where block_index = 0 and role = 'furniture'",
        "blocks_tile_their_page",
    ),
    fault(
        "core.blocks",
        "a block of an article that is not there",
        "update core.blocks set article_id = 'nobody-0' where block_index = 4",
        "blocks_lie_in_their_article",
    ),
    fault(
        "core.blocks",
        "a block of the other article of its page",
        "update core.blocks set article_id = replace(article_id, '-0', '-1') where block_index = 4",
        "blocks_lie_in_their_article",
    ),
    fault(
        "core.blocks",
        "furniture was kept",
        "update core.blocks set is_kept = true where block_index = 0 and role = 'furniture'",
        "kept_blocks_are_of_an_article",
    ),
    fault(
        "core.blocks",
        "a caption was kept twice",
        "update core.blocks set is_kept = true where repeats_block_index = 2",
        "kept_blocks_are_of_an_article",
    ),
    fault(
        "core.blocks",
        "a paragraph was cut as a repeat of something else",
        "update core.blocks set repeats_block_index = 1, is_kept = false where block_index = 4",
        "repeats_point_to_an_earlier_equal_block",
    ),
    fault(
        "core.blocks",
        "a repeat points to itself",
        "update core.blocks set repeats_block_index = block_index where repeats_block_index = 2",
        "repeats_point_to_an_earlier_equal_block",
    ),
    fault(
        "core.blocks",
        "a repeat points to nothing",
        "update core.blocks set repeats_block_index = 77 where repeats_block_index = 2",
        "repeats_point_to_an_earlier_equal_block",
    ),
    fault(
        "core.blocks",
        "nearly everything was taken for furniture",
        "update core.blocks set role = 'furniture', is_kept = false, article_id = null, repeats_block_index = null",
        "share_of_furniture_characters",
    ),
    # core.articles
    *(
        fault(
            "core.articles",
            f"{part} is not what the page holds",
            f"update core.articles set {part} = {WORDS}, {part}_start = article_start, "
            f"{part}_end = article_start + {len(WORDS) - 2} where article_index = 0",
            "article_texts_stand_at_their_spans",
        )
        for part in ("headline", "standfirst", "byline", "contributor")
    ),
    fault(
        "core.articles",
        "a headline one character beside its span",
        "update core.articles set headline_start = headline_start + 1, headline_end = headline_end + 1",
        "article_texts_stand_at_their_spans",
    ),
    fault(
        "core.articles",
        "a dateline beyond the page",
        "update core.articles set dateline_end = 1000000 where dateline_start is not null",
        "article_texts_stand_at_their_spans",
    ),
    fault(
        "core.articles",
        "a publication read from an empty span",
        "update core.articles set published_end = published_start where published_start is not null",
        "article_texts_stand_at_their_spans",
    ),
    fault(
        "core.articles",
        "the body holds a word the page does not",
        "update core.articles set body_text = replace(body_text, 'waited', 'waltzed') where article_index = 0",
        "bodies_are_their_kept_blocks",
    ),
    fault(
        "core.articles",
        "the body misses a kept paragraph",
        "update core.articles set body_text = null where article_index = 1",
        "bodies_are_their_kept_blocks",
    ),
    fault(
        "core.articles",
        "the body holds a paragraph that was not kept",
        "update core.blocks set is_kept = false where block_index = 4 and role = 'paragraph'",
        "bodies_are_their_kept_blocks",
    ),
    fault(
        "core.articles",
        "two articles claim the same characters",
        "update core.articles set article_start = article_start - 4 where article_index = 1",
        "articles_lie_apart_in_their_page",
    ),
    fault(
        "core.articles",
        "an article ends after its page",
        "update core.articles set article_end = article_end + 10000 where article_index = 1",
        "articles_lie_apart_in_their_page",
    ),
    fault(
        "core.articles",
        "an article is numbered out of order",
        "update core.articles set article_index = 2 where article_index = 1",
        "articles_lie_apart_in_their_page",
    ),
    fault(
        "core.articles",
        "a representative that is not there",
        "update core.articles set representative_id = 'nobody-0' where not is_representative",
        "representatives_stand_for_themselves",
    ),
    fault(
        "core.articles",
        "a representative that is a duplicate",
        "update core.articles set representative_id = article_id where not is_representative",
        "representatives_stand_for_themselves",
    ),
    fault(
        "core.articles",
        "the flag and the pointer disagree",
        "update core.articles set is_representative = true where not is_representative",
        "representatives_stand_for_themselves",
        "articles_are_representatives_plus_duplicates",
    ),
    fault(
        "core.articles",
        "a duplicate without an edge",
        "delete from core.duplicates",
        "articles_are_representatives_plus_duplicates",
    ),
    fault(
        "core.articles",
        "an edge of an article that is gone",
        "insert into core.duplicates select 'gone-0', representative_id, method, similarity from core.duplicates",
        "articles_are_representatives_plus_duplicates",
    ),
    fault(
        "core.articles",
        "a day without a basis",
        "update core.articles set published_basis = 'none' where article_index = 1",
        "publication_basis_fits_the_day",
    ),
    fault(
        "core.articles",
        "a basis without a day",
        "update core.articles set published_on = null where article_index = 1",
        "publication_basis_fits_the_day",
    ),
    fault(
        "core.articles",
        "an instant of another day",
        "update core.articles set published_at = timestamp '2026-02-27 10:00:00'",
        "publication_basis_fits_the_day",
    ),
    fault(
        "core.articles",
        "published after it was fetched",
        "update core.articles set published_on = date '2026-03-05' where article_index = 1",
        "publication_is_not_after_the_fetch",
    ),
    fault(
        "core.articles",
        "changed before it was published",
        "update core.articles set published_on = date '2026-03-01', updated_on = date '2026-02-05'",
        "updates_follow_the_publication",
    ),
    fault(
        "core.articles",
        "published far in the future, fetched nobody knows when",
        "update raw.sightings set fetched_at = null;"
        "update core.articles set published_on = date '2031-03-05' where article_index = 1",
        "publication_is_not_in_the_future",
    ),
    fault(
        "core.articles",
        "most pages hold no article",
        "insert into raw.documents select 'd' || i, media_type, encoding, byte_count, page_text, content "
        "from raw.documents, range(20) as r(i) where encoding = 'utf-8'",
        "share_of_pages_without_article",
    ),
    fault(
        "core.articles",
        "most articles have no headline",
        "update core.articles set headline = null, headline_start = null, headline_end = null where article_index = 0",
        "share_of_articles_without_headline",
    ),
    # core.captions
    fault(
        "core.captions",
        "a caption of other words",
        f"update core.captions set caption_text = {WORDS}",
        "captions_stand_in_their_page",
    ),
    fault(
        "core.captions",
        "a caption outside its article",
        "update core.captions set article_id = replace(article_id, '-0', '-1')",
        "captions_stand_in_their_page",
    ),
    fault(
        "core.captions",
        "a credit outside its caption",
        "update core.captions set credit_end = credit_end + 1",
        "captions_stand_in_their_page",
    ),
    fault(
        "core.captions",
        "a caption of no article",
        "update core.captions set article_id = 'nobody-0'",
        "captions_stand_in_their_page",
    ),
    fault(
        "core.captions",
        "the first copy was not counted",
        "update core.captions set repeat_count = 0",
        "captions_count_their_copies",
    ),
    fault(
        "core.captions",
        "the body holds the caption",
        "update core.articles set body_text = body_text || chr(10) || chr(10) || c.caption_text "
        "from core.captions as c where c.article_id = core.articles.article_id",
        "bodies_hold_no_caption",
    ),
    fault(
        "core.captions",
        "the body holds the caption with its credit",
        "update core.articles set body_text = "
        "substr(d.page_text, c.caption_start + 1, c.caption_end - c.caption_start) || e'\\n\\n' || body_text "
        "from core.captions as c, raw.documents as d "
        "where c.article_id = core.articles.article_id and d.document_id = core.articles.document_id",
        "bodies_hold_no_caption",
    ),
    # the tables of evidence
    *(
        fault(
            f"core.{thing}s",
            f"{thing}: {what}",
            f"update core.{thing}s set {change_to} where {thing}_text <> 'We leave at five,'",
            check,
            *ALSO.get((thing, what), ()),
        )
        for thing, check in (
            ("quote", "quotes_stand_in_their_page"),
            ("figure", "figures_stand_in_their_page"),
            ("date", "dates_stand_in_their_page"),
            ("mention", "mentions_stand_in_their_page"),
        )
        for what, change_to in (
            ("other words", f"{thing}_text = {WORDS}"),
            ("a space more", f"{thing}_text = {thing}_text || ' '"),
            ("one beside", f"{thing}_start = {thing}_start - 1, {thing}_end = {thing}_end - 1"),
            ("an empty span", f"{thing}_end = {thing}_start"),
            ("no such article", "article_id = 'nobody-0'"),
        )
    ),
    fault(
        "core.quotes",
        "a speaker of other words",
        "update core.quotes set speaker_text = 'Some Body' where speaker_text is not null",
        "speakers_stand_in_their_article",
    ),
    fault(
        "core.quotes",
        "a speaker from outside the article",
        "update core.quotes set speaker_text = 'Skip', speaker_start = position('Skip' in d.page_text) - 1, "
        "speaker_end = position('Skip' in d.page_text) + 3 from raw.documents as d "
        "where speaker_text is not null and d.encoding = 'utf-8-sig'",
        "speakers_stand_in_their_article",
    ),
    fault(
        "core.quotes",
        "a speaker without a span",
        "update core.quotes set speaker_text = 'Zoë' where speaker_text is null",
        "speakers_stand_in_their_article",
    ),
    fault(
        "core.quotes",
        "a name of other words",
        "update core.quotes set speaker_name = 'Some Body' where speaker_name is not null",
        "names_stand_in_their_article",
    ),
    fault(
        "core.quotes",
        "a name from outside the article",
        "update core.quotes set speaker_name = 'Skip', name_start = position('Skip' in d.page_text) - 1, "
        "name_end = position('Skip' in d.page_text) + 3 from raw.documents as d "
        "where speaker_name is not null and d.encoding = 'utf-8-sig'",
        "names_stand_in_their_article",
    ),
    fault(
        "core.quotes",
        "a name without a span",
        "update core.quotes set name_start = null where speaker_name is not null",
        "names_stand_in_their_article",
    ),
    fault(
        "core.quotes",
        "hardly a quotation has a speaker",
        "update core.quotes set speaker_text = null, speaker_start = null, speaker_end = null, speaker_name = null, "
        "name_start = null, name_end = null, name_basis = null",
        "share_of_quotes_without_speaker",
    ),
    fault(
        "core.damage",
        "a mark outside its article",
        "update core.damage set damage_end = damage_end + 5000",
        "damage_lies_in_its_article",
    ),
    fault(
        "core.duplicates",
        "an edge to another duplicate",
        "update core.duplicates set representative_id = article_id",
        "duplicates_point_to_a_representative",
    ),
    fault(
        "core.duplicates",
        "an edge to nothing",
        "update core.duplicates set representative_id = 'nobody-0'",
        "duplicates_point_to_a_representative",
    ),
    fault(
        "core.duplicates",
        "an edge to a representative the article does not name",
        "update core.duplicates set representative_id = replace(representative_id, '-1', '-0')",
        "duplicates_point_to_a_representative",
    ),
    fault(
        "core.duplicates",
        "an edge nobody measured",
        "alter table core.duplicates alter similarity drop not null; update core.duplicates set similarity = null",
        "duplicates_point_to_a_representative",
        "values_are_known",
    ),
    # ops
    fault(
        "ops.parses",
        "a parse of a page that is gone",
        "update ops.parses set document_id = 'gone' where document_id = (select min(document_id) from ops.parses)",
        "parses_have_a_document",
    ),
    fault(
        "ops.runs",
        "a record vanished",
        "update ops.runs set record_count = record_count + 1",
        "records_are_balanced",
    ),
    # marts
    fault(
        "marts.articles",
        "a story twice",
        "insert into marts.articles select * from marts.articles limit 1",
        "articles_are_the_representatives",
    ),
    fault(
        "marts.articles",
        "a story lost",
        "delete from marts.articles where article_index = 1",
        "articles_are_the_representatives",
    ),
    fault("marts.captions", "a caption lost", "delete from marts.captions", "captions_are_all_there"),
    fault(
        "marts.captions",
        "a caption twice",
        "insert into marts.captions select * from marts.captions",
        "captions_are_all_there",
    ),
    fault(
        "core.articles",
        "an agency nobody can trace",
        "update core.articles set agency_basis = 'told', agency_start = null, agency_end = null "
        "where agency is not null",
        "agencies_have_a_basis",
    ),
    *FAULTS_OF_COPIES,
    fault("marts.duplicates", "an edge lost", "delete from marts.duplicates", "duplicates_are_all_there"),
    fault(
        "marts.duplicates",
        "a chain",
        "update marts.duplicates set is_chained = true",
        "duplicates_are_all_there",
    ),
    fault(
        "marts.page_audit",
        "characters lost",
        "update marts.page_audit set kept_char_count = kept_char_count - 1 where kept_char_count > 0",
        "characters_add_up",
    ),
    fault(
        "marts.page_audit", "a page lost", "delete from marts.page_audit where kept_char_count = 0", "characters_add_up"
    ),
    fault(
        "marts.page_audit",
        "a page twice",
        "insert into marts.page_audit select * from marts.page_audit limit 1",
        "characters_add_up",
    ),
    fault(
        "marts.quotes_by_speaker",
        "a speaker twice",
        "insert into marts.quotes_by_speaker select * from marts.quotes_by_speaker",
        "speakers_are_counted_once",
    ),
    fault(
        "marts.quotes_by_speaker",
        "kinds do not add up",
        "update marts.quotes_by_speaker set quote_count = 9",
        "speakers_are_counted_once",
    ),
    fault(
        "marts.rejects_by_reason",
        "a reject too many",
        "update marts.rejects_by_reason set reject_count = 2",
        "rejects_add_up",
    ),
    fault(
        "marts.run_history",
        "a run twice",
        "insert into marts.run_history select * from marts.run_history",
        "runs_are_all_there",
    ),
    fault(
        "marts.run_history",
        "checks that nobody made",
        "update marts.run_history set check_count = 1",
        "runs_are_all_there",
    ),
    fault(
        "marts.check_history",
        "a check that was never made",
        "insert into marts.check_history values ('core.quotes', 'odd', 1, 0, now()::timestamp)",
        "checks_add_up",
    ),
    fault(
        "marts.source_health",
        "a source that was never read",
        "insert into marts.source_health values ('nowhere', 1, 0)",
        "sources_add_up",
    ),
    # what the contracts give
    fault(
        "core.quotes",
        "a column is gone",
        "alter table core.quotes drop column told_to",
        "columns_are_there",
    ),
    fault(
        "ops.steps",
        "a column has another type",
        "alter table ops.steps alter batch_index type varchar",
        "columns_are_there",
        "values_are_in_range",
    ),
    fault("core.captions", "a row twice", "insert into core.captions select * from core.captions", "key_is_unique"),
    fault(
        "core.mentions",
        "a value left out",
        "alter table core.mentions alter mention_text drop not null; update core.mentions set mention_text = null",
        "values_are_known",
        "mentions_stand_in_their_page",
        "names_stand_in_their_article",
    ),
    fault("raw.rejects", "a code nobody knows", "update raw.rejects set reason = 'odd'", "values_are_allowed"),
    fault("core.figures", "a code with a tail", "update core.figures set modality = 'exactly'", "values_are_allowed"),
    fault("core.duplicates", "a share above 1", "update core.duplicates set similarity = 1.5", "values_are_in_range"),
    fault("core.duplicates", "a share of NaN", "update core.duplicates set similarity = 'nan'", "values_are_in_range"),
    fault(
        "core.figures",
        "an infinite number",
        "update core.figures set value = 'inf'",
        "values_are_in_range",
        "ranges_run_upwards",
    ),
    fault("core.articles", "a negative count", "update core.articles set word_count = -1", "values_are_in_range"),
]


@pytest.fixture(scope="module")
def good_stage(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_stage(tmp_path_factory.mktemp("good") / "stage.duckdb")


@pytest.fixture
def stage(good_stage: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(good_stage, tmp_path / "stage.duckdb"))


@pytest.mark.parametrize("phase", ["before_models", "after_models"])
def test_the_good_stage_holds_everything(stage: Path, phase: str) -> None:
    report = run_checks(stage, phase, RUN_ID, tolerances=TOLERANCES, checked_at=NOW)
    assert report.failures().is_empty()
    assert report.is_ok
    assert report.checks.height == len(load_checks(phase, read_tolerances()))


@pytest.mark.parametrize("planted", FAULTS, ids=lambda planted: f"{planted.table}: {planted.name}")
def test_a_planted_fault_is_caught(stage: Path, planted: Fault) -> None:
    change(stage, planted.sql)
    report = run_checks(stage, planted.phase, RUN_ID, tolerances=TOLERANCES, checked_at=NOW, tables=[planted.table])
    failed = report.failures()
    assert set(failed["expectation"]) == planted.fails, failed.select(
        "expectation", "observed_value", "unexpected_rows"
    )
    assert report.is_ok == all(failed["severity"] == "warn")
    for row in failed.iter_rows(named=True):
        if "exception" not in row["observed_value"]:
            assert json.loads(row["unexpected_rows"]), "the failing rows are named"


def test_every_check_on_meaning_has_a_planted_fault() -> None:
    caught = {(planted.table, name) for planted in FAULTS for name in planted.fails}
    checks = [*load_checks("before_models", read_tolerances()), *load_checks("after_models", read_tolerances())]
    # A source is held against its past: tests/sql/test_checks_of_sources.py has those that change.
    written = {(c.table, c.name) for c in checks if c.sql.startswith("--") and c.table != "ops.sources"}
    assert written - caught == set()
    derived = {check.name for check in checks if not check.sql.startswith("--")}
    assert derived - {name for _, name in caught} == set()
