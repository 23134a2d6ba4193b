"""What an officer reads: the queue, many rows at a time, and one response with all that hangs on it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, case, exists, func, literal, or_, select
from sqlalchemy.orm import Session

from feedback.domain.enums import Channel, FlagState, ResponseState
from feedback.storage.models import (
    AnswerRow,
    CommentRow,
    Flag,
    QuestionnaireRow,
    ResponseRow,
    ThemeSuggestion,
)
from feedback.storage.queries.holds import is_held

IMMEDIATE, CONCERN, UNFLAGGED = 0, 1, 2
"""Where a response stands in the queue, before its day."""


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One response of the queue; `rank` is IMMEDIATE, CONCERN or UNFLAGGED."""

    id: UUID
    questionnaire_id: str
    received_on: date
    forum: str
    channel: Channel
    rank: int


@dataclass(frozen=True, slots=True)
class QueuePlace:
    """Where a response stands in the queue, so that the one after it can be found."""

    rank: int
    received_on: date
    id: UUID


def count_unread(session: Session, *, sees_held: bool = True) -> int:
    """Return how many responses nobody has read; `sees_held` counts what safeguarding holds back too."""
    return session.scalar(select(func.count()).where(_unread(), *_open_to(sees_held))) or 0


def count_read(session: Session, *, sees_held: bool = True) -> int:
    """Return how many responses somebody has read."""
    return session.scalar(select(func.count()).where(_read(), *_open_to(sees_held))) or 0


def count_flagged(session: Session, *, besides: UUID | None = None, sees_held: bool = True) -> int:
    """Return how many unread responses have an open flag; `besides` is left out of the count."""
    found = _flagged().where(*_open_to(sees_held)).subquery()
    counted = select(func.count()).select_from(found)
    return session.scalar(counted.where(found.c.id != besides) if besides else counted) or 0


def list_flagged(
    session: Session, *, limit: int, offset: int = 0, sees_held: bool = True
) -> list[QueueRow]:
    """Return unread responses with an open flag: immediate ones first, then the oldest."""
    asked = _flagged_in_order().where(*_open_to(sees_held))
    return _rows(session, asked.limit(limit).offset(offset))


def list_unflagged(
    session: Session, *, limit: int, offset: int = 0, sees_held: bool = True
) -> list[QueueRow]:
    """Return unread responses without an open flag, the oldest first.

    The order is the index's own, so a page costs the rows up to its end and no sorting.
    """
    asked = _unflagged_in_order().where(*_open_to(sees_held))
    return _rows(session, asked.limit(limit).offset(offset))


def list_read(
    session: Session, *, limit: int, offset: int = 0, sees_held: bool = True
) -> list[QueueRow]:
    """Return responses that somebody has read, the newest first."""
    asked = (
        _queue(UNFLAGGED)
        .where(_read(), *_open_to(sees_held))
        .order_by(ResponseRow.received_on.desc(), ResponseRow.id.desc())
    )
    return _rows(session, asked.limit(limit).offset(offset))


def find_place(session: Session, response_id: UUID) -> QueuePlace | None:
    """Return where an unread response stands in the queue, or None when it is read or not there."""
    flagged = session.execute(_flagged().where(ResponseRow.id == response_id)).one_or_none()
    if flagged is not None:
        return QueuePlace(flagged.rank, flagged.received_on, flagged.id)
    asked = _queue(UNFLAGGED).where(_unread(), ResponseRow.id == response_id)
    found = session.execute(asked).one_or_none()
    return QueuePlace(found.rank, found.received_on, found.id) if found else None


def find_after(session: Session, place: QueuePlace, *, sees_held: bool = True) -> UUID | None:
    """Return the response that follows the place in the queue, or None at its end."""
    unflagged = _unflagged_in_order().where(*_open_to(sees_held))
    if place.rank != UNFLAGGED:
        flagged = _flagged_in_order().where(*_open_to(sees_held)).subquery()
        following = or_(
            flagged.c.rank > place.rank,
            and_(flagged.c.rank == place.rank, _after(flagged.c.received_on, flagged.c.id, place)),
        )
        asked = select(flagged.c.id).where(following)
        found = session.execute(
            asked.order_by(flagged.c.rank, flagged.c.received_on, flagged.c.id).limit(1)
        ).first()
        return found.id if found else _first(session, unflagged)
    later = _after(ResponseRow.received_on, ResponseRow.id, place)
    return _first(session, unflagged.where(later))


def find_first(session: Session, *, besides: UUID, sees_held: bool = True) -> UUID | None:
    """Return the first response of the queue that is not `besides`, or None."""
    other = (ResponseRow.id != besides, *_open_to(sees_held))
    return _first(session, _flagged_in_order().where(*other)) or _first(
        session, _unflagged_in_order().where(*other)
    )


