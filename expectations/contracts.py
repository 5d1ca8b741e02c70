"""The contract of every table: its columns, their units, and what NULL means in them.

One dataframely schema per table is the single source for the DuckDB DDL and the ``COMMENT ON`` texts
(``expectations.ddl``), the data dictionary, and the checks at the borders of the steps. Changing a
column here changes it everywhere; nothing else in the project spells a column type.

Conventions: keys are text; spans are ``<thing>_start``/``<thing>_end``, half-open, in Unicode code
points of ``raw.documents.page_text`` (what DuckDB's ``substr`` and Polars' ``str.slice`` count);
instants end in ``_at`` and are UTC; days end in ``_on``; booleans begin with ``is_`` or ``has_``.
NULL means "not known", never "empty".
"""

from functools import cache
from typing import Any, Final

import dataframely as dy
import polars as pl

ROLES: Final = (
    "headline",
    "standfirst",
    "caption",
    "credit",
    "byline",
    "dateline",
    "subheading",
    "paragraph",
    "contributor",
    "furniture",
)
BODY_ROLES: Final = ("paragraph", "subheading")
MEDIA_TYPES: Final = ("text/plain", "text/html")
PUBLISHED_BASES: Final = ("metadata", "text", "dateline", "update", "caption", "none")
AGENCY_BASES: Final = ("dateline", "byline", "credit", "publisher", "contributor", "told")
QUOTE_KINDS: Final = ("direct", "partial", "indirect")
FIGURE_KINDS: Final = ("money", "share", "age", "count", "measure", "number")
MODALITIES: Final = ("exact", "about", "almost", "more_than", "less_than", "at_least", "up_to")
ANCHOR_BASES: Final = ("metadata", "text", "dateline", "update", "caption", "quote", "expression")
DATE_MODIFIERS: Final = (
    "BEFORE",
    "AFTER",
    "ON_OR_BEFORE",
    "ON_OR_AFTER",
    "LESS_THAN",
    "MORE_THAN",
    "EQUAL_OR_LESS",
    "EQUAL_OR_MORE",
    "START",
    "MID",
    "END",
    "APPROX",
)
NAME_BASES: Final = ("own", "fuller", "pronoun", "description")
ATTRIBUTION_BASES: Final = ("behind", "before", "sentence", "subject", "continued", "previous")
DATE_KINDS: Final = ("date", "time", "duration", "set")
MENTION_KINDS: Final = ("person", "organisation", "place", "other")
MENTION_FORMS: Final = ("name", "description")
DAMAGE_KINDS: Final = (
    "stray_fragment",
    "split_name",
    "broken_date",
    "lone_punctuation",
    "missing_subject",
    "name_variant",
)
DUPLICATE_METHODS: Final = ("exact", "near", "contained")
STORYLINE_RULES: Final = ("first", "published_days", "fetched_days", "no_days", "not_compared")
DAY_BASES: Final = ("published", "fetched")
REJECT_REASONS: Final = (
    "empty",
    "binary",
    "undecodable",
    "bad_json",
    "bad_record",
    "no_text",
    "too_large",
    "truncated_archive",
    "bad_archive",
    "unreadable",
    "unsupported",
)
RUN_STATUSES: Final = ("running", "published", "refused", "failed", "rolled_back")
RUN_KINDS: Final = ("ingest", "nightly", "backfill")
SEVERITIES: Final = ("error", "warn")

_SPAN_UNIT: Final = "code points of page_text"


def _meta(unit: str | None, null: str | None) -> dict[str, Any]:
    return {"unit": unit, "null": null}


def _key(description: str) -> dy.String:
    return dy.String(primary_key=True, description=description, metadata=_meta(None, None))


def _text(description: str, *, null: str | None = None, unit: str | None = None) -> dy.String:
    return dy.String(nullable=null is not None, description=description, metadata=_meta(unit, null))


def _code(description: str, values: tuple[str, ...], *, null: str | None = None) -> dy.String:
    pattern = "^(" + "|".join(values) + ")$"
    listed = f"{description} One of: {', '.join(values)}."
    return dy.String(nullable=null is not None, regex=pattern, description=listed, metadata=_meta(None, null))


