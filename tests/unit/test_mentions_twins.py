"""Hold the names that machine code finds to those of the reference.

The twin is tried as plain Python, which is the same code without a minute of compiling; a slow test compiles it.
"""

import importlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flows.steps.extract import mentions
from flows.steps.extract.mentions_descriptions import read_descriptions
from flows.steps.extract.mentions_gazetteer import Gazetteer, load_gazetteer
from flows.steps.lexicon import load_lexicon
from flows.steps.pages import Pages
from tests import made_pages
from tests.bench.pages import pages as generated_pages
from tests.unit.test_mentions import CASES

REFERENCE = Path(__file__).parents[2] / "seeds" / "reference"
TWIN = "flows.steps.extract.mentions_table"
DESCRIBING = "flows.steps.extract.mentions_described"
ALWAYS, NEVER = 0, 10**9
PARTS = [
    "Ana", "Torv", "Mr.", "U.S.", "President", "Bank of", "Umbel", "the", "said", ", 43,", ", the mayor of", "al-", "-",
    ", a company in", "’s", "O’Nall", "Inc.", "Chad", "in", "May", "MILAN", "& Co", "and", "😀", "\u0301", "\u00a0",
    "\u200b", "\x00", "\r", ".", "“", "”", "(", ")", "3", "É", "ẞ", "ß", "ǅ", "İ", "Иван", "北京", "A", "van der",
    "Chadian security forces", "Foreign Minister", "New York", "George", "Jr.", "J.R.", "Lind,", "City 3 ", "against",
    "Al-Rand", "D-Calif.", "Iran-backed", "pro-", "Group B", "Theresa May", "who", "aged 51", "AT&T", "of", "War",
    "University of", "soccer league", "Talks", "talks", "Kpler Ltd.", "\n", "THE UMBEL BANK", "Dr",
    "Umbel Corp.", "The", "Farmer", "Late", "&", "Ho", "Radio", "Two", "pan-", "Norfolk", "Rs",
    "Park", "Geun-hye", "Sun", "York-style", "Flight", "KZ12",
]  # fmt: skip
WORDS = [
    "the", "The", "“the", "a", "an", "An", "was", "Like", "Ana,", "Torv", "Umbel’s", "U.S.", "Syrian", "Milan,", "some",
    "300", "in", "of", "young", "police", "Police", "officer", "officers", "officer,", "officers’", "mayor", "mayor.”",
    "troops", "school", "town", "(town)", "frightened", "recently", "damaged", "-", "—", "again", "the\u00a0mayor",
    "the\tmayor", "Élodie", "né", "😀", "", " ", "x" * 95, "x" * 61, "y" * 57, "Ivo Sand Brask Torv Lind Umbel Rand",
]  # fmt: skip
"""What decides on descriptions: words that introduce, end and go on a group, marks, and more than is looked back at."""
LINES = st.tuples(
    st.sampled_from(["headline", "subheading", "paragraph", "caption"]),
    st.lists(st.sampled_from(PARTS), min_size=1, max_size=12),
    st.sampled_from(["", " ", " "]),
    st.sampled_from([str, str, str.upper, str.title]),
)

pytestmark = pytest.mark.filterwarnings("ignore:overflow encountered:RuntimeWarning")


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return load_gazetteer(REFERENCE, load_lexicon(REFERENCE))


@pytest.fixture(scope="module")
def twin() -> Iterator[ModuleType]:
    """Import the twin without compiling it, and forget it afterwards."""
    machine = pytest.importorskip("flows.text.machine")

    def take_out() -> dict[str, ModuleType]:
        names = [name for name in sys.modules if name in (TWIN, DESCRIBING) or ".mentions_compiled" in name]
        return {name: sys.modules.pop(name) for name in names}

    held = take_out()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(machine, "compiled", lambda function: function)
        yield importlib.import_module(TWIN)
    take_out()
    sys.modules.update(held)


def pages_of(articles: list[list[tuple[str, str]]]) -> Pages:
    blocks: list[made_pages.Block] = []
    for number, lines in enumerate(articles):
        start = 3
        for role, text in lines:
            blocks.append((f"d{number}-0", start, role, text))
            start += len(text) + 1
    return made_pages.of_blocks(blocks)


def test_named_cases(twin: ModuleType, gazetteer: Gazetteer) -> None:
    articles = [
        [(case.blocks.get(line, "paragraph"), text) for line, text in enumerate(case.text.split("\n")) if text]
        for case in CASES
    ]
    found = mentions.extract(pages_of(articles), gazetteer, compiled_from=ALWAYS)
    assert found.height > len(CASES)
    assert found.equals(mentions.extract(pages_of(articles), gazetteer, compiled_from=NEVER))


