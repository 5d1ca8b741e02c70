"""How sites write dates, lists of names, credits and datelines."""

from datetime import date, timedelta
from typing import Final

from tests.quality.pages.parts import Picture, Story

_MONTHS: Final = {
    "en": "January February March April May June July August September October November December",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "sl": "januar februar marec april maj junij julij avgust september oktober november december",
    "ar": "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر",
    "hi": "जनवरी फरवरी मार्च अप्रैल मई जून जुलाई अगस्त सितंबर अक्टूबर नवंबर दिसंबर",
}
_WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_LONG: Final = {
    "de": "{d}. {month} {y}",
    "es": "{d} de {month} de {y}",
    "sl": "{d}. {month} {y}",
    "zh": "{y}年{m}月{d}日",
}
_AND: Final = {"de": "und", "fr": "et", "es": "y", "sl": "in", "ar": "و", "hi": "और", "zh": "、"}
_SHOWN_AGENCY: Final = {
    "Associated Press": "AP",
    "Agence France-Presse": "AFP",
    "Deutsche Presse-Agentur": "dpa",
    "Press Trust of India": "भाषा",
}
_LOCAL_AGENCY: Final = {("ar", "Reuters"): "رويترز", ("zh", "Xinhua"): "新华社"}
_ORDINALS: Final = {1: "st", 2: "nd", 3: "rd", 21: "st", 22: "nd", 23: "rd", 31: "st"}
DAY_FORMS: Final = {
    "long": "",
    "us": "{month} {d}, {y}",
    "abbr": "{mon} {d}, {y}",
    "weekday": "{weekday}, {d} {month} {y}",
    "upper": "{MON}. {d}, {y}",
    "iso": "{y}-{m:02}-{d:02}",
    "url": "{y}/{m:02}/{d:02}",
    "ordinal": "{ord} {month} {y}",
    "dots": "{d:02}.{m:02}.{y}",
}


def write_date(day: date, form: str, language: str) -> str:
    """Write a day as a site does.

    Args:
        day: The day.
        form: A key of ``DAY_FORMS``.
        language: ISO 639-1 code of the site.

    Returns:
        The date as text.
    """
    names = _MONTHS.get(language, _MONTHS["en"]).split()
    pattern = DAY_FORMS[form] or _LONG.get(language, "{d} {month} {y}")
    month = names[day.month - 1]
    return pattern.format(
        d=day.day,
        m=day.month,
        y=day.year,
        month=month,
        mon=month[:3],
        ord=f"{day.day}{_ORDINALS.get(day.day, 'th')}",
        MON=month[:3].upper(),
        weekday=_WEEKDAYS[day.weekday()],
    )


def shift(day: date, days: int) -> date:
    """Return the day some days later."""
    return day + timedelta(days=days)


def join_names(names: list[str], language: str) -> str:
    """Write a list of names as a byline does."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} {_AND.get(language, 'and')} {names[-1]}"


def shown_agency(agency: str, language: str) -> str:
    """Return the form in which a dateline names an agency, given its canonical name."""
    return _LOCAL_AGENCY.get((language, agency)) or _SHOWN_AGENCY.get(agency, agency)


def write_credit(picture: Picture, style: str) -> str | None:
    """Write the credit of a picture as a site does; NULL (None) where it has none."""
    person, agency = picture.photographer, picture.agency
    both = "/".join(filter(None, (person, agency)))
    if not both or style == "none":
        return None
    if style == "ap" and agency == "AP":
        return f"(AP Photo/{person})" if person else "(AP Photo)"
    if style in {"slash", "ap"} and agency:
        return f"{agency.upper()}/{person}" if person else agency.upper()
    return {
        "paren": f"({both})",
        "photo": f"Photo: {both}",
        "photograph": f"Photograph: {both}",
        "foto": f"Foto: {both}",
        "c": f"© {both}",
        "bracket": f"[{both}]",
        "upper": f"PHOTO: {both.upper()}",
        "bar": f"| {both}",
        "by": f"Picture by {person}" if person else f"Picture: {agency}",
        "credit": f"Credit: {both}",
        "dots": f"......{both}",
    }.get(style, f"({both})")


def write_dateline(story: Story, style: str) -> str:
    """Write the dateline of a story as a site does; empty where the style or the story has none."""
    place = story.place
    if style == "none" or place is None:
        return ""
    agency = shown_agency(story.agency, story.language) if story.agency else None
    day = write_date(story.published_on, "abbr", "en").split(",")[0]
    bracket = f" ({agency})" if agency else ""
    return {
        "caps": f"{place} — ",
        "agency": f"{place}{bracket} — ",
        "mixed": f"{place}{bracket} – ",
        "agency_date": f"{place}, {day}{bracket} - ",
        "full_date": f"{place}, {write_date(story.published_on, 'us', 'en')}{bracket} - ",
        "efe": f"{place}, {story.published_on.day} nov{bracket}.- ",
    }[style]
