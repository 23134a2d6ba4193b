"""Write down who did what, in the same transaction as the deed."""

import json
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import insert
from sqlalchemy.orm import Session

from feedback.domain.audit_chain import written
from feedback.domain.enums import AuditAction
from feedback.services.runtime import Runtime
from feedback.services.stored_hash import stored_hash
from feedback.storage.models import AuditEvent
from feedback.storage.models.base import table_of

MAC = "audit"
_INSERT = insert(table_of(AuditEvent))


def record(
    session: Session,
    runtime: Runtime,
    action: AuditAction,
    *,
    subject: tuple[str, UUID | str],
    actor_id: UUID | None = None,
    detail: dict[str, Any] | None = None,
) -> None:
    """Add one row to the audit, with a keyed hash of it: who can write into the database alone cannot add one.

    Args:
        subject: what kind of thing it was done to, and its id.
        actor_id: the member of staff; None for a family or for the service itself. Only the day is
            kept of what has no actor: a family's time of day is nobody's business (R4-02).
        detail: ids, codes and counts; never free text, a name or a receipt code.
    """
    row: dict[str, Any] = {
        "id": uuid4(),
        "on_day": runtime.clock.today(),
        "at_utc": runtime.clock.now() if actor_id else None,
        "actor_id": actor_id,
        "action": action,
        "subject_type": subject[0],
        "subject_id": str(subject[1]),
        "detail": json.loads(json.dumps(detail or {})),  # as it comes back, so that its hash stays
    }
    mac = stored_hash(session, runtime, MAC, written(row)).hex()
    session.connection().execute(_INSERT, row | {"mac": mac})
