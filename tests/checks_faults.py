"""What a planted fault is, and the faults of dates, figures and names and of the marts made of them."""

from dataclasses import dataclass, field

WORDS = "'Some words, once more'"


@dataclass(frozen=True)
class Fault:
    """One planted fault: the suite that must notice it, how it is planted, which expectations must fail."""

    table: str
    name: str
    sql: str
    fails: frozenset[str] = field(default_factory=frozenset)

    @property
    def phase(self) -> str:
        return "after_models" if self.table.startswith("marts.") else "before_models"


def fault(table: str, name: str, sql: str, *fails: str) -> Fault:
    return Fault(table, name, sql, frozenset(fails))


FAULTS_OF_FIELDS = [
    fault(
        "core.figures",
        "a currency as it is spelled",
        "update core.figures set currency = '€' where currency is not null",
        "currencies_are_iso_codes",
    ),
    fault(
        "core.figures",
        "a range back to front",
        "update core.figures set value_high = 20 where value_high is not null",
        "ranges_run_upwards",
    ),
    fault(
        "core.figures",
        "three capital letters that are no currency",
        "update core.figures set currency = 'EUX' where currency is not null",
        "currencies_are_iso_codes",
    ),
    fault(
        "core.figures",
        "a value that its text does not give",
        "update core.figures set is_read_back = false where value = 200",
        "values_parse_back",
    ),
    fault(
        "core.figures",
        "a day of an expression nobody kept",
        "update core.figures set as_of_date_id = 'gone' where as_of_date_id is not null",
        "as_of_days_are_of_their_dates",
    ),
    fault(
        "core.figures",
        "a day of another article's expression",
        "update core.figures set as_of_date_id = (select min(date_id) from core.dates) where as_of_date_id is not null",
        "as_of_days_are_of_their_dates",
    ),
    fault(
        "core.figures",
        "a day that its expression does not mean",
        "update core.figures set as_of_end_on = date '2026-03-09' where as_of_date_id is not null",
        "as_of_days_are_of_their_dates",
    ),
    fault(
        "core.figures",
        "a day of no expression",
        "update core.figures set as_of_date_id = null",
        "as_of_days_are_of_their_dates",
    ),
    fault(
        "core.figures",
        "an object one character further on",
        "update core.figures set object_start = object_start + 1, object_end = object_end + 1",
        "objects_and_sources_stand_in_their_article",
    ),
    fault(
        "core.figures",
        "a source nowhere on the page",
        "update core.figures set source_start = null, source_end = null",
        "objects_and_sources_stand_in_their_article",
    ),
    fault(
        "core.dates",
        "a day that is not its value",
        "update core.dates set timex_value = '2026-03-04' where date_text = 'Monday'",
        "full_days_are_their_value",
    ),
    fault(
        "core.dates",
        "an anchor from nowhere",
        "update core.dates set anchor_on = date '2026-03-03' where date_text = 'Monday'",
        "full_days_are_their_value",
    ),
    fault(
        "core.mentions",
        "a name the article does not have",
        "update core.mentions set name = 'Zoë Okubo'",
        "names_stand_in_their_article",
    ),
    fault(
        "core.mentions",
        "a name that stands for none",
        "update core.mentions set name = null",
        "names_stand_in_their_article",
    ),
    fault(
        "core.mentions",
        "a description with a name",
        "update core.mentions set form = 'description'",
        "names_stand_in_their_article",
    ),
    fault(
        "core.mentions",
        "an office the article does not have",
        "update core.mentions set role_text = 'Admiral'",
        "names_stand_in_their_article",
    ),
    fault(
        "core.mentions",
        "an office of a place",
        "update core.mentions set kind = 'place'",
        "names_stand_in_their_article",
    ),
    fault(
        "core.dates",
        "a period back to front",
        "update core.dates set resolved_end_on = date '2026-03-01'",
        "resolved_periods_run_forwards",
        "full_days_are_their_value",
    ),
    *(
        fault(f"marts.{table}", what, f"{change_to}", "names_are_counted_once")
        for table, key in (("people", "person_key"), ("organisations", "organisation_key"), ("places", "place_key"))
        for what, change_to in (
            ("a name twice", f"insert into marts.{table} select * from marts.{table}"),
            ("a name lost", f"delete from marts.{table}"),
            ("a name counted too often", f"update marts.{table} set mention_count = 7"),
            ("no key", f"update marts.{table} set {key} = null"),
            ("in no article", f"update marts.{table} set article_count = 0"),
        )
    ),
    *(
        fault("marts.figures_over_time", what, change_to, "lines_hold_each_figure_once")
        for what, change_to in (
            ("a value of another text", "update marts.figures_over_time set figure_values = [1.0]"),
            ("a day too few", "update marts.figures_over_time set days = []"),
            ("a figure nobody read", "update marts.figures_over_time set figure_ids = ['gone']"),
            ("a line twice", "insert into marts.figures_over_time select * from marts.figures_over_time"),
        )
    ),
    *(
        fault("marts.timeline", what, change_to, "sentences_stand_in_their_page")
        for what, change_to in (
            ("a sentence of other words", f"update marts.timeline set sentence = {WORDS}"),
            ("another day", "update marts.timeline set until_on = until_on + 1"),
            (
                "a sentence beside the expression",
                "update marts.timeline set sentence_start = 0, sentence_end = 0, sentence = ''",
            ),
            ("no such expression", "update marts.timeline set date_id = 'gone'"),
        )
    ),
    *(
        fault("marts.who_said_what_to_whom", what, change_to, "quotations_are_all_there")
        for what, change_to in (
            ("a quotation lost", "delete from marts.who_said_what_to_whom"),
            ("a quotation twice", "insert into marts.who_said_what_to_whom select * from marts.who_said_what_to_whom"),
            ("another speaker", "update marts.who_said_what_to_whom set speaker = 'Some Body'"),
            ("other words", f"update marts.who_said_what_to_whom set quote_text = {WORDS}"),
        )
    ),
]

