"""Take away what has grown old, a batch at a time."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.engine import CursorResult
from sqlalchemy.orm import Session

from feedback.storage.models import (
    AttemptCount,
    AttemptSalt,
    CommentRow,
    Flag,
    MailboxMessage,
    ResponseRow,
    SentimentSuggestion,
    StaffSession,
    TakenBack,
    ThemeSuggestion,
)
from feedback.storage.models.base import table_of


def find_responses_with_old_words(session: Session, before: date, *, limit: int) -> list[UUID]:
    """Return responses received before the day whose words are still kept, the oldest first."""
    return list(
        session.scalars(
            select(ResponseRow.id)
            .where(ResponseRow.received_on < before, ResponseRow.wrapped_key.is_not(None))
            .order_by(ResponseRow.received_on, ResponseRow.id)
            .limit(limit)
        )
    )


def count_responses_with_old_words(session: Session, before: date) -> int:
    """Return how many there are of them."""
    counted = select(func.count()).where(
        ResponseRow.received_on < before, ResponseRow.wrapped_key.is_not(None)
    )
    return session.scalar(counted) or 0


def forget_words(session: Session, response_ids: list[UUID], *, instead: str) -> None:
    """Destroy the words of the responses: the data key, the sealed original, the masked text, the
    words in the evidence and the messages. Answers, themes, feelings, flags and decisions stay.
    """
    comments = select(CommentRow.id).where(CommentRow.response_id.in_(response_ids))
    for suggested in (ThemeSuggestion, SentimentSuggestion, Flag):
        table = table_of(suggested)
        session.execute(update(table).where(table.c.comment_id.in_(comments)).values(evidence=[]))
    session.execute(
        update(table_of(CommentRow))
        .where(table_of(CommentRow).c.response_id.in_(response_ids))
        .values(sealed_original=None, masked=instead, mask_spans=[])
    )
    messages = table_of(MailboxMessage)
    session.execute(
        update(messages).where(messages.c.response_id.in_(response_ids)).values(sealed=None)
    )
    session.execute(
        update(table_of(ResponseRow))
        .where(table_of(ResponseRow).c.id.in_(response_ids))
        .values(wrapped_key=None)
    )


def delete_attempts_before(session: Session, today: date) -> int:
    """Delete the counts and the salts of days before today; return how many counts."""
    salts, counts = table_of(AttemptSalt), table_of(AttemptCount)
    session.execute(delete(salts).where(salts.c.on_day < today))
    return _count(session, delete(counts).where(counts.c.on_day < today))


def delete_taken_back_before(session: Session, before: date) -> int:
    """Delete the marks of what was taken back before the day; return how many."""
    table = table_of(TakenBack)
    return _count(session, delete(table).where(table.c.on_day < before))


def delete_sessions(session: Session, *, idle_since: datetime, opened_before: datetime) -> int:
    """Delete sign-ins without a click since one moment or opened before another; return how many."""
    table = table_of(StaffSession)
    ended = or_(table.c.seen_utc < idle_since, table.c.opened_utc < opened_before)
    return _count(session, delete(table).where(ended))


def _count(session: Session, statement: object) -> int:
    result = session.execute(statement)  # type: ignore[call-overload]
    assert isinstance(result, CursorResult)  # noqa: S101 (a DELETE gives no other kind)
    return int(result.rowcount)