def list_first_words(session: Session, ids: Sequence[UUID], *, length: int) -> dict[UUID, str]:
    """Return how the first comment of each response begins: up to one character more than `length`."""
    rows = session.execute(
        select(CommentRow.response_id, func.substr(CommentRow.masked, 1, length + 1))
        .where(CommentRow.response_id.in_(ids))
        .order_by(CommentRow.response_id, CommentRow.construct.desc(), CommentRow.id)
    )
    words: dict[UUID, str] = {}
    for response_id, beginning in rows:
        words.setdefault(response_id, beginning)
    return words


def count_suggestions(session: Session, ids: Sequence[UUID]) -> dict[UUID, int]:
    """Return how many themes the machine suggests for each response; those with none are left out."""
    rows = session.execute(
        select(CommentRow.response_id, func.count())
        .join(ThemeSuggestion, ThemeSuggestion.comment_id == CommentRow.id)
        .where(CommentRow.response_id.in_(ids))
        .group_by(CommentRow.response_id)
    )
    return {response_id: count for response_id, count in rows}


def list_flag_reasons(session: Session, ids: Sequence[UUID]) -> dict[UUID, list[str]]:
    """Return why each flagged response was flagged, the most urgent reason first."""
    rows = session.execute(
        select(CommentRow.response_id, Flag.reason)
        .join(Flag, Flag.comment_id == CommentRow.id)
        .where(CommentRow.response_id.in_(ids))
        .order_by(CommentRow.response_id, _rank(), Flag.comment_id)
    )
    reasons: dict[UUID, list[str]] = {}
    for response_id, reason in rows:
        reasons.setdefault(response_id, []).append(reason)
    return reasons


def list_answers_to(session: Session, ids: Sequence[UUID], construct: str) -> dict[UUID, str]:
    """Return each response's (first) answer code to one construct; skipped ones are left out."""
    rows = session.execute(
        select(AnswerRow.response_id, AnswerRow.value).where(
            AnswerRow.response_id.in_(ids), AnswerRow.construct == construct,
            AnswerRow.position == 0, AnswerRow.value.is_not(None),
        )
    )  # fmt: skip
    return {response_id: str(value) for response_id, value in rows}


def list_definitions(session: Session, ids: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Return questionnaires as they were asked, by id."""
    rows = session.execute(
        select(QuestionnaireRow.id, QuestionnaireRow.definition).where(QuestionnaireRow.id.in_(ids))
    )
    return {questionnaire_id: definition for questionnaire_id, definition in rows}


def _unread() -> Any:
    return ResponseRow.state == ResponseState.RECEIVED


def _read() -> Any:
    return ResponseRow.state == ResponseState.READ


def _open_to(sees_held: bool) -> tuple[Any, ...]:
    """Return the conditions under which a reader may know of a response (R4-25)."""
    return () if sees_held else (~is_held(ResponseRow.id),)


def _rank() -> Any:
    return case((Flag.urgency == "immediate", IMMEDIATE), else_=CONCERN)


def _queue(rank: int) -> Select[Any]:
    return select(*_columns(), literal(rank).label("rank"))


def _columns() -> tuple[Any, ...]:
    return (
        ResponseRow.id,
        ResponseRow.questionnaire_id,
        ResponseRow.received_on,
        ResponseRow.forum,
        ResponseRow.channel,
    )


def _flagged() -> Select[Any]:
    return (
        select(*_columns(), func.min(_rank()).label("rank"))
        .join(CommentRow, CommentRow.response_id == ResponseRow.id)
        .join(Flag, Flag.comment_id == CommentRow.id)
        .where(Flag.state == FlagState.OPEN, _unread())
        .group_by(*_columns())
    )


def _flagged_in_order() -> Select[Any]:
    return _flagged().order_by(func.min(_rank()), ResponseRow.received_on, ResponseRow.id)


def _unflagged_in_order() -> Select[Any]:
    open_flag = exists(
        select(Flag.comment_id)
        .join(CommentRow, CommentRow.id == Flag.comment_id)
        .where(CommentRow.response_id == ResponseRow.id, Flag.state == FlagState.OPEN)
    )
    return (
        _queue(UNFLAGGED)
        .where(_unread(), ~open_flag)
        .order_by(ResponseRow.received_on, ResponseRow.id)
    )


def _after(received_on: Any, response_id: Any, place: QueuePlace) -> Any:
    same_day = and_(received_on == place.received_on, response_id > place.id)
    return or_(received_on > place.received_on, same_day)


def _first(session: Session, asked: Select[Any]) -> UUID | None:
    found = session.execute(asked.limit(1)).first()
    return found.id if found else None


def _rows(session: Session, asked: Select[Any]) -> list[QueueRow]:
    return [
        QueueRow(row.id, row.questionnaire_id, row.received_on, row.forum, row.channel, row.rank)
        for row in session.execute(asked)
    ]
