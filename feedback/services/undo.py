"""Take back what one pressing of a button decided, on one response or on many. The history is kept."""

import hashlib
import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.orm import Session

from feedback.domain.enums import AuditAction, ResponseState
from feedback.domain.errors import Conflict, NotAllowed, NotFound
from feedback.services.audit import record
from feedback.services.runtime import Runtime
from feedback.services.separation import check_may_read
from feedback.storage.models import ResponseRow
from feedback.storage.models.base import table_of
from feedback.storage.queries import desk
from feedback.storage.queries.review_response import lock_response

ALREADY = "This was undone already."


@dataclass(frozen=True, slots=True)
class Undone:
    """Which responses are as they were before, and which were left because somebody decided about them since."""

    restored: tuple[UUID, ...]
    left: tuple[UUID, ...]


def remember(
    session: Session,
    runtime: Runtime,
    deed_id: UUID,
    response_id: UUID,
    *,
    before: dict[str, Any],
    staff_id: UUID,
) -> None:
    """Keep what stood before a deed, so that it can be undone; nothing is kept where nothing changed."""
    after = desk.read_decisions(session, response_id)
    if after == before:
        return
    change = {"response_id": response_id, "before": before, "stamp_after": stamp_of(after)}
    desk.add_deed(session, deed_id, by=staff_id, at=runtime.clock.now(), change=change)


def undo(session: Session, runtime: Runtime, deed_id: UUID, *, staff_id: UUID) -> Undone:
    """Put everything back as it stood before a deed: decisions with their authors, what was unread.

    A response about which anybody has decided since, or that is not theirs to read, is left as it is, and
    named. What was done about a flag is not undone here: that is safeguarding's.

    Raises: NotFound when there is no such deed; Conflict when it was undone already.
    """
    deed = desk.lock_deed(session, deed_id)
    if deed is None:
        raise NotFound("There is nothing to undo at this address.")
    if deed.undone_utc is not None:
        raise Conflict(ALREADY)
    restored, left = [], []
    for change in desk.list_changes(session, deed_id):
        lock_response(session, change.response_id)
        now = desk.read_decisions(session, change.response_id)
        allowed = _may_read(session, runtime, change.response_id, staff_id)
        if not allowed or stamp_of(now) != change.stamp_after:
            left.append(change.response_id)
            continue
        _restore(session, change.response_id, change.before)
        record(session, runtime, AuditAction.DECISION_UNDONE,
               subject=("response", change.response_id), actor_id=staff_id,
               detail={"deed": str(deed_id)})  # fmt: skip
        restored.append(change.response_id)
    if restored:
        desk.mark_undone(session, deed_id, by=staff_id, at=runtime.clock.now())
    return Undone(tuple(restored), tuple(left))


def count_undoable(session: Session, deed_id: UUID) -> int:
    """Return how many responses a deed changed, while it can be undone; else 0."""
    return desk.count_changes(session, deed_id)


def stamp_of(decisions: dict[str, Any]) -> str:
    """Return a hash over decisions."""
    written = json.dumps(decisions, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()


def _may_read(session: Session, runtime: Runtime, response_id: UUID, staff_id: UUID) -> bool:
    try:
        check_may_read(session, runtime, response_id, staff_id=staff_id)
    except NotAllowed:
        return False
    return True


def _restore(session: Session, response_id: UUID, before: dict[str, Any]) -> None:
    desk.write_decisions(session, response_id, before)
    responses = table_of(ResponseRow)
    state = ResponseState(before["state"])
    session.execute(update(responses).where(responses.c.id == response_id).values(state=state))