def _count(description: str, unit: str, *, null: str | None = None, primary_key: bool = False) -> dy.Int32:
    return dy.Int32(
        nullable=null is not None, min=0, primary_key=primary_key, description=description, metadata=_meta(unit, null)
    )


def _big_count(description: str, unit: str, *, null: str | None = None) -> dy.Int64:
    return dy.Int64(nullable=null is not None, min=0, description=description, metadata=_meta(unit, null))


def _start(thing: str, *, null: str | None = None) -> dy.Int32:
    return _count(f"Where {thing} begins.", _SPAN_UNIT, null=null)


def _end(thing: str, *, null: str | None = None) -> dy.Int32:
    return _count(f"Where {thing} ends, exclusive.", _SPAN_UNIT, null=null)


def _number(description: str, unit: str, *, null: str | None = None) -> dy.Float64:
    return dy.Float64(nullable=null is not None, description=description, metadata=_meta(unit, null))


def _ratio(description: str, *, null: str | None = None) -> dy.Float64:
    return dy.Float64(
        nullable=null is not None, min=0.0, max=1.0, description=description, metadata=_meta("share, 0 to 1", null)
    )


def _flag(description: str, *, null: str | None = None) -> dy.Bool:
    return dy.Bool(nullable=null is not None, description=description, metadata=_meta(None, null))


def _instant(description: str, *, null: str | None = None) -> dy.Datetime:
    return dy.Datetime(nullable=null is not None, time_unit="us", description=description, metadata=_meta("UTC", null))


def _day(description: str, *, null: str | None = None) -> dy.Date:
    return dy.Date(nullable=null is not None, description=description, metadata=_meta("calendar day", null))


class Contract(dy.Schema):
    """A table's schema; the docstring of each subclass is the table's comment in the warehouse."""

    @classmethod
    @cache
    def frame_schema(cls) -> pl.Schema:
        """Return the types of the columns, made once: frames of this schema need no cast.

        Returns:
            Column -> type, in the contract's order.
        """
        return cls.create_empty().schema

    @classmethod
    @cache
    def holds(cls) -> pl.Expr:
        """Ask of a whole table at one go whether it keeps every rule; made once, it takes an eighth of a validation.

        Returns:
            An expression for a frame of this schema, whose one value tells whether no row breaks a rule; as in a
            validation, a rule that gives NULL is kept.
        """
        rules = cls._validation_rules(with_cast=False).values()
        return pl.all_horizontal(*[rule.expr.fill_null(value=True).all() for rule in rules])


class Documents(Contract):
    """One row per distinct fetched page (grain: its bytes): what restores it and the text all spans count in."""

    document_id = _key("First 32 hex digits of the SHA-256 of the page's bytes.")
    media_type = _code("What the bytes are.", MEDIA_TYPES)
    encoding = _text("Python codec name that decoded the bytes, for example utf-8, utf-8-sig or cp1252.")
    byte_count = _big_count("Length of the page as fetched.", "bytes")
    page_text = _text(
        "The text all spans refer to: the decoded text verbatim, or for HTML the visible text rendered from it."
    )
    content = dy.Binary(
        nullable=True,
        description="The page's bytes.",
        metadata=_meta("bytes", "page_text encoded with encoding gives the bytes back exactly"),
    )


class Sightings(Contract):
    """One row per place and time at which a document was seen, with the metadata that came with it there."""

    sighting_id = _key("Digest of every other column but first_run_id: the same sighting read twice is one row.")
    source_uri = _text("The file or URL the record was read from.")
    record_key = _text(
        "The record's own id, else its number in the file, from 1.", null="the document is the whole file"
    )
    document_id = _text("The document seen (raw.documents).")
    url = _text("Address of the page.", null="the source does not say")
    publisher = _text("Name of the outlet as the source gives it.", null="the source does not say")
    fetched_at = _instant("When the page was fetched.", null="the source does not say")
    title = _text("Title given beside the text.", null="the source does not say")
    author = _text("Author given beside the text, as it stands.", null="the source does not say")
    published_at = _instant("Publication given beside the text.", null="the source does not say, or it cannot be read")
    is_published_day_only = _flag("Whether published_at was given as a day without a time of day.")
    first_run_id = _text("The run that saw it first (ops.runs).")


