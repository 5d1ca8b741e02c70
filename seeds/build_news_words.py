"""Write seeds/reference/news_words.csv: how many articles of 400 words an English word stands in, by its frequency.

    uv run --with wordfreq==3.1.1 python seeds/build_news_words.py

Word frequencies are those of wordfreq (R. Speer, https://github.com/rspeer/wordfreq; data CC BY-SA 4.0), of news, books, encyclopedias,
subtitles and the web up to 2021. A word of frequency f stands in a share of 1 - (1 - f)^400 of such articles. Review the
difference before it is committed: the table is fixed on purpose, since statistics that grew with a warehouse would change
verdicts that were given long ago.
"""

import csv
import math
import re
import string
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from wordfreq import top_n_list, word_frequency

TARGET: Final = Path(__file__).parent / "reference" / "news_words.csv"
_WORD: Final = re.compile(r"[a-z]+")
_ARTICLE_WORDS: Final = 400
_RAREST: Final = 5
_LISTED: Final = 20_000
_FIRST_YEAR, _LAST_YEAR = 1960, 2030


def numbers() -> Iterator[tuple[str, int]]:
    """Give the numbers that say little: days, small counts, round ones and years, with their rarity."""
    yield from ((str(day), 2) for day in range(10, 32))
    yield from ((f"{month:02}", 3) for month in range(10))
    yield from ((str(count), 4) for count in range(32, 100))
    yield from ((str(count), 4) for count in (100, 200, 300, 400, 500, 600, 800, 1000))
    yield from ((str(year), 4) for year in range(_FIRST_YEAR, _LAST_YEAR + 1))


def main() -> None:
    """Ask the frequency of each common word and write the table."""
    rarity = dict(numbers())
    for word in top_n_list("en", _LISTED):
        if _WORD.fullmatch(word):
            share = 1 - (1 - word_frequency(word, "en")) ** _ARTICLE_WORDS
            rarity[word] = math.floor(-math.log2(share))
    # A letter or figure alone is part of something else: "don't", "U.S.", "3-2".
    rarity |= dict.fromkeys(string.ascii_lowercase + string.digits, 0)
    with TARGET.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(["word", "rarity"])
        rows.writerows(sorted((word, classed) for word, classed in rarity.items() if classed <= _RAREST))


if __name__ == "__main__":
    main()
