"""Machine code and the interpreter read the same quotations, and a long article takes no longer a character."""

import time
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.resources import reference_dir
from flows.steps.extract import quotes, quotes_engine
from flows.steps.extract.quotes_features import Vocabulary, WordClasses
from flows.steps.extract.quotes_laying import lay_out
from flows.steps.extract.quotes_layout import BLOCK, NAME, T_WORD, TOKENS
from flows.steps.extract.quotes_pages import lay_blocks
from flows.steps.extract.quotes_tokens import lay_texts
from flows.steps.lexicon import load_lexicon
from tests.made_pages import of_paragraphs

compiled = pytest.importorskip("flows.steps.extract.quotes_compiled")

LEXICON = load_lexicon(reference_dir())
UGLY = [
    "“We sail, all 1,200 of us,” said Mara Ost. “Now.”",
    '"Nobody sails," Mr. Ost told Port Radio, "not in 2,5 years or 3,"',
    "“The hull is rotten.",
    "“The mast is worse,” the Port Ellery harbour master said.",
    "Harbour master Zhang\xa0Guoqing said that the « quai », he said, was closed.",
    "Ost’s brother—Ivo Ost—called it ‘a raft’ on Monday\u2003and left.\x1c",
    "\ue000 \ue000,, (according to [Mara Ost]); ١٢,٣ 王芳 said: “𝕎e sail 🚢, e\u0301.”",
    "“Ⓐ ǅ İstanbul,” said J. R. Ost, Jr., of St. Ellery",
    "- Mara Ost, mate",
    "",
    ",",
]
PIECES = st.sampled_from(
    [
        "“", "”", '"', "''", "‘", "’", ",", ",5", "1", ".", "?", ":", "—", "(", ")", " ", "  ", "\xa0", "\x1f", "\0",
        "🚢", "e\u0301", "Mara", "Ost", "Ost's", "Mr.", "said", "told", "according to", "he", "who", "that",
        "the leader", "٣", "王芳", "R.", "\ue000", "İ",
    ]
)  # fmt: skip
TEXTS = st.lists(st.lists(PIECES, max_size=20).map("".join), min_size=1, max_size=4)


def blocks_of(articles: list[list[str]]) -> pl.DataFrame:
    """Lay articles out as ``quotes.extract`` does."""
    rows = [(number, text, False, True, True, True) for number, texts in enumerate(articles) for text in texts]
    names = ["article", "text", "is_caption", "has_marks", "has_cues", "with_single"]
    return pl.DataFrame(rows, schema=names, orient="row")


Laid = tuple[list[int], list[int], list[int], list[int]]


def lay_both(articles: list[list[str]]) -> tuple[Laid, Laid]:
    """Lay articles out word by word, and with the functions that are compiled, run by the interpreter."""
    known, batch = Vocabulary(LEXICON.speech), lay_blocks(blocks_of(articles))
    n, w = lay_texts(batch.text, batch.blocks, batch.quoted, known)

    again = lay_blocks(blocks_of(articles))
    codes = np.frombuffer(again.text.encode("utf-32-le"), dtype=np.uint32).astype(np.int64)
    tokens: Any = np.zeros((codes.size + 1) * TOKENS, dtype=np.int64)
    spans = np.zeros(2 * codes.size + 2, dtype=np.int64)
    slots = np.full(1 << 16, -1, dtype=np.int32)
    blocks: Any = np.array(again.blocks, dtype=np.int64)
    quoted: Any = np.array(again.quoted, dtype=np.int64)
    block_count = blocks.size // BLOCK
    count, words = compiled._cut(codes, compiled.character_classes(), blocks, block_count, quoted, tokens, slots, spans)
    assert count * NAME == len(n)
    numbers = [known.entry(again.text[slice(*spans[2 * word : 2 * word + 2].tolist())])[0] for word in range(words)]
    for at in range(T_WORD, count * TOKENS, TOKENS):
        tokens[at] = numbers[tokens[at]]
    laid_n, laid_w = [0] * len(n), [0] * len(w)
    lay_out(tokens, known.features, blocks, block_count, quoted, laid_n, laid_w)
    return (n, w, batch.blocks, batch.quoted), (laid_n, laid_w, blocks.tolist(), quoted.tolist())