FAULTS_OF_COPIES = [
    fault(
        "core.storylines",
        "a stranger in a storyline",
        "update core.storylines set similarity = 0.1 where rule = 'published_days'",
        "storylines_follow_their_first_article",
    ),
    fault(
        "core.storylines",
        "an article before the first",
        "update core.storylines set day_on = day_on - 1 where rule = 'published_days'",
        "storylines_follow_their_first_article",
    ),
    fault(
        "core.storylines",
        "a chain",
        "update core.storylines set rule = 'published_days', similarity = 0.9, storyline_id = 'x' where rule = 'first'",
        "storylines_follow_their_first_article",
    ),
    fault(
        "core.storylines",
        "a copy as a second voice",
        "insert into core.storylines by name select d.article_id, d.article_id as storyline_id, 'first' as rule, "
        "null as day_on, ''::blob as terms, 'v' as version from core.duplicates as d",
        "storylines_hold_the_representatives",
    ),
    fault(
        "core.storylines",
        "an article nobody looked at",
        "delete from core.storylines where rule <> 'first'",
        "storylines_hold_the_representatives",
    ),
    fault("marts.storylines", "a storyline lost", "delete from marts.storylines", "storylines_add_up"),
    fault(
        "marts.storylines",
        "an article counted twice",
        "update marts.storylines set article_count = article_count + 1",
        "storylines_add_up",
    ),
    fault("marts.wire_copies", "a copy lost", "delete from marts.wire_copies", "wire_copies_are_all_there"),
    fault(
        "marts.wire_copies",
        "the copy shown as the original",
        "update marts.wire_copies set lag_hours = -lag_hours",
        "wire_copies_are_all_there",
    ),
    fault(
        "marts.wire_copies",
        "a share nobody measured",
        "update marts.wire_copies set copy_share = null",
        "wire_copies_are_all_there",
    ),
    fault("marts.duplicate_groups", "a group lost", "delete from marts.duplicate_groups", "groups_hold_their_members"),
    fault(
        "marts.duplicate_groups",
        "a member twice",
        "update marts.duplicate_groups set article_count = 3, article_ids = article_ids || article_ids[1:1]",
        "groups_hold_their_members",
    ),
]
"""Faults of what comparing articles gives: storylines, copies of agencies, groups of copies."""
