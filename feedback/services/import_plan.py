"""What an officer chose for a file: which column is which question, and which of its words is which answer."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from typing import Any

from feedback.domain.questionnaires import Construct, Question, QuestionKind, Questionnaire
from feedback.services.import_days import DayOrder, find_day_orders, read_day
from feedback.services.import_grid import Grid, column_letter
from feedback.services.import_mappings import (
    AnswerColumn,
    Asked,
    ImportMapping,
    TextColumn,
)
from feedback.services.import_systems import (
    find_box,
    find_option,
    find_question,
    find_ready,
    find_system,
    is_day_heading,
    plain_words,
)

IGNORE, ID, DAY, BOX = "ignore", "id", "day", "box:"
NOT_ANSWERED = "-"
"""Stands for a code where a cell means that nothing was answered."""
MOST_VALUES = 40
"""A column with more different answers than this is not one of choices: its cells are somebody's words."""
LONGEST_ASKED = 300

_UNTICKED = frozenset({"no", "n", "0", "false", "not selected", "unchecked", "n a"})
_NOTHING_SAID = frozenset({"n a", "did not answer", "not answered", "no answer", "no response"})
_ROW_CONTENT = "whole rows"

Problem = tuple[int | str, str]
"""A column's place or a field's name, and the code of what is wrong."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What was chosen.

    Args:
        survey: what the survey is called; part of what makes its rows known when they come again.
        roles: for each column IGNORE, ID, DAY, a construct, or BOX and the code of a service.
        values: a column's place -> what a cell says -> our code, or NOT_ANSWERED. Privacy: the file's words.
        separator: between several answers in one cell, or "".
        day_order: how days in numbers are read; None until it is known.
        day: the day of every row, where no column says it.
        once_each: take rows that are the same in every cell for one answer.
        ready: the shipped mapping that reads the file as it is, or "".
        strict: everything or nothing.
    """

    roles: tuple[str, ...]
    survey: str = ""
    values: Mapping[int, Mapping[str, str]] = field(default_factory=dict)
    separator: str = ""
    day_order: DayOrder | None = None
    day: date | None = None
    once_each: bool = True
    ready: str = ""
    strict: bool = False

    def places(self, role: str) -> list[int]:
        """Return the columns that have the role."""
        return [place for place, chosen in enumerate(self.roles) if chosen == role]


def write_plan(plan: Plan) -> dict[str, Any]:
    """Return the plan as plain values."""
    return asdict(plan) | {"day": plan.day.isoformat() if plan.day else None}


def read_plan(written: Mapping[str, Any]) -> Plan:
    """Return the plan that `write_plan` wrote, also after JSON made its keys text."""
    return Plan(
        **{
            **written,
            "roles": tuple(written["roles"]),
            "values": {int(place): said for place, said in written["values"].items()},
            "day_order": DayOrder(written["day_order"]) if written["day_order"] else None,
            "day": date.fromisoformat(written["day"]) if written["day"] else None,
        }
    )


def suggest_plan(grid: Grid, questionnaire: Questionnaire) -> Plan:
    """Return what the columns' names suggest; whatever they do not say is ignored."""
    ready = find_ready(grid.header)
    if ready is not None:
        return Plan(("",) * len(grid.header), survey=ready.title, ready=ready.name)
    system = find_system(grid.header)
    plain = [plain_words(heading) for heading in grid.header]
    roles = [_suggest_role(heading, questionnaire) for heading in grid.header]
    for role, names in ((ID, system.id), (DAY, system.day)) if system else ():
        place = next((plain.index(name) for name in names if name in plain), None)
        roles = [IGNORE if old == role else old for old in roles]
        if place is not None:
            roles[place] = role
    taken: set[str] = set()
    for place, role in enumerate(roles):
        if role in taken and role != IGNORE and not role.startswith(BOX):
            roles[place] = IGNORE
        taken.add(role)
    return Plan(tuple(roles), separator=system.separator if system else "")


