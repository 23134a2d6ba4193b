"""What hangs on a receipt: the response, its comments as the family left them, messages, what is to be destroyed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Select, bindparam, delete, exists, func, insert, select, update
from sqlalchemy.orm import Session

from feedback.domain.enums import AuditAction, FlagState, LaterKind, MessageAuthor, ResponseState
from feedback.storage.models import (
    AuditEvent,
    CommentRow,
    Flag,
    LaterComment,
    MailboxMessage,
    Receipt,
    ResponseRow,
    StaffUser,
    TakenBack,
    ToDestroy,
)
from feedback.storage.models.base import table_of
from feedback.storage.queries.said import refresh_said

_TAKEN_BACK = select(table_of(TakenBack).c.once_hash).where(
    table_of(TakenBack).c.once_hash == bindparam("hash")
)


@dataclass(frozen=True, slots=True)
class OwnComment:
    """A comment as it stands for the family, with what opens it; None once its words are forgotten."""

    id: UUID
    question_id: str
    construct: str
    sealed_original: bytes | None


@dataclass(frozen=True, slots=True)
class MessageRow:
    """A message with what is needed to show it; `masked` is of a family's words, `name` of an officer."""

    id: UUID
    author: MessageAuthor
    on_day: date
    opened: bool
    sealed: bytes | None
    comment_id: UUID | None
    masked: str | None
    sealed_original: bytes | None
    name: str | None


def find_behind(session: Session, code_hash: bytes, *, lock: bool = False) -> ResponseRow | None:
    """Return the response behind a receipt's hash, held against other writers when `lock` asks; or None."""
    asked = (
        select(ResponseRow)
        .join(Receipt, Receipt.response_id == ResponseRow.id)
        .where(Receipt.code_hash == code_hash)
    )
    return session.scalars(asked.with_for_update(of=ResponseRow) if lock else asked).one_or_none()


def counted() -> tuple[Any, ...]:
    """Return the conditions under which a comment counts in figures and may be quoted.

    Words that the family has changed since do not; nor do replies to a message, which nobody else was asked for.
    """
    corrected = exists().where(LaterComment.corrects_id == CommentRow.id)
    reply = exists().where(
        LaterComment.comment_id == CommentRow.id, LaterComment.kind == LaterKind.REPLY
    )
    return ~corrected, ~reply


def list_own_comments(session: Session, response_id: UUID) -> list[OwnComment]:
    """Return the comments that stand, what went well first; without replies and without changed words."""
    rows = session.execute(
        select(
            CommentRow.id, CommentRow.question_id, CommentRow.construct, CommentRow.sealed_original
        )
        .where(CommentRow.response_id == response_id, *counted())
        .order_by(CommentRow.construct.desc(), CommentRow.id)
    )
    return [OwnComment(*row) for row in rows]


def list_messages(session: Session, response_id: UUID) -> list[MessageRow]:
    """Return the messages of a response, the first one first."""
    rows = session.execute(
        select(
            MailboxMessage.id, MailboxMessage.author, MailboxMessage.on_day, MailboxMessage.opened,
            MailboxMessage.sealed, MailboxMessage.comment_id, CommentRow.masked,
            CommentRow.sealed_original, StaffUser.display_name,
        )
        .outerjoin(CommentRow, CommentRow.id == MailboxMessage.comment_id)
        .outerjoin(StaffUser, StaffUser.id == MailboxMessage.sent_by)
        .where(MailboxMessage.response_id == response_id)
        .order_by(MailboxMessage.place)
    )  # fmt: skip
    return [MessageRow(*row) for row in rows]


def count_messages(session: Session, response_id: UUID, author: MessageAuthor) -> tuple[int, int]:
    """Return how many messages of one side there are, and how many the other side has not opened."""
    mine = select(func.count()).where(
        MailboxMessage.response_id == response_id, MailboxMessage.author == author
    )
    unopened = mine.where(MailboxMessage.opened.is_(False))
    return session.scalar(mine) or 0, session.scalar(unopened) or 0


def mark_opened(session: Session, response_id: UUID, author: MessageAuthor) -> None:
    """Remember that the other side has seen what `author` wrote."""
    table = table_of(MailboxMessage)
    session.execute(
        update(table)
        .where(table.c.response_id == response_id, table.c.author == author, ~table.c.opened)
        .values(opened=True)
    )


def add_message(session: Session, columns: dict[str, Any]) -> None:
    """Put a message at the end of its response's mailbox. The response is locked by the caller."""
    last = select(func.max(MailboxMessage.place)).where(
        MailboxMessage.response_id == columns["response_id"]
    )
    place = session.scalar(last)
    session.execute(
        insert(table_of(MailboxMessage)),
        columns | {"place": 0 if place is None else place + 1, "opened": False},
    )


