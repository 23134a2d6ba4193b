"""Counts of a day, by bucket."""

from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from feedback.domain.enums import AttemptKind
from feedback.storage.models import AttemptCount, AttemptSalt
from feedback.storage.models.base import table_of

_INSERT: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


def find_salt(session: Session, day: date) -> bytes | None:
    """Return the salt of the day, or None when nothing was counted on it."""
    return session.scalar(select(AttemptSalt.salt).where(AttemptSalt.on_day == day))


def make_salt(session: Session, day: date, fresh: bytes) -> bytes:
    """Return the salt of the day, which is `fresh` for the first that asks."""
    connection = session.connection()
    made = _INSERT[connection.dialect.name](table_of(AttemptSalt)).values(on_day=day, salt=fresh)
    connection.execute(made.on_conflict_do_nothing(index_elements=["on_day"]))
    found = find_salt(session, day)
    return found if found is not None else fresh


def count_tries(session: Session, day: date, kind: AttemptKind, bucket: int) -> int:
    """Return how many tries a bucket has on the day."""
    asked = select(AttemptCount.tries).where(
        AttemptCount.on_day == day, AttemptCount.kind == kind, AttemptCount.bucket == bucket
    )
    return session.scalar(asked) or 0


def add_try(session: Session, day: date, kind: AttemptKind, bucket: int) -> None:
    """Count one try more. Two at the same moment are both counted."""
    connection = session.connection()
    table = table_of(AttemptCount)
    made = _INSERT[connection.dialect.name](table).values(
        on_day=day, kind=kind, bucket=bucket, tries=1
    )
    connection.execute(
        made.on_conflict_do_update(
            index_elements=["on_day", "kind", "bucket"], set_={"tries": table.c.tries + 1}
        )
    )
