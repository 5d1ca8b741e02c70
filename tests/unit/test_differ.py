"""Two texts word by word: named cases, that nothing is lost, and that hostile texts take time by their length alone."""

import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.text.differ import Piece, compare

CASES = {
    "alike": ("A ship ran aground.", "A ship ran aground.", [("same", "A ship ran aground.")]),
    "quotes and dashes of another style": (
        "“It is mud” – she said",
        '"It is mud" - she said',
        [("same", '"It is mud" - she said')],
    ),
    "a word changed": (
        "Four tugs pulled at it.",
        "Five tugs pulled at it.",
        [("cut", "Four"), ("added", "Five"), ("same", "tugs pulled at it.")],
    ),
    "case is a change": ("Ship Waits", "SHIP Waits", [("cut", "Ship"), ("added", "SHIP"), ("same", "Waits")]),
    "a paragraph cut": (
        "One.\n\nTwo.\n\nThree.",
        "One.\n\nThree.",
        [("same", "One.\n\n"), ("cut", "Two.\n\n"), ("same", "Three.")],
    ),
    "a paragraph added": ("One.", "One.\n\nTwo.", [("same", "One."), ("added", "\n\nTwo.")]),
    "paragraphs joined": (
        "One two.\n\nThree.",
        "One two. Three.",
        [("same", "One two."), ("cut", "\n\n"), ("same", "Three.")],
    ),
    "white space is nothing": ("One\ttwo \n three", "One two three", [("same", "One two three")]),
    "all new": ("x", "y", [("cut", "x"), ("added", "y")]),
    "nothing before": ("", "y z", [("added", "y z")]),
    "nothing after": ("x y", "", [("cut", "x y")]),
    "nothing": ("", " \n\n ", [("added", "\n\n")]),
    "ugly": (
        "e\u0301 😀 \x1b[31m \u202eX",
        "é 😀 \x1b[31m \u202eY",
        [("cut", "e\u0301"), ("added", "é"), ("same", "😀 \x1b[31m"), ("cut", "\u202eX"), ("added", "\u202eY")],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_pieces_are_what_a_reader_would_mark(name: str) -> None:
    original, copy, expected = CASES[name]
    found = compare(original, copy)
    assert [(piece.kind, piece.text) for piece in found] == expected


def check(original: str, copy: str, found: list[Piece]) -> None:
    """Hold that the pieces are the texts, each word once, in order and where they say."""
    olds, news = [], []
    for piece in found:
        if piece.kind != "added":
            assert piece.original_start is not None
            olds.append(original[piece.original_start : piece.original_end])
        if piece.kind != "cut":
            assert piece.copy_start is not None
            news.append(copy[piece.copy_start : piece.copy_end])
        place = (
            (piece.original_start, piece.original_end) if piece.kind == "cut" else (piece.copy_start, piece.copy_end)
        )
        assert piece.text == (original if piece.kind == "cut" else copy)[place[0] : place[1]]
    assert " ".join(olds).split() == original.split()
    assert " ".join(news).split() == copy.split()
    starts = [piece.copy_start for piece in found if piece.copy_start is not None]
    assert starts == sorted(starts)


words = st.sampled_from(["a", "a", "b", "c", "“d”", "\n\n", "e\u0301", "😀", "x-y", "\x1b[2J"])
texts = st.lists(words, max_size=40).map(" ".join)


@settings(derandomize=True, max_examples=150, deadline=None)
@given(original=texts, copy=texts)
def test_no_word_is_lost_or_moved(original: str, copy: str) -> None:
    check(original, copy, compare(original, copy))


@settings(derandomize=True, max_examples=40, deadline=None)
@given(text=texts, seed=st.integers(0, 999))
def test_what_is_shared_in_order_is_at_least_the_untouched_words(text: str, seed: int) -> None:
    rng = random.Random(seed)
    kept = [word for word in text.split(" ") if rng.random() < 0.8]
    found = compare(text, " ".join(kept))
    assert not [piece for piece in found if piece.kind == "added" and piece.text.strip()]


HOSTILE = {
    "one word": lambda count: ("a " * count, "a " * (count - 1) + "b"),
    "two words in turn": lambda count: ("a b " * (count // 2), "b a a " * (count // 3)),
    "paragraphs alike": lambda count: ("same\n\n" * count, "other\n\n" * count),
    "nothing in common": lambda count: (
        " ".join(f"x{n}" for n in range(count)),
        " ".join(f"y{n}" for n in range(count)),
    ),
    "turned round": lambda count: (
        " ".join(f"x{n}" for n in range(count)),
        " ".join(f"x{n}" for n in reversed(range(count))),
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_long_texts_take_time_by_their_length(name: str) -> None:
    def seconds(count: int) -> float:
        original, copy = HOSTILE[name](count)
        began = time.process_time()
        found = compare(original, copy)
        spent = time.process_time() - began
        check(original, copy, found)
        return spent

    seconds(2_000)
    # Twenty times the length: what is quadratic would take four hundred times as long.
    assert seconds(80_000) < 100 * max(seconds(4_000), 0.002)
