"""Complaints of a span of days, counted."""

from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from feedback.storage.models import HandOff


def count_received(session: Session, first: date, last: date) -> int:
    """Return how many were sent on these days."""
    asked = (
        select(func.count()).select_from(HandOff).where(HandOff.received_on.between(first, last))
    )
    return session.scalar(asked) or 0
