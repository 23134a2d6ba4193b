"""Answers that wait for another day: found by the hash of their code, deleted when they are sent or old."""

from datetime import date

from sqlalchemy import delete, select
from sqlalchemy.engine import CursorResult
from sqlalchemy.orm import Session

from feedback.storage.models import SavedDraft
from feedback.storage.models.base import table_of


def keep(session: Session, lookup_hash: bytes, sealed: bytes, expires_on: date) -> None:
    """Keep the sealed answers in the place of those that had the same code."""
    session.merge(SavedDraft(lookup_hash=lookup_hash, sealed=sealed, expires_on=expires_on))
    session.flush()


def find(session: Session, lookup_hash: bytes, today: date) -> bytes | None:
    """Return the sealed answers, or None where there are none or their time is over."""
    return session.scalar(
        select(SavedDraft.sealed).where(
            SavedDraft.lookup_hash == lookup_hash, SavedDraft.expires_on >= today
        )
    )


def forget(session: Session, lookup_hash: bytes) -> None:
    """Delete the sealed answers; where there are none, change nothing."""
    table = table_of(SavedDraft)
    session.execute(delete(table).where(table.c.lookup_hash == lookup_hash))


def forget_expired(session: Session, today: date) -> int:
    """Delete everything whose time is over; return how much it was."""
    table = table_of(SavedDraft)
    result = session.execute(delete(table).where(table.c.expires_on < today))
    assert isinstance(result, CursorResult)  # noqa: S101 (a DELETE gives no other kind)
    return int(result.rowcount)
