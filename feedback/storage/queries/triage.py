"""Flags on their way through triage, and the alerts that wait to be sent."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import and_, case, delete, func, insert, or_, select, update
from sqlalchemy.engine import CursorResult
from sqlalchemy.orm import Session

from feedback.domain.enums import AuditAction, FlagOutcome, FlagState, Role
from feedback.domain.triage import Level, TriageState
from feedback.storage.models import (
    Alert,
    AuditEvent,
    CommentRow,
    Flag,
    FlagDecision,
    ResponseRow,
    StaffRole,
    StaffUser,
    Triage,
)
from feedback.storage.models.base import table_of

_TRIAGE, _ALERT, _FLAG = table_of(Triage), table_of(Alert), table_of(Flag)


@dataclass(frozen=True, slots=True)
class TriageRow:
    """A flag with its clock, where it belongs, and what was decided of it (None while it is open)."""

    response_id: UUID
    received_on: date
    forum: str
    flag: Flag
    triage: Triage
    decided: FlagDecision | None


@dataclass(frozen=True, slots=True)
class Unnoticed:
    """A flag whose clock has to be set, or set anew because it is more urgent than it was."""

    comment_id: UUID
    urgency: str
    starts_utc: datetime | None


def list_unnoticed(session: Session) -> list[Unnoticed]:
    """Return open flags without a clock of their urgency that nobody has begun to answer."""
    rows = session.execute(
        select(Flag.comment_id, Flag.urgency, Triage.starts_utc)
        .outerjoin(Triage, Triage.comment_id == Flag.comment_id)
        .where(Flag.state == FlagState.OPEN)
        .where(
            or_(
                Triage.comment_id.is_(None),
                and_(Triage.state == TriageState.WAITING, Triage.urgency != Flag.urgency),
            )
        )
        .order_by(Flag.comment_id)
    )
    return [Unnoticed(*row) for row in rows]


def set_clock(session: Session, comment_id: UUID, values: Mapping[str, Any]) -> None:
    """Put a clock in the place of whatever the flag had."""
    session.execute(delete(_TRIAGE).where(_TRIAGE.c.comment_id == comment_id))
    session.execute(insert(_TRIAGE), {"comment_id": comment_id, "escalated": 0} | dict(values))


def forget_triage(session: Session, comment_id: UUID) -> None:
    """Let a flag begin again: no clock, no alert, no decision."""
    for table in (_TRIAGE, _ALERT, table_of(FlagDecision)):
        session.execute(delete(table).where(table.c.comment_id == comment_id))


def list_running(session: Session) -> list[TriageRow]:
    """Return flags that are not decided: immediate first, then by when they are due."""
    return _rows(
        session,
        _all()
        .where(Triage.state != TriageState.DECIDED)
        .order_by(
            case((Flag.urgency == "immediate", 0), else_=1), Triage.decide_by_utc, Flag.comment_id
        ),
    )


def list_kept(session: Session, *, limit: int) -> list[TriageRow]:
    """Return decided flags that still hold their response back, or wait for the LADO; the newest first."""
    lado = and_(FlagDecision.outcome == FlagOutcome.ABOUT_A_WORKER, Triage.sealed_details.is_(None))
    return _rows(
        session,
        _all()
        .where(Triage.state == TriageState.DECIDED, or_(Flag.held, lado))
        .order_by(FlagDecision.decided_utc.desc(), Flag.comment_id)
        .limit(limit),
    )


def find_case(session: Session, comment_id: UUID) -> TriageRow | None:
    """Return one flag, or None."""
    found = _rows(session, _all().where(Flag.comment_id == comment_id))
    return found[0] if found else None


def find_flag(session: Session, comment_id: UUID) -> Flag | None:
    """Return a comment's flag, or None."""
    return session.get(Flag, comment_id)


def lock_triage(session: Session, comment_id: UUID) -> Triage | None:
    """Return the flag's clock, held against other writers until the transaction ends."""
    return session.get(Triage, comment_id, with_for_update=True)


def count_opened(session: Session, staff_id: UUID, day: date) -> int:
    """Return how many flagged comments somebody has opened on a day (R4-28)."""
    asked = select(func.count(func.distinct(AuditEvent.subject_id))).where(
        AuditEvent.action == AuditAction.FLAG_OPENED,
        AuditEvent.actor_id == staff_id,
        AuditEvent.on_day == day,
    )
    return session.scalar(asked) or 0