class Rejects(Contract):
    """One row per input that could not be read, kept with its reason, never dropped in silence."""

    reject_id = _key("Digest of source_uri, record_key, reason and detail.")
    source_uri = _text("The file or URL the record was read from.")
    record_key = _text("The record's own id, else its number in the file, from 1.", null="the whole file is meant")
    reason = _code("What is wrong with it.", REJECT_REASONS)
    detail = _text("What a person needs to find the fault, in one line.", null="the reason says it all")
    run_id = _text("The run that rejected it first (ops.runs).")
    rejected_at = _instant("When it was rejected first.")


class Blocks(Contract):
    """One row per block: in order they tile page_text, only white space lies between them."""

    document_id = _key("The page (raw.documents).")
    block_index = _count("Position in the page, from 0.", "blocks", primary_key=True)
    block_start = _start("the block")
    block_end = _end("the block")
    article_id = _text("The article it belongs to (core.articles).", null="page furniture outside every article")
    role = _code("What the block is.", ROLES)
    is_kept = _flag("Whether it is part of the cleaned article; repeats and furniture are not.")
    repeats_block_index = _count(
        "The earlier block of the page whose text it repeats.", "blocks", null="it repeats none"
    )
    rule = _text("Name of the rule that decided the role.")

    @dy.rule()
    def is_not_empty(cls) -> pl.Expr:  # noqa: N805 - dataframely passes the class
        """Hold that a block has at least one character."""
        return pl.col("block_start") < pl.col("block_end")


class Articles(Contract):
    """One row per article cut out of a page, duplicates included (is_representative tells them apart)."""

    article_id = _key("document_id, a hyphen and article_index.")
    document_id = _text("The page it was cut from (raw.documents).")
    article_index = _count("Position among the page's articles, from 0.", "articles")
    article_start = _start("the article")
    article_end = _end("the article")
    headline = _text("The headline as it stands in the page, or as metadata gives it.", null="none was found")
    headline_start = _start("the headline", null="no headline, or it is known from metadata alone")
    headline_end = _end("the headline", null="no headline, or it is known from metadata alone")
    standfirst = _text("The summary under the headline.", null="none was found")
    standfirst_start = _start("the standfirst", null="none was found")
    standfirst_end = _end("the standfirst", null="none was found")
    byline = _text("The byline as it stands, or as metadata gives it.", null="none was found")
    byline_start = _start("the byline", null="none, or it is known from metadata alone")
    byline_end = _end("the byline", null="none, or it is known from metadata alone")
    authors = dy.List(
        dy.String(),
        nullable=True,
        description="The persons of the byline, in its order.",
        metadata=_meta(None, "no person is named"),
    )
    agency = _text("News agency the article comes from or draws on, by its canonical name.", null="none is named")
    agency_basis = _code(
        "What names the agency, surest first; contributor and told (told Reuters) may show an outlet's own story that "
        "draws on it.",
        AGENCY_BASES,
        null="none is named",
    )
    agency_start = _start("the agency's name", null="no agency, or it is known from metadata alone")
    agency_end = _end("the agency's name", null="no agency, or it is known from metadata alone")
    dateline_place = _text("Place of the dateline.", null="no dateline")
    dateline_start = _start("the dateline", null="no dateline")
    dateline_end = _end("the dateline", null="no dateline")
    contributor = _text("The line that names further contributors.", null="none was found")
    contributor_start = _start("the contributor line", null="none was found")
    contributor_end = _end("the contributor line", null="none was found")
    published_on = _day("Day of publication.", null="not known")
    published_at = _instant("Instant of publication.", null="not known, or known to the day only")
    published_basis = _code(
        "How published_on is known; update where the page says only when it was updated, so that published_on is that "
        "day or before.",
        PUBLISHED_BASES,
    )
    published_start = _start("the text published_on was read from", null="not read from page_text")
    published_end = _end("the text published_on was read from", null="not read from page_text")
    updated_on = _day("Day of the last change the page tells.", null="it tells none, or none after the publication")
    updated_at = _instant("Instant of the last change.", null="not told, or to the day only, or without a time zone")
    updated_start = _start("the text updated_on was read from", null="not read from page_text")
    updated_end = _end("the text updated_on was read from", null="not read from page_text")
    language = _text("ISO 639-1 code of the language of the body.", null="too short, or not recognised")
    body_text = _text("Kept paragraphs and subheadings joined by one empty line.", null="the article has none")
    word_count = _count("Words of body_text, by white space.", "words")
    damage_score = _ratio("Share of sentences with a damage mark.", null="damage was not looked for")
    is_machine_translated_suspected = _flag(
        "Whether the marks are those of machine translation there and back.", null="damage was not looked for"
    )
    body_digest = _text(
        "Digest of the normalised body (case, spaces, quotes and dashes folded): equal digests are exact copies.",
        null="the article has no body",
    )
    representative_id = _text("The article that stands for it (core.articles); itself where it stands for itself.")
    is_representative = _flag("Whether it stands for itself.")

    @dy.rule()
    def stands_for_itself_where_representative(cls) -> pl.Expr:  # noqa: N805 - dataframely passes the class
        """Hold that the flag says what representative_id says."""
        return pl.col("is_representative") == (pl.col("representative_id") == pl.col("article_id"))


