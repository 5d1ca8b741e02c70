"""Choose who stands for whom: direct edges from verified pairs, in one total order, nothing by transitivity."""

import polars as pl

from flows.steps.deduplicate.settings import COPY_SETTINGS, CopySettings

_EDGES = {"article_id": pl.String, "representative_id": pl.String, "method": pl.String, "similarity": pl.Float64}


def rank_articles(articles: pl.DataFrame) -> pl.DataFrame:
    """Put articles into the order in which they may stand for others.

    The order is total and known from each article alone, so no arrival changes it: earliest publication (a day counts
    from its midnight, unknown last), then those that name the agency they come from, then the longest, then the id.

    Args:
        articles: ``article_id``, ``body_digest`` (NULL for no body), ``published_on``, ``published_at``, ``agency``
            (NULL for not known, and where the article only draws on one) and ``word_count``.

    Returns:
        ``article_id``, ``body_digest`` and ``rank`` from 0 of those that have a body, in this order.
    """
    instant = pl.coalesce(pl.col("published_at"), pl.col("published_on").cast(pl.Datetime("us")))
    return (
        articles.filter(pl.col("body_digest").is_not_null())
        .select(
            "article_id",
            "body_digest",
            instant.alias("instant"),
            pl.col("agency").is_null().alias("is_of_nobody"),
            (-pl.col("word_count").fill_null(0).cast(pl.Int64)).alias("shortness"),
        )
        .sort("instant", "is_of_nobody", "shortness", "article_id", nulls_last=True)
        .with_row_index("rank")
        .select("article_id", "body_digest", pl.col("rank").cast(pl.Int64))
    )


def find_edges(articles: pl.DataFrame, copies: pl.DataFrame, settings: CopySettings = COPY_SETTINGS) -> pl.DataFrame:
    """Tie every duplicate to the article that stands for it.

    Articles with equal bodies are one body, which ranks as its first article. Bodies are taken in their order: one
    with a verified edge to a body that stands for itself is tied to the one it shares most with, any other stands for
    itself. So every edge is measured, and a body that is like a duplicate only, stands for itself.

    Args:
        articles: What :func:`rank_articles` takes: at least all articles whose body has a copy.
        copies: Verified pairs of bodies: ``body_digest``, ``other_digest``, ``jaccard``, ``body_share``,
            ``other_share`` (share of the body that stands in the other, and the other way round).
        settings: From which Jaccard on a copy is called near.

    Returns:
        Rows of ``core.duplicates``, in order of ``article_id``. Similarity is 1 for exact copies, the Jaccard for near
        ones, and for contained ones the share of the shorter that stands in the longer.
    """
    ranked = rank_articles(articles)
    bodies = ranked.unique("body_digest", keep="first", maintain_order=True)
    taken = _take(bodies, copies)
    standing = (
        ranked.join(bodies.select("body_digest", pl.col("rank").alias("body_rank")), on="body_digest")
        .join(taken, left_on="body_rank", right_on="later", how="left")
        .with_columns(pl.coalesce("earlier", "body_rank").alias("representative_rank"))
        .filter(pl.col("rank") != pl.col("representative_rank"))
        .join(
            bodies.select(pl.col("rank").alias("representative_rank"), pl.col("article_id").alias("representative_id")),
            on="representative_rank",
        )
    )
    is_near = pl.col("jaccard") >= settings.near_jaccard
    method = pl.when(pl.col("earlier").is_null()).then(pl.lit("exact")).when(is_near).then(pl.lit("near"))
    return (
        standing.select(
            "article_id",
            "representative_id",
            method.otherwise(pl.lit("contained")).alias("method"),
            pl.when(pl.col("earlier").is_null())
            .then(1.0)
            .when(is_near)
            .then(pl.col("jaccard"))
            .otherwise(pl.col("containment"))
            .alias("similarity"),
        )
        .cast(_EDGES)  # type: ignore[arg-type]
        .sort("article_id")
    )


def _take(bodies: pl.DataFrame, copies: pl.DataFrame) -> pl.DataFrame:
    """Tie bodies to bodies that stand for themselves: ``later``, ``earlier`` (ranks), ``jaccard``, ``containment``."""
    ranks = bodies.select("body_digest", "rank")
    pairs = (
        copies.select(
            "body_digest",
            "other_digest",
            "jaccard",
            pl.max_horizontal("body_share", "other_share").alias("containment"),
        )
        .join(ranks, on="body_digest")
        .join(ranks.rename({"body_digest": "other_digest", "rank": "other_rank"}), on="other_digest")
        .select(
            pl.max_horizontal("rank", "other_rank").alias("later"),
            pl.min_horizontal("rank", "other_rank").alias("earlier"),
            "jaccard",
            "containment",
        )
        .sort("later", "jaccard", "earlier", descending=[False, True, False])
    )
    # A loop, because whether a body stands for itself depends on all before it: 0.3 µs a pair.
    taken: set[int] = set()
    chosen = []
    for later, earlier in zip(pairs["later"].to_list(), pairs["earlier"].to_list(), strict=True):
        is_chosen = later not in taken and earlier not in taken
        chosen.append(is_chosen)
        if is_chosen:
            taken.add(later)
    return pairs.filter(pl.Series(chosen, dtype=pl.Boolean))
