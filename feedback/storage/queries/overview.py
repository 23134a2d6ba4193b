"""Counts for the officers' overview: one statement each, in SQL, of people's responses alone (R2-10)."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, aliased

from feedback.domain.enums import ResponseState
from feedback.domain.questionnaires import Construct
from feedback.storage.models import (
    AnswerRow,
    CommentRow,
    QuestionnaireRow,
    ResponseRow,
    ThemeDecision,
)
from feedback.storage.queries.figures import mix_of_themes
from feedback.storage.queries.holds import is_held

_WHO, _LISTENED = Construct.WHO.value, Construct.LISTENED.value


def newest_quarter(session: Session, *, sees_held: bool) -> str | None:
    """Return the newest quarter in which somebody answered; None before anybody did."""
    # In the order of the index, so that the first row ends it.
    newest = select(ResponseRow.quarter).where(*_seen(sees_held))
    return session.scalar(newest.order_by(ResponseRow.quarter.desc()).limit(1))


def count_days(session: Session, first: date, *, sees_held: bool) -> dict[date, int]:
    """Return day -> how many responses came on it, from the first on."""
    rows = session.execute(
        select(ResponseRow.received_on, func.count())
        .where(ResponseRow.received_on >= first, *_seen(sees_held))
        .group_by(ResponseRow.received_on)
        .order_by(ResponseRow.received_on)
    )
    return {day: count for day, count in rows}


def count_unread_days(session: Session, *, sees_held: bool) -> dict[date, int]:
    """Return day -> how many responses that came on it nobody has read."""
    rows = session.execute(
        select(ResponseRow.received_on, func.count())
        .where(ResponseRow.state == ResponseState.RECEIVED, *_seen(sees_held))
        .group_by(ResponseRow.received_on)
        .order_by(ResponseRow.received_on)
    )
    return {day: count for day, count in rows}


def count_listened(
    session: Session,
    quarter: str,
    audiences: Sequence[str],
    *,
    sees_held: bool,
    by: Construct = Construct.SERVICES,
) -> dict[tuple[str, str], int]:
    """Return (service, whether they felt listened to) -> how many, on one scale, with no staff beside (R3-13).

    Args:
        by: what they are counted by, in the place of services.
    """
    service, listened = aliased(AnswerRow), aliased(AnswerRow)
    one_scale = select(QuestionnaireRow.id).where(QuestionnaireRow.audience.in_(audiences))
    rows = session.execute(
        select(service.value, listened.value, func.count())
        .select_from(ResponseRow)
        .join(service, service.response_id == ResponseRow.id)
        .join(listened, listened.response_id == ResponseRow.id)
        .where(ResponseRow.quarter == quarter, *_seen(sees_held))
        .where(ResponseRow.questionnaire_id.in_(one_scale), ResponseRow.staff_present.is_(False))
        .where(service.construct == by.value, service.value.is_not(None))
        .where(listened.construct == _LISTENED, listened.value.is_not(None))
        .group_by(service.value, listened.value)
    )
    return {(str(of), str(said)): count for of, said, count in rows}


def count_who(session: Session, quarter: str, *, sees_held: bool) -> dict[str, int]:
    """Return how many said of themselves that they are a parent, a carer and so on."""
    rows = session.execute(
        select(AnswerRow.value, func.count())
        .join(ResponseRow, ResponseRow.id == AnswerRow.response_id)
        .where(ResponseRow.quarter == quarter, *_seen(sees_held))
        .where(AnswerRow.construct == _WHO, AnswerRow.value.is_not(None))
        .group_by(AnswerRow.value)
    )
    return {str(value): count for value, count in rows}


def count_audiences(session: Session, quarter: str, *, sees_held: bool) -> dict[str, int]:
    """Return how many answered the versions of each audience."""
    rows = session.execute(
        select(QuestionnaireRow.audience, func.count())
        .join(ResponseRow, ResponseRow.questionnaire_id == QuestionnaireRow.id)
        .where(ResponseRow.quarter == quarter, *_seen(sees_held))
        .group_by(QuestionnaireRow.audience)
    )
    return {audience: count for audience, count in rows}


def count_decided(
    session: Session, quarters: Sequence[str], *, sees_held: bool
) -> dict[tuple[str, str, str], int]:
    """Return (quarter, theme, polarity) -> in how many comments people found it. Suggestions are not counted."""
    each = (
        mix_of_themes(ResponseRow.quarter)
        .join(CommentRow, CommentRow.id == ThemeDecision.comment_id)
        .join(ResponseRow, ResponseRow.id == CommentRow.response_id)
        .where(ResponseRow.quarter.in_(quarters), *_seen(sees_held))
        .subquery()
    )
    rows = session.execute(
        select(each.c.quarter, each.c.theme, each.c.how, func.count()).group_by(
            each.c.quarter, each.c.theme, each.c.how
        )
    )
    return {(quarter, theme, said): count for quarter, theme, said, count in rows}


def _seen(sees_held: bool) -> list[ColumnElement[bool]]:
    """Return what holds of a person's response that the reader may know of (R4-25)."""
    people = ResponseRow.collective.is_(False)
    return [people] if sees_held else [people, ~is_held(ResponseRow.id)]
