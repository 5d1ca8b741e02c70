"""Ugly pages for the tests of the laws: glued and shuffled lines of everything that breaks a naive span."""

import html
import random
from typing import Final

from hypothesis import strategies as st

BREAKS: Final = (
    "\n",
    "\n\n",
    "\n\n\n",
    "\r\n",
    "\r\n\r\n",
    "\r",
    "\x0b",
    "\x0c",
    "\x85",
    "\u2028",
    "\u2029",
    "\n \t\n",
)
SPACES: Final = (" ", "\t", "\u00a0", "\u3000", "\u2003", "\x1c", "\x1f", "\u200b", "\ufeff", "\u202f", "   ")

HEADLINES: Final = (
    "Harbour bridge reopens after winter repairs",
    "Tram drivers vote – 🚋 lines stop at dawn",
    "Cafe\u0301 chain pays €3.5m to 200–250 staff",
    "WHO SAID THE 𝔉errymen’s Song Was Over?",
    "\u202eDesrever si enildaeh siht, editors\u202c say",
    "İstanbul’da Kış: STRASSE und Straße, ΌΔΟΣ und όδος",
)
CAPTIONS: Final = (
    "Passengers wait beside the quay in Port Ellery on March 2, 2026. (AP)",
    "Mayor Orla Finch cuts the ribbon in Port Lund, March 3, 2025. REUTERS/Ana Štěpánek",
    "The old ferry, seen from the harbour, on 31 June 2024. (Photo: Zoë Ōkubo/AFP)",
    "A crane lifts the last of the 𝒸ables over the river. Photo by Tomas Hale",
    "Soldiers carry sandbags beside the quay | Kwame Asamoah | Reuters",
    "FILE - Children run past the windmill, Greece, March 2, 2019. (AP Photo/Lena Aal).",
    "Eine Straßenbahn wartet am Platz auf freie Fahrt, 29. Dezember 2024. (Foto: Jan Roth/dpa)",
    "Water stands in the square after the storm, March 2, 2026\u00a0(AFP)\u00a0",
    "Readers sit between the old inspection pits on opening day.",
)
CREDITS: Final = ("(AP)", "REUTERS/Ana Lind", "Photo: Tomas Hale/dpa", "[Mira Sol/NurPhoto via AP]", "| Getty Images")
BYLINES: Final = (
    "By Ines Calder",
    "By INES CALDER and Jean-Luc O’Brien",
    "Von Friederike Hollenbeck, Görlitz",
    "Ines Calder",
    "By Robert'); DROP TABLE core.articles;--",
    "Updated March 4, 2025 at 3:40 p.m.",
    "Published: 29. Dezember 2024, 14:30 Uhr",
    "2025-03-02",
    "31 February 2024",
)
PROSE: Final = (
    "PORT LUND, March 3, 2025 (AP) — The old harbour bridge carried traffic again on Monday, the town said.",
    "Valparaíso, Chile (EFE) — El viejo puente del puerto volvió a llevar tráfico el lunes, dijo el ayuntamiento.",
    "“We have waited four months for this,” said Mayor Orla Finch, who cut the ribbon before a crowd of hundreds.",
    '"Nobody wanted to lose it," said Captain Tomas Hale. "It is the only boat we have, and it is paid for."',
    "According to Finch, «the town paid for it 🛳 and nobody else», and no other town 𝒾𝓃 the county did so.",
    "„Das ist kein Rückschritt“, sagte Bertram Nitzsche. „Es ist ein Notausgang für die Stadt und das Land.“",
    "``They never asked us,'' Hale said on Tuesday of the plan that had been made before the ferry was sold.",
    "Engineers replaced forty cables and painted the towers green, which cost the town more than it had hoped to pay.",
    'She said "it was',
    "“Nobody closed this quotation, and it runs on to the next paragraph, where it opens again,",
    "”Marks that stand the wrong way round“ said Cafe\u0301 owner Zoe\u0308 O\u0304kubo, and she laughed about it.",
    "He was right.",
    "Q: Why does the bridge stay closed at night when nobody sleeps anyway? A: It does not, said the mayor of it.",
    "\u2066Robert'); DROP TABLE core.articles;--\u2069 said the clerk, \x1b[31mred\x1b[0m, $HOME {0} %s {{ 7*7 }}.",
)
WRAPPED: Final = (
    "the ferry between the two islands will sail until the end of the year,",
    "and passengers who hold a ticket for the spring can give it back, \u201cit",
    "is only fair,\u201d Mayor Orla Finch said, until the last day of the month or",
    "until next year. Nobody is asked to pay twice, and nobody is given more",
    "reporters in the harbour of Port Lund on March 2, 2025 saw both FERRY 🛳",
)
MARKS: Final = ('"', "“", "”", "”„“”", '""""', "«»", "``", "''", "“ ”", "…", "---", "___", "• • •", "\u0301", "\u200d")
FURNITURE: Final = (
    "TT",
    "Share",
    "Read more: Ten soups for November",
    "Related articles",
    "Advertisement",
    "Menu",
    "Home",
    "14:30",
    "© 2025 Port Lund Mail. All rights reserved.",
    "We use cookies to improve your experience. Accept all",
    "SPORT",
)
CONTRIBUTORS: Final = (
    "Associated Press writer Halima Farsari in Mombasa contributed to this report.",
    "Mari Soosaar contributed to the research.",
    "Mit Material von dpa",
)
LINES: Final = HEADLINES + CAPTIONS + CREDITS + BYLINES + PROSE + WRAPPED + MARKS + FURNITURE + CONTRIBUTORS
ODD_CHARACTERS: Final = "\"“”«»„'`(){}|/.,:;!?-– \u00a0\u0301\u200bAaßİς1𝔉🛳\r\x85\u2028\x1c"


