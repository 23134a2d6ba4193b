"""What the Lundy page counts of a quarter: who wrote, how soon somebody read it, which themes were answered."""

from datetime import date

from sqlalchemy import String, cast, func, select
from sqlalchemy.orm import Session

from feedback.domain.actions import OutcomeState
from feedback.domain.enums import AuditAction
from feedback.storage.models import ActionRow, AuditEvent, CommentRow, OutcomeRow, ResponseRow


def count_written(session: Session, quarter: str) -> int:
    """Return how many people's responses of the quarter hold at least one comment."""
    asked = (
        select(func.count(func.distinct(CommentRow.response_id)))
        .join(ResponseRow, ResponseRow.id == CommentRow.response_id)
        .where(ResponseRow.quarter == quarter, ResponseRow.collective.is_(False))
    )
    return session.scalar(asked) or 0


def count_read_days(
    session: Session, quarter: str, first: date
) -> list[tuple[date, date | None, int]]:
    """Return (day it came, day a person first read it or None, how many) of people's responses of the quarter.

    Args:
        first: nothing of the quarter was read before this day.
    """
    read = (
        select(
            func.replace(AuditEvent.subject_id, "-", "").label("of"),
            func.min(AuditEvent.on_day).label("day"),
        )
        .where(AuditEvent.action == AuditAction.RESPONSE_READ, AuditEvent.on_day >= first)
        .group_by(AuditEvent.subject_id)
        .subquery()
    )
    own = func.replace(cast(ResponseRow.id, String(36)), "-", "")
    rows = session.execute(
        select(ResponseRow.received_on, read.c.day, func.count())
        .outerjoin(read, read.c.of == own)
        .where(ResponseRow.quarter == quarter, ResponseRow.collective.is_(False))
        .group_by(ResponseRow.received_on, read.c.day)
        .order_by(ResponseRow.received_on, read.c.day)
    )
    return [(came, day, count) for came, day, count in rows]


def list_answered_themes(session: Session) -> set[str]:
    """Return the themes of which families can read what became of them."""
    rows = session.scalars(
        select(ActionRow.theme)
        .join(OutcomeRow, OutcomeRow.action_id == ActionRow.id)
        .where(OutcomeRow.state == OutcomeState.PUBLISHED, ActionRow.theme.is_not(None))
        .distinct()
    )
    return {theme for theme in rows if theme}
