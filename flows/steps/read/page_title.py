"""Cut the name of the site and its section off the title of a page.

``<title>`` and ``og:title`` say "Headline | Section | Site", or the site first. What of it is the headline, the page
itself tells best: the part that one of its headings says.
"""

import re
from collections.abc import Sequence
from typing import Final

_SEPARATOR: Final = re.compile(r"\s+(?:[|·•»«›‹–—:/-]|-{2,}|::|>)\s+")
_NO_LETTER: Final = re.compile(r"[\W_]+")
_MOST_PARTS: Final = 8
_MOST_HEADINGS: Final = 40
_HEADING_MIN_LETTERS: Final = 6


def headline_of(title: str, site: str | None, headings: Sequence[str]) -> str:
    """Cut a title to the headline it holds.

    Args:
        title: The title of the page's metadata.
        site: The name of the site; NULL (None) where the page does not say.
        headings: The headings the page shows, in order; the first 40 are looked at.

    Returns:
        The longest run of its first or last parts that a heading says; else the title without the site's name at
        either end; else the title.
    """
    marks = list(_SEPARATOR.finditer(title))[: _MOST_PARTS - 1]
    if not marks:
        return title
    shown = {_letters(heading) for heading in headings[:_MOST_HEADINGS]}
    runs = [title[: mark.start()] for mark in marks] + [title[mark.end() :] for mark in marks]
    for run in sorted([title, *runs], key=len, reverse=True):
        letters = _letters(run)
        if len(letters) >= _HEADING_MIN_LETTERS and letters in shown:
            return run.strip()
    name = _letters(site or "")
    if name and _letters(title[marks[-1].end() :]) == name:
        title = title[: marks[-1].start()]
        marks.pop()
    if marks and name and _letters(title[: marks[0].start()]) == name:
        title = title[marks[0].end() :]
    return title.strip()


def _letters(text: str) -> str:
    return _NO_LETTER.sub("", text).casefold()
