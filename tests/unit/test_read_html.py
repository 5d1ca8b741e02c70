"""A page is rendered as a reader sees it: one line per block, nothing hidden, in time proportional to its size."""

import time

import pytest

from flows.steps.read.html import render, render_text
from flows.steps.read.html_lines import Hint
from flows.steps.read.markup import MAX_TAGS, TooMuchMarkupError


def text(markup: str) -> str:
    return render_text(markup).page_text


def hints(markup: str) -> list[tuple[str, Hint]]:
    page = render_text(markup)
    return [(page.page_text[hint.hint_start : hint.hint_end], hint) for hint in page.hints]


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<p>One</p><p>Two</p>", "One\n\nTwo"),
        ("<h1>Head</h1><div>Lead<p>Body</p>tail</div>", "Head\n\nLead\n\nBody\n\ntail"),
        ("<div><div><div><p>deep</p></div></div></div><p>next</p>", "deep\n\nnext"),
        ("<p>a <b>b<i>o</i>ld</b> word</p>", "a bold word"),
        ("<p>  many \n\t spaces&nbsp;&nbsp;here  </p>", "many spaces here"),
        ("<p>one<br>two<br/>three</p>", "one\ntwo\nthree"),
        ("<p>one<br><br>two<br> <br> <br>three</p>", "one\n\ntwo\n\nthree"),
        ("<p><br>after</p><br><br><p>last</p>", "after\n\nlast"),
        ("<ul><li>a<li>b<ul><li>c</ul></ul>", "a\nb\n\nc"),
        ("<table><tr><th>Year<th>Level<tr><td>2023<td>3.1</table>", "Year\nLevel\n2023\n3.1"),
        ("<dl><dt>term<dd>meaning</dl>", "term\nmeaning"),
        (
            "<figure><img alt='no'><figcaption>The quay <span>(Ann Lee/Post)</span></figcaption></figure>",
            "The quay (Ann Lee/Post)",
        ),
        (
            "<p>Tom &amp; Jerry &lt;b&gt; &copy; &#8220;q&#x201d; &unknown; &amp;lt;</p>",
            "Tom & Jerry <b> © “q” &unknown; &lt;",
        ),
        ("<pre>a\n  b\n\n\n\nc  \n</pre><p>d", "a\n  b\n\nc\n\nd"),
        ("<pre>a <b>b</b>\r\n<i> c</i></pre>", "a b\n c"),
        ("<p>said <q>never</q> again</p>", "said “never” again"),
        ("<a>Home</a><a>News</a> <a>Sport</a>", "Home News Sport"),
        ("<p>W<span class=cap>ord</span></p>", "Word"),
        ("<p>soft\u00adhyphen zero\u200bwidth</p>", "soft\u00adhyphen zero\u200bwidth"),
        ("<p>odd\u2028line\u2029ends\x0bhere\x85too</p>", "odd line ends here too"),
        ("<p>escape \x1b[31m bidi \u202e {0} %s</p>", "escape \x1b[31m bidi \u202e {0} %s"),
        ("plain words, no markup", "plain words, no markup"),
        ("<p>unclosed <b>bold <p>next</b> one", "unclosed bold\n\nnext one"),
        ("<details><summary>More</summary><p>told</details>", "More\n\ntold"),
        ("<p>a<hr>b", "a\n\nb"),
        ("<button>Share</button><button>Copy</button>", "Share\nCopy"),
        ("<math><mi>x</mi><mo>=</mo></math>", "x="),
        ("\ufeff<p>mark</p>", "mark"),
        ("<p>1 < 2 and 3 > 2</p>", "1 < 2 and 3 > 2"),
        ('<p a"b=\'c\' "=x>odd attributes</p><a href="x"" class="y">link</a>', "odd attributes\n\nlink"),
    ],
)
def test_visible_text(markup: str, expected: str) -> None:
    assert text(markup) == expected


@pytest.mark.parametrize(
    "hidden",
    [
        "<script>document.write('<p>no</p>')</script>",
        "<script><!-- <script> no </script> --></script>",
        "<style>p { content: 'no' }</style>",
        "<noscript><p>no</p></noscript>",
        "<template><p>no</p></template>",
        "<svg><title>no</title><text>no</text></svg>",
        "<p hidden>no</p>",
        "<div hidden=until-found><p>no</div>",
        "<div style='color: red; DISPLAY : none'><p>no</p></div>",
        "<span style=visibility:hidden>no</span>",
        "<select><option>no</option></select>",
        "<textarea>no</textarea>",
        "<iframe>no</iframe>",
        "<canvas>no</canvas><audio>no</audio><video>no</video><object>no</object>",
        "<dialog>no</dialog>",
        "<!-- no --><!--> <!-- <p>no</p> -->",
        "<title>no</title>",
        "<input value=no><img alt=no>",
        "<ruby><rp>no</rp></ruby>",
    ],
)
def test_what_is_not_shown_is_left_out(hidden: str) -> None:
    assert text(f"<body><p>before</p>{hidden}<p>after</p>") == "before\n\nafter"
    assert text(f"<body>{hidden}") == ""


def test_an_open_dialog_is_shown() -> None:
    assert text("<dialog open>We use cookies</dialog>") == "We use cookies"


def test_hints_cover_every_line_and_nothing_else() -> None:
    markup = "<main><h1>A</h1><p>b<br>c</p><ul><li>d</ul><pre>e\n\n f</pre><table><tr><td>g</table></main>tail"
    page = render_text(markup)
    lines = [line for line in page.page_text.split("\n") if line]
    assert [page.page_text[hint.hint_start : hint.hint_end] for hint in page.hints] == [line.strip() for line in lines]
    assert "".join(page.page_text.split("\n")) == "".join(lines)


