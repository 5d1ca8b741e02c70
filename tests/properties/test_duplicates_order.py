"""Law 6 for copies: any order and any split into runs gives the edges of one run; and an independent slow answer."""

import random
from collections import Counter
from datetime import date
from itertools import combinations
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from expectations.contracts import CORE
from flows.steps.deduplicate import find_edges
from flows.steps.deduplicate.copies import REFERENCE, Engine, choose_engine, find_copies, find_near, fingerprint
from flows.steps.deduplicate.settings import COPY_SETTINGS
from tests.corpus_of_copies import WORD, corpus, jaccard

nx = pytest.importorskip("networkx")

NOTHING = fingerprint(pl.DataFrame(schema={"body_digest": pl.String, "body_text": pl.String}), REFERENCE)
COLUMNS = {
    name: CORE["core.articles"].columns()[name].dtype
    for name in ("article_id", "body_digest", "body_text", "published_on", "published_at", "agency", "word_count")
}
NO_COPIES = CORE["core.copies"].create_empty()


class Warehouse:
    """What a stage keeps between runs, in memory: articles, fingerprints, verified pairs."""

    def __init__(self, engine: Engine = REFERENCE) -> None:
        self.engine = engine
        self.articles: dict[str, dict[str, Any]] = {}
        self.fingerprints = NOTHING
        self.copies = pl.DataFrame(NO_COPIES)

    def run(self, added: list[dict[str, Any]], removed: tuple[str, ...] = ()) -> pl.DataFrame:
        for article_id in removed:
            self.articles.pop(article_id, None)
        self.articles |= {article["article_id"]: article for article in added}
        bodies = {article["body_digest"]: article["body_text"] for article in self.articles.values()}
        known = self.fingerprints.filter(pl.col("body_digest").is_in(list(bodies)))
        new = [digest for digest in bodies if digest not in set(known["body_digest"])]
        prints = fingerprint(self.frame(new, bodies), self.engine)
        near = find_near([known], prints, self.engine)
        found = find_copies(prints, near, lambda digests: self.fetched(digests.to_list(), bodies), self.engine)
        self.fingerprints = pl.concat([known, prints])
        kept = self.copies.filter(
            pl.col("body_digest").is_in(known["body_digest"].to_list())
            & pl.col("other_digest").is_in(known["body_digest"].to_list())
        )
        self.copies = pl.concat([kept, found]).sort("body_digest", "other_digest")
        return find_edges(pl.DataFrame(list(self.articles.values()), schema=COLUMNS), self.copies)

    @staticmethod
    def frame(digests: list[str], bodies: dict[str, str]) -> pl.DataFrame:
        texts = [bodies[digest] for digest in digests]
        return pl.DataFrame({"body_digest": digests, "body_text": texts}, schema=["body_digest", "body_text"]).cast(
            pl.String
        )

    @classmethod
    def fetched(cls, digests: list[str], bodies: dict[str, str]) -> pl.DataFrame:
        """Give bodies as a stage does: in an order of its own, and in several pieces."""
        half = len(digests) // 2
        parts = [cls.frame(some, bodies) for some in (digests[:half:-1], digests[: half + 1])]
        return pl.concat(parts, rechunk=False)


def articles_of(seed: int, stories: int) -> list[dict[str, Any]]:
    rng = random.Random(seed)
    texts = corpus(seed, stories, lengths=(30, 160)).texts
    numbers: dict[tuple[str, ...], int] = {}
    return [
        {
            "article_id": f"a{rng.getrandbits(40):010x}-{place}",
            "body_digest": f"d{numbers.setdefault(tuple(WORD.findall(text.lower())), len(numbers)) * 7919 % 10007:05d}",
            "body_text": text,
            "published_on": rng.choice((None, date(2025, 3, rng.randint(1, 5)))),
            "published_at": None,
            "agency": rng.choice((None, "Reuters")),
            "word_count": len(text.split()),
        }
        for place, text in enumerate(texts)
    ]


@settings(derandomize=True, max_examples=12, deadline=None)
@given(seed=st.integers(0, 10_000), data=st.data())
def test_any_order_and_split_gives_the_edges_of_one_run(seed: int, data: st.DataObject) -> None:
    articles = articles_of(seed, 12)
    whole = Warehouse()
    edges = whole.run(articles)
    dealt = [articles[place] for place in data.draw(st.permutations(range(len(articles))))]
    cuts = sorted(data.draw(st.sets(st.integers(0, len(dealt)), max_size=4)))
    split = Warehouse()
    for start, end in zip([0, *cuts], [*cuts, len(dealt)], strict=True):
        found = split.run(dealt[start:end])
    assert found.equals(edges)
    assert split.copies.equals(whole.copies)
    assert split.fingerprints.sort("body_digest").equals(whole.fingerprints.sort("body_digest"))


@settings(derandomize=True, max_examples=10, deadline=None)
@given(seed=st.integers(0, 10_000), data=st.data())
def test_removed_and_parsed_again_articles_leave_no_trace(seed: int, data: st.DataObject) -> None:
    articles = articles_of(seed, 10)
    gone = data.draw(st.sets(st.sampled_from(range(len(articles))), max_size=6))
    again = data.draw(st.sets(st.sampled_from(range(len(articles))), max_size=4)) - gone
    other = {"body_text": "A body of its own " * 9, "body_digest": "d99999", "published_on": None}
    old = [article | (other if place in again else {}) for place, article in enumerate(articles)]
    kept = [article for place, article in enumerate(articles) if place not in gone]
    split, whole = Warehouse(), Warehouse()
    split.run(old)
    edges = split.run([articles[place] for place in again], tuple(articles[place]["article_id"] for place in gone))
    assert edges.equals(whole.run(kept))
    assert split.copies.equals(whole.copies)


