"""Complaints about the use of data: put in once, listed by the day on which they came, moved on, forgotten."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import CursorResult
from sqlalchemy.orm import Session

from feedback.domain.data_complaints import DataComplaintState
from feedback.storage.models import DataComplaintRow
from feedback.storage.models.base import table_of

_TABLE = table_of(DataComplaintRow)
_INSERT: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


def store_once(session: Session, columns: dict[str, Any]) -> bool:
    """Store it; return False, and store nothing, where one with its once-hash is there."""
    connection = session.connection()
    made = _INSERT[connection.dialect.name](_TABLE)
    result = connection.execute(
        made.on_conflict_do_nothing(index_elements=["once_hash"]),
        columns,
        execution_options={"preserve_rowcount": True},
    )
    return bool(result.rowcount)


def find_by_code(session: Session, code_hash: bytes) -> DataComplaintRow | None:
    """Return the complaint behind a code's hash, or None."""
    asked = select(DataComplaintRow).where(DataComplaintRow.code_hash == code_hash)
    return session.scalars(asked).one_or_none()


def find(session: Session, complaint_id: UUID) -> DataComplaintRow | None:
    """Return a complaint, or None."""
    return session.get(DataComplaintRow, complaint_id)


def list_rows(session: Session, *, answered: bool, limit: int) -> list[DataComplaintRow]:
    """Return the complaints that wait, what is flagged and then the longest waiting first; or those answered."""
    done = DataComplaintRow.state == DataComplaintState.ANSWERED
    day = DataComplaintRow.received_on
    order = (day.desc(),) if answered else (DataComplaintRow.flagged.desc(), day)
    asked = select(DataComplaintRow).where(done if answered else ~done)
    return list(session.scalars(asked.order_by(*order, DataComplaintRow.id).limit(limit)))


def move(session: Session, complaint_id: UUID, *, of: DataComplaintState, **columns: Any) -> bool:
    """Change a complaint that is still in the state `of`; return whether it was."""
    changed = update(_TABLE).where(_TABLE.c.id == complaint_id, _TABLE.c.state == of)
    result = session.execute(changed.values(**columns))
    assert isinstance(result, CursorResult)  # noqa: S101 (an UPDATE gives no other kind)
    return bool(result.rowcount)


def forget_answered(session: Session, before: date) -> int:
    """Delete what was answered before a day; return how much it was."""
    result = session.execute(delete(_TABLE).where(_TABLE.c.answered_on < before))
    assert isinstance(result, CursorResult)  # noqa: S101 (a DELETE gives no other kind)
    return int(result.rowcount)
