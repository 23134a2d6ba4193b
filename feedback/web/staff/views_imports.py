"""What the pages of an import show."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from feedback.clock import LONDON
from feedback.domain.enums import ImportState
from feedback.domain.questionnaires import Construct, Question, QuestionKind, Questionnaire
from feedback.services.import_grid import Grid, column_letter
from feedback.services.import_plan import (
    BOX,
    DAY,
    ID,
    IGNORE,
    NOT_ANSWERED,
    Plan,
    Problem,
    chosen_columns,
    said_in,
)
from feedback.web.staff.words import say_day
from forms.staff.imports import column_field, value_field
from forms.staff.messages import MESSAGES

LONGEST_LABEL = 120
STATES: dict[ImportState, str] = {
    ImportState.WAITING: "Not stored yet: go on, or give it up",
    ImportState.QUEUED: "Being stored",
    ImportState.STORED: "Stored",
    ImportState.REFUSED: "Not stored",
}


class UploadLike(Protocol):
    """The parts of a file that waits or is done which its line shows."""

    @property
    def id(self) -> UUID: ...
    @property
    def uploaded_utc(self) -> datetime: ...
    @property
    def state(self) -> ImportState: ...
    @property
    def row_count(self) -> int: ...


@dataclass(frozen=True, slots=True)
class UploadLine:
    """A file in the list of somebody's own."""

    id: UUID
    when: str
    rows: int
    state: str


@dataclass(frozen=True, slots=True)
class AskedColumn:
    """A column of choices with the names of its answers' fields."""

    heading: str
    fields: tuple[str, ...]


def line_of(upload: UploadLike) -> UploadLine:
    """Return a file's line."""
    at = upload.uploaded_utc.astimezone(LONDON)
    when = f"{say_day(at.date())}, {at:%H:%M}"
    return UploadLine(upload.id, when, upload.row_count, STATES[upload.state])


def column_labels(grid: Grid) -> list[str]:
    """Return what each column's field is called: its letter and its heading."""
    return [
        f"Column {column_letter(place)}: {shorten(heading) or 'no heading'}"
        for place, heading in enumerate(grid.header)
    ]


def column_hints(grid: Grid) -> list[str]:
    """Return how much each column holds; never what."""
    hints = []
    for place in range(len(grid.header)):
        cells = list(grid.column(place))
        different = len(set(cells))
        hints.append(
            f"{len(cells):,} of {len(grid.rows):,} rows, {different:,} different"
            if cells
            else "Empty"
        )
    return hints


def role_choices(questionnaire: Questionnaire) -> list[tuple[str, str]]:
    """Return what a column can be."""
    asked = [(q.construct.value, f"Question: {q.words}") for q in questionnaire.questions]
    services = questionnaire.find_construct(Construct.SERVICES)
    boxes = [
        (BOX + option.code, f"Box ticked for: {option.label}")
        for option in (services.options if services else ())
    ]
    return [
        (IGNORE, "Leave it out"),
        (ID, "The number or name of the row"),
        (DAY, "The day of the answer"),
        *asked,
        *boxes,
    ]


def asked_answers(
    plan: Plan, grid: Grid, questionnaire: Questionnaire
) -> tuple[
    list[AskedColumn], list[tuple[str, str, list[tuple[str, str]]]], dict[str, tuple[int, str]]
]:
    """Return the columns of choices, the fields of their answers, and each field's column and answer."""
    columns, fields, means = [], [], {}
    for place, question in chosen_columns(plan, questionnaire):
        names = []
        several = question.kind is QuestionKind.CHOICES
        for number, said in enumerate(said_in(grid, place, plan.separator if several else "")):
            name = value_field(place, number)
            names.append(name)
            fields.append((name, shorten(said), answer_choices(question)))
            means[name] = (place, said)
        heading = grid.header[place] or question.words
        columns.append(
            AskedColumn(f"Column {column_letter(place)}: {shorten(heading)}", tuple(names))
        )
    return columns, fields, means


def answer_choices(question: Question) -> list[tuple[str, str]]:
    """Return what an answer of a file can mean."""
    return [
        ("", "None of ours: list its rows"),
        (NOT_ANSWERED, "Nothing was answered"),
        *((option.code, option.label) for option in question.options),
    ]


def say_problems(problems: Sequence[Problem], first_column: str) -> list[tuple[str, str]]:
    """Return (field id, message) of what is wrong with the columns, each field once."""
    said: dict[str, str] = {}
    for where, code in problems:
        field = column_field(where) if isinstance(where, int) else where
        said.setdefault(first_column if field == "columns" else field, MESSAGES[f"import_{code}"])
    return list(said.items())


def left_out(plan: Plan) -> list[str]:
    """Return the letters of the columns that are not read, so that nobody leaves a question out unseen."""
    roles = () if plan.ready else plan.roles
    return [column_letter(place) for place, role in enumerate(roles) if role == IGNORE]


def say_days(days: Sequence[date]) -> str:
    """Return the days on which a file came before."""
    return ", ".join(map(say_day, days))


def shorten(words: str) -> str:
    """Return the words as a label; what is cut off ends in dots."""
    return words if len(words) <= LONGEST_LABEL else f"{words[: LONGEST_LABEL - 1]}…"
