"""The short look at a name of several words finds a longer form wherever the search for its last word does."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.resources import reference_dir
from flows.steps.extract.speakers_fullest import ArticleNames
from flows.steps.extract.speakers_names import Name
from flows.steps.lexicon import load_lexicon

SPEECH = load_lexicon(reference_dir()).speech
WORDS = st.sampled_from(["Ana", "Torv", "Torv's", "Mara", "de", "said", "Ana\xa0Torv", "Torv\xa0de", "Torv,", "\nTorv"])
TEXTS = st.lists(WORDS, max_size=9).map(" ".join)
NAMES = st.sampled_from(["Ana Torv", "Ana Mara Torv", "Ana Ana", "Mara de", "Torv Ana", "Torv"])


class Searching(ArticleNames):
    """Searches for every name."""

    def _is_never_longer(self, name: str, first: str, last: str) -> bool:
        return False


@settings(derandomize=True, max_examples=800, deadline=None)
@given(st.lists(TEXTS, min_size=1, max_size=3), st.lists(NAMES, max_size=4))
def test_the_short_look_finds_what_the_search_finds(texts: list[str], names: list[str]) -> None:
    blocks, start = [], 7
    for text in texts:
        blocks.append((start, text))
        start += len(text) + 3
    quick, searching = ArticleNames(blocks, SPEECH), Searching(blocks, SPEECH)
    for name in names:
        asked = Name(name, 0, len(name))
        assert quick.fullest(asked) == searching.fullest(asked)


@pytest.mark.parametrize(
    ("text", "name", "fullest"),
    [
        ("Ana Torv left. Ana Mara Torv sang.", "Ana Torv", "Ana Mara Torv"),
        ("Ana Torv Mara Torv sang.", "Ana Torv", "Ana Torv Mara Torv"),
        ("Ana Torv de Torv sang.", "Ana Torv", "Ana Torv de Torv"),
        ("Ana\u00a0Mara Torv sang to Ana Torv there.", "Ana Mara Torv", "Ana Mara Torv"),
        ("Ana Torv\u00a0de\u00a0Torv sang.", "Ana Torv", "Ana Torv"),
        ("Ana Torv sang.", "Ana Torv", "Ana Torv"),
    ],
)
def test_a_longer_form_is_found(text: str, name: str, fullest: str) -> None:
    asked = Name(name, 0, len(name))
    assert ArticleNames([(0, text)], SPEECH).fullest(asked).text == fullest
    assert Searching([(0, text)], SPEECH).fullest(asked).text == fullest
