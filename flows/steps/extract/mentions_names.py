"""One form for each name of an article: "Malley" is "Robert Malley"."""

from collections.abc import Sequence

from flows.steps.extract.mentions_typing import ORGANISATION, PERSON, Named
from flows.steps.extract.mentions_words import without_generation


def canonical_names(named: Sequence[Named]) -> list[str]:
    """Give each standing the fullest form of its name in the article.

    A surname or given name alone stands for the longest person's name with it, the first of equally long ones; initials
    and the words before a company's suffix for the first full name they fit. What is spelled in another way is another
    name: marks of damage link "Kpler" and "Kupler", nothing here does.

    Args:
        named: The names of one article.

    Returns:
        One form a standing, in their order.
    """
    full: dict[tuple[int, str], str] = {}
    spelled: dict[str, str] = {}
    seen: set[tuple[str, int]] = set()
    for name in named:
        if (name.text, name.kind) in seen:
            continue
        seen.add((name.text, name.kind))
        text = name.text.replace("\u00a0", " ")
        if not text.isupper():
            spelled.setdefault(text.upper(), text)
        if name.kind not in (PERSON, ORGANISATION) or " " not in text:
            continue
        words = text.split(" ")
        if name.kind == PERSON:
            words = list(without_generation(words))
            for key in (words[-1].upper(), words[0].upper()):
                held = full.get((PERSON, key))
                if held is None or held.count(" ") < len(words) - 1:
                    full[PERSON, key] = text
        else:
            for size in range(1, len(words)):
                full.setdefault((ORGANISATION, " ".join(words[:size]).upper()), text)
            initials = "".join([word[0] for word in words if word[0].isupper()])
            if len(initials) > 1:
                full.setdefault((ORGANISATION, initials), text)
    forms: dict[tuple[str, int], str] = {}
    for text, kind in seen:
        forms[text, kind] = _form(text.replace("\u00a0", " "), kind, full, spelled)
    return [forms[name.text, name.kind] for name in named]


def _form(text: str, kind: int, full: dict[tuple[int, str], str], spelled: dict[str, str]) -> str:
    key = text.upper()
    form = full.get((kind, key))
    if form is not None:
        return form
    return spelled.get(key, text) if text.isupper() else text
