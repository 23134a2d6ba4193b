"""What a figure of the overview counts, said as conditions on a response: so a list holds exactly as many."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, case, exists, func, select

from feedback.domain.questionnaires import Construct
from feedback.storage.models import (
    AnswerRow,
    CommentRow,
    QuestionnaireRow,
    ResponseRow,
    ThemeDecision,
)
from feedback.storage.queries.step_deeds import was_read


@dataclass(frozen=True, slots=True)
class Figure:
    """What was counted, beside the filters that officers choose; None leaves a point open.

    Args:
        people: what groups say together is left out.
        came: the first and the last day on which it came; None where that end is open.
        was_read: whether a person has ever read it, also where its family came back since.
        felt: answers to whether they felt listened to, on the scale of these audiences and with no staff beside.
        found: a theme that people found, and how it is spoken of: `negative`, `neutral` (neither, or both),
            `positive`, or None for all three.
    """

    people: bool = False
    came: tuple[date | None, date | None] = (None, None)
    was_read: bool | None = None
    felt: tuple[str, ...] = ()
    audiences: tuple[str, ...] = ()
    found: tuple[str, str | None] | None = None


def conditions_of(figure: Figure) -> list[ColumnElement[bool]]:
    """Return what the figure asks of a response."""
    found: list[ColumnElement[bool]] = []
    first, last = figure.came
    if figure.people:
        found.append(ResponseRow.collective.is_(False))
    if first is not None:
        found.append(ResponseRow.received_on >= first)
    if last is not None:
        found.append(ResponseRow.received_on <= last)
    if figure.was_read is not None:
        found.append(was_read() if figure.was_read else ~was_read())
    if figure.felt:
        found += _felt(figure.felt, figure.audiences)
    if figure.found is not None:
        mine = select(CommentRow.response_id).where(CommentRow.id.in_(_found(*figure.found)))
        found.append(ResponseRow.id.in_(mine))
    return found


def count_comments(figure: Figure, conditions: Sequence[Any]) -> Select[int] | None:
    """Return the statement that counts the comments behind a theme's figure; None for a figure of responses."""
    if figure.found is None:
        return None
    return (
        select(func.count())
        .select_from(CommentRow)
        .join(ResponseRow, ResponseRow.id == CommentRow.response_id)
        .where(*conditions, CommentRow.id.in_(_found(*figure.found)))
    )


def mix_of_themes(*columns: Any) -> Select[Any]:
    """Return a row a comment and theme that people found in it, and `how` it is spoken of.

    A comment that both praises and criticises a theme is one row, `neutral`, as reports count it.

    Args:
        columns: of what is joined to it, to be grouped by.
    """
    how = ThemeDecision.polarity
    either = case((func.min(how) == func.max(how), func.min(how)), else_="neutral")
    own = (ThemeDecision.comment_id, ThemeDecision.theme)
    return (
        select(*own, *columns, either.label("how"))
        .select_from(ThemeDecision)
        .where(how.is_not(None))
        .group_by(*own, *columns)
    )


def _found(theme: str, how: str | None) -> Select[Any]:
    """Return the ids of the comments in which people found the theme, spoken of like this."""
    each = mix_of_themes().where(ThemeDecision.theme == theme).subquery()
    comments = select(each.c.comment_id)
    return comments if how is None else comments.where(each.c.how == how)


def _felt(answers: Sequence[str], audiences: Sequence[str]) -> list[ColumnElement[bool]]:
    one_scale = select(QuestionnaireRow.id).where(QuestionnaireRow.audience.in_(audiences))
    listened = exists().where(
        AnswerRow.response_id == ResponseRow.id,
        AnswerRow.construct == Construct.LISTENED.value,
        AnswerRow.value.in_(answers),
    )
    return [
        ResponseRow.questionnaire_id.in_(one_scale),
        ResponseRow.staff_present.is_(False),
        listened.correlate(ResponseRow),
    ]
