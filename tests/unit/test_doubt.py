"""What was read from damaged text is trusted less."""

import polars as pl
import pytest

from flows.steps.extract.doubt import lower_confidence

_SPANS = (("quote_start", "quote_end"), ("speaker_start", "speaker_end"))
_DAMAGE = pl.DataFrame({"article_id": ["a-0"], "damage_start": [20], "damage_end": [25]})


@pytest.mark.parametrize(
    ("article", "quote", "speaker", "expected"),
    [
        ("a-0", (10, 22), (40, 45), 0.4),
        ("a-0", (1, 9), (24, 30), 0.4),
        ("a-0", (10, 20), (25, 30), 0.8),  # spans that only meet do not touch
        ("a-0", (21, 23), (None, None), 0.4),
        ("a-0", (1, 9), (None, None), 0.8),
        ("b-0", (10, 22), (20, 25), 0.8),  # another article's damage
    ],
)
def test_a_mark_on_the_evidence_halves_the_confidence(article, quote, speaker, expected):
    rows = pl.DataFrame(
        {
            "quote_id": ["q"],
            "article_id": [article],
            "quote_start": [quote[0]],
            "quote_end": [quote[1]],
            "speaker_start": [speaker[0]],
            "speaker_end": [speaker[1]],
            "confidence": [0.8],
        },
        schema_overrides={"speaker_start": pl.Int64, "speaker_end": pl.Int64},
    )
    assert lower_confidence(rows, _DAMAGE, "quote_id", _SPANS)["confidence"].to_list() == [pytest.approx(expected)]


def test_rows_keep_their_order_and_null_stays_null():
    rows = pl.DataFrame(
        {
            "quote_id": ["a-0-q1", "a-0-q0"],
            "article_id": ["a-0", "a-0"],
            "quote_start": [20, 0],
            "quote_end": [30, 5],
            "speaker_start": [None, None],
            "speaker_end": [None, None],
            "confidence": [None, 0.7],
        },
        schema_overrides={"speaker_start": pl.Int64, "speaker_end": pl.Int64},
    )
    after = lower_confidence(rows, _DAMAGE, "quote_id", _SPANS)
    assert after["quote_id"].to_list() == ["a-0-q1", "a-0-q0"]
    assert after["confidence"].to_list() == [None, 0.7]
