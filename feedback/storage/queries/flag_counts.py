"""Flags of a quarter's responses: what was done about them, and whether in time."""

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from feedback.domain.enums import FlagOutcome
from feedback.storage.models import CommentRow, FlagDecision, ResponseRow, Triage


def count_outcomes(session: Session, quarter: str) -> dict[FlagOutcome, int]:
    """Return outcome -> how many flags were decided so; one that nobody decided is in none."""
    rows = session.execute(
        select(FlagDecision.outcome, func.count())
        .join(CommentRow, CommentRow.id == FlagDecision.comment_id)
        .join(ResponseRow, ResponseRow.id == CommentRow.response_id)
        .where(_in(quarter))
        .group_by(FlagDecision.outcome)
    )
    return {outcome: count for outcome, count in rows}


def list_clocks(session: Session, quarter: str) -> list[tuple[bool | None, bool | None]]:
    """Return (acknowledged in time, decided in time) of each flag; None where the clock still runs."""
    rows = session.execute(
        select(Triage.acknowledged_in_time, Triage.decided_in_time)
        .join(CommentRow, CommentRow.id == Triage.comment_id)
        .join(ResponseRow, ResponseRow.id == CommentRow.response_id)
        .where(_in(quarter))
        .order_by(Triage.comment_id)
    )
    return [(acknowledged, decided) for acknowledged, decided in rows]


def _in(quarter: str) -> ColumnElement[bool]:
    # From the flags to their responses: the other way round every comment of the quarter would be read.
    return ResponseRow.quarter.concat("") == quarter
