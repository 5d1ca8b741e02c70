"""Boxes of the site, readers' comments and links within a scraped page: none of them is text of its article."""

from pathlib import Path

import polars as pl
import pytest

from flows.resources import reference_dir
from flows.steps.lexicon import Lexicon, load_lexicon
from tests.made_pages import parse_lines

NAVIGATION = [
    *("Skip to content", "Menu", "News", "World", "Politics", "Sport", "Culture", "Money", "Life", "Travel", "Shop"),
    *("Log in", "Subscribe", "UK Edition", "Puzzles", "Podcasts"),
]
HEAD = ["Ministers to pay for new harbour wall at Ostmere", "By Nadia Brandt", "Published Jun 05, 2026 • 3 minute read"]
BODY = [
    "Ministers will pay for the rebuilding of the harbour wall at Ostmere, the government said on Monday.",
    "The wall fell in the storms of January, and forty families have lived in a sports hall there since then.",
    "“We have waited long enough for it,” said Petra Holm, who speaks for what they call the camp.",
    "Work on the harbour wall is to begin in June and to last until autumn, according to the ministry of transport.",
    "The council of Ostmere had asked for the money in February, and again in March, and had no answer until now.",
]
FOOT = ["About us", "Contact", "Terms", "Privacy policy", "Jobs", "Newsletters", "Advertise with us", "RSS"]
PAYWALL = [
    "THIS CONTENT IS RESERVED FOR SUBSCRIBERS ONLY",
    "Subscribe now to read the latest news from the whole of the coast and its islands.",
    "Unlimited online access to the Bell and two other papers.",
    "Exclusive articles by Nadia Brandt, Ana Sorel and others, and a letter from the editor every week for you.",
    "Support local journalism.",
    "REGISTER / SIGN IN TO UNLOCK MORE ARTICLES",
    "Create an account or sign in to continue with your reading experience.",
    "Share your thoughts and join the conversation in the comments.",
    "Enjoy additional articles per month.",
    "Get email updates from your favourite authors.",
    "Sign In or Create an Account",
    "Email Address",
]
SIGN_UP = [
    "There was an error, please provide a valid email address.",
    "Sign Up",
    "By signing up you consent to receive the above newsletter from the Ostmere Bell.",
    "Thanks for signing up!",
    "A welcome email is on its way. If you don't see it, please check your junk folder.",
    "We encountered an issue signing you up. Please try again",
]
COMMENTS = [
    line
    for name, minute in (("Driftwood", 52), ("mole77", 55), ("Ana S", 58), ("tide", 59))
    for line in (
        name,
        f"2 days ago at 07:{minute} am",
        "It is good to see that somebody pays for that wall at last, for my mother has lived behind it all her life.",
        "And I do not think that the sea will wait for the ministry, whatever the ministry of transport may believe.",
        f"Rating: {minute} Votes",
    )
]


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return load_lexicon(reference_dir())


def _body(tmp_path: Path, lexicon: Lexicon, *lines: str) -> list[str]:
    tables = parse_lines(tmp_path, lexicon, *NAVIGATION, *HEAD, *lines, *FOOT)
    [body] = tables["core.articles"]["body_text"]
    return str(body).split("\n\n")


@pytest.mark.parametrize("above", [1, 2])
def test_the_paragraphs_above_the_box_of_a_paywall_are_text_and_the_box_is_none(
    above: int, tmp_path: Path, lexicon: Lexicon
) -> None:
    assert _body(tmp_path, lexicon, *BODY[:above], *PAYWALL, *BODY[above:]) == BODY


def test_what_a_box_for_letters_says_is_no_text(tmp_path: Path, lexicon: Lexicon) -> None:
    assert _body(tmp_path, lexicon, *BODY[:2], *SIGN_UP, *BODY[2:]) == BODY


@pytest.mark.parametrize("heading", ["[ 167 comments ]", "Comments (4)", "Top comments", "4 Comments"])
def test_comments_longer_than_the_text_are_none_of_it(heading: str, tmp_path: Path, lexicon: Lexicon) -> None:
    assert _body(tmp_path, lexicon, *BODY, heading, *COMMENTS) == BODY


def test_the_times_of_a_live_blog_end_no_text(tmp_path: Path, lexicon: Lexicon) -> None:
    entries = [line for minute, text in zip((52, 55, 58), BODY[2:], strict=True) for line in (f"07:{minute}", text)]
    found = _body(tmp_path, lexicon, "14 comments", *BODY[:2], *entries)
    assert [line for line in found if line in BODY] == BODY


def test_a_count_of_comments_above_the_text_ends_nothing(tmp_path: Path, lexicon: Lexicon) -> None:
    assert _body(tmp_path, lexicon, "14 comments", "2 days ago at 07:52 am", *BODY) == BODY