def _suggest_role(heading: str, questionnaire: Questionnaire) -> str:
    if (question := find_question(heading, questionnaire)) is not None:
        return question.construct.value
    if (box := find_box(heading, questionnaire)) is not None:
        return BOX + box
    if is_day_heading(heading):
        return DAY
    return ID if plain_words(heading) in {"id", "response id"} else IGNORE


def suggest_values(plan: Plan, grid: Grid, questionnaire: Questionnaire) -> Plan:
    """Return the plan with a code for every answer that says exactly what one of ours says."""
    values: dict[int, dict[str, str]] = {}
    for place, question in chosen_columns(plan, questionnaire):
        known = plan.values.get(place, {})
        said = {}
        for value in said_in(grid, place, _separator(plan, question)):
            found = known.get(value) or find_option(value, question)
            if found is None and plain_words(value) in _NOTHING_SAID:
                found = NOT_ANSWERED
            if found is not None:
                said[value] = found
        values[place] = said
    return replace(plan, values=values)


def chosen_columns(plan: Plan, questionnaire: Questionnaire) -> list[tuple[int, Question]]:
    """Return the columns that hold one of our choices, with the question; boxes are not among them."""
    found = [(place, question_of(role, questionnaire)) for place, role in enumerate(plan.roles)]
    return [(place, q) for place, q in found if q is not None and not q.is_typed]


def question_of(role: str, questionnaire: Questionnaire) -> Question | None:
    """Return the question that a column of this role answers; None for a role of another kind."""
    return next((q for q in questionnaire.questions if q.construct.value == role), None)


def said_in(grid: Grid, place: int, separator: str) -> list[str]:
    """Return the different answers of a column, the most frequent first."""
    counted: Counter[str] = Counter()
    for cell in grid.column(place):
        parts = cell.split(separator) if separator else [cell]
        counted.update(part.strip() for part in parts if part.strip())
    return [value for value, _count in sorted(counted.items(), key=lambda one: (-one[1], one[0]))]


def find_problems(plan: Plan, grid: Grid, questionnaire: Questionnaire) -> list[Problem]:
    """Return what is still wrong with the columns, in the page's order; nothing where they can be read."""
    problems: list[Problem] = []
    if not 3 <= len(plan.survey) <= 80 or not plan.survey.isprintable():
        problems.append(("survey", "survey"))
    if plan.ready:
        return problems + ([] if plan.day else [("day", "no_day")])
    seen: set[str] = set()
    for place, role in enumerate(plan.roles):
        if role in seen and role != IGNORE:
            problems.append((place, "twice"))
        seen.add(role)
    if any(role.startswith(BOX) for role in seen) and Construct.SERVICES.value in seen:
        problems.append((plan.places(Construct.SERVICES.value)[0], "boxes_too"))
    for place, question in chosen_columns(plan, questionnaire):
        if len(said_in(grid, place, _separator(plan, question))) > MOST_VALUES:
            problems.append((place, "too_many"))
    if not seen - {IGNORE, ID, DAY}:
        problems.append(("columns", "no_question"))
    return problems + _day_problems(plan, grid)


def _day_problems(plan: Plan, grid: Grid) -> list[Problem]:
    columns = plan.places(DAY)
    if not columns:
        return [] if plan.day else [("day", "no_day")]
    orders = find_day_orders(grid.column(columns[0]))
    in_doubt = orders is not None and len(orders) != 1 and plan.day_order is None
    return [("day_order", "day_order")] if in_doubt else []


