"""Who works on a response, what officers note for each other, and what was done to it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.orm import Session

from feedback.domain.enums import AuditAction
from feedback.domain.errors import Conflict, NotFound
from feedback.services.audit import record
from feedback.services.later_words import later_id, open_key
from feedback.services.response_rows import storable
from feedback.services.runtime import Runtime
from feedback.services.separation import check_may_read
from feedback.storage.models import ResponseRow
from feedback.storage.queries import desk as queries
from feedback.storage.queries.review_response import lock_response

TAKEN = "Somebody else has claimed this response in the meantime."


@dataclass(frozen=True, slots=True)
class Note:
    """What an officer noted for colleagues."""

    words: str
    by: str
    on_day: date


@dataclass(frozen=True, slots=True)
class Desk:
    """What officers know of a response beside its decisions.

    Args:
        readers: (name, when last) of who has opened it. deeds: the newest first.
        may_note: whether its words are still kept, so that a note can be sealed with them.
    """

    notes: tuple[Note, ...]
    readers: tuple[tuple[str, datetime], ...]
    deeds: tuple[queries.PastDeed, ...]
    may_note: bool


def load_desk(session: Session, runtime: Runtime, response_id: UUID) -> Desk:
    """Return what officers know of a response.

    Raises: NotFound when there is none with this id.
    """
    row = session.get(ResponseRow, response_id)
    if row is None:
        raise NotFound("There is no response at this address.")
    kept = row.wrapped_key is not None
    return Desk(
        notes=_notes(session, runtime, row) if kept else (),
        readers=tuple(queries.list_readers(session, response_id)),
        deeds=tuple(queries.list_deeds(session, response_id)),
        may_note=kept,
    )


def claim(
    session: Session, runtime: Runtime, response_id: UUID, *, staff_id: UUID, seen: UUID | None
) -> None:
    """Put a response on somebody's own desk, where colleagues see it and their `next` passes it over.

    Args:
        seen: who held it when the page was made; taking it over from them is on purpose.

    Raises: NotFound; Conflict when somebody else has claimed it since the page was made.
    """
    holder = _holder(session, response_id)
    check_may_read(session, runtime, response_id, staff_id=staff_id)
    if holder not in (seen, staff_id):
        raise Conflict(TAKEN)
    if holder == staff_id:
        return
    queries.put_on_desk(session, response_id, claimed_by=staff_id)
    record(session, runtime, AuditAction.RESPONSE_CLAIMED, subject=("response", response_id),
           actor_id=staff_id, detail={"taken_over": holder is not None})  # fmt: skip


def release(session: Session, runtime: Runtime, response_id: UUID, *, staff_id: UUID) -> None:
    """Take a response off one's own desk; nothing happens where it is not there.

    Raises: NotFound when there is no such response.
    """
    if _holder(session, response_id) != staff_id:
        return
    queries.put_on_desk(session, response_id, claimed_by=None)
    record(session, runtime, AuditAction.RESPONSE_RELEASED, subject=("response", response_id),
           actor_id=staff_id)  # fmt: skip


def leave_unsure(session: Session, runtime: Runtime, response_id: UUID, *, staff_id: UUID) -> None:
    """Leave a response for a colleague: it stays unread, stands among the unsure, and says who was not sure.

    Raises: NotFound when there is no such response; Conflict when a colleague has claimed it.
    """
    if _holder(session, response_id) not in (None, staff_id):
        raise Conflict(TAKEN)
    check_may_read(session, runtime, response_id, staff_id=staff_id)
    queries.put_on_desk(session, response_id, claimed_by=None, unsure_by=staff_id)
    session.execute(update(ResponseRow).where(ResponseRow.id == response_id).values(unsure=True))
    record(session, runtime, AuditAction.LEFT_UNSURE, subject=("response", response_id),
           actor_id=staff_id)  # fmt: skip


def write_note(
    session: Session,
    runtime: Runtime,
    response_id: UUID,
    words: str,
    *,
    staff_id: UUID,
    once_key: str,
) -> None:
    """Keep a note, sealed under the response's own key; a repeat of one sending keeps it once.

    Raises: NotFound when there is no such response; Conflict when its words are forgotten.
    """
    row = lock_response(session, response_id)
    if row is None:
        raise NotFound("There is no response at this address.")
    check_may_read(session, runtime, response_id, staff_id=staff_id)
    key = open_key(runtime, row)
    note_id = later_id(session, runtime, response_id, f"note {once_key}")
    columns: dict[str, Any] = {
        "id": note_id,
        "response_id": response_id,
        "written_by": staff_id,
        "on_day": runtime.clock.today(),
        "sealed": key.seal(storable(words).encode(), bound_to=note_id),
    }
    queries.add_note(session, columns)
    record(session, runtime, AuditAction.NOTE_WRITTEN, subject=("response", response_id),
           actor_id=staff_id)  # fmt: skip


def list_saved_filters(session: Session, staff_id: UUID) -> list[tuple[UUID, str, dict[str, Any]]]:
    """Return somebody's saved filters by name."""
    return queries.list_saved(session, staff_id)


def save_filter(session: Session, staff_id: UUID, name: str, chosen: dict[str, Any]) -> None:
    """Keep a filter; one of the same name is replaced."""
    queries.save_filter(session, staff_id, name, chosen)


def delete_filter(session: Session, staff_id: UUID, saved_id: UUID) -> None:
    """Forget one of somebody's own filters."""
    queries.delete_filter(session, staff_id, saved_id)


def _holder(session: Session, response_id: UUID) -> UUID | None:
    """Return who has claimed a response, which is held until the transaction ends."""
    if lock_response(session, response_id) is None:
        raise NotFound("There is no response at this address.")
    return queries.list_claims(session, [response_id]).get(response_id, queries.Claim()).claimed_by


def _notes(session: Session, runtime: Runtime, row: ResponseRow) -> tuple[Note, ...]:
    found = queries.list_notes(session, row.id)
    if not found:
        return ()
    key = open_key(runtime, row)
    return tuple(
        Note(key.unseal(note.sealed, bound_to=note.id).decode(), name, note.on_day)
        for note, name in found
    )