def test_words_are_cut_the_same_in_ugly_texts() -> None:
    first, second = lay_both([UGLY, UGLY[:3]])
    assert first == second
    cut = {"\n".join(UGLY)[start:end] for start, end in zip(first[0][1::NAME], first[0][2::NAME], strict=True)}
    assert {"1,200", "2,5", "3", "١٢,٣", "Mara", ",", "("} <= cut
    assert "2,5 years" not in cut


@settings(derandomize=True, max_examples=60, deadline=None)
@given(TEXTS)
def test_words_are_cut_the_same_whatever_a_page_says(texts: list[str]) -> None:
    first, second = lay_both([texts])
    assert first == second


def test_words_in_no_list_are_looked_up_by_their_ends_alone() -> None:
    classes = WordClasses(LEXICON.speech)
    words = [
        "harboured",
        "hulls",
        "mooring",
        "swiftly",
        "Ellery",
        "Harboured",
        "MOORING",
        "mast",
        "itch",
        "yoke",
        "iPhone",
        "ab",
    ]
    spelled = [word + stop for word in words for stop in ("", ".", "?")]
    assert [classes.look_up(word) for word in spelled * 2] == [
        WordClasses(LEXICON.speech)._look_up(word) for word in spelled * 2
    ]


def test_every_space_and_digit_has_its_class() -> None:
    classes = compiled.character_classes()
    beyond = [chr(code) for code in range(0x20000, 0x110000)]
    assert not any(character.isspace() or character.isdecimal() for character in beyond)
    assert [int(classes[ord(character)]) for character in "a \xa0\x1c,—[9٣²王\ue000"] == [
        0,
        1,
        1,
        1,
        2,
        2,
        2,
        3,
        3,
        0,
        0,
        1,
    ]


def article_of(chars: int, between: str) -> list[str]:
    """Write an article of many speakers, pronouns, descriptions, asides and unclosed marks."""
    syllables = ["ba", "do", "fen", "gul", "him", "jor", "kes", "lun"]
    parts: list[str] = []
    size = number = 0
    while size < chars:
        name = "".join(syllables[(number >> shift) % 8] for shift in (0, 3, 6, 9)).capitalize()
        parts.append(
            f"“We sail at dawn, all of us,” said Mara {name}, the mate of the {name} boats, who came late, on Monday. "
            f"He told Port Radio that the harbour was closed. The {name} leader said it would open. {name}’s brother, "
            f"Ivo {name}, called it “a raft” and “a sieve.” According to {name}, nobody left “before noon."
        )
        size += len(parts[-1]) + 1
        number += 1
    return between.join(parts).split("\n")


@pytest.mark.parametrize("between", [" ", "\n"], ids=["one paragraph", "many paragraphs"])
def test_the_time_of_a_long_article_grows_with_its_length(between: str) -> None:
    def seconds(chars: int) -> float:
        pages = of_paragraphs([article_of(chars, between)])
        begun = time.process_time()
        assert quotes.extract(pages, LEXICON).height > 9
        return time.process_time() - begun

    seconds(30_000)
    third, whole, double = seconds(300_000), seconds(600_000), seconds(1_200_000)
    # Four times the text; what is quadratic takes sixteen times as long.
    assert double < 8 * third, (third, whole, double)


@pytest.mark.slow
@pytest.mark.parametrize("part_bytes", [200, 2_000_000])
def test_machine_code_and_the_interpreter_find_the_same(monkeypatch: pytest.MonkeyPatch, part_bytes: int) -> None:
    from flows.steps.extract import quotes_pages

    articles = [UGLY, article_of(20_000, " "), article_of(20_000, "\n"), UGLY[::-1], *([text] for text in UGLY)]
    pages = of_paragraphs(articles)
    plain = quotes.extract(pages, LEXICON)
    monkeypatch.setattr(quotes_engine, "COMPILED_FROM", 0)
    monkeypatch.setattr(quotes_pages, "PART_BYTES", part_bytes)
    quick = quotes.extract(pages, LEXICON)
    assert plain.height > 100
    assert quick.equals(plain)


def test_small_batches_do_not_load_numba() -> None:
    reader = quotes_engine.choose_reader(quotes_engine.COMPILED_FROM - 1, Vocabulary(LEXICON.speech))
    assert reader.func is quotes_engine.read_interpreted  # type: ignore[attr-defined]