def _once(parts: list[tuple[str, str]]) -> str:
    return "".join(line + after for line, after in parts)


def _evenly(lines: list[str], after: str) -> str:
    return "".join(line + after for line in lines)


def _headed(headline: str, captions: list[str], toggle: str, bodies: list[str]) -> list[str]:
    twice = [caption for caption in captions for _ in range(2)]
    return [headline, *twice, toggle, headline, *twice, *bodies]


def _joined(parts: list[list[str]]) -> list[str]:
    return [line for part in parts for line in part]


any_text = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=40)
lines = st.one_of(
    st.sampled_from(LINES),
    st.sampled_from(LINES),
    st.builds(lambda line, space: space + line, st.sampled_from(LINES), st.sampled_from(SPACES)),
    st.builds(lambda line, more: f"{line} {more}", st.sampled_from(PROSE), st.sampled_from(CREDITS + MARKS + CAPTIONS)),
    st.sampled_from(LINES).map(str.upper),
    any_text,
    st.text(st.sampled_from(ODD_CHARACTERS), max_size=30),
    st.builds(lambda line, times: (line + " ") * times, st.sampled_from(PROSE + MARKS), st.sampled_from((40, 400))),
)
breaks = st.sampled_from(BREAKS)
stories = st.builds(
    _headed,
    st.sampled_from(HEADLINES),
    st.lists(st.sampled_from(CAPTIONS), max_size=2),
    st.sampled_from(("TT", "TT", "", "Share")),
    st.lists(st.sampled_from(PROSE + PROSE + CAPTIONS + CREDITS + FURNITURE + CONTRIBUTORS), min_size=1, max_size=7),
)
plain_stories = st.builds(
    lambda headline, byline, bodies: [headline, byline, *bodies],
    st.sampled_from(HEADLINES),
    st.sampled_from(BYLINES + CREDITS),
    st.lists(st.sampled_from(PROSE + PROSE + CAPTIONS + CREDITS + CONTRIBUTORS), min_size=2, max_size=9),
)
glued_stories = st.lists(st.one_of(stories, plain_stories), min_size=1, max_size=4).map(_joined)
wrapped_lines = st.lists(st.sampled_from(WRAPPED + WRAPPED + BYLINES + MARKS), min_size=3, max_size=20)

