"""Compliments: thanks that are counted by theme, and given to the worker only with the family's yes (R2-14)."""

from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from feedback.domain.complaints import ComplimentRecord, find_compliment_problems
from feedback.domain.enums import AuditAction
from feedback.domain.errors import Conflict, NotFound
from feedback.services.audit import record
from feedback.services.runtime import Runtime
from feedback.storage.models import ComplimentRow, ResponseRow
from feedback.storage.queries import complaints as queries

MOST_LISTED = 200
CHANGED_MEANWHILE = "Somebody else changed this after you opened it."


@dataclass(frozen=True, slots=True)
class Compliment:
    """One response that thanks somebody; `record` is None where nobody marked it yet, `version` then 0."""

    response_id: UUID
    received_on: date
    forum: str
    record: ComplimentRecord | None
    version: int


def load_compliment(session: Session, response_id: UUID) -> Compliment:
    """Return what is recorded of a response's thanks.

    Raises: NotFound when there is no such response.
    """
    response = session.get(ResponseRow, response_id)
    if response is None:
        raise NotFound("There is no response at this address.")
    row = queries.find_record(session, ComplimentRow, response_id)
    return Compliment(
        response_id, response.received_on, response.forum, _recorded(row), row.version if row else 0
    )


def record_compliment(
    session: Session,
    runtime: Runtime,
    response_id: UUID,
    compliment: ComplimentRecord,
    *,
    version: int,
    staff_id: UUID,
) -> None:
    """Store that a response is a compliment, and what was done with it.

    Raises: Conflict when it would be passed on without the family's yes, a day cannot be, or somebody changed it
        since `version`; NotFound.
    """
    stands = load_compliment(session, response_id)
    today = runtime.clock.today()
    if find_compliment_problems(compliment, received_on=stands.received_on, today=today):
        raise Conflict("This cannot be stored: a day does not fit, or the family has not said yes.")
    row = queries.find_record(session, ComplimentRow, response_id, lock=True)
    if (row.version if row else 0) != version:
        raise Conflict(CHANGED_MEANWHILE)
    if _recorded(row) == compliment:
        return
    if row is None:
        if not queries.add_record(session, ComplimentRow, response_id, asdict(compliment)):
            raise Conflict(CHANGED_MEANWHILE)
    else:
        queries.change_record(session, ComplimentRow, response_id, asdict(compliment))
    record(session, runtime, AuditAction.COMPLIMENT_CHANGED, subject=("response", response_id),
           actor_id=staff_id, detail={"theme": compliment.theme})  # fmt: skip


def list_compliments(session: Session) -> list[Compliment]:
    """Return the newest compliments."""
    return [
        Compliment(row.response_id, received_on, forum, _recorded(row), row.version)
        for row, received_on, forum in queries.list_compliments(session, limit=MOST_LISTED)
    ]


def _recorded(row: Any) -> ComplimentRecord | None:
    if row is None:
        return None
    return ComplimentRecord(**{f.name: getattr(row, f.name) for f in fields(ComplimentRecord)})
