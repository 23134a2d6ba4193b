"""Claims, notes, deeds that can be undone, saved filters."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session, aliased

from feedback.domain.enums import AuditAction
from feedback.storage.models import (
    AuditEvent,
    CommentRow,
    Deed,
    DeedChange,
    DeskNote,
    DeskRow,
    ResponseRow,
    SavedFilter,
    SentimentDecision,
    StaffUser,
    ThemeDecision,
)
from feedback.storage.models.base import table_of
from feedback.storage.queries.said import refresh_said


@dataclass(frozen=True, slots=True)
class Claim:
    """Who has claimed a response, and who was not sure about it; None is nobody."""

    claimed_by: UUID | None = None
    claimed_name: str | None = None
    unsure_name: str | None = None


@dataclass(frozen=True, slots=True)
class PastDeed:
    """One deed on a response."""

    id: UUID
    by: str
    done_utc: datetime
    undone_by: str | None
    undone_utc: datetime | None


def list_claims(session: Session, ids: Sequence[UUID]) -> dict[UUID, Claim]:
    """Return the claims on these responses; those with none are left out."""
    holder, doubter = aliased(StaffUser), aliased(StaffUser)
    rows = session.execute(
        select(DeskRow.response_id, DeskRow.claimed_by, holder.display_name, doubter.display_name)
        .outerjoin(holder, holder.id == DeskRow.claimed_by)
        .outerjoin(doubter, doubter.id == DeskRow.unsure_by)
        .where(DeskRow.response_id.in_(ids))
    )
    return {row[0]: Claim(row[1], row[2], row[3]) for row in rows}


def put_on_desk(session: Session, response_id: UUID, **columns: UUID | None) -> None:
    """Set columns of a response's row; makes it where there is something to say. The caller holds the response."""
    if session.get(DeskRow, response_id) is None:
        if not any(columns.values()):
            return
        session.execute(insert(DeskRow).values(response_id=response_id, **columns))
        return
    session.execute(update(DeskRow).where(DeskRow.response_id == response_id).values(**columns))


def read_decisions(session: Session, response_id: UUID) -> dict[str, Any]:
    """Return everything that people decided of a response, as plain values in a fixed order."""
    mine = select(CommentRow.id).where(CommentRow.response_id == response_id)
    found: dict[str, Any] = {
        "state": session.scalar(select(ResponseRow.state).where(ResponseRow.id == response_id))
    }
    for name, model in _DECISIONS.items():
        table = table_of(model)
        columns = [column for column in table.c if column.name != "id"]
        rows = session.execute(select(*columns).where(table.c.comment_id.in_(mine)))
        written = [{c.name: _plain(v) for c, v in zip(columns, row, strict=True)} for row in rows]
        found[name] = sorted(written, key=lambda row: sorted((k, str(v)) for k, v in row.items()))
    return found


def write_decisions(session: Session, response_id: UUID, before: dict[str, Any]) -> None:
    """Put decisions that were read before in the place of today's; a comment that is gone is left out."""
    mine = set(session.scalars(select(CommentRow.id).where(CommentRow.response_id == response_id)))
    for name, model in _DECISIONS.items():
        table = table_of(model)
        session.execute(delete(table).where(table.c.comment_id.in_(mine)))
        rows = [
            row | ({"id": uuid4()} if "id" in table.c else {})
            for row in map(_typed, before[name])
            if row["comment_id"] in mine
        ]
        if rows:
            session.execute(insert(table), rows)
    refresh_said(session.connection(), responses=[response_id])


def add_deed(
    session: Session, deed_id: UUID, *, by: UUID, at: datetime, change: dict[str, Any]
) -> None:
    """Add one changed response to a deed; makes the deed with its first."""
    if session.get(Deed, deed_id) is None:
        session.execute(insert(Deed).values(id=deed_id, done_by=by, done_utc=at))
    session.execute(insert(DeedChange).values(deed_id=deed_id, **change))


def lock_deed(session: Session, deed_id: UUID) -> Deed | None:
    """Return the deed, held against others who would undo it too."""
    return session.get(Deed, deed_id, with_for_update=True, populate_existing=True)


def list_changes(session: Session, deed_id: UUID) -> Sequence[DeedChange]:
    """Return what a deed changed, in the order of the responses' ids."""
    asked = select(DeedChange).where(DeedChange.deed_id == deed_id)
    return session.scalars(asked.order_by(DeedChange.response_id)).all()


