"""Pages as papers print them today, each with what a reader expects to find of it."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from flows.resources import reference_dir
from flows.steps.lexicon import load_lexicon
from tests.made_pages import read_and_parse

BUTTONS = ["Share", "Tweet", "TT"]
BRIEFS = [
    "Bridge repairs to close Route 14",
    "Bridge repairs to close Route 14",
    *BUTTONS,
    "Workers inspect the Tolland bridge on Monday. (Ana Sorel/Courier)",
    "Workers inspect the Tolland bridge on Monday. (Ana Sorel/Courier)",
    "TOLLAND — Route 14 will be closed for six weeks from Monday while crews replace the deck of the bridge.",
    "“It’s the oldest deck in the county, and it shows,” said engineer Paul Renwick.",
    "Library to open on Sundays",
    "Library to open on Sundays",
    *BUTTONS,
    "By Nora Fitch",
    "MILLBROOK — The public library will open on Sundays from 1 p.m. to 5 p.m. starting in April, the board said.",
    "Librarian Grace Hume said the hours would be tried for a year.",
    "Bakery marks 100 years on High Street",
    "Bakery marks 100 years on High Street",
    *BUTTONS,
    "Four generations have risen at 3 a.m. to bake bread on High Street, and on Saturday the town came to say thanks.",
    "“My great-grandfather would not believe the queue,” said Lucy Kettering, who took over five years ago.",
]
DAILY = [
    *("Skip to main content", "Sign in", "Subscribe from $1", "News", "Sports", "Obituaries", "E-Edition"),
    "Harmon County Ledger",
    "LOCAL",
    "Harmon school board votes to close two elementary schools",
    "Jenna Whitcombe",
    "Harmon County Ledger",
    "Share on Facebook (opens in new window)",
    "Share on X (opens in new window)",
    "Email this page",
    "Parents hold signs outside the district office on Tuesday evening.",
    "Parents hold signs outside the district office on Tuesday evening. Photo by Marcus Bell / Harmon County Ledger",
    "Published 9:14 p.m. CT March 12, 2024 | Updated 7:02 a.m. CT March 13, 2024",
    "Key Points",
    "The board voted 5-2 to close Lindell and Oak Ridge elementary schools.",
    "The district faces a $6.4 million shortfall for the next school year.",
    "About 520 students will be reassigned in August.",
    "HARMON, Ill. — The Harmon school board voted late Tuesday to close two schools, a decision that drew boos.",
    "The vote means both schools will shut their doors in June, and about 520 students will be reassigned in August.",
    "Comments (47)",
    "About Us",
    "Terms of Service",
]
MAGAZINE = [
    "The Quiet Return of the Night Train",
    "SKIP ADVERTISEMENT",
    "The Quiet Return of the Night Train",
    "Sleeper services are back across the continent, slower and dearer than flying. Passengers do not mind.",
    "A sleeper carriage at dawn on the line between Zelm and Orta. Credit... Ida Lindqvist for The Meridian",
    "By Rosa Delacroix",
    "Reporting from Zelm and Orta",
    "Oct. 9, 2023, 5:00 a.m. ET",
    "For nine hours the train rolled south, and at dawn the mountains were on the wrong side of the window.",
    "“You go to sleep in one language and wake in another,” said Henrik Aas, 61, who has taken the sleeper four times.",
    "A version of this article appears in print on Oct. 10, 2023, Section B, Page 1. Order Reprints | Subscribe",
]
SCRAPED = [
    *(
        "Sections",
        "SEARCH",
        "Skip to site index",
        "Business",
        "Log in",
        "Today's Paper",
        "Technology",
        "Economy",
        "Media",
    ),
    *("Dealbook", "Markets", "Supported by", "Continue reading the main story"),
    *MAGAZINE[2:6],
    *MAGAZINE[7:10],
    *("Site Index", "Go to Home Page", "News", "Opinion", "Arts", "Living", "Listings & More", "Subscribe"),
]
SHARED = [
    *("Home", "News", "Sport", "Weather", "Shop", "Earth", "Travel", "Capital", "Culture", "Future", "Sounds", "Local"),
    "Ferry service to Ulden stops for the winter",
    "10 April 2020",
    *("Share", "Facebook", "Twitter", "WhatsApp", "Email", "Print", "Copy link", "Share") * 5,
    "The last ferry to Ulden left the quay on Friday with nine passengers, a piano and the mail of the whole island.",
    "The line said ice made the crossing too dangerous, and that boats would run again when the harbour is free of it.",
    *("Top Stories", "Features", "Most Read", "Explore", "About", "Terms of Use", "Contact", "Cookies"),
]
DIGEST = [
    "Morning Briefing: Five things to know on Thursday",
    "By Ellis Okafor",
    "March 21, 2024",
    "",
    "Good morning. Here is what you need to know to start your day.",
    "",
    "1. Central bank holds rates",
    "The central bank left its key rate unchanged at 4.5% on Wednesday, and its governor spoke of patience.",
    "",
    "2. Ferry sinks off Ulden",
    "At least 12 people died when a ferry carrying 80 passengers capsized off Ulden, the coast guard said.",
    "",
    "3. Strike ends",
    "Dockworkers at the port of Mirren agreed to return to work after a 19-day strike that cost exporters millions.",
    "",
    "4. A new face at the opera",
    "Tenor Joaquim Brandt will lead the national opera from September.",
]
INTERVIEW = [
    "‘I never wanted to be a judge’: A conversation with Amara Toure",
    "Interview by Ben Harcastle",
    "",
    "You retired two years early. Why?",
    "",
    "I was tired of being careful. A judge speaks three sentences a year in her own voice, and I had used mine up.",
    "",
    "Did politics play a part?",
    "",
    "Politics always plays a part. But nobody pushed me.",
    "",
    "Your memoir comes out in May. What will surprise people?",
    "",
    "That I failed my first law exam. Twice.",
    "",
    "What do you read?",
    "",
    "Poetry, mostly. Nobody appeals a poem.",
]
LIVE = [
    "Live: Storm Petra makes landfall on the Ardan coast",
    "Live updates from our reporters along the coast as Storm Petra brings winds of 140 km/h.",
    "By Our Staff",
    "Last updated 18:42 GMT, 2 November 2023",
    "18:42",
    "Power cut to 40,000 homes",
    "The grid operator says 40,000 homes are without power. Engineers will not be sent out before dawn.",
    "16:30",
    "Schools to close",
    "Schools in four counties will be closed on Friday.",
]
EMBEDS = [
    "Singer Lola Marchetti cancels three shows after fall on stage",
    "Reading Time: 2 min",
    "Lola Marchetti has cancelled three concerts of her tour after falling on stage in Lyon on Thursday night.",
    "pic.twitter.com/aBcD123",
    "The tour is due to resume in Prague on 19 July. Tickets for the cancelled dates remain valid.",
    "View this post on Instagram",
    "A post shared by Lola Marchetti (@lolamarchetti)",
]
RELEASE = [
    "Northgate Hydro Completes Refinancing of Karsa Dam",
    "",
    "OSLO, Norway, June 4, 2024 /NordWire/ -- Northgate Hydro ASA today said it has refinanced the Karsa Dam.",
]
MARKET = [
    "Stocks fall as central bank holds rates; oil up 2%",
    "",
    "MIRREN, March 20 (Northwire) - Shares in Mirren fell on Wednesday after the central bank left its rate unchanged.",
]
FRENCH = [
    *("Accueil", "Politique", "Société", "Sport", "Culture", "S'abonner", "Se connecter", "Vidéos", "Météo", "Jeux"),
    "Grève des trains : trafic fortement perturbé jeudi en Bretagne",
    "Par Élodie Kervella",
    "Publié le 14/03/2024 à 06h30, mis à jour le 15/03/2024 à 18h02",
    "Temps de lecture : 3 min",
    "La moitié des trains régionaux seront supprimés jeudi en Bretagne, a annoncé mercredi la compagnie ferroviaire.",
    "Selon la direction, le trafic devrait redevenir normal vendredi, mais les syndicats ne l'entendent pas ainsi.",
]
PAGES = {
    "briefs with buttons": BRIEFS,
    "daily": DAILY,
    "magazine": MAGAZINE,
    "scraped magazine": SCRAPED,
    "buttons below the day": SHARED,
    "digest": DIGEST,
    "interview": INTERVIEW,
    "live": LIVE,
    "embeds": EMBEDS,
    "release": RELEASE,
    "market": MARKET,
    "French": FRENCH,
}

Row = dict[str, Any]


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, pl.DataFrame]]:
    """Parse all pages at once: the tables of each page by its name."""
    folder = tmp_path_factory.mktemp("shapes")
    for name, lines in PAGES.items():
        (folder / f"{name}.txt").write_text("\n".join(lines), "utf-8")
    batch, found = read_and_parse(folder, load_lexicon(reference_dir()))
    names = {Path(key).stem: document for document, key in batch.sightings.select("document_id", "source_uri").rows()}
    return {
        name: {
            "core.articles": found["core.articles"].filter(pl.col("document_id") == names[name]),
            "core.blocks": found["core.blocks"].filter(pl.col("document_id") == names[name]),
            "core.captions": found["core.captions"].filter(pl.col("article_id").str.starts_with(names[name])),
        }
        for name in PAGES
    }


def articles(tables: dict[str, dict[str, pl.DataFrame]], name: str) -> list[Row]:
    return tables[name]["core.articles"].sort("article_index").rows(named=True)


COUNTS = dict.fromkeys(PAGES, 1) | {"briefs with buttons": 3}


@pytest.mark.parametrize("name", PAGES)
def test_each_page_holds_so_many_articles(name: str, tables: dict[str, dict[str, pl.DataFrame]]) -> None:
    assert len(articles(tables, name)) == COUNTS[name]


EXPECTED: dict[str, Row] = {
    "daily": {
        "headline": DAILY[9],
        "authors": ["Jenna Whitcombe"],
        "dateline_place": "HARMON, Ill.",
        "published_at": datetime(2024, 3, 13, 2, 14),
        "published_on": date(2024, 3, 12),
        "updated_at": datetime(2024, 3, 13, 12, 2),
    },
    "magazine": {
        "headline": MAGAZINE[0],
        "standfirst": MAGAZINE[3],
        "authors": ["Rosa Delacroix"],
        "published_at": datetime(2023, 10, 9, 9),
        "contributor": MAGAZINE[-1],
        "body_text": "\n\n".join(MAGAZINE[8:10]),
    },
    "scraped magazine": {
        "headline": MAGAZINE[2],
        "standfirst": MAGAZINE[3],
        "authors": ["Rosa Delacroix"],
        "published_on": date(2023, 10, 9),
        "body_text": "\n\n".join(MAGAZINE[8:10]),
    },
    "buttons below the day": {"headline": SHARED[12], "published_on": date(2020, 4, 10)},
    "digest": {"headline": DIGEST[0], "published_on": date(2024, 3, 21)},
    "interview": {"body_text": "\n\n".join(line for line in INTERVIEW[3:] if line)},
    "live": {
        "standfirst": LIVE[1],
        "updated_at": datetime(2023, 11, 2, 18, 42),
        "published_basis": "update",
        "body_text": "\n\n".join([*LIVE[5:7], *LIVE[8:]]),
    },
    "embeds": {"body_text": "\n\n".join([EMBEDS[2], EMBEDS[4]])},
    "release": {"dateline_place": "OSLO, Norway", "published_on": date(2024, 6, 4), "published_basis": "dateline"},
    "market": {"dateline_place": "MIRREN"},
    "French": {
        "authors": ["Élodie Kervella"],
        "standfirst": None,
        "published_on": date(2024, 3, 14),
        "updated_on": date(2024, 3, 15),
    },
}


@pytest.mark.parametrize("name", EXPECTED)
def test_what_a_reader_expects_of_a_page(name: str, tables: dict[str, dict[str, pl.DataFrame]]) -> None:
    [article] = articles(tables, name)
    assert {column: article[column] for column in EXPECTED[name]} == EXPECTED[name]


def test_a_headline_above_buttons_opens_an_article(tables: dict[str, dict[str, pl.DataFrame]]) -> None:
    found = articles(tables, "briefs with buttons")
    assert [article["headline"] for article in found] == [BRIEFS[0], BRIEFS[9], BRIEFS[17]]
    assert [article["dateline_place"] for article in found] == ["TOLLAND", "MILLBROOK", None]


def test_a_caption_shown_bare_and_again_with_its_credit_is_one(tables: dict[str, dict[str, pl.DataFrame]]) -> None:
    [caption] = tables["daily"]["core.captions"].rows(named=True)
    assert (caption["caption_text"], caption["photographer"]) == (DAILY[15], "Marcus Bell")
    [sleeper] = tables["magazine"]["core.captions"].rows(named=True)
    assert (sleeper["caption_text"], sleeper["photographer"]) == (
        "A sleeper carriage at dawn on the line between Zelm and Orta.",
        "Ida Lindqvist",
    )


def test_no_key_point_is_a_byline(tables: dict[str, dict[str, pl.DataFrame]]) -> None:
    roles = tables["daily"]["core.blocks"].select("role", "is_kept").rows()
    assert roles.count(("byline", True)) == 1
