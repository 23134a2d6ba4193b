"""What the Lundy page counts of a quarter: how soon somebody read it, which themes were answered."""

from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from feedback.domain.actions import OutcomeState
from feedback.storage.models import ActionRow, OutcomeRow, ResponseRow
from feedback.storage.queries.holds import is_held


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
    rows = session.execute(
        select(ResponseRow.received_on, ResponseRow.read_on, func.count())
        .where(*conditions)
        .group_by(ResponseRow.received_on, ResponseRow.read_on)
        .order_by(ResponseRow.received_on, ResponseRow.read_on)
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
