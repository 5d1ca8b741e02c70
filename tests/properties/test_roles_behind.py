"""The plain pattern of a role behind a name finds what the whole pattern finds, wherever it finds anything."""

from hypothesis import given, settings
from hypothesis import strategies as st

from flows.steps.extract.mentions_roles import _BEHIND, _OPENING_WORD, _PLAINLY_BEHIND

PIECES = st.sampled_from(
    [
        ", ", " , ", "43", "aged ", "aged 7, ", "a", "an", "the head", "co-", "-", " of", " J.", " Umbel", "A.", ".",
        ",", ";", " ;", "!", ")", "(", "“", "\n", "\u00a0", " ", "ß", "e\u0301", " said", "x" * 60,
        " baker at Nord Mills",
    ]
)  # fmt: skip


@settings(derandomize=True, max_examples=2_000, deadline=None)
@given(st.sampled_from([", ", " , ", ", 43, ", ", aged 43, "]), st.lists(PIECES, max_size=8).map("".join))
def test_the_plain_pattern_finds_what_the_whole_one_does(opening: str, rest: str) -> None:
    behind = opening + rest
    plain = _PLAINLY_BEHIND.match(behind)
    if plain is not None:
        whole, first = _BEHIND.match(behind), _OPENING_WORD.match(behind)
        assert whole is not None
        assert first is not None
        assert plain.span("role") == whole.span("role")
        assert plain["opens"] == first["opens"]


def test_a_plain_role_is_found() -> None:
    found = _PLAINLY_BEHIND.match(", 43, a baker at Nord Mills, said")
    assert found is not None
    assert found["role"] == "a baker at Nord Mills"
    assert _PLAINLY_BEHIND.match(", aged 43, a baker at J. Mills, said") is None