def test_hints_name_the_nearest_block_and_container() -> None:
    markup = (
        "<header><h2>Site</h2></header><nav><ul><li><a>Home</a></ul></nav>"
        "<article><h1>Head</h1><p>Body</p><figure><figcaption>Cap</figcaption></figure><blockquote>Said</blockquote>"
        "<table><tr><td>1</table></article><aside><p>More</p></aside><div role=navigation>Menu</div>"
        "<form><button>Go</button></form><footer>End</footer><div>Loose</div>"
    )
    assert [(line, hint.tag, hint.container) for line, hint in hints(markup)] == [
        ("Site", "h2", "header"),
        ("Home", "li", "ul"),
        ("Head", "h1", "article"),
        ("Body", "p", "article"),
        ("Cap", "figcaption", "figure"),
        ("Said", "blockquote", "article"),
        ("1", "td", "table"),
        ("More", "p", "aside"),
        ("Menu", "div", "nav"),
        ("Go", "button", "form"),
        ("End", "footer", "footer"),
        ("Loose", "div", None),
    ]


def test_a_line_that_is_one_time_says_so() -> None:
    assert [hint.tag for _, hint in hints("<p><time>6 May 2024</time></p><p>On <time>6 May</time></p>")] == [
        "time",
        "p",
    ]


def test_hints_count_the_characters_inside_links() -> None:
    markup = "<p>Read <a href=/x> the  <b>whole</b> story </a> now</p><p><a>All</a></p><p>None</p>"
    assert [hint.link_char_count for _, hint in hints(markup)] == [15, 3, 0]


def test_hints_give_classes_of_the_block_and_three_around_it() -> None:
    markup = "<div class=Five><div class='Four'><div id=Three><div class='Two b'><p class='One  A' id=x>t</p></div>"
    ((_, hint),) = hints(markup)
    assert hint.class_text == "one a x two b three four"


def test_class_text_is_bounded() -> None:
    ((_, hint),) = hints(f"<p class='{'long ' * 1000}'>t</p>")
    assert len(hint.class_text) <= 200


def test_the_bytes_and_the_encoding_decide_the_text() -> None:
    markup = "<p>Café “q” – 橋</p>"
    for encoding in ("utf-8", "utf-8-sig", "utf-16"):
        assert render(markup.encode(encoding), encoding).page_text == "Café “q” – 橋"
    assert render(b"<p>caf\xe9</p>", "cp1252").page_text == "café"
    assert render(b"<p>caf\xe9</p>", "utf-8").page_text == "caf\ufffd"


@pytest.mark.parametrize(
    ("name", "markup", "expected"),
    [
        ("nested divs", "<div>" * 100_000 + "deep" + "</div>" * 100_000, "deep"),
        ("nested divs unclosed", "<div>" * 100_000 + "deep", "deep"),
        ("nested spans", "<span>" * 100_000 + "deep", "deep"),
        ("nested lists", "<ul><li>" * 50_000 + "deep", "deep"),
        ("nested tables", "<table><tr><td>" * 40_000 + "deep", "deep"),
        ("nested in svg", "<svg>" + "<td>" * 100_000, ""),
        ("foreign ends", "<x-a>" * 50_000 + "deep" + "</x-b>" * 50_000, "deep"),
        ("links in links", "<a href=x>" * 100_000 + "deep", "deep"),
        ("one tag of 200,000 attributes", "<p " + " ".join(f"a{n}" for n in range(200_000)) + ">deep", "deep"),
        ("comments", "<!--" * 100_000, None),
        ("open tags", "<p " * 100_000, None),
        ("marks", "<" * 400_000, None),
        ("ends", "</div>" * 100_000 + "deep", "deep"),
    ],
)
def test_hostile_nesting_is_rendered_in_linear_time(name: str, markup: str, expected: str | None) -> None:
    begun = time.process_time()
    rendered = text(markup)
    assert time.process_time() - begun < 10
    if expected is not None:
        assert rendered.strip("\n") == expected


def test_formatting_opened_again_in_every_paragraph_does_not_explode() -> None:
    markup = "<p>" + "".join(f"<b id={n}>" for n in range(3000)) + "<p>x" * 3000
    assert text(markup).split("\n\n") == ["x"] * 3000


def test_too_many_tags_are_refused() -> None:
    with pytest.raises(TooMuchMarkupError, match="tags"):
        text("<i>" * (MAX_TAGS + 1))


def test_time_grows_in_proportion_to_size() -> None:
    story = (
        "<div class='card'><h3><a href='/x'>A title of words</a></h3><p>Some <b>bold</b> text, and more.</p></div>\n"
    )

    def seconds(copies: int) -> float:
        markup = story * copies
        best = 1e9
        for _ in range(3):
            begun = time.process_time()
            text(markup)
            best = min(best, time.process_time() - begun)
        return best

    seconds(100)
    assert seconds(8000) < 20 * seconds(1000) + 0.05


def test_lines_that_name_the_author_are_marked() -> None:
    markup = (
        "<div class=meta><span class='post-author-name'>Ann Lee</span></div><p><a rel=author href=/a>Bo Ek</a></p>"
        "<p><span itemprop=author>Cy Ho</span></p><p><i class=authority>Di Wu</i></p><p>Text</p>"
    )
    page = render_text(markup)
    marked = [
        page.page_text[hint.hint_start : hint.hint_end] for hint in page.hints if "author-mark" in hint.class_text
    ]
    assert marked == ["Ann Lee", "Bo Ek", "Cy Ho"]


def test_a_linked_author_is_parted_from_the_word_before() -> None:
    assert text("<span>By</span><a href=/a>Ann Lee</a>") == "By Ann Lee"
    assert text("stand<a href=/b>by</a>") == "standby"