def test_a_link_in_capitals_within_the_text_is_none_of_it_and_a_short_heading_is(
    tmp_path: Path, lexicon: Lexicon
) -> None:
    link = "VIDEO SHOWS THE MOMENT THE HARBOUR WALL OF OSTMERE FELL INTO THE SEA"
    assert _body(tmp_path, lexicon, *BODY[:2], link, *BODY[2:]) == BODY
    assert _body(tmp_path, lexicon, *BODY[:2], "WHAT COMES NEXT", *BODY[2:]) == [
        *BODY[:2],
        "WHAT COMES NEXT",
        *BODY[2:],
    ]


def test_how_long_the_reading_takes_hides_no_day(tmp_path: Path, lexicon: Lexicon) -> None:
    tables = parse_lines(tmp_path, lexicon, *NAVIGATION, *HEAD, *BODY, *FOOT)
    assert tables["core.articles"].select(pl.col("published_on").cast(pl.String)).item() == "2026-06-05"


def test_a_story_of_cookies_and_privacy_keeps_its_paragraphs(tmp_path: Path, lexicon: Lexicon) -> None:
    story = [
        "The regulator said the firm had used cookies for advertising without a word in its privacy policy.",
        "Under the terms of service of the firm readers agreed to nothing of the kind, the regulator said.",
        "“You sign up for a newsletter and they sell your email address,” said Petra Holm, who brought the complaint.",
        "The commission fined the firm 40 million euros for the misuse of personal data and of personal information.",
        "The firm said that its newsletter had never asked for an email address that its readers did not want to give.",
    ]
    assert _body(tmp_path, lexicon, *story) == story


def test_what_the_site_says_of_itself_in_a_long_paragraph_is_no_text(tmp_path: Path, lexicon: Lexicon) -> None:
    said = (
        "The Ostmere Bell is a participant in an associates program, an affiliate advertising scheme made to let sites "
        "earn a commission by advertising and linking to shops, at no cost to you, and the shops know nothing of what "
        "you read here. Whoever buys a book after reading about it in the Ostmere Bell helps to pay for the next one."
    )
    assert _body(tmp_path, lexicon, *BODY, said) == BODY


def test_a_credit_that_a_scrape_cut_in_three_makes_captions(tmp_path: Path, lexicon: Lexicon) -> None:
    pictures = (
        ["A crane at work in Ostmere (", "Image:", "PA)"],
        ["The sports hall at dawn (", "Picture:", "Ana Lind/PA)"],
    )
    lines = [*NAVIGATION, *HEAD, *pictures[0], *BODY[:3], *pictures[1], *BODY[3:], *FOOT]
    tables = parse_lines(tmp_path, lexicon, *lines)
    found = tables["core.captions"].select("caption_text", "photographer", "agency").rows()
    assert found == [("A crane at work in Ostmere", None, "PA"), ("The sports hall at dawn", "Ana Lind", "PA")]
    assert tables["core.articles"]["body_text"][0].split("\n\n") == BODY
    for row in tables["core.captions"].iter_rows(named=True):
        assert "\n".join(lines)[row["credit_start"] : row["credit_end"]].endswith("PA)")


def test_a_sentence_in_open_brackets_is_no_caption(tmp_path: Path, lexicon: Lexicon) -> None:
    cut = ["The ministry paid for it (", "so it says, and so says the council)"]
    tables = parse_lines(tmp_path, lexicon, *NAVIGATION, *HEAD, *BODY[:3], *cut, *BODY[3:], *FOOT)
    assert tables["core.captions"].is_empty()


def test_the_box_between_the_marks_for_screen_readers_is_no_text(tmp_path: Path, lexicon: Lexicon) -> None:
    box = [
        "skip past newsletter promotion",
        "Sign up to First Tide",
        "Free daily newsletter",
        "Our morning letter breaks down the stories of the coast, telling you what is happening and why it matters",
        "Enter your email address",
        "Privacy Notice: Newsletters may contain info about charities, online ads, and content paid for by others.",
        "after newsletter promotion",
    ]
    assert _body(tmp_path, lexicon, *BODY[:3], *box, *BODY[3:]) == BODY
    # Without its end the mark says nothing.
    assert _body(tmp_path, lexicon, *BODY[:3], box[0], *BODY[3:]) == BODY


def test_the_owners_notice_and_thanks_for_reading_are_no_text(tmp_path: Path, lexicon: Lexicon) -> None:
    thanks = "Thanks for reading the Ostmere Bell! Subscribe for free to receive new posts and support my work."
    notice = (
        "Copyright 2026 Bell Media, Inc. All rights reserved. This material may not be published, broadcast, rewritten "
        "or redistributed without the written consent of the owner."
    )
    assert _body(tmp_path, lexicon, *BODY[:3], thanks, *BODY[3:], notice) == BODY