class Captions(Contract):
    """One row per photo caption of an article, however often the page repeats it."""

    caption_id = _key("article_id, -c and the caption's position.")
    article_id = _text("The article (core.articles).")
    caption_start = _start("the first copy of the caption, credit included")
    caption_end = _end("the first copy of the caption, credit included")
    caption_text = _text('The caption without its credit, and without a label such as "Image caption,".')
    photographer = _text("Who took the picture.", null="the credit names nobody, or there is none")
    agency = _text("The agency as the credit spells it.", null="the credit names none, or there is none")
    credit_start = _start("the credit", null="no credit")
    credit_end = _end("the credit", null="no credit")
    taken_on = _day("Day the caption gives for the picture.", null="the caption names no full day")
    taken_start = _start("the text taken_on was read from", null="the caption names no full day")
    taken_end = _end("the text taken_on was read from", null="the caption names no full day")
    repeat_count = _count("How often the caption stands in the article, the first time included.", "copies")


class Quotes(Contract):
    """One row per quotation of an article, with who said it where that is known."""

    quote_id = _key("article_id, -q and the quote's position.")
    article_id = _text("The article (core.articles).")
    quote_start = _start("the quotation, inside its marks")
    quote_end = _end("the quotation, inside its marks")
    quote_text = _text("The quotation as it stands, inside its marks; of indirect speech the clause that says it.")
    kind = _code("How it is quoted.", QUOTE_KINDS)
    speaker_text = _text("The speaker as the text calls them here.", null="no speaker was found")
    speaker_start = _start("the speaker", null="no speaker was found")
    speaker_end = _end("the speaker", null="no speaker was found")
    speaker_name = _text("The fullest form of the speaker's name in the article.", null="no name was found")
    name_start = _start("the name", null="no name was found")
    name_end = _end("the name", null="no name was found")
    name_basis = _code(
        "How the name is known: it stands in speaker_text, a fuller form of that stands elsewhere, or the person whom "
        "a pronoun or a description means.",
        NAME_BASES,
        null="no name was found",
    )
    cue = _text("The verb or phrase that attributes it.", null="no cue was found")
    told_to = _text("Whom the speaker told it.", null="the text does not say")
    attribution_basis = _code(
        "Where the speaker was found: behind the quotation, before it in its sentence, elsewhere in its sentence by a "
        "cue, as the subject of its sentence, with the quotation it continues, or in the sentence before.",
        ATTRIBUTION_BASES,
        null="there is no attribution",
    )
    confidence = _ratio(
        "How sure the attribution is: the share found right among quotations so attributed.",
        null="there is no attribution",
    )