def slow_answer(articles: list[dict[str, Any]]) -> tuple[Any, dict[str, str]]:
    """Compare all pairs with plain Python strings, and choose representatives on a graph: another way to the same."""
    cut = {a["body_digest"]: WORD.findall(a["body_text"].lower()) for a in articles}
    runs = {digest: {tuple(words[at : at + 5]) for at in range(len(words) - 4)} for digest, words in cut.items()}
    graph = nx.Graph()
    graph.add_nodes_from(cut)
    for left, right in combinations(sorted(cut), 2):
        short, long = (left, right) if len(runs[left]) <= len(runs[right]) else (right, left)
        shared = len(runs[left] & runs[right])
        if min(len(cut[left]), len(cut[right])) < 16 or shared < 0.6 * len(runs[short]):
            continue
        leads = [
            sum(tuple(cut[one][at : at + 5]) in runs[other] for at in range(min(60, len(cut[one]) - 4)))
            / min(60, len(cut[one]) - 4)
            for one, other in ((short, long), (long, short))
        ]
        numbers = {word for word in cut[short] if word.isdigit()}
        lacking = numbers - set(cut[long])
        numbers_of_long = {word for word in cut[long] if word.isdigit()}
        lacking_of_long = numbers_of_long - set(cut[short])
        has_own = len(lacking) >= 3 and len(lacking) >= 0.33 * len(numbers)
        has_long_own = len(lacking_of_long) >= 3 and len(lacking_of_long) >= 0.33 * len(numbers_of_long)
        in_leads = [
            ({word for word in cut[one][:60] if word.isdigit()}, set(cut[other]))
            for one, other in ((short, long), (long, short))
        ]
        subjects = {word for word, count in Counter(cut[short]).items() if count >= 3} - set(cut[long])
        if (
            max(leads) >= (0.5 if shared < 0.75 * len(runs[short]) else 0.2)
            and not (len(lacking) >= 3 and 2 * len(lacking) >= len(numbers))
            and not (has_own and has_long_own)
            and not all(len(lead - all_) >= 2 and 2 * len(lead - all_) >= len(lead) for lead, all_ in in_leads)
            and len(subjects) <= 1
        ):
            graph.add_edge(left, right, jaccard=shared / len(runs[left] | runs[right]))
    ordered = sorted(
        articles, key=lambda a: (str(a["published_on"] or "9"), a["agency"] is None, -a["word_count"], a["article_id"])
    )
    first: dict[str, str] = {}
    for article in ordered:
        first.setdefault(article["body_digest"], article["article_id"])
    standing: dict[str, str] = {}
    for component in nx.connected_components(graph):
        for digest in sorted(component, key=list(first).index):
            near = [other for other in graph[digest] if standing.get(other) == other]
            best = max(near, key=lambda o: (graph[digest][o]["jaccard"], -list(first).index(o)), default=digest)
            standing[digest] = best
    return graph, {
        a["article_id"]: first[standing[a["body_digest"]]]
        for a in articles
        if a["article_id"] != first[standing[a["body_digest"]]]
    }


@pytest.mark.parametrize("is_compiled", [False, True], ids=["reference", "compiled"])
@pytest.mark.parametrize("seed", range(4))
def test_all_pairs_and_networkx_say_the_same(seed: int, is_compiled: bool) -> None:
    articles = articles_of(seed, 60)
    warehouse = Warehouse(choose_engine(1_000_000) if is_compiled else REFERENCE)
    edges = warehouse.run(articles)
    graph, representatives = slow_answer(articles)
    assert graph.number_of_edges() > 30
    assert {tuple(pair) for pair in warehouse.copies.select("body_digest", "other_digest").rows()} == {
        tuple(sorted(pair)) for pair in graph.edges
    }
    assert dict(edges.select("article_id", "representative_id").rows()) == representatives
    assert set(edges["method"]) == {"exact", "near", "contained"}


def test_planted_pairs_are_found_as_often_as_promised() -> None:
    made = corpus(77, 500)
    bodies = pl.DataFrame(
        {"body_digest": [f"{place:05d}" for place in range(len(made.texts))], "body_text": made.texts}
    )
    engine = choose_engine(1_000_000)
    prints = fingerprint(bodies, engine)
    found = find_copies(prints, find_near([], prints, engine), lambda _: bodies, engine)
    pairs = {(int(a), int(b)) for a, b in found.select("body_digest", "other_digest").rows()}
    jaccards = {(p.source, p.copy): jaccard(made.texts[p.source], made.texts[p.copy]) for p in made.planted}
    alike = [pair for pair, value in jaccards.items() if value >= 0.7]
    assert len(alike) > 100
    assert set(alike) <= pairs
    assert all(a in {p.source for p in made.planted} | {p.copy for p in made.planted} for pair in pairs for a in pair)


def test_settings_are_those_the_slow_answer_spells_out() -> None:
    assert (COPY_SETTINGS.min_containment, COPY_SETTINGS.sure_containment, COPY_SETTINGS.min_lead) == (0.6, 0.75, 0.5)
    assert (COPY_SETTINGS.min_shingles, COPY_SETTINGS.shingle_words, COPY_SETTINGS.lead_shingles) == (12, 5, 60)
