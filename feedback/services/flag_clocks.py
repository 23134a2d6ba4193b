"""The clocks of flags: set when a flag is noticed, and those that ran out tell the next person up (R4-23)."""

from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from feedback.clock import LONDON
from feedback.domain.enums import AuditAction, FlagOutcome
from feedback.domain.triage import (
    ACKNOWLEDGE_MINUTES,
    DECIDE_MINUTES,
    ESCALATE_MINUTES,
    LADO_WORKING_DAYS,
    LEVELS,
    Level,
    TriageState,
)
from feedback.services.audit import record
from feedback.services.closed_days import closed_days
from feedback.services.runtime import Runtime
from feedback.storage.models import Triage
from feedback.storage.queries import triage as queries
from feedback.working_days import add_working_days
from feedback.working_hours import add_office_minutes, closing_of, next_open

COARSE_MINUTES = 15
"""A clock starts on the quarter of an hour before, so that it does not tell when a family wrote (R4-02)."""
_TOP = len(LEVELS) - 1
MOST_KEPT = 1_000


def notice_flags(session: Session, runtime: Runtime) -> int:
    """Set the clock of every open flag that has none, and put its first alert out; return how many."""
    found = queries.list_unnoticed(session)
    for flag in found:
        starts = flag.starts_utc or _coarse_now(session, runtime)
        times = _times(session, runtime, starts, flag.urgency)
        values = {
            "state": TriageState.WAITING,
            "urgency": flag.urgency,
            "starts_utc": starts,
        } | times
        queries.set_clock(session, flag.comment_id, values)
        add_alert(session, runtime, flag.comment_id, Level.DUTY, at=starts)
    session.expire_all()
    return len(found)


def set_new_clock(session: Session, runtime: Runtime, triage: Triage, urgency: str) -> None:
    """Give a flag that two people called less urgent the time of its new urgency."""
    starts = triage.starts_utc or _coarse_now(session, runtime)
    times = _times(session, runtime, starts, urgency)
    triage.urgency, triage.decide_by_utc = urgency, times["decide_by_utc"]


def find_times(triage: Triage) -> datetime | None:
    """Return when the next step is due: acknowledging, then deciding; None once it is decided."""
    if triage.state is TriageState.WAITING:
        return triage.acknowledge_by_utc
    return triage.decide_by_utc


def lado_due_on(session: Session, runtime: Runtime, decided: datetime) -> date:
    """Return the last day on which the LADO may be told of an allegation (R4-24)."""
    closed = closed_days(session, runtime)
    return add_working_days(decided.astimezone(LONDON).date(), LADO_WORKING_DAYS, closed)


def escalate(runtime: Runtime) -> int:
    """Notice new flags, and tell the next person up of every clock that ran out; return how many steps up."""
    with runtime.database.transaction() as session:
        notice_flags(session, runtime)
        steps = 0
        for row in queries.list_running(session):
            steps += _step_up(session, runtime, row.triage, _level(session, runtime, row.triage))
        for row in queries.list_kept(session, limit=MOST_KEPT):
            if _lado_is_late(session, runtime, row):
                steps += _step_up(session, runtime, row.triage, 1)
        return steps


def add_alert(
    session: Session, runtime: Runtime, comment_id: UUID, level: Level, *, at: datetime
) -> bool:
    """Put an alert into the outbox; return False where nobody is to be told at that level."""
    if not runtime.settings.alerts.reaches(level):
        return False
    queries.add_alert(session, comment_id, level, at=at)
    return True


def _coarse_now(session: Session, runtime: Runtime) -> datetime:
    now = runtime.clock.now()
    coarse = now.replace(
        minute=now.minute - now.minute % COARSE_MINUTES, second=0, microsecond=0
    )  # fmt: skip
    return next_open(coarse, runtime.settings.office_hours, closed_days(session, runtime))


def _times(
    session: Session, runtime: Runtime, starts: datetime, urgency: str
) -> dict[str, datetime]:
    hours, extra = runtime.settings.office_hours, closed_days(session, runtime)
    if urgency == "immediate":
        acknowledge = add_office_minutes(starts, ACKNOWLEDGE_MINUTES, hours, extra)
        decide = add_office_minutes(starts, DECIDE_MINUTES, hours, extra)
    else:
        acknowledge = decide = closing_of(starts, hours)
    return {"acknowledge_by_utc": acknowledge, "decide_by_utc": decide}


def _level(session: Session, runtime: Runtime, triage: Triage) -> int:
    """Return how far up a flag belongs now: 0 while it is in time, then one more each half office hour."""
    when, now, level = find_times(triage), runtime.clock.now(), 0
    hours, extra = runtime.settings.office_hours, closed_days(session, runtime)
    while when is not None and level < _TOP and now > when:
        level += 1
        when = add_office_minutes(when, ESCALATE_MINUTES, hours, extra)
    return level


def _step_up(session: Session, runtime: Runtime, triage: Triage, level: int) -> int:
    steps = range(triage.escalated + 1, level + 1)
    for step in steps:
        told = add_alert(session, runtime, triage.comment_id, LEVELS[step], at=runtime.clock.now())
        record(session, runtime, AuditAction.FLAG_ESCALATED, subject=("comment", triage.comment_id),
               detail={"level": LEVELS[step].value, "alerted": told})  # fmt: skip
        triage.escalated = step
    return len(steps)


def _lado_is_late(session: Session, runtime: Runtime, row: queries.TriageRow) -> bool:
    if row.decided is None or row.decided.outcome is not FlagOutcome.ABOUT_A_WORKER:
        return False
    if row.triage.sealed_details is not None:
        return False
    return runtime.clock.today() > lado_due_on(session, runtime, row.decided.decided_utc)


def forget_references(session: Session, runtime: Runtime, *, days: int) -> int:
    """Forget references to the case system after so many days; return how many (R4-07)."""
    return queries.forget_details(session, runtime.clock.now() - timedelta(days=days))
