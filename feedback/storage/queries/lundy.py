"""What the Lundy page counts of a quarter: who wrote, how soon somebody read it, which themes were answered."""

from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from feedback.domain.actions import OutcomeState
from feedback.domain.enums import AuditAction
from feedback.storage.models import ActionRow, AuditEvent, CommentRow, OutcomeRow, ResponseRow
from feedback.storage.queries.holds import is_held
from feedback.storage.queries.step_deeds import as_written, is_step


def count_written(session: Session, quarter: str) -> int:
    """Return how many people's responses of the quarter hold at least one comment."""
    asked = (
        select(func.count(func.distinct(CommentRow.response_id)))
        .join(ResponseRow, ResponseRow.id == CommentRow.response_id)
        .where(ResponseRow.quarter == quarter, ResponseRow.collective.is_(False))
    )
    return session.scalar(asked) or 0


def count_read_days(
    session: Session, quarter: str, *, sees_held: bool = True
) -> list[tuple[date, date | None, int]]:
    """Return (day it came, day a person first read it or None, how many) of people's responses of the quarter.

    Args:
        sees_held: whether what safeguarding holds back is counted too (R4-25).
    """
    conditions = [ResponseRow.quarter == quarter, ResponseRow.collective.is_(False)]
    if not sees_held:
        conditions.append(~is_held(ResponseRow.id))
    # One look into an index for each response of the quarter, however much was audited before and since.
    first_read = (
        select(func.min(AuditEvent.on_day))
        .where(
            is_step(),
            AuditEvent.action == AuditAction.RESPONSE_READ,
            AuditEvent.subject_id == as_written(ResponseRow.id),
        )
        .scalar_subquery()
    )
    each = (
        select(ResponseRow.received_on.label("came"), first_read.label("day"))
        .where(*conditions)
        .cte("each_read")
        .prefix_with("MATERIALIZED")
    )
    rows = session.execute(
        select(each.c.came, each.c.day, func.count())
        .group_by(each.c.came, each.c.day)
        .order_by(each.c.came, each.c.day)
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