def add_later(session: Session, columns: dict[str, Any]) -> None:
    """Mark a comment as one that came later, and put its response before a person again."""
    session.execute(insert(table_of(LaterComment)), columns)
    responses = table_of(ResponseRow)
    mine = select(CommentRow.response_id).where(CommentRow.id == columns["comment_id"])
    session.execute(
        update(responses)
        .where(responses.c.id == mine.scalar_subquery())
        .values(state=ResponseState.RECEIVED)
    )
    refresh_said(session.connection(), comments=[columns["comment_id"]])


def find_comment(session: Session, comment_id: UUID) -> bool:
    """Tell whether there is such a comment."""
    return session.scalar(select(CommentRow.id).where(CommentRow.id == comment_id)) is not None


def find_message(session: Session, message_id: UUID) -> bool:
    """Tell whether there is such a message."""
    found = session.scalar(select(MailboxMessage.id).where(MailboxMessage.id == message_id))
    return found is not None


def has_receipt(session: Session, response_id: UUID) -> bool:
    """Tell whether somebody holds a code that opens the response."""
    asked = select(Receipt.response_id).where(Receipt.response_id == response_id)
    return session.scalar(asked) is not None


def was_read(session: Session, response_id: UUID) -> bool:
    """Tell whether a person had read the whole response at any time."""
    asked = select(AuditEvent.id).where(
        AuditEvent.subject_type == "response", AuditEvent.subject_id == str(response_id),
        AuditEvent.action == AuditAction.RESPONSE_READ,
    )  # fmt: skip
    return session.scalars(asked.limit(1)).first() is not None


def count_later(session: Session, response_id: UUID) -> int:
    """Return how many comments came after the response."""
    counted_rows = (
        select(func.count())
        .select_from(LaterComment)
        .join(CommentRow, CommentRow.id == LaterComment.comment_id)
        .where(CommentRow.response_id == response_id)
    )
    return session.scalar(counted_rows) or 0


def has_open_flag(session: Session, response_id: UUID, comment_id: UUID | None = None) -> bool:
    """Tell whether a flag of the response (or of one of its comments) still waits for a person."""
    return session.scalars(_open_flags(response_id, comment_id).limit(1)).first() is not None


def forget_receipt(session: Session, response: ResponseRow, today: date) -> None:
    """Make the code unknown, and let no old page send the response again."""
    session.execute(delete(table_of(Receipt)).where(table_of(Receipt).c.response_id == response.id))
    session.execute(insert(table_of(TakenBack)), {"once_hash": response.once_hash, "on_day": today})


def is_taken_back(session: Session, once_hash: bytes) -> bool:
    """Tell whether a family took back what this once-hash had sent."""
    found = session.connection().execute(_TAKEN_BACK, {"hash": once_hash})
    return found.scalar() is not None


def destroy(session: Session, response_id: UUID, comment_id: UUID | None = None) -> None:
    """Delete a response (or one comment) and all that hangs on it: key, words, tags, flags, decisions."""
    table, key = (
        (table_of(ResponseRow), response_id)
        if comment_id is None
        else (table_of(CommentRow), comment_id)
    )
    session.execute(delete(table).where(table.c.id == key))
    if comment_id is not None:
        refresh_said(session.connection(), responses=[response_id])


def destroy_later(
    session: Session, response_id: UUID, comment_id: UUID | None, today: date
) -> None:
    """Note that it is to be destroyed as soon as a person has dealt with its flag."""
    session.execute(
        insert(table_of(ToDestroy)),
        {"id": uuid4(), "response_id": response_id, "comment_id": comment_id, "asked_on": today},
    )


def list_to_destroy(session: Session) -> list[tuple[UUID, UUID | None]]:
    """Return (response, comment or None) of everything whose flags have been dealt with."""
    waiting = session.execute(
        select(ToDestroy.response_id, ToDestroy.comment_id).order_by(
            ToDestroy.asked_on, ToDestroy.id
        )
    ).all()
    return [(r, c) for r, c in waiting if not has_open_flag(session, r, c)]


def is_to_be_destroyed(session: Session, response_id: UUID) -> bool:
    """Tell whether the family has taken the whole response back, and only a flag keeps it."""
    asked = select(ToDestroy.id).where(
        ToDestroy.response_id == response_id, ToDestroy.comment_id.is_(None)
    )
    return session.scalars(asked.limit(1)).first() is not None


def list_later(session: Session, ids: Sequence[UUID]) -> dict[UUID, LaterComment]:
    """Return what is known of those of the comments that came later, by comment."""
    asked = select(LaterComment).where(LaterComment.comment_id.in_(ids))
    return {row.comment_id: row for row in session.scalars(asked)}


def _open_flags(response_id: UUID, comment_id: UUID | None) -> Select[Any]:
    asked = (
        select(Flag.comment_id)
        .join(CommentRow, CommentRow.id == Flag.comment_id)
        .where(CommentRow.response_id == response_id, Flag.state == FlagState.OPEN)
    )
    return asked if comment_id is None else asked.where(CommentRow.id == comment_id)
