"""Names of an article: what is found, of which kind, under which one name, with which role."""

from dataclasses import dataclass, field
from pathlib import Path

import polars as pl
import pytest

from flows.steps.extract import mentions
from flows.steps.extract.mentions_gazetteer import Gazetteer, load_gazetteer
from flows.steps.lexicon import load_lexicon
from flows.steps.pages import Pages
from tests import made_pages

REFERENCE = Path(__file__).parents[2] / "seeds" / "reference"
KINDS = {"P": "person", "O": "organisation", "L": "place", "X": "other"}


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return load_gazetteer(REFERENCE, load_lexicon(REFERENCE))


def pages_of(*articles: str, roles: dict[int, str] | None = None) -> Pages:
    """Make pages of texts: one article each, one block a line; roles tells those that are no paragraphs."""
    blocks: list[made_pages.Block] = []
    for number, text in enumerate(articles):
        start = 0
        for line, content in enumerate(text.split("\n")):
            if content:
                role = (roles or {}).get(line, "paragraph")
                blocks.append((f"d{number}-0", start, role, content))
            start += len(content) + 1
    return made_pages.of_blocks(blocks)


@dataclass(frozen=True)
class Case:
    """A text, what must be found in it ("P:Ana Lind"), what must not, full names, roles."""

    name: str
    text: str
    found: str = ""
    absent: tuple[str, ...] = ()
    names: dict[str, str] = field(default_factory=dict)
    roles: dict[str, str | None] = field(default_factory=dict)
    blocks: dict[int, str] = field(default_factory=dict)


