"""Compose the segmentation: pages in, blocks with roles and articles out."""

import polars as pl

from flows.steps.lexicon import Lexicon
from flows.steps.segment.boundaries import mark_starts
from flows.steps.segment.echoes import mark_echoes
from flows.steps.segment.features import add_features
from flows.steps.segment.heads import mark_heads
from flows.steps.segment.hints import add_hints
from flows.steps.segment.lines import join_wrapped, split_lines
from flows.steps.segment.neighbours import mark_signed
from flows.steps.segment.repeats import mark_repeats
from flows.steps.segment.roles import assign_roles
from flows.steps.segment.windows import mark_windows


def segment(documents: pl.DataFrame, hints: pl.DataFrame, metadata: pl.DataFrame, lexicon: Lexicon) -> pl.DataFrame:
    """Cut pages into blocks with roles, and number the articles.

    Each page is read on its own: its result does not depend on which pages stand beside it (law 6).

    Args:
        documents: ``raw.documents``.
        hints: What rendering HTML knew about each line; empty for plain text.
        metadata: One row a page: ``document_id`` and ``title`` as given beside the text; may lack pages.
        lexicon: The reference data.

    Returns:
        One row a block, in page order: ``doc`` (row number in ``documents``), ``document_id``, ``block_index``, spans,
        ``text``, ``article_index`` (NULL for page furniture), ``role``, ``rule``, ``is_kept``, ``repeats_block_index``
        and the features.
    """
    blocks = join_wrapped(split_lines(documents), documents)
    ids = documents.select("document_id").with_row_index("doc")
    described = add_features(blocks.join(ids, on="doc", how="left", maintain_order="left"), lexicon)
    hinted = add_hints(mark_repeats(described), hints, metadata)
    echoed = mark_echoes(mark_signed(hinted, lexicon), lexicon)
    pieces = mark_windows(mark_starts(mark_heads(echoed)), lexicon.headline_weights)
    return assign_roles(number_articles(pieces))


def number_articles(pieces: pl.DataFrame) -> pl.DataFrame:
    """Number the pieces that hold an article.

    A piece is an article where it has a paragraph. What stands around it on a scraped page belongs to no article.

    Args:
        pieces: Blocks with ``unit``, ``part`` and ``is_paragraph``.

    Returns:
        The blocks with ``article_index``, from 0 in each page; NULL for page furniture.
    """
    holding = pieces.filter("is_paragraph").select("unit").unique(maintain_order=True)
    firsts = (
        pieces.unique("unit", keep="first", maintain_order=True)
        .select("doc", "unit")
        .join(holding, on="unit", how="semi", maintain_order="left")
    )
    numbers = firsts.select("unit", pl.int_range(pl.len(), dtype=pl.Int32).over("doc").alias("number"))
    inside = (pl.col("part") != "outside") | pl.col("head").is_not_null() | pl.col("is_title")
    return (
        pieces.join(numbers, on="unit", how="left", maintain_order="left")
        .with_columns(pl.when(inside).then("number").alias("article_index"))
        .drop("number")
    )
