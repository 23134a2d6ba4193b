"""The week's counts, in one statement, and the weeks that were counted."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from feedback.domain.actions import OPEN_STATES, OutcomeState
from feedback.domain.digest import DAYS_COUNTED, DUE_WITHIN_DAYS
from feedback.domain.enums import FlagState, ResponseState, Role
from feedback.storage.models import (
    ActionRow,
    CommentRow,
    Flag,
    OutcomeRow,
    PromiseRow,
    ResponseRow,
    StaffRole,
    StaffUser,
    WeeklyDigest,
)
from feedback.storage.models.base import table_of

_DIGEST = table_of(WeeklyDigest)


@dataclass(frozen=True, slots=True)
class Counted:
    """What the database counts of a day; the oldest days are None where nothing waits."""

    new: int
    unread_late: int
    open_flags: int
    oldest_flag: date | None
    oldest_unread: date | None
    overdue: int
    due_soon: int
    promises_late: int
    promises_broken: int


def count(session: Session, today: date, *, read_since: date) -> Counted:
    """Return the counts of a day.

    Args:
        read_since: what came before this day should have been read by now.
    """
    unread = ResponseRow.state == ResponseState.RECEIVED
    came = ResponseRow.received_on
    flags = (
        select(func.min(came))
        .join(CommentRow, CommentRow.response_id == ResponseRow.id)
        .join(Flag, Flag.comment_id == CommentRow.id)
        .where(Flag.state == FlagState.OPEN)
    )
    to_do = ActionRow.state.in_(OPEN_STATES)
    soon = today + timedelta(days=DUE_WITHIN_DAYS)
    asked = select(
        _number(came >= today - timedelta(days=DAYS_COUNTED), came < today),
        _number(unread, came < read_since),
        _number(Flag.state == FlagState.OPEN),
        flags.scalar_subquery(),
        select(func.min(came)).where(unread).scalar_subquery(),
        _number(to_do, ActionRow.due_on < today),
        _number(to_do, ActionRow.due_on.between(today, soon)),
        _promises(PromiseRow.broken_on.is_(None), _late(today)),
        _promises(PromiseRow.broken_on.is_not(None)),
    )
    return Counted(*session.execute(asked).one())


def list_people(session: Session, roles: frozenset[Role]) -> list[str]:
    """Return the addresses of everybody of these roles who may sign in."""
    asked = (
        select(StaffUser.email)
        .join(StaffRole, StaffRole.user_id == StaffUser.id)
        .where(StaffUser.active, StaffRole.role.in_(roles))
        .distinct()
    )
    return sorted(session.scalars(asked))


def find_week(session: Session, week: date) -> WeeklyDigest | None:
    """Return a week that was counted, or None."""
    return session.get(WeeklyDigest, week)


def list_weeks(session: Session, *, limit: int) -> list[WeeklyDigest]:
    """Return the weeks that were counted, the newest first."""
    return list(
        session.scalars(select(WeeklyDigest).order_by(WeeklyDigest.week.desc()).limit(limit))
    )


def add_week(
    session: Session, week: date, counts: Mapping[str, int | None], *, send_at: datetime | None
) -> None:
    """Keep a week's counts; nothing is sent of it where `send_at` is None."""
    row = {"week": week, "counts": dict(counts), "tries": 0, "next_try_utc": send_at}
    session.execute(insert(_DIGEST), row)


def find_due(session: Session, now: datetime) -> WeeklyDigest | None:
    """Return the newest week that is to be sent now; an older one that never got through is not sent any more."""
    newest = select(func.max(WeeklyDigest.week)).scalar_subquery()
    return session.scalars(
        select(WeeklyDigest).where(
            WeeklyDigest.week == newest,
            WeeklyDigest.sent_utc.is_(None),
            WeeklyDigest.next_try_utc <= now,
        )
    ).first()


def mark_week(session: Session, week: date, **values: Any) -> None:
    """Write down that a week was sent, or when it is tried again."""
    session.execute(update(_DIGEST).where(_DIGEST.c.week == week).values(values))


def _number(*conditions: Any) -> Any:
    return select(func.count()).where(*conditions).scalar_subquery()


def _late(today: date) -> Any:
    """Return the condition that a promise was kept after its day, or is past it with nothing done."""
    return func.coalesce(PromiseRow.kept_on, today) > PromiseRow.due_on


def _promises(*conditions: Any) -> Any:
    asked = select(func.count(PromiseRow.outcome_id)).join(
        OutcomeRow, OutcomeRow.id == PromiseRow.outcome_id
    )
    return asked.where(OutcomeRow.state == OutcomeState.PUBLISHED, *conditions).scalar_subquery()
