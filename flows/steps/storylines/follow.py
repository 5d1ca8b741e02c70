"""Put articles behind the first of their storyline, in the order in which they appeared."""

import math
import struct
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, NamedTuple

import polars as pl

from flows.steps.storylines.settings import STORYLINE_SETTINGS, StorylineSettings

FIRST: Final = "first"
FOLLOWED: Final = {"article_id": pl.String, "storyline_id": pl.String, "similarity": pl.Float64, "rule": pl.String}


class Told(NamedTuple):
    """An article as it is compared."""

    article_id: str
    day_on: date | None
    day_basis: str | None
    order_at: datetime | None
    terms: bytes


@dataclass(frozen=True)
class _First:
    """The first article of a storyline, to which others are compared."""

    article_id: str
    day: int | None
    is_published: bool
    terms: dict[int, int]
    length: float
    place: int


class Follower:
    """Takes articles in their order and says which storyline each belongs to.

    What an article gets depends on the first articles of the days before it alone, so one may begin anywhere: give the
    first articles of the window with ``remember`` and go on with ``follow``.
    """

    def __init__(self, settings: StorylineSettings = STORYLINE_SETTINGS) -> None:
        """Begin with no storylines.

        Args:
            settings: The thresholds.
        """
        self._settings: Final = settings
        self._firsts: Final[dict[int, _First]] = {}
        self._by_term: Final[dict[int, deque[int]]] = {}
        self._waiting: Final[deque[_First]] = deque()
        self._count = 0

    def remember(self, told: Told) -> None:
        """Take note of an article that is known to be the first of its storyline.

        Args:
            told: The article; it comes after all that were given before.
        """
        terms = unpack(told.terms)
        if not terms:
            return
        first = _First(
            told.article_id,
            None if told.day_on is None else told.day_on.toordinal(),
            told.day_basis == "published",
            terms,
            math.sqrt(sum(weight * weight for weight in terms.values())),
            self._count,
        )
        self._count += 1
        self._firsts[first.place] = first
        self._waiting.append(first)
        for term in self._keys(terms):
            held = self._by_term.get(term)
            if held is None:
                held = self._by_term[term] = deque(maxlen=self._settings.most_of_a_term)
            held.append(first.place)

    def follow(self, told: Told) -> tuple[str, float | None, str]:
        """Say which storyline an article belongs to.

        Args:
            told: The article; it comes after all that were given before.

        Returns:
            The first article of its storyline (itself where it follows none), the cosine of the two (NULL (None) for a
            first one) and the rule.
        """
        if not told.terms:
            return told.article_id, None, "not_compared"
        day = None if told.day_on is None else told.day_on.toordinal()
        self._forget(day)
        terms = unpack(told.terms)
        length = math.sqrt(sum(weight * weight for weight in terms.values()))
        best: tuple[float, int, float, str] | None = None
        for first in self._alike(terms):
            cosine = sum(weight * first.terms.get(term, 0) for term, weight in terms.items()) / (length * first.length)
            faded, least, rule = self._judge(cosine, day, told.day_basis == "published", first)
            # Of equals the earlier: the order of the candidates says nothing.
            if faded >= least and (best is None or (faded, -first.place) > (best[0], -best[1])):
                best = (faded, first.place, cosine, rule)
        if best is None:
            self.remember(told)
            return told.article_id, None, FIRST
        return self._firsts[best[1]].article_id, min(best[2], 1.0), best[3]

    def _keys(self, terms: dict[int, int]) -> Iterator[int]:
        return (term for term, _ in zip(terms, range(self._settings.key_terms), strict=False))

    def _alike(self, terms: dict[int, int]) -> Iterator[_First]:
        shared: Counter[int] = Counter()
        for term in self._keys(terms):
            held = self._by_term.get(term)
            if held is not None:
                shared.update(held)
        return (self._firsts[place] for place, count in shared.items() if count >= self._settings.shared_key_terms)

    def _judge(self, cosine: float, day: int | None, is_published: bool, first: _First) -> tuple[float, float, str]:
        settings = self._settings
        if day is None or first.day is None:
            return cosine, settings.min_similarity_undated, "no_days"
        faded = cosine * (1 - (day - first.day) / settings.decay_days)
        if is_published and first.is_published:
            return faded, settings.min_similarity, "published_days"
        return faded, settings.min_similarity_undated, "fetched_days"

    def _forget(self, day: int | None) -> None:
        """Drop first articles that are too old to be followed, so that memory holds a window and not a warehouse."""
        if day is None:
            return
        while self._waiting and (self._waiting[0].day or 0) < day - self._settings.window_days:
            old = self._waiting.popleft()
            del self._firsts[old.place]
            for term in self._keys(old.terms):
                held = self._by_term.get(term)
                if held is not None and held[0] == old.place:
                    held.popleft()
                    if not held:
                        del self._by_term[term]


def unpack(terms: bytes) -> dict[int, int]:
    """Read terms as ``draw_terms`` wrote them.

    Args:
        terms: Four bytes a term.

    Returns:
        Weight by hash, the weightiest first.
    """
    return {number >> 8: number & 0xFF for number in struct.unpack(f"<{len(terms) // 4}I", terms)}


def in_order(articles: pl.DataFrame) -> Iterator[Told]:
    """Give articles in the order in which they are compared: by day, instant and id, a total order.

    Args:
        articles: ``article_id``, ``day_on``, ``day_basis``, ``order_at``, ``terms``: all with a day, or all without.

    Yields:
        The articles.
    """
    columns = ["article_id", "day_on", "day_basis", "order_at", "terms"]
    return map(Told._make, articles.select(columns).sort("day_on", "order_at", "article_id").iter_rows())


def follow_all(
    articles: pl.DataFrame, known_firsts: Iterable[Told] = (), settings: StorylineSettings = STORYLINE_SETTINGS
) -> pl.DataFrame:
    """Say which storyline each of some articles belongs to.

    Args:
        articles: What :func:`in_order` takes: every compared article of a stretch of days, or every one without a day.
        known_firsts: First articles of the ``window_days`` before, in order.
        settings: The thresholds.

    Returns:
        ``article_id``, ``storyline_id``, ``similarity`` (the cosine; NULL for a first article) and ``rule``, in order.
    """
    follower = Follower(settings)
    for told in known_firsts:
        follower.remember(told)
    # A loop, because what an article gets depends on all before it.
    rows = [(told.article_id, *follower.follow(told)) for told in in_order(articles)]
    return pl.DataFrame(rows, schema=FOLLOWED, orient="row")
