"""What is recorded of complaints and of compliments: find, put in, change, count."""

from collections.abc import Sequence
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import exists, func, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from feedback.storage.models import ComplaintRow, ComplimentRow, HandOff, ResponseRow
from feedback.storage.models.base import table_of

Record = type[ComplaintRow] | type[ComplimentRow]
R = TypeVar("R", ComplaintRow, ComplimentRow)


def find_record(
    session: Session, kind: type[R], response_id: UUID, *, lock: bool = False
) -> R | None:
    """Return what is recorded of a response, held against other writers when `lock` asks; None where nothing is."""
    return session.get(kind, response_id, with_for_update=lock or None)


def add_record(session: Session, kind: Record, response_id: UUID, columns: dict[str, Any]) -> bool:
    """Store the first that is recorded of a response; return False where somebody else just did."""
    row = {**columns, "response_id": response_id, "version": 1}
    try:
        with session.begin_nested():
            session.execute(insert(table_of(kind)), row)
    except IntegrityError:
        return False
    return True


def change_record(
    session: Session, kind: Record, response_id: UUID, columns: dict[str, Any]
) -> None:
    """Change what is recorded of a response, and count the change."""
    table = table_of(kind)
    session.execute(
        update(table)
        .where(table.c.response_id == response_id)
        .values(**columns, version=table.c.version + 1)
    )


def list_records(session: Session, responses: Sequence[UUID]) -> dict[UUID, ComplaintRow]:
    """Return response -> what is recorded of it, of those of which something is."""
    asked = select(ComplaintRow).where(ComplaintRow.response_id.in_(responses))
    return {row.response_id: row for row in session.scalars(asked)}


def list_handed_on(session: Session, responses: Sequence[UUID]) -> dict[UUID, date]:
    """Return response -> the day on which it was passed to the complaints team, of those that were."""
    asked = select(HandOff.response_id, HandOff.done_utc).where(HandOff.response_id.in_(responses))
    return {response: done.date() for response, done in session.execute(asked) if done}


def list_compliments(session: Session, *, limit: int) -> list[tuple[ComplimentRow, date, str]]:
    """Return (record, day it came, forum) of compliments, the newest first."""
    rows = session.execute(
        select(ComplimentRow, ResponseRow.received_on, ResponseRow.forum)
        .join(ResponseRow, ResponseRow.id == ComplimentRow.response_id)
        .order_by(ResponseRow.received_on.desc(), ResponseRow.id)
        .limit(limit)
    )
    return [(row, received_on, forum) for row, received_on, forum in rows]


def list_records_of(
    session: Session, first: date, last: date
) -> list[tuple[date, ComplaintRow | None]]:
    """Return (day of sending, what is recorded of it or None) of the complaints sent on these days."""
    rows = session.execute(
        select(HandOff.received_on, ComplaintRow)
        .outerjoin(ComplaintRow, ComplaintRow.response_id == HandOff.response_id)
        .where(HandOff.received_on.between(first, last))
        .order_by(HandOff.received_on, HandOff.response_id)
    )
    return [(received_on, row) for received_on, row in rows]


def count_compliments(session: Session, quarter: str) -> dict[str, int]:
    """Return theme -> how many people's compliments of the quarter praise it."""
    # Asked of each compliment: the other way round every response of the quarter would be read.
    theirs = exists().where(
        ResponseRow.id == ComplimentRow.response_id,
        ResponseRow.quarter == quarter,
        ResponseRow.collective.is_(False),
    )
    rows = session.execute(
        select(ComplimentRow.theme, func.count())
        .where(theirs)
        .group_by(ComplimentRow.theme)
        .order_by(ComplimentRow.theme)
    )
    return {theme: count for theme, count in rows}