class Figures(Contract):
    """One row per number with a meaning (counts, money, rates), tied to the time it holds for."""

    figure_id = _key("article_id, -f and the figure's position.")
    article_id = _text("The article (core.articles).")
    figure_start = _start("the figure")
    figure_end = _end("the figure")
    figure_text = _text("The figure as it stands.")
    value = _number("Its value.", "unit or currency", null="it cannot be read as a number")
    value_high = _number("The upper end of a range.", "unit or currency", null="it is no range")
    kind = _code("What sort of number it is.", FIGURE_KINDS)
    unit = _text("What is counted or measured, in the singular.", null="it has none")
    currency = _text("ISO 4217 code.", null="it is no money")
    per = _text("What a rate is taken over, for example day.", null="it is no rate")
    object_text = _text("What the figure is of, as it stands.", null="the text does not say")
    object_start = _start("what it is of", null="the text does not say what it is of")
    object_end = _end("what it is of", null="the text does not say what it is of")
    modality = _code("How exactly the text means it.", MODALITIES)
    as_of_start_on = _day("First day it holds for.", null="not known")
    as_of_end_on = _day("Last day it holds for.", null="not known")
    as_of_date_id = _text("The time expression that says when it holds (core.dates).", null="not known")
    source_text = _text("Who states it, as it stands.", null="the text does not say")
    source_start = _start("who states it", null="the text does not say who states it")
    source_end = _end("who states it", null="the text does not say who states it")
    is_read_back = _flag("Whether its text, read alone, gives the same value again; a check holds that it does.")


class Dates(Contract):
    """One row per time expression of an article, resolved where an anchor is named."""

    date_id = _key("article_id, -d and the expression's position.")
    article_id = _text("The article (core.articles).")
    date_start = _start("the expression")
    date_end = _end("the expression")
    date_text = _text("The expression as it stands.")
    kind = _code("Its TIMEX3 type.", DATE_KINDS)
    timex_value = _text("Its TIMEX3 value; first/last year for 2018-19.", null="it cannot be normalised")
    modifier = _code("Its TIMEX3 modifier: how the value is meant.", DATE_MODIFIERS, null="it is meant as it stands")
    resolved_start_on = _day("First day meant.", null="unresolved")
    resolved_end_on = _day("Last day meant.", null="unresolved")
    anchor_on = _day("The day it was resolved from.", null="none was needed or known")
    anchor_basis = _code("Where the anchor comes from.", ANCHOR_BASES, null="none was needed or known")


class Mentions(Contract):
    """One row per name in an article, and per description of a person, a group or a place that is not named."""

    mention_id = _key("article_id, -m and the mention's position.")
    article_id = _text("The article (core.articles).")
    mention_start = _start("the name or description")
    mention_end = _end("the name or description")
    mention_text = _text("The name or description as it stands.")
    kind = _code("What is named; a group of people that is described counts as an organisation.", MENTION_KINDS)
    name = _text("The one form that stands for it in the article.", null="a description, which names nobody")
    role_text = _text("The role given with it, as it stands.", null="none is given")
    form = _code("Whether it names or describes.", MENTION_FORMS)

    @dy.rule()
    def names_have_one_form(cls) -> pl.Expr:  # noqa: N805 - dataframely passes the class
        """Hold that names, and names alone, have the form that stands for them."""
        return pl.col("name").is_not_null() == (pl.col("form") == "name")


class Damage(Contract):
    """One row per spot that machine translation or bad splicing broke; text is marked, never rewritten."""

    damage_id = _key("article_id, -x and the mark's position.")
    article_id = _text("The article (core.articles).")
    damage_start = _start("the damaged text")
    damage_end = _end("the damaged text")
    kind = _code("What is broken.", DAMAGE_KINDS)
    detail = _text("What a person needs to understand the mark.", null="the kind says it all")


class Fingerprints(Contract):
    """One row per distinct article body: what new articles are compared with, without reading its text again."""

    body_digest = _key("The body (core.articles); equal bodies have one fingerprint.")
    shingle_count = _count("Runs of five words of the body, repeats included.", "runs of five words")
    sketch = dy.Array(
        dy.UInt64(),
        9,
        nullable=False,
        description="24 minima of the hashes of these runs, three bytes each, lowest first: 16 of the whole, 8 of the "
        "lead.",
        metadata=_meta(None, None),
    )
    version = _text("Digest of the comparing code and its settings.")


class Copies(Contract):
    """One row per pair of bodies that are near or contained copies of each other, verified on their words."""

    body_digest = _key("The one body (core.articles).")
    other_digest = _key("The other body, by its greater digest.")
    jaccard = _ratio("Runs of five words that stand in both, by all of both.")
    body_share = _ratio("Share of the runs of the one body that stand in the other.")
    other_share = _ratio("Share of the runs of the other body that stand in the one.")


