"""One form for each name of an article: "Malley" is "Robert Malley"."""

from collections.abc import Sequence

from flows.steps.extract.mentions_typing import ORGANISATION, PERSON, Named


def canonical_names(named: Sequence[Named]) -> list[str]:
    """Give each standing the fullest form of its name in the article.

    Args:
        named: The names of one article.

    Returns:
        One form a standing, in their order.
    """
    full: dict[tuple[int, str], str] = {}
    for name in named:
        words = name.text.split()
        if len(words) < 2:
            continue
        if name.kind == PERSON:
            if words[-1] in ("Jr", "Jr.", "Sr", "Sr.", "II", "III") and len(words) > 2:
                words = words[:-1]
            for key in (words[-1], words[0]):
                held = full.get((PERSON, key))
                if held is None or len(held.split()) < len(words):
                    full[(PERSON, key)] = name.text
        elif name.kind == ORGANISATION:
            for size in range(1, len(words)):
                full.setdefault((ORGANISATION, " ".join(words[:size])), name.text)
            initials = "".join(word[0] for word in words if word[0].isupper())
            if len(initials) > 1:
                full.setdefault((ORGANISATION, initials), name.text)
    return [full.get((name.kind, name.text), name.text) for name in named]