texts = st.one_of(
    st.builds(_once, st.lists(st.tuples(lines, breaks), max_size=20)),
    st.builds(_evenly, st.lists(lines, max_size=20), breaks),
    st.builds(_evenly, glued_stories, breaks),
    st.builds(_evenly, glued_stories.flatmap(st.permutations), breaks),
    st.builds(_evenly, wrapped_lines, breaks),
)
"""Pages as plain text; some are blank."""

TAGS: Final = (
    *(
        "p",
        "p",
        "p",
        "div",
        "h1",
        "h2",
        "h3",
        "li",
        "figcaption",
        "figure",
        "blockquote",
        "pre",
        "td",
        "time",
        "article",
    ),
    *("span", "a", "main", "nav", "aside", "button", "q", "table", "br"),
)
HEADS: Final = (
    "",
    "<title>Harbour bridge reopens after winter repairs | Port Lund Mail</title>",
    '<meta name="author" content="Ines Calder"><meta property="article:published_time" content="2025-03-03T10:00:00Z">',
    '<script type="application/ld+json">{"@type":"NewsArticle","headline":"{{ 7*7 }}","datePublished":"2025-13-45"',
)


def _element(tag: str, attributes: str, line: str, is_escaped: bool, is_closed: bool) -> str:
    text = html.escape(line) if is_escaped else line
    return f"<{tag}{attributes}>{text}" + (f"</{tag}>" if is_closed else "")


elements = st.builds(
    _element,
    st.sampled_from(TAGS),
    st.sampled_from(("", "", "", " class='caption'", " class=share", " hidden", ' style="display:none"')),
    lines,
    st.sampled_from((True, True, True, False)),
    st.sampled_from((True, True, True, True, False)),
)
markup = st.builds(
    lambda head, body, between: f"<html><head>{head}</head><body>{between.join(body)}</body></html>",
    st.sampled_from(HEADS),
    st.one_of(
        st.lists(elements, max_size=20),
        glued_stories.map(lambda story: [_element("p", "", line, True, True) for line in story]),
    ),
    st.sampled_from(("", "\n", "&nbsp;", "<br><br>")),
)
"""Pages as HTML; in some nothing is visible."""


def seeded_page(rng: random.Random) -> str:
    """Glue a page without hypothesis, which is slow where hundreds of pages are wanted; never blank."""
    bodies = PROSE + PROSE + WRAPPED + CAPTIONS + CREDITS + FURNITURE + CONTRIBUTORS + BYLINES + MARKS
    parts = []
    for _ in range(rng.randint(1, 4)):
        captions = rng.sample(CAPTIONS, rng.randint(0, 2))
        body = [rng.choice(bodies) + rng.choice(("", "", " ", "\u00a0", " (AP)")) for _ in range(rng.randint(1, 9))]
        headline = rng.choice(HEADLINES)
        parts += _headed(headline, captions, rng.choice(("TT", "")), body) if rng.random() < 0.6 else [headline, *body]
    if rng.random() < 0.2:
        rng.shuffle(parts)
    evenly = rng.choice(BREAKS) if rng.random() < 0.5 else None
    return "".join(rng.choice(("", "", "", *SPACES)) + part + (evenly or rng.choice(BREAKS)) for part in parts)


def seeded_markup(rng: random.Random) -> str:
    """Glue a page of HTML without hypothesis."""
    lines = seeded_page(rng).split("\n")
    body = "".join(_element(rng.choice(TAGS), "", line, rng.random() < 0.9, rng.random() < 0.9) for line in lines)
    return f"<html><head>{rng.choice(HEADS)}</head><body>{body}</body></html>"