class Duplicates(Contract):
    """One row per duplicate article: a direct, measured edge to the article that stands for it."""

    article_id = _key("The duplicate (core.articles).")
    representative_id = _text("The article that stands for it (core.articles).")
    method = _code("How the two were compared.", DUPLICATE_METHODS)
    similarity = _ratio(
        "What was measured between exactly these two: runs of five words in both by all of both (near), or the share "
        "of the shorter's that stand in the longer (contained); 1 for exact copies."
    )

    @dy.rule()
    def is_an_edge_between_two(cls) -> pl.Expr:  # noqa: N805 - dataframely passes the class
        """Hold that no article is its own duplicate."""
        return pl.col("article_id") != pl.col("representative_id")


class Storylines(Contract):
    """One row per article that stands for itself: the event it tells, by a direct edge to the first that told it."""

    article_id = _key("The article (core.articles).")
    storyline_id = _text("The first article of its storyline, itself where it follows none.")
    similarity = _ratio(
        "Cosine of the weighted terms of the article and the first one, before it fades with the days between them.",
        null="it is the first, or was not compared",
    )
    rule = _code(
        "How it came there: it is the first; or it resembles the first, their days being known by publication, by the "
        "fetch, or not at all (which asks for more likeness); or it is no English prose and was not compared.",
        STORYLINE_RULES,
    )
    day_on = _day("Day by which it is placed in time.", null="not known: it is compared with all such articles")
    day_basis = _code("What day_on is the day of.", DAY_BASES, null="no day is known")
    order_at = _instant("Instant by which the articles of a day are put in order.", null="no day is known")
    terms = dy.Binary(
        description="Its 32 weightiest terms, four bytes each: 24 bits of the hash, 8 of the weight.",
        metadata=_meta("bytes", None),
    )
    version = _text("Digest of the comparing code, its table of words and its settings.")

    @dy.rule()
    def is_first_or_resembles_it(cls) -> pl.Expr:  # noqa: N805 - dataframely passes the class
        """Hold that an article has a measured edge exactly where it follows another."""
        follows = pl.col("article_id") != pl.col("storyline_id")
        is_edge = pl.col("rule").is_in(["published_days", "fetched_days", "no_days"])
        return (follows == is_edge) & (follows == pl.col("similarity").is_not_null())


class Parses(Contract):
    """One row per document: which parser read it last, and from what metadata (the key of incremental runs)."""

    document_id = _key("The document (raw.documents).")
    parser_version = _text("Digest of the parsing code's version, reference data and settings.")
    metadata_digest = _text("Digest of the metadata of all its sightings.")
    run_id = _text("The run that parsed it (ops.runs).")
    parsed_at = _instant("When it was parsed.")


class Compared(Contract):
    """One row per warehouse that was searched for copies: which articles were, so the next search knows the new."""

    version = _key("Digest of the comparing code and its settings (core.fingerprints).")
    last_row = dy.Int64(
        min=-1,
        description="Last row of core.articles that was searched, as it is stored; -1 where there was none.",
        metadata=_meta(None, None),
    )
    body_count = _big_count("Articles with a body up to that row.", "articles")
    checksum = _text("Of the digests of these bodies and their rows; another one says that all are to be looked up.")
    fingerprint_count = _big_count("Rows of core.fingerprints after the search.", "bodies")


class Runs(Contract):
    """One row per run, finished or not, published or not."""

    run_id = _key("Instant of the start and a random suffix; sorts by time.")
    started_at = _instant("When it began.")
    finished_at = _instant("When it ended.", null="it was killed, or is this stage's own run")
    status = _code("How it ended.", RUN_STATUSES)
    kind = _code("What it was for.", RUN_KINDS, null="a version before this column ran it, as an ingest")
    flow_run_id = _text("Prefect's id of the flow run.", null="it ran without Prefect")
    code_version = _text("Version of copydesk.")
    parser_version = _text("Digest of the parsing code's version, reference data and settings.")
    settings = _text("The settings it ran with, as JSON.")
    sources = _text("What it was told to read, as a JSON list.")
    record_count = _big_count("Records read.", "records", null="it ended before reading did")
    new_document_count = _big_count("Documents not seen before.", "documents", null="it ended before loading did")
    known_document_count = _big_count(
        "Records that showed a known document.", "records", null="it ended before loading did"
    )
    reject_count = _big_count("Records that could not be used.", "records", null="it ended before reading did")
    parsed_document_count = _big_count(
        "Documents parsed, re-parsed ones included.", "documents", null="it ended before"
    )
    article_count = _big_count("Articles in the warehouse after the run.", "articles", null="it ended before")
    duplicate_count = _big_count("Duplicates in the warehouse after the run.", "articles", null="it ended before")
    error = _text("What went wrong, in one line.", null="nothing did")