def count_changes(session: Session, deed_id: UUID) -> int:
    """Return how many responses a deed that still stands changed; 0 when it was undone or is not there."""
    return (
        session.scalar(
            select(func.count())
            .select_from(DeedChange)
            .join(Deed, Deed.id == DeedChange.deed_id)
            .where(Deed.id == deed_id, Deed.undone_utc.is_(None))
        )
        or 0
    )


def mark_undone(session: Session, deed_id: UUID, *, by: UUID, at: datetime) -> None:
    """Write down who undid a deed."""
    session.execute(update(Deed).where(Deed.id == deed_id).values(undone_by=by, undone_utc=at))


def list_deeds(session: Session, response_id: UUID) -> list[PastDeed]:
    """Return what was done to a response, the newest first."""
    doer, undoer = aliased(StaffUser), aliased(StaffUser)
    rows = session.execute(
        select(Deed.id, doer.display_name, Deed.done_utc, undoer.display_name, Deed.undone_utc)
        .join(DeedChange, DeedChange.deed_id == Deed.id)
        .join(doer, doer.id == Deed.done_by)
        .outerjoin(undoer, undoer.id == Deed.undone_by)
        .where(DeedChange.response_id == response_id)
        .order_by(Deed.done_utc.desc(), Deed.id)
    )
    return [PastDeed(*row) for row in rows]


def list_readers(session: Session, response_id: UUID) -> list[tuple[str, datetime]]:
    """Return who has opened a response, and when last; the latest first."""
    last = func.max(AuditEvent.at_utc)
    rows = session.execute(
        select(StaffUser.display_name, last)
        .join(StaffUser, StaffUser.id == AuditEvent.actor_id)
        .where(
            AuditEvent.subject_type == "response",
            AuditEvent.subject_id == str(response_id),
            AuditEvent.action == AuditAction.RESPONSE_OPENED,
        )
        .group_by(StaffUser.id, StaffUser.display_name)
        .order_by(last.desc(), StaffUser.display_name)
    )
    return [(name, at) for name, at in rows if at is not None]


def list_notes(session: Session, response_id: UUID) -> list[tuple[DeskNote, str]]:
    """Return the notes on a response with their writers' names, the oldest first."""
    rows = session.execute(
        select(DeskNote, StaffUser.display_name)
        .join(StaffUser, StaffUser.id == DeskNote.written_by)
        .where(DeskNote.response_id == response_id)
        .order_by(DeskNote.place)
    )
    return [(note, name) for note, name in rows]


def add_note(session: Session, columns: dict[str, Any]) -> None:
    """Add a note after the others; a repeat of the same sending adds nothing. The caller holds the response."""
    if session.get(DeskNote, columns["id"]) is not None:
        return
    last = session.scalar(
        select(func.max(DeskNote.place)).where(DeskNote.response_id == columns["response_id"])
    )
    session.execute(insert(DeskNote).values(place=(last or 0) + 1, **columns))


def list_saved(session: Session, staff_id: UUID) -> list[tuple[UUID, str, dict[str, Any]]]:
    """Return somebody's saved filters by name: (id, name, what was chosen)."""
    rows = session.execute(
        select(SavedFilter.id, SavedFilter.name, SavedFilter.chosen)
        .where(SavedFilter.staff_id == staff_id)
        .order_by(SavedFilter.name)
    )
    return [(saved_id, name, chosen) for saved_id, name, chosen in rows]


def save_filter(session: Session, staff_id: UUID, name: str, chosen: dict[str, Any]) -> None:
    """Keep a filter under a name; one of the same name is replaced."""
    session.execute(
        delete(SavedFilter).where(SavedFilter.staff_id == staff_id, SavedFilter.name == name)
    )
    session.execute(
        insert(SavedFilter).values(id=uuid4(), staff_id=staff_id, name=name, chosen=chosen)
    )


def delete_filter(session: Session, staff_id: UUID, saved_id: UUID) -> None:
    """Forget one of somebody's own filters."""
    session.execute(
        delete(SavedFilter).where(SavedFilter.staff_id == staff_id, SavedFilter.id == saved_id)
    )


_DECISIONS: dict[str, Any] = {
    "themes": ThemeDecision,
    "sentiments": SentimentDecision,
}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value


def _typed(row: dict[str, Any]) -> dict[str, Any]:
    return row | {
        "comment_id": UUID(row["comment_id"]),
        "decided_by": UUID(row["decided_by"]),
        "decided_utc": datetime.fromisoformat(row["decided_utc"]),
    }
