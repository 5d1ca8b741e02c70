"""The language of an article: each shape of text that decides it, and what leaves it open."""

import polars as pl
import pytest

from flows.steps.extract import language

TEXTS = {
    "English prose": (
        "The port of Vigo said that the cranes and the barge would be raised from the bottom by May.",
        "en",
    ),
    "English quoting German": (
        "The minister said that the phrase “Das ist nicht wahr, und alle wissen es” had been badly translated.",
        "en",
    ),
    "German": (
        "Der Hafen bleibt bis Freitag geschlossen, teilte die Stadt am Montag mit, weil drei Kräne umgestürzt sind.",
        "de",
    ),
    "German quoting English": (
        "Der Trainer sagte „Never change a winning team“ und stellte trotzdem um, was niemand verstand.",
        "de",
    ),
    "Dutch, whose small words look English": (
        "De haven was gisteren dicht, of dat zo blijft is onduidelijk, want de schade van de storm is nog niet bekend.",
        "nl",
    ),
    "Dutch with an English title": (
        "Of dat zo was, of niet, wist niemand: „The Sound of Silence” was volgens de krant het mooiste lied van 1966.",
        "nl",
    ),
    "Danish, whose small words look English": (
        "For tredje gang søger byen en ny direktør for havnen, for få timer før fristen i byen løber ud.",
        "da",
    ),
    "English with few words of its own": (
        "Shares of Vigo Cranes fell for a third day, hit by worries of a strike and by fears that a fine was near.",
        "en",
    ),
    "English with few small words": (
        "Before noon two cranes fell into the basin; during repairs, after both divers surfaced, the barge sank again.",
        "en",
    ),
    "German with a title of English words": (
        "Vor dem Kino standen am Montag viele Gäste, um „Before the Flood“ zu sehen, das wegen des Sturms ausfiel.",
        "de",
    ),
    "letters of two scripts": ("Vigo 港口 Porto 关闭 Ria 起重机 Sol 沉没 Mar 港口星期一关闭 因为 风暴 影响", "zh"),
    "French": ("Le port est resté fermé lundi après la tempête, qui a renversé trois grues et coulé une barge.", "fr"),
    "Portuguese": (
        "O porto continua fechado depois da tempestade que derrubou três guindastes, disse a prefeitura.",
        "pt",
    ),
    "Polish": (
        "Port pozostaje zamknięty po burzy, która przewróciła trzy dźwigi i zatopiła barkę, poinformował urząd.",
        "pl",
    ),
    "Arabic": ("أغلق الميناء يوم الاثنين بعد عاصفة أسقطت ثلاث رافعات وأغرقت بارجة، بحسب ما أعلنت البلدية.", "ar"),
    "Chinese": ("受风暴影响，港口星期一关闭，三台起重机倒塌，一艘驳船沉没，市政府表示将尽快恢复作业。", "zh"),
    "Japanese": ("嵐で三基のクレーンが倒れ、はしけが沈んだため、港は月曜日に閉鎖されたと市が発表した。", "ja"),
    "nothing but figures": ("1-0 2-1 3-3 4-2 11:30 12:45 13:00 1.5% 2.25% $300 €400", None),
    "too short to tell": ("Vigo, Porto, Brest.", None),
}


@pytest.mark.parametrize("name", TEXTS)
def test_language_is_told_by_the_body(name: str) -> None:
    text, code = TEXTS[name]
    found = language.extract(pl.DataFrame({"article_id": ["a"], "body_text": [text]}))
    assert found["language"].to_list() == ([] if code is None else [code])


def test_articles_do_not_depend_on_their_neighbours() -> None:
    bodies = pl.DataFrame({"article_id": list(TEXTS), "body_text": [text for text, _ in TEXTS.values()]})
    found = dict(language.extract(bodies).iter_rows())
    assert found == {name: code for name, (_, code) in TEXTS.items() if code is not None}
    assert dict(language.extract(bodies.reverse()).iter_rows()) == found


def test_articles_without_a_body_have_no_language() -> None:
    nothing = pl.DataFrame(
        {"article_id": ["a"], "body_text": [None]}, schema={"article_id": pl.String, "body_text": pl.String}
    )
    assert language.extract(nothing).is_empty()


@pytest.mark.parametrize("name", ["English prose", "English with few words of its own", "English with few small words"])
def test_words_of_english_spare_the_model(name: str) -> None:
    language._model.cache_clear()
    language.extract(pl.DataFrame({"article_id": ["a"], "body_text": [TEXTS[name][0]]}))
    assert language._model.cache_info().misses == 0
