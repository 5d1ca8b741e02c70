"""Write seeds/reference/news_words.csv: how common a word is in English news, counted over collections of articles.

    uv run python seeds/build_news_words.py COLLECTION.jsonl.gz [COLLECTION.jsonl.gz …]

Each file is a collection: JSON Lines of records with ``text`` (or ``raw_text``) and perhaps ``title``. A word counts once an
article; its rarity is that of the collection in which it is most common, so that neither the jargon of markets nor that of
politics looks rare. Collections of fewer than 1,000 articles are counted as one. Review the difference before it is committed:
the table is fixed on purpose, since statistics that grew with a warehouse would change verdicts that were given long ago.
"""

import csv
import gzip
import json
import math
import re
import string
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Final

TARGET: Final = Path(__file__).parent / "reference" / "news_words.csv"
_WORD: Final = re.compile(r"[a-z]+|[0-9][0-9.,]*[0-9]|[0-9]")
_RAREST: Final = 5
_FEWEST_CHARS: Final = 400
_FEWEST_ARTICLES: Final = 1_000
_FEWEST_USES: Final = 8
_ENGLISH: Final = frozenset({"the", "and", "of", "to", "in", "that", "for", "with"})


def articles(path: Path) -> Iterator[set[str]]:
    """Give the words of each English article of a collection."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for record in map(json.loads, lines):
            text = record.get("text") or record.get("raw_text") or ""
            words = set(_WORD.findall(f"{record.get('title') or ''}\n{text}".lower()))
            if len(text) >= _FEWEST_CHARS and len(words & _ENGLISH) > len(_ENGLISH) // 2:
                yield words


def main() -> None:
    """Count the collections named on the command line and write the table."""
    counted = []
    small, small_count = Counter[str](), 0
    for name in sys.argv[1:]:
        counts, count = Counter[str](), 0
        for words in articles(Path(name)):
            counts.update(words)
            count += 1
        if count >= _FEWEST_ARTICLES:
            counted.append((counts, count))
        else:
            small.update(counts)
            small_count += count
    if small_count:
        counted.append((small, small_count))
    shares = Counter[str]()
    for counts, count in counted:
        for word, uses in counts.items():
            if uses >= _FEWEST_USES:
                shares[word] = max(shares[word], uses / count)
    rarity = {word: math.floor(-math.log2(share)) for word, share in shares.items()}
    # A letter or figure alone is part of something else: "don't", "U.S.", "3-2".
    rarity |= dict.fromkeys(string.ascii_lowercase + string.digits, 0)
    with TARGET.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(["word", "rarity"])
        rows.writerows(sorted((word, classed) for word, classed in rarity.items() if classed <= _RAREST))


if __name__ == "__main__":
    main()
