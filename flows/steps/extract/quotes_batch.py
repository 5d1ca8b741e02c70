"""The quotations of a batch of articles, one after the other.

The functions walk over flat lists (``quotes_layout``); large batches run them compiled (``quotes_engine``).
"""

from flows.steps.extract.quotes_article import read_article
from flows.steps.extract.quotes_layout import Numbers


def read_articles(
    blocks: Numbers,
    quoted: Numbers,
    articles: Numbers,
    article_count: int,
    longer: Numbers,
    n: Numbers,
    w: Numbers,
    cues: Numbers,
    cue_at: Numbers,
    memory: Numbers,
    drafts: Numbers,
    leader: int,
) -> int:
    """Read the quotations of some articles; see ``read_article`` for what the lists hold.

    Returns:
        How many quotations stand in ``drafts``.
    """
    count = 0
    for article in range(article_count):
        count = read_article(
            w, n, blocks, quoted, longer, cues, cue_at, memory, drafts,
            articles[article], articles[article + 1], leader, count,
        )  # fmt: skip
    return count
