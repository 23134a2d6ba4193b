"""Store what staff typed in for somebody: a response like any other, and beside it who typed it (R3-17)."""

from uuid import UUID

from sqlalchemy.orm import Session

from feedback.domain.enums import AuditAction
from feedback.domain.submissions import Submission
from feedback.domain.ways_in import Typed
from feedback.services.audit import record
from feedback.services.runtime import Runtime
from feedback.services.submit_response import Analyses, SubmitResult, submit_response
from feedback.storage.queries.entries import add_entry


def enter_response(
    session: Session,
    runtime: Runtime,
    submission: Submission,
    typed: Typed,
    *,
    staff_id: UUID,
    analyses: Analyses,
) -> SubmitResult:
    """Store the submission in the caller's transaction; a repeat of the same page stores nothing.

    Raises: StorageUnavailable (from the transaction) when the database cannot store it now.
    """
    stored = submit_response(session, runtime, submission, analyses=analyses)
    if stored.repeated:
        return stored
    add_entry(
        session,
        stored.response_id,
        staff_id=staff_id,
        read_back=typed.read_back,
        second_hand=typed.second_hand,
    )
    record(
        session,
        runtime,
        AuditAction.RESPONSE_STORED,
        subject=("staff_entry", stored.response_id),
        actor_id=staff_id,
        detail={"way": typed.way.value, "read_back": typed.read_back},
    )
    return stored