CASES = [
    Case("two words with a given name", "The bridge, said Marta Velden, was unsafe.", "P:Marta Velden"),
    Case("honorific off", "Reporters asked Mr. Velden about it.", "P:Velden", roles={"Velden": None}),
    Case("honorific without stop", "Reporters asked Mrs Velden about it.", "P:Velden"),
    Case("title off and kept as role", "He met Prime Minister Ivo Sand.", "P:Ivo Sand",
         roles={"Ivo Sand": "Prime Minister"}),
    Case("role with a no-break space stays as it stands", "It was New\u00a0York\u00a0Herald columnist Marta Velden.",
         "O:New\u00a0York\u00a0Herald P:Marta Velden", roles={"Marta Velden": "New\u00a0York\u00a0Herald columnist"}),
    Case("a role that opens the sentence", "He left. Chief executive Marta Velden stayed.", "P:Marta Velden",
         roles={"Marta Velden": "Chief executive"}),
    Case("storms are no persons", "Hurricane Velma hit Cuba after Storm Ilka and Typhoon Maring.",
         "X:Hurricane Velma X:Storm Ilka X:Typhoon Maring L:Cuba"),
    Case("a storm without a name is none", "Storm leaves 14 dead in Cuba. The storm went on.", "L:Cuba",
         absent=("Storm", "storm")),
    Case("a time zone is no firm", "It left at 6:12 a.m. ET and came back.", "X:ET"),
    Case("contractions are no names", "He shrugged. I’m done, said Marta Velden. We've lost. Don’t ask.",
         "P:Marta Velden",
         absent=("I’m", "We've", "Don’t")),
    Case("a party and a state are no name", "Marta Velden (D-Calif.) met Ivo Sand (R-Ky.).",
         "P:Marta Velden P:Ivo Sand",
         absent=("D-Calif", "D-Calif.", "R-Ky", "R-Ky.")),
    Case("dateline with a year and an agency", "PORT LUND, March 3, 2025 (AP) — Ferries sailed.", "L:PORT LUND"),
    Case("initials with a hyphen", "The strike was ordered by CVTF-NOR on Monday.", "O:CVTF-NOR"),
    Case("a numbered battalion", "He served with the 4th Battalion in the north.", "O:Battalion"),
    Case("country and title", "US Secretary of State Ann Hollis spoke.", "L:US P:Ann Hollis",
         roles={"Ann Hollis": "US Secretary of State"}),
    Case("people and title", "Chadian President Omar Sandel spoke.", "X:Chadian P:Omar Sandel",
         roles={"Omar Sandel": "Chadian President"}),
    Case("deputy of a title", "First Deputy Foreign Minister Oleg Brask left.", "P:Oleg Brask",
         roles={"Oleg Brask": "First Deputy Foreign Minister"}),
    Case("rank", "They buried Captain Igor Brask.", "P:Igor Brask", roles={"Igor Brask": "Captain"}),
    Case("rank with stop", "They buried Sgt. Igor Brask.", "P:Igor Brask"),
    Case("initials", "The paper by R. K. Osei was praised.", "P:R. K. Osei"),
    Case("initial in the middle", "Then Donald J. Varga spoke.", "P:Donald J. Varga"),
    Case("junior", "Later John Mills Jr. was freed.", "P:John Mills Jr."),
    Case("surname of a full name", "Ana Torv sang. Later Torv wept.", "P:Ana Torv P:Torv", names={"Torv": "Ana Torv"}),
    Case("surname before the full name", "Torv wept, said Ana Torv.", "P:Torv P:Ana Torv", names={"Torv": "Ana Torv"}),
    Case("surname that is a country", "Neil Jordan shot a film. Critics told Jordan so.", "P:Neil Jordan P:Jordan",
         names={"Jordan": "Neil Jordan"}),
    Case("surname that is a common word", "Ulla Branch won. The cup went to Branch again.", "P:Ulla Branch P:Branch"),
    Case("surname possessive", "Ana Torv sang. It was Torv’s night.", "P:Torv"),
    Case("family plural", "Bill Harlan came. The Harlans left early.", "P:Harlans"),
    Case("age", "Kvist, 43, was unhurt.", "P:Kvist"),
    Case("apposition behind", "Ana Torv, the mayor of Umbel, sang.", "P:Ana Torv",
         roles={"Ana Torv": "the mayor of Umbel"}),
    Case("apposition with dots", "Ana Torv, the U.S. ambassador to Chad, sang.", "P:Ana Torv",
         roles={"Ana Torv": "the U.S. ambassador to Chad"}),
    Case("apposition of something else", "Ana Torv, the next morning, sang.", "P:Ana Torv", roles={"Ana Torv": None}),
    Case("clause behind a name", "They sent Ana Torv, to meet the mayor, home.", roles={"Ana Torv": None}),
    Case("apposition before", "The head of Umbel's harbour board, Ana Torv, sang.",
         roles={"Ana Torv": "The head of Umbel's harbour board"}),
    Case("work before the name", "He saw special envoy Ana Torv.", roles={"Ana Torv": "special envoy"}),
    Case("people and work before the name", "He saw the Dutch forward Jan Roos.", roles={"Jan Roos": "Dutch forward"}),
    Case("firm and work before the name", "Then Velcor senior analyst Ana Torv left.", "P:Ana Torv",
         roles={"Ana Torv": "Velcor senior analyst"}),
    Case("ministry and work before the name", "It is late, Foreign Ministry spokesperson Lin said.", "P:Lin",
         roles={"Lin": "Foreign Ministry spokesperson"}),
    Case("kin", "He and his wife, Meryem, left.", "P:Meryem", roles={"Meryem": "his wife"}),
    Case("Arabic article", "He met Hamid al-Sandari in private.", "P:Hamid al-Sandari"),
    Case("Arabic article first", "Then al-Sandari left.", "P:al-Sandari"),
    Case("particles", "The flat of Klaas van der Molen burned.", "P:Klaas van der Molen"),
    Case("Irish apostrophe", "Keith O'Nallon scored.", "P:Keith O'Nallon"),
    Case("curly apostrophe", "Keith O’Nallon scored.", "P:Keith O’Nallon"),
    Case("double-barrelled", "Anne-Marie Sand-Holm won.", "P:Anne-Marie Sand-Holm"),
    Case("month as a surname", "It was Theresa May who lost.", "P:Theresa May"),
    Case("months and days are no names", "On Monday, in May, it rained; Friday was dry.", "", ("Monday", "May",
         "Friday")),
    Case("accents", "Then Łukasz Żaba and Élise Brûlé met.", "P:Łukasz Żaba P:Élise Brûlé"),
    Case("decomposed accents", "Then Jose\u0301 Pen\u0303a sang.", "P:Jose\u0301 Pen\u0303a"),
    Case("Cyrillic", "Вчера приехал Иван Петров.", "P:Иван Петров"),
    Case("astral characters before a name", "😀😀 Then 𝐀 Marta Velden left.", "P:Marta Velden"),
    Case("no-break space", "Then Marta\u00a0Velden left.", "P:Marta\u00a0Velden"),
    Case("zero-width space in a name", "Then Mar\u200bta Velden left.", "P:Velden"),
    Case("NUL and lone carriage return", "Then\x00 Marta Velden\r left.", "P:Marta Velden"),
    Case("company suffix", "Shares of Ormand Corp rose.", "O:Ormand Corp"),
    Case("company suffix with stop", "It was bought by Velcor Ltd., a shipping firm.", "O:Velcor Ltd."),
    Case("short form of a company", "Velcor Ltd. grew. Then Velcor shrank.", "O:Velcor Ltd. O:Velcor",
         names={"Velcor": "Velcor Ltd."}),
    Case("company of two", "Talks with Brand and Sons failed.", "O:Brand and Sons"),
    Case("ampersand", "Talks with Brand & Holm failed.", "O:Brand & Holm"),
    Case("bank of", "The Bank of Umbel said so.", "O:Bank of Umbel"),
    Case("ministry", "The Foreign Ministry denied it.", "O:Foreign Ministry"),
    Case("ministry of", "The Ministry of Foreign Affairs denied it.", "O:Ministry of Foreign Affairs"),
    Case("people and ministry", "The Chadian Defence Ministry denied it.", "X:Chadian O:Defence Ministry"),
    Case("long body", "The Department of Health and Human Services paid.", "O:Department of Health and Human Services"),
    Case("party", "The Umbel Labour Party lost.", "O:Umbel Labour Party"),
    Case("acronym", "A report by the OVRK was late.", "O:OVRK"),
    Case("acronym of a full name", "The Free Umbel Movement lost. The FUM wept.", "O:FUM",
         names={"FUM": "Free Umbel Movement"}),
    Case("known acronym", "NATO and the U.N. agreed.", "O:NATO O:U.N."),
    Case("apposition tells a firm", "It was hired by Kestrin, a Vienna-based company.", "O:Kestrin", ("Vienna-based",)),
    Case("apposition tells a town", "They fled Kestrin, a town of weavers.", "L:Kestrin"),
    Case("shares tell a firm", "Today Kestrin shares fell.", "O:Kestrin"),
    Case("in tells a place", "It happened in Kestrin.", "L:Kestrin"),
    Case("village tells a place", "He was born in the village of Kestrin.", "L:Kestrin"),
    Case("place before its country", "The fire in Kestrin, Moldova, spread.", "L:Kestrin L:Moldova"),
    Case("dateline", "KESTRIN, Moldova (Reuters) - It rained.", "L:KESTRIN L:Moldova"),
    Case("river", "Boats sank on the Umbel River.", "L:Umbel River"),
    Case("lake", "Boats sank on Lake Umbel.", "L:Lake Umbel"),
    Case("airport", "He landed at Sandholm Airport.", "L:Sandholm Airport"),
    Case("list takes the kind of its neighbours", "Rain fell in Ostrell, Milan and Turin.",
         "L:Ostrell L:Milan L:Turin"),
    Case("peoples are others", "The French and the Chinese agreed.", "X:French X:Chinese"),
    Case("people in a phrase of place", "It fell into southern Russian soil.", "X:Russian"),
    Case("event", "They won the Umbel Cup.", "X:Umbel Cup"),
    Case("war", "He fell in World War II.", "X:World War II"),
    Case("adjective of a name", "They met Chad-backed rebels.", "", ("Chad-backed",)),
    Case("pro- is no name", "A pro-Chadian crowd sang.", "", ("Chadian",)),
    Case("sentence begins with a common word", "Police said so. Officials agreed. Yesterday it rained.",
         "", ("Police", "Officials", "Yesterday")),
    Case("common word before a name", "Yesterday Marta Velden left.", "P:Marta Velden"),
    Case("article before a name", "The United States agreed.", "L:United States"),
    Case("pronoun", "I told him that I knew.", "", ("I",)),
    Case("word in lower case elsewhere", "Snipes are small. He shot two snipes.", "", ("Snipes",)),
    Case("after an abbreviation no sentence begins", "The case Velden vs. Police was heard.", "P:Velden"),
    Case("after an opening mark", "“Marta Velden is here,” he said.", "P:Marta Velden"),
    Case("headline in capitals", "VELDEN WINS IN CHAD AGAIN\nIvo Velden won.", "P:VELDEN L:CHAD P:Ivo Velden",
         names={"VELDEN": "Ivo Velden"}, blocks={0: "headline"}),
    Case("headline in title case", "Velden Increases Pressure on Chad\nIvo Velden won.", "P:Velden L:Chad",
         ("Increases", "Pressure"), blocks={0: "headline"}),
    Case("results", "SOCCER - UMBEL LEAGUE RESULTS\nHalftime scores of the league\nGorvik 1 Stellen 3",
         "O:Gorvik O:Stellen"),
    Case("scorers",
         "SOCCER - UMBEL LEAGUE RESULTS\nResults of the league season\nEverton 2 (Sturrin 45, Vorbeck 90) Leeds 1",
         "O:Everton O:Leeds P:Sturrin P:Vorbeck"),
    Case("town as a club", "SOCCER - LEAGUE\nThe striker joined Liverpool for a season.", "O:Liverpool"),
    Case("town as a town in sports", "SOCCER - LEAGUE\nThe striker was born in Liverpool last season.", "L:Liverpool"),
    Case("speaker label", "SECRETARY VELDEN: Thanks, everybody.", "P:VELDEN"),
    Case("white house", "The White House said so.", "O:White House"),
    Case("body named by its people", "Later Chadian security forces fired.", "O:Chadian security forces", ("Chadian",)),
    Case("German nouns are no names",
         "Der Minister und die Behörde warnten vor der Gefahr. Angela Sturm und die Polizei in Berlin prüfen die Lage.",
         "P:Angela Sturm L:Berlin", ("Gefahr", "Behörde", "Lage")),
    Case("Spanish keeps its persons",
         "El presidente de la región, Pedro Salvo, dijo que la Comisión de la ciudad espera.",
         "P:Pedro Salvo"),
    Case("Arabic article of a listed name", "They fought al-Qaeda for years.", "O:al-Qaeda"),
    Case("letter of a group", "They are in Group B of the draw.", "", ("B",)),
    Case("hyphen of two names", "The Chad-Moldova talks failed.", "X:Chad-Moldova"),
    Case("standings in capitals", "SOCCER - LEAGUE\nSoccer standings of the league\nGORVIK 17 1 .944 -", "O:GORVIK"),
    Case("a sentence ends at a firm's full stop", "It was built by Umbel Corp. Ana Torv paid for it.",
         "O:Umbel Corp. P:Ana Torv", ("Umbel Corp. Ana Torv",)),
    Case("a small word behind a firm's full stop", "He worked for Umbel Inc. The board wept.",
         "O:Umbel Inc.", ("Umbel Inc. The",)),
    Case("two stops of one firm", "It was sold to Brask Co. Ltd. Ivo Sand wept.", "O:Brask Co. Ltd. P:Ivo Sand"),
    Case("a firm's stop inside its name", "Shares of Umbel Corp. Holdings rose.", "O:Umbel Corp. Holdings"),
    Case("family name first, a weekday in short inside", "He met Park Sun Hee.", "P:Park Sun Hee"),
    Case("family name first, a month inside", "Tran Thi Mai Lan sang.", "P:Tran Thi Mai Lan"),
    Case("family name first, three words", "Nguyen Van Sang left. Mr. Sang wept.", "P:Nguyen Van Sang P:Sang",
         names={"Sang": "Nguyen Van Sang"}),
    Case("family name first, two syllables", "The song by Park Ji-hoon won.", "P:Park Ji-hoon"),
    Case("two syllables of an unlisted family", "Then Chow Yun-wen left.", "P:Chow Yun-wen"),
    Case("an adjective of two words", "They sat in a New York-style bar and on a Hong Kong-built ship.", "",
         ("York-style", "New York-style", "Hong Kong-built", "Kong-built")),
    Case("a name ends before its flight", "He boarded Milan Flight KZ12 there.", "L:Milan",
         ("Milan Flight", "Milan Flight KZ12", "Flight KZ12")),
    Case("work that opens a sentence",
         "Farmer Hanna Torv wept. Meteorologist Ville Aalto sang. Substitute Jan Roos ran.",
         "P:Hanna Torv P:Ville Aalto P:Jan Roos",
         roles={"Hanna Torv": "Farmer", "Ville Aalto": "Meteorologist", "Jan Roos": "Substitute"}),
    Case("work that opens a firm's name", "Baker Torv Holdings rose. Farmer Brask Bank fell.",
         "O:Baker Torv Holdings O:Farmer Brask Bank"),
    Case("a state that opens a headline", "Rovers win: Late Torv goal sinks Umbel", "P:Torv", absent=("Late Torv",)),
    Case("a state before a title", "Late President Ivo Sand was mourned.", "P:Ivo Sand",
         roles={"Ivo Sand": "Late President"}),
    Case("family name first, a town's name", "Ho Van Anh left Hanoi.", "P:Ho Van Anh L:Hanoi"),
    Case("a town before a given name", "Lagos Marta Velden sang.", "L:Lagos P:Marta Velden"),
    Case("a firm's stop before a number", "It hit Umbel Ltd. Two weeks ago it fell.", "O:Umbel Ltd.",
         ("Umbel Ltd. Two", "Two")),
    Case("a firm's stop before a title", "It sued Umbel Corp. President Ivo Sand.", "P:Ivo Sand"),
    Case("a town and an ampersand", "He ran Norfolk & Western for years.", "O:Norfolk & Western",
         ("Norfolk", "Western")),
    Case("a broadcaster after a verb", "He told Radio Torvik so. Banco Torvik paid; he rode for Team Torvik.",
         "O:Radio Torvik O:Banco Torvik O:Team Torvik"),
    Case("a listed word and another", "He told Sky Sports so.", "O:Sky Sports", ("Sky",)),
    Case("an adjective with a small front", "The pan-European gauge fell, so did trans-Atlantic ones.", "",
         ("an-European", "an-European gauge", "European")),
    Case("money is no name", "They paid Rs 1,200 crore and RM 4 million.", "", ("Rs", "RM")),
    Case("any time zone is no firm", "It opens at 11:34 IST.", "X:IST"),
    Case("who a headline is about", "Man, 23, charged with murder", "", ("Man",)),
    Case("a detective's rank", "Det Insp Laura Finch and PC Ivo Sand spoke.", "P:Laura Finch P:Ivo Sand",
         roles={"Laura Finch": "Det Insp"}),
    Case("a chief of several words", "EU foreign policy chief Hanna Lund spoke.", "P:Hanna Lund",
         roles={"Hanna Lund": "EU foreign policy chief"}),
    Case("a word a sentence begins with", "Turnout was 71%. Turnout had been 60% before.", "", ("Turnout",)),
    Case("a prosecutor's title", "Assistant U.S. Attorney Marcus Bellan spoke.", "P:Marcus Bellan",
         absent=("Assistant U.S.",), roles={"Marcus Bellan": "Assistant U.S. Attorney"}),
    Case("a role that opens with what is studied",
         "Marta Velden, financial analyst at Umbel, and Ivo Sand, market strategist at Torvik, spoke.",
         "P:Marta Velden P:Ivo Sand",
         roles={"Marta Velden": "financial analyst at Umbel", "Ivo Sand": "market strategist at Torvik"}),
    Case("a body with of before the work", "University of Vigo professor Marta Velden spoke.", "P:Marta Velden",
         roles={"Marta Velden": "University of Vigo professor"}),
    Case("a party that opens the sentence", "It rained. Green Party leader Marta Velden spoke.", "P:Marta Velden",
         roles={"Marta Velden": "Green Party leader"}),
    Case("a body that opens the sentence", "It rained. Council leader Marta Velden spoke.", "P:Marta Velden",
         roles={"Marta Velden": "Council leader"}),
    Case("a day that opens the sentence", "Yesterday inspector Marta Velden spoke.", "P:Marta Velden",
         roles={"Marta Velden": "inspector"}),
    Case("work before an honorific", "Council leader Sir Ivo Sand met Prime Minister Dame Marta Velden.",
         "P:Ivo Sand P:Marta Velden", roles={"Ivo Sand": "Council leader", "Marta Velden": "Prime Minister"}),
    Case("an honorific alone", "He thanked Sir Ivo Sand.", "P:Ivo Sand", roles={"Ivo Sand": None}),
    Case("a role whose comma was left out", "Marta Velden, spokeswoman for Umbel Bank said: “No.”", "P:Marta Velden",
         roles={"Marta Velden": "spokeswoman for Umbel Bank"}),
    Case("a verb before the role", "It said its Board of Directors has named current chairman, Marta Velden, as head.",
         "P:Marta Velden", roles={"Marta Velden": "current chairman"}),
    Case("another phrase before the role", "They tire of a house for the Governor, Ivo Sand.", "P:Ivo Sand",
         roles={"Ivo Sand": "the Governor"}),
    Case("two offices before a name", "The county will buy cars for the Governor and his deputy, Ivo Sand.",
         "P:Ivo Sand", roles={"Ivo Sand": "his deputy"}),
    Case("an office of a phrase of its own", "The head of the national team, Ivo Sand, left.", "P:Ivo Sand",
         roles={"Ivo Sand": "The head of the national team"}),
    Case("letters behind a name", "Ivo Torv KC spoke for her. Torv lost.", "P:Ivo Torv KC P:Torv",
         names={"Torv": "Ivo Torv KC"}),
    Case("degrees are no firms", "Marta Velden, M.D., and Ivo Sand, Ph.D., spoke.", "P:Marta Velden P:Ivo Sand",
         ("M.D.", "Ph.D.", "Ph")),
    Case("what is held in a firm", "She sold a stake in Debrin and shares in Velmar.", "O:Debrin O:Velmar"),
    Case("a street of a given name", "It burned near Greta Street in Milan Township.",
         "L:Greta Street L:Milan Township"),
    Case("a moor in a list", "It snowed on Torvmoor.", "L:Torvmoor"),
    Case("a given name of Lagos", "Lagos State, Hakeem Torvosu, left.", "P:Hakeem Torvosu"),
    Case("an index is nobody", "The Dax fell, the Sensex rose.", "X:Dax X:Sensex"),
    Case("plural at the top of a sentence", "Weavers wept.", "", ("Weavers",)),
    Case("nothing", "it rained all day.", ""),
    Case("digits and marks", "12 – 34 … ***", ""),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_names_of(case: Case, gazetteer: Gazetteer) -> None:
    frame = mentions.extract(pages_of(case.text, roles=case.blocks), gazetteer).filter(form="name")
    found = {(row["kind"], row["mention_text"]) for row in frame.iter_rows(named=True)}
    wanted = set()
    for part in (
        case.found.replace(" P:", "|P:").replace(" O:", "|O:").replace(" L:", "|L:").replace(" X:", "|X:").split("|")
    ):
        if part:
            wanted.add((KINDS[part[0]], part[2:]))
    assert wanted <= found, found
    if not case.found and not case.roles:
        assert not found
    texts = set(frame["mention_text"])
    assert not texts & set(case.absent)
    for text, name in case.names.items():
        assert set(frame.filter(pl.col("mention_text") == text)["name"]) == {name}
    for text, role in case.roles.items():
        assert set(frame.filter(pl.col("mention_text") == text)["role_text"]) == {role}
