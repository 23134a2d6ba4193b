"""The days on which the offices are closed: the settings' own, and those that an officer has put down."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from feedback.domain.enums import AuditAction
from feedback.domain.errors import Conflict, NotFound
from feedback.services.audit import record
from feedback.services.runtime import Runtime
from feedback.storage.models import ClosedDay
from feedback.storage.models.base import table_of
from feedback.working_days import add_working_days, is_working_day


def closed_days(session: Session, runtime: Runtime) -> frozenset[date]:
    """Return every day off that the calendar does not know."""
    return runtime.settings.extra_bank_holidays | set(session.scalars(select(ClosedDay.day)))


def list_closed_days(session: Session) -> Mapping[date, str]:
    """Return the days that officers put down, with why, the latest first."""
    rows = session.execute(select(ClosedDay.day, ClosedDay.why).order_by(ClosedDay.day.desc()))
    return {day: why for day, why in rows}


def find_next_open_day(session: Session, runtime: Runtime, day: date) -> date | None:
    """Return None when the offices are open on the day, else the next day on which they are."""
    closed = closed_days(session, runtime)
    return None if is_working_day(day, closed) else add_working_days(day, 0, closed)


def add_closed_day(
    session: Session, runtime: Runtime, day: date, why: str, *, staff_id: UUID
) -> None:
    """Put a day down.

    Raises: Conflict when the offices are closed on that day anyway.
    """
    if find_next_open_day(session, runtime, day) is not None:
        raise Conflict("The offices are closed on that day already.")
    row = {"day": day, "why": why, "added_by": staff_id}
    session.execute(insert(table_of(ClosedDay)), row)
    record(session, runtime, AuditAction.CLOSED_DAY_CHANGED, subject=("day", day.isoformat()),
           actor_id=staff_id, detail={"closed": True})  # fmt: skip


def remove_closed_day(session: Session, runtime: Runtime, day: date, *, staff_id: UUID) -> None:
    """Take a day off the list again.

    Raises: NotFound when it is not on it.
    """
    table = table_of(ClosedDay)
    if not session.connection().execute(delete(table).where(table.c.day == day)).rowcount:
        raise NotFound("That day is not on the list.")
    record(session, runtime, AuditAction.CLOSED_DAY_CHANGED, subject=("day", day.isoformat()),
           actor_id=staff_id, detail={"closed": False})  # fmt: skip