def count_leads(session: Session) -> int:
    """Return how many safeguarding leads may sign in."""
    asked = (
        select(func.count())
        .select_from(StaffUser)
        .join(StaffRole, StaffRole.user_id == StaffUser.id)
        .where(StaffUser.active, StaffRole.role == Role.SAFEGUARDING)
    )
    return session.scalar(asked) or 0


def list_active(session: Session) -> list[tuple[UUID, str]]:
    """Return everybody who may sign in: id and name, by name."""
    rows = session.execute(
        select(StaffUser.id, StaffUser.display_name)
        .where(StaffUser.active)
        .order_by(StaffUser.display_name, StaffUser.id)
    )
    return [(staff_id, name) for staff_id, name in rows]


def decide(
    session: Session, comment_id: UUID, *, outcome: FlagOutcome, by: UUID, at: datetime
) -> None:
    """Store what was done about a flag, in the place of what stood."""
    table = table_of(FlagDecision)
    session.execute(delete(table).where(table.c.comment_id == comment_id))
    session.execute(
        insert(table),
        {"comment_id": comment_id, "outcome": outcome, "decided_by": by, "decided_utc": at},
    )


def change_flag(session: Session, comment_id: UUID, **values: Any) -> None:
    """Change the flag's own columns."""
    session.execute(update(_FLAG).where(_FLAG.c.comment_id == comment_id).values(values))


def add_flag(session: Session, comment_id: UUID, values: Mapping[str, Any]) -> None:
    """Store a flag that a person raised."""
    session.execute(insert(_FLAG), {"comment_id": comment_id} | dict(values))


def add_alert(session: Session, comment_id: UUID, level: Level, *, at: datetime) -> None:
    """Put an alert into the outbox, once for each flag and level."""
    there = select(Alert.id).where(Alert.comment_id == comment_id, Alert.level == level)
    if session.scalar(there) is None:
        session.execute(
            insert(_ALERT),
            {
                "id": uuid4(),
                "comment_id": comment_id,
                "level": level,
                "next_try_utc": at,
                "tries": 0,
            },
        )


def list_due_alerts(session: Session, now: datetime, *, limit: int) -> list[Alert]:
    """Return alerts to be sent now, those that wait longest first."""
    asked = (
        select(Alert)
        .where(Alert.sent_utc.is_(None), Alert.next_try_utc <= now)
        .order_by(Alert.next_try_utc, Alert.id)
        .limit(limit)
    )
    return list(session.scalars(asked))


def mark_alert(session: Session, alert_id: UUID, **values: Any) -> None:
    """Write down that an alert was sent, or when it is tried again."""
    session.execute(update(_ALERT).where(_ALERT.c.id == alert_id).values(values))


def count_stuck_alerts(session: Session, *, tries: int) -> int:
    """Return how many alerts could not be sent so many times."""
    asked = select(func.count()).where(Alert.sent_utc.is_(None), Alert.tries >= tries)
    return session.scalar(asked) or 0


def delete_alerts(session: Session, comment_id: UUID) -> None:
    """Empty the outbox of what a flag put in."""
    session.execute(delete(_ALERT).where(_ALERT.c.comment_id == comment_id))


def forget_details(session: Session, before: datetime) -> int:
    """Forget references to the case system of flags decided before; return how many (R4-07)."""
    old = select(FlagDecision.comment_id).where(FlagDecision.decided_utc < before)
    result = session.execute(
        update(_TRIAGE)
        .where(_TRIAGE.c.comment_id.in_(old), _TRIAGE.c.sealed_details.is_not(None))
        # What was told stays told: an empty seal is not "nobody has told the LADO".
        .where(func.length(_TRIAGE.c.sealed_details) > 0)
        .values(sealed_details=b"")
    )
    assert isinstance(result, CursorResult)  # noqa: S101 (an UPDATE gives no other kind)
    return int(result.rowcount)


def _all() -> Any:
    return (
        select(
            ResponseRow.id, ResponseRow.received_on, ResponseRow.forum, Flag, Triage, FlagDecision
        )
        .join(CommentRow, CommentRow.response_id == ResponseRow.id)
        .join(Flag, Flag.comment_id == CommentRow.id)
        .join(Triage, Triage.comment_id == Flag.comment_id)
        .outerjoin(FlagDecision, FlagDecision.comment_id == Flag.comment_id)
    )


def _rows(session: Session, asked: Any) -> list[TriageRow]:
    return [TriageRow(*row) for row in session.execute(asked)]
