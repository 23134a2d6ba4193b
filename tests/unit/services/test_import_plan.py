"""What a file's columns suggest, what is still wrong with what was chosen, and how the file is then read."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback.domain.questionnaires import Construct
from feedback.services.import_days import DayOrder, fixed_day
from feedback.services.import_grid import Grid
from feedback.services.import_plan import (
    BOX,
    DAY,
    ID,
    IGNORE,
    NOT_ANSWERED,
    Plan,
    find_problems,
    letters_of,
    mapping_of,
    read_plan,
    said_in,
    suggest_plan,
    suggest_values,
    write_plan,
)
from feedback.services.import_questionnaire import questionnaire_as_asked
from feedback.services.import_rows import CsvFile, RowReader
from feedback.services.import_systems import find_option, find_system, load_systems
from tests.made_up import ADULTS

TODAY = date(2026, 8, 14)
DAY_ONE = date(2026, 5, 4)


def grid(*rows: str) -> Grid:
    """Return a grid of cells that `|` separates; the first row is the header."""
    split = [tuple(row.split("|")) for row in rows]
    return Grid(split[0], tuple(enumerate(split[1:], start=2)), "0" * 64)


def codes(problems: list[tuple[int | str, str]]) -> set[str]:
    return {code for _where, code in problems}


@pytest.mark.parametrize(
    ("header", "system", "id_place", "day_place"),
    [
        ("ID|Start time|Completion time|Email|Name|About overall?", "microsoft-forms", 0, 2),
        (
            "UserNo|Name|Email|IP Address|Unique ID|Started|Ended|About overall?",
            "smartsurvey",
            0,
            6,
        ),
        ("Response ID|Date Submitted|Title|About overall?", "citizen-space", 0, 1),
        ("id|submitdate|lastpage|startlanguage|overall", "limesurvey", 0, 1),
        ("Response ID|Date submitted|Last page|Seed|overall", "limesurvey", 0, 1),
    ],
)
def test_exports_of_known_systems_are_recognised(
    header: str, system: str, id_place: int, day_place: int
) -> None:
    """Row 25 of what others do: other sources come in."""
    found = grid(header, "x|" * header.count("|"))
    plan = suggest_plan(found, ADULTS)
    assert (find_system(found.header) or load_systems()[0]).name == system
    assert (plan.places(ID), plan.places(DAY)) == ([id_place], [day_place])
    assert plan.roles[-1] == "overall", "a heading in our words is our question"
    for place, heading in enumerate(found.header):
        if heading in {"Email", "Name", "IP Address"}:
            assert plan.roles[place] == IGNORE, "who it was is never taken (R4-02)"


def test_friends_and_family_file_is_read_by_the_mapping_that_ships() -> None:
    found = grid("id|text|question_type|fft_score", "1|Kind staff.|what_good|1")
    plan = replace(suggest_plan(found, ADULTS), day=DAY_ONE)
    assert plan.ready == "friends-and-family-test"
    assert find_problems(plan, found, ADULTS) == []
    assert codes(find_problems(replace(plan, day=None), found, ADULTS)) == {"no_day"}
    mapping = mapping_of(plan, found, ADULTS, latest=TODAY)
    assert mapping.columns == ("column A", "column D", "column B", "column C")


def test_headings_without_a_system_suggest_only_what_they_say() -> None:
    found = grid("id|Date|2. Tell us: went_well|overall|Overall|Shoe size", "1|x|x|x|x|x")
    assert suggest_plan(found, ADULTS).roles == (ID, DAY, "went_well", "overall", IGNORE, IGNORE)


def test_boxes_of_services_are_recognised() -> None:
    found = grid("Which services? [School]|Which services?: Special needs help|Other [x]", "Y|No|a")
    plan = suggest_plan(found, ADULTS)
    assert plan.roles == (f"{BOX}school", f"{BOX}send", IGNORE)
    chosen = replace(plan, survey="Schools", day=DAY_ONE)
    first, second = mapping_of(chosen, found, ADULTS, latest=TODAY).answers
    assert first.values == {"Y": "school"}
    assert second.skipped == {"", "No"}


def test_answers_that_say_exactly_ours_are_suggested_and_no_others() -> None:
    found = grid("overall", "Very good", "very  GOOD", "Goodish", "N/A")
    plan = suggest_values(suggest_plan(found, ADULTS), found, ADULTS)
    assert plan.values == {
        0: {"Very good": "very_good", "very  GOOD": "very_good", "N/A": NOT_ANSWERED}
    }
    again = suggest_values(replace(plan, values={0: {"Goodish": "good"}}), found, ADULTS)
    assert again.values[0]["Goodish"] == "good", "what was chosen stays"


def test_several_answers_in_a_cell_are_told_apart() -> None:
    found = grid("services", "School;Special needs help;", "School;")
    assert said_in(found, 0, ";") == ["School", "Special needs help"]
    assert said_in(found, 0, "")[0] == "School;"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"survey": "ab"}, "survey"),
        ({"survey": "x" * 81}, "survey"),
        ({"survey": "Schools\x00"}, "survey"),
        ({"roles": ("overall", "overall", DAY)}, "twice"),
        ({"roles": (DAY, DAY, "overall")}, "twice"),
        ({"roles": ("services", f"{BOX}school", DAY)}, "boxes_too"),
        ({"roles": (ID, IGNORE, DAY)}, "no_question"),
        ({"roles": ("overall", IGNORE, IGNORE)}, "no_day"),
        ({"roles": ("overall", IGNORE, DAY), "day_order": None}, "day_order"),
    ],
)
def test_what_is_wrong_with_the_columns_is_found(changes: dict[str, object], code: str) -> None:
    found = grid("a|b|c", "good|x|04/05/2026", "poor|y|05/06/2026")
    sound = Plan(("overall", "went_well", DAY), survey="Schools", day_order="dmy")  # type: ignore[arg-type]
    assert find_problems(sound, found, ADULTS) == []
    assert codes(find_problems(replace(sound, **changes), found, ADULTS)) == {code}  # type: ignore[arg-type]


def test_column_of_many_different_words_is_not_one_of_choices() -> None:
    found = grid("overall", *(f"Words of family {number}" for number in range(41)))
    plan = Plan(("overall",), survey="Schools", day=DAY_ONE)
    assert codes(find_problems(plan, found, ADULTS)) == {"too_many"}


def test_question_in_other_words_is_a_series_of_its_own_and_in_ours_is_not() -> None:
    """R2-16."""
    found = grid("About overall?|Q2. Were you heard?|Tell us: went_well", "good|fully|x")
    plan = Plan(("overall", "listened", "went_well"), survey="Schools", day=DAY_ONE)
    mapping = mapping_of(plan, found, ADULTS, latest=TODAY)
    assert [(a.construct, a.words) for a in mapping.asked] == [
        (Construct.OVERALL, None),
        (Construct.LISTENED, "Q2. Were you heard?"),
        (Construct.WENT_WELL, None),
    ]


CELLS = st.sampled_from(
    ["", "good", "Bad", "4/5/2026", "2026-05-04", "2026-13-01", "=A1", "#N/A", "x\x00y", "words", "1", "  "]
)  # fmt: skip
ROLES = st.sampled_from([IGNORE, ID, DAY, "overall", "went_well", "services", f"{BOX}school"])


@given(
    st.lists(st.lists(CELLS, min_size=4, max_size=5), max_size=12),
    st.lists(ROLES, min_size=5, max_size=5),
    st.booleans(),
)
@settings(max_examples=60, deadline=None)
def test_every_row_is_either_taken_or_listed_whatever_stands_in_it(
    cells: list[list[str]], roles: list[str], once_each: bool
) -> None:
    found = Grid(("a", "b", "c", "d", "e"), tuple(enumerate(map(tuple, cells), start=2)), "0" * 64)
    plan = Plan(
        tuple(roles),
        survey="Schools",
        day=DAY_ONE,
        once_each=once_each,
        day_order=DayOrder.DAY_FIRST,
    )
    if find_problems(plan, found, ADULTS):
        return
    plan = suggest_values(plan, found, ADULTS)
    mapping = mapping_of(plan, found, ADULTS, latest=TODAY)
    reader = RowReader(mapping, questionnaire_as_asked(mapping, ADULTS), fixed_day(DAY_ONE))
    good, rejected = reader.read(CsvFile(letters_of(found), found.rows, found.sha256))
    numbers = sorted([row for row, _s in good] + [one.row for one in rejected])
    assert numbers == [number for number, _cells in found.rows]
    for one in rejected:
        assert not any(
            len(cell) > 1 and cell in one.reason for row in cells for cell in row if cell.strip()
        )


def test_plan_comes_back_as_it_was_written() -> None:
    plan = Plan(
        ("overall",), survey="Schools", values={0: {"Fine": "good"}}, day=DAY_ONE, once_each=False
    )
    assert read_plan(write_plan(plan)) == plan


@pytest.mark.parametrize("said", ["good", "GOOD", "Good."])
def test_option_is_found_by_label_and_by_code(said: str) -> None:
    asked = ADULTS.find_construct(Construct.OVERALL)
    assert asked is not None
    assert find_option(said, asked) == "good"
    assert find_option("goodness", asked) is None
