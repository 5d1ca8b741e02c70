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
    for name in named:
        text = name.text.replace("\u00a0", " ")
        words = text.split(" ")
        if not text.isupper():
            spelled.setdefault(text.upper(), text)
        if len(words) == 1 or name.kind not in (PERSON, ORGANISATION):
            continue
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
    return [_form(name, full, spelled) for name in named]


def _form(name: Named, full: dict[tuple[int, str], str], spelled: dict[str, str]) -> str:
    text = name.text.replace("\u00a0", " ")
    key = text.upper()
    form = full.get((name.kind, key), text)
    return spelled.get(key, form) if form is text and text.isupper() else form