def mapping_of(
    plan: Plan, grid: Grid, questionnaire: Questionnaire, *, latest: date
) -> ImportMapping:
    """Return how the file is read. Columns go by their letters, so that no reason can hold a cell's words.

    Args:
        latest: no answer can be of a later day.
    """
    if plan.ready:
        return _with_letters(next(m for m in [find_ready(grid.header)] if m), grid)
    id_columns = tuple(_name(place) for place in plan.places(ID))
    day = next(iter(plan.places(DAY)), None)
    order = _order(plan, grid, day)
    return ImportMapping(
        name=plan.survey,
        title=plan.survey,
        key=id_columns,
        answers=(
            *(_answers(plan, grid, place, q) for place, q in chosen_columns(plan, questionnaire)),
            *_boxes(plan, grid),
        ),
        texts=tuple(_texts(plan, grid, questionnaire)),
        day_column=None if day is None else _name(day),
        read_day=lambda written: read_day(written, order, latest=latest),
        known_as=f"survey {plan.survey.casefold()}" if id_columns else _ROW_CONTENT,
        once_each=plan.once_each,
    )


def letters_of(grid: Grid) -> tuple[str, ...]:
    """Return what each column is called when a row is read."""
    return tuple(map(_name, range(len(grid.header))))


def _name(place: int) -> str:
    return f"column {column_letter(place)}"


def _order(plan: Plan, grid: Grid, day: int | None) -> DayOrder:
    orders = find_day_orders(grid.column(day)) if day is not None else None
    if orders is not None and len(orders) == 1:
        return next(iter(orders))
    return plan.day_order or DayOrder.DAY_FIRST


def _separator(plan: Plan, question: Question) -> str:
    return plan.separator if question.kind is QuestionKind.CHOICES else ""


def _asked(heading: str, question: Question) -> Asked:
    """Return what was asked: other words than ours make a series of its own (R2-16)."""
    said = plain_words(heading)
    ours = {
        plain_words(question.words),
        plain_words(question.construct),
        plain_words(question.id),
        "",
    }
    return Asked(question.construct, None if said in ours else heading[:LONGEST_ASKED])


def _answers(plan: Plan, grid: Grid, place: int, question: Question) -> AnswerColumn:
    said = plan.values.get(place, {})
    return AnswerColumn(
        asked=_asked(grid.header[place], question),
        column=_name(place),
        values={value: code for value, code in said.items() if code != NOT_ANSWERED},
        skipped=frozenset({"", *(v for v, code in said.items() if code == NOT_ANSWERED)}),
        separator=_separator(plan, question) or None,
    )


def _boxes(plan: Plan, grid: Grid) -> list[AnswerColumn]:
    """Return a column for each box: whatever says neither no nor nothing ticks it."""
    boxes = []
    for place, role in enumerate(plan.roles):
        if role.startswith(BOX):
            said = {value: plain_words(value) in _UNTICKED for value in grid.column(place)}
            ticked = {value: role.removeprefix(BOX) for value, off in said.items() if not off}
            empty = frozenset({"", *(value for value, off in said.items() if off)})
            asked = Asked(Construct.SERVICES)
            boxes.append(AnswerColumn(asked, _name(place), ticked, empty, None))
    return boxes


def _texts(plan: Plan, grid: Grid, questionnaire: Questionnaire) -> list[TextColumn]:
    found = []
    for place, role in enumerate(plan.roles):
        question = question_of(role, questionnaire)
        if question is not None and question.is_typed:
            asked = _asked(grid.header[place], question)
            found.append(TextColumn(_name(place), frozenset({""}), None, {"": asked}))
    return found


def _with_letters(ready: ImportMapping, grid: Grid) -> ImportMapping:
    """Return a shipped mapping with letters for its columns."""
    letter = {heading: _name(place) for place, heading in enumerate(grid.header)}
    return replace(
        ready,
        key=tuple(letter[column] for column in ready.key),
        answers=tuple(replace(one, column=letter[one.column]) for one in ready.answers),
        texts=tuple(
            replace(
                one,
                column=letter[one.column],
                question_column=letter[one.question_column] if one.question_column else None,
            )
            for one in ready.texts
        ),
        day_column=letter[ready.day_column] if ready.day_column else None,
    )