class Steps(Contract):
    """One row per step of a run (and batch, where it works in batches): how long it took, how much went through."""

    step_id = _key("run_id, the step and its batch.")
    run_id = _text("The run (ops.runs).")
    step = _text("Name of the step.")
    batch_index = _count("Which batch, from 0.", "batches", null="the step works on the whole")
    started_at = _instant("When it began.")
    seconds = _number("How long it took.", "seconds of wall time")
    row_in_count = _big_count("Rows that went in.", "rows", null="not counted")
    row_out_count = _big_count("Rows that came out.", "rows", null="not counted")


class Sources(Contract):
    """One row per run and source it read: what came of it, so that a source's change can be told from its past."""

    source_run_id = _key("run_id and the source's position in its settings.")
    run_id = _text("The run (ops.runs).")
    source = _text("The source as the settings name it.")
    record_count = _big_count("Records read from it.", "records")
    reject_count = _big_count("Records of it that could not be used.", "records")
    new_document_count = _big_count(
        "Documents no published run had seen before; what runs that did not publish left behind is counted.",
        "documents",
    )
    article_count = _big_count("Articles of its new documents.", "articles")
    duplicate_count = _big_count("Of these, copies of another article.", "articles")
    damage_article_count = _big_count(
        "Of these, articles with a mark of damage.", "articles", null="damage was not looked for"
    )
    char_count = _big_count("Characters in the blocks of its new documents.", "code points")
    furniture_char_count = _big_count("Of these, characters in blocks of page furniture.", "code points")


class Checks(Contract):
    """One row per expectation and run: what was expected, what was seen."""

    check_id = _key("run_id, phase, suite and the expectation's name.")
    run_id = _text("The run (ops.runs).")
    phase = _code("When it was checked, relative to the models.", ("before_models", "after_models"))
    suite = _text("The suite, named after its table.")
    expectation = _text("The expectation's name.")
    description = _text("What it expects, in a sentence.")
    severity = _code("Whether a failure stops the publication.", SEVERITIES)
    is_success = _flag("Whether it held.")
    observed_value = _text("What was seen, as JSON.", null="nothing beyond is_success")
    unexpected_count = _big_count("Rows that break it.", "rows", null="it does not count rows")
    unexpected_rows = _text("The first rows that break it, as JSON.", null="none does, or it does not name rows")
    tolerance = _text("The tolerance applied and its reason.", null="none is allowed")
    checked_at = _instant("When it was checked.")


RAW: Final[dict[str, type[Contract]]] = {
    "raw.documents": Documents,
    "raw.sightings": Sightings,
    "raw.rejects": Rejects,
}
CORE: Final[dict[str, type[Contract]]] = {
    "core.blocks": Blocks,
    "core.articles": Articles,
    "core.captions": Captions,
    "core.quotes": Quotes,
    "core.figures": Figures,
    "core.dates": Dates,
    "core.mentions": Mentions,
    "core.damage": Damage,
    "core.fingerprints": Fingerprints,
    "core.copies": Copies,
    "core.duplicates": Duplicates,
    "core.storylines": Storylines,
}
COMPARED: Final = ("core.fingerprints", "core.copies", "core.duplicates", "core.storylines")
"""The tables of ``core`` that comparing articles fills; parsing a page fills the others."""
OPS: Final[dict[str, type[Contract]]] = {
    "ops.parses": Parses,
    "ops.compared": Compared,
    "ops.runs": Runs,
    "ops.steps": Steps,
    "ops.sources": Sources,
    "ops.checks": Checks,
}
TABLES: Final[dict[str, type[Contract]]] = RAW | CORE | OPS
"""Every table that Python writes, by its full name, in the order they are created."""
