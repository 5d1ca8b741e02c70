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
    forms = dict.fromkeys([(name[2], name[3]) for name in named], "")
    people: dict[str, str] = {}
    bodies: dict[str, str] = {}
    spelled: dict[str, str] = {}
    for raw, kind in forms:
        text = raw.replace("\u00a0", " ")
        upper = text.upper()
        if not text.isupper():
            spelled.setdefault(upper, text)
        if kind > ORGANISATION or " " not in text:
            continue
        if kind == PERSON:
            words = without_generation(text.split(" "))
            for key in (words[-1].upper(), words[0].upper()):
                held = people.get(key)
                if held is None or held.count(" ") < len(words) - 1:
                    people[key] = text
        else:
            place = upper.find(" ")
            while place >= 0:
                bodies.setdefault(upper[:place], text)
                place = upper.find(" ", place + 1)
            initials = "".join([word[0] for word in text.split(" ") if word[:1].isupper()])
            if len(initials) > 1:
                bodies.setdefault(initials, text)
    full: tuple[dict[str, str], ...] = (people, bodies, {}, {})
    for raw, kind in forms:
        text = raw.replace("\u00a0", " ")
        upper = text.upper()
        form = full[kind].get(upper)
        if form is None:
            form = spelled.get(upper, text) if text.isupper() else text
        forms[raw, kind] = form
    return [forms[name[2], name[3]] for name in named]