@settings(derandomize=True, max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(LINES, min_size=1, max_size=4), min_size=1, max_size=6))
def test_any_text(
    twin: ModuleType, gazetteer: Gazetteer, articles: list[list[tuple[str, list[str], str, type]]]
) -> None:
    pages = pages_of([[(role, case(joint.join(parts))) for role, parts, joint, case in lines] for lines in articles])
    found = mentions.extract(pages, gazetteer, compiled_from=ALWAYS)
    assert found.rows() == mentions.extract(pages, gazetteer, compiled_from=NEVER).rows()


@settings(
    derandomize=True, max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=14).map(" ".join), min_size=1, max_size=8))
def test_any_group_before_a_noun(twin: ModuleType, gazetteer: Gazetteer, texts: list[str]) -> None:
    heads = gazetteer.description_heads
    assert twin.read_descriptions(texts, heads) == read_descriptions(texts, heads)


def test_each_noun_and_mark_is_found(twin: ModuleType, gazetteer: Gazetteer) -> None:
    heads = gazetteer.description_heads
    assert min(map(len, heads.nouns)) >= 3
    texts = [f"They met the {token}" for token in heads.spelled]
    found = twin.read_descriptions(texts, heads)
    assert len(found.rows) == len(texts)
    assert found == read_descriptions(texts, heads)


def test_parts_of_a_batch_join_without_a_seam(
    twin: ModuleType, gazetteer: Gazetteer, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = ["Ana Torv met Ivo Brask in Milan.", "BRASK LEAVES MILAN", "Torv, 43, a spokesman for Umbel Corp, stayed."]
    pages = pages_of([[("paragraph", text) for text in lines[: 1 + number % 3]] for number in range(9)])
    whole = mentions.extract(pages, gazetteer, compiled_from=ALWAYS)
    for size in (1, 60, 100, 10_000):
        monkeypatch.setattr(twin, "_CHARS_AT_ONCE", size)
        monkeypatch.setattr(sys.modules[DESCRIBING], "_CHARS_AT_ONCE", size)
        assert mentions.extract(pages, gazetteer, compiled_from=ALWAYS).equals(whole)
    assert set(whole["role_text"].drop_nulls()) == {"a spokesman for Umbel Corp"}


def test_letters_that_change_their_length_with_their_case_are_left_to_the_reference(
    twin: ModuleType, gazetteer: Gazetteer
) -> None:
    texts = ["Ana Torv left İzmir.", "Ana Torv left Milan.", "Ο Αλέξης Σίμος.", "Straße: Ana Groß left.", "ǅ Torv"]
    pages = pages_of([[("paragraph", text)] for text in texts])
    blocks = pages.kept("paragraph")
    left: list[bool] = []
    name_articles = twin.name_articles

    def watched(*arguments: object) -> object:
        found = name_articles(*arguments)
        left.extend(found.left.tolist())
        return found

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(twin, "name_articles", watched)
        found = twin.name_table(blocks, gazetteer)
    assert left == [True, False, True, False, True]
    assert found["article_id"].to_list() == sorted(found["article_id"])
    assert "Ana Groß" in found["mention_text"].to_list()


def test_few_articles_compile_nothing(gazetteer: Gazetteer) -> None:
    before = {name for name in sys.modules if ".mentions_compiled" in name}
    found = mentions.extract(pages_of([[("paragraph", "Ana Torv left Milan.")]] * 30), gazetteer)
    assert found.height == 60
    assert {name for name in sys.modules if ".mentions_compiled" in name} == before


def test_loading_machine_code_leaves_linear_algebra_out() -> None:
    pytest.importorskip("numba")
    look = "import sys, flows.text.machine, numba.np.arraymath; sys.exit('scipy.linalg' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", look], check=False).returncode == 0


@pytest.mark.slow
def test_compiled(gazetteer: Gazetteer) -> None:
    pytest.importorskip("numba")
    pages = pages_of(
        [[("paragraph", line) for line in page.text.splitlines() if line] for page in generated_pages(300)]
    )
    found = mentions.extract(pages, gazetteer, compiled_from=ALWAYS)
    assert found.height > 5_000
    assert found.equals(mentions.extract(pages, gazetteer, compiled_from=NEVER))
    long = pages_of([[("paragraph", "Ana Torv met Ivo Brask in Milan, said Umbel Corp on Monday. " * 100_000)]])
    assert mentions.extract(long, gazetteer, compiled_from=ALWAYS).height == 400_000


def test_what_is_loaded_serves_smaller_batches(twin):
    blocks = pages_of([[("paragraph", "Ana Torv left Milan.")], [("paragraph", "Mara Ost stayed.")]]).kept("paragraph")
    assert mentions._machine(blocks, 2 * 40) is twin
    assert mentions._machine(blocks, 3 * 40) is None
    assert mentions._machine(blocks, NEVER) is None
    assert mentions._machine(blocks.clear(), ALWAYS) is None
