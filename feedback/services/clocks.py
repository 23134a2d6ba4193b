"""How long families wait: each step in working days, what was promised, and what became of the promise."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from uuid import UUID

from sqlalchemy.orm import Session

from analysis.stats.pace import Pace, pace
from feedback.domain.actions import PromiseDays, PromiseState
from feedback.domain.clocks import BEFORE, GIVEN_UP_AFTER, PROMISED_WORKING_DAYS, Step
from feedback.domain.enums import AuditAction
from feedback.domain.quarters import Quarter
from feedback.services.closed_days import closed_days
from feedback.services.runtime import Runtime
from feedback.storage.queries import clocks as queries
from feedback.working_days import add_working_days, count_working_days

_STEP_OF: dict[AuditAction, Step] = {
    AuditAction.MESSAGE_SENT: Step.ACKNOWLEDGED,
    AuditAction.CONTACT_OPENED: Step.ACKNOWLEDGED,
    AuditAction.RESPONSE_READ: Step.READ,
    AuditAction.THEME_DECIDED: Step.THEMED,
    AuditAction.RESPONSE_LINKED: Step.AGREED,
    AuditAction.FAMILY_TOLD: Step.TOLD,
}
"""The deed by which a step is done. Contact details are only opened to answer, unless the reason says otherwise."""
_NO_ANSWER = frozenset({"find_out", "safeguarding"})

Days = Mapping[Step, date]


@dataclass(frozen=True, slots=True)
class StepClock:
    """One step of the responses of a quarter.

    Args:
        promised: working days, or None where nothing is promised; `promises` is then empty.
    """

    step: Step
    pace: Pace
    promised: int | None
    promises: Mapping[PromiseState, int]


def read_clocks(session: Session, runtime: Runtime, quarter: Quarter) -> list[StepClock]:
    """Return every step's clock for the responses that came in the quarter (R1-05, R1-13).

    Only the audit and dated rows are read, never what anybody typed as a date. Days are working days of England.
    """
    first, last = quarter.starts_on, quarter.ends_on
    received = queries.list_received(session, first, last)
    reachable = queries.list_reachable(session, first, last)
    done = _days(session, received, first, last)
    closed = closed_days(session, runtime)
    working = cache(lambda start, end: max(0, count_working_days(start, end, closed)))
    today = runtime.clock.today()
    found = []
    for step, before in BEFORE.items():
        taken: list[int] = []
        waiting: list[int] = []
        states = Counter[PromiseState]()
        for response, came_on in received.items():
            days = done.get(response, {})
            start = came_on if before is None else days.get(before)
            ended = days.get(step)
            if start is None or (
                step is Step.ACKNOWLEDGED and not (ended or response in reachable)
            ):
                continue
            (waiting if ended is None else taken).append(working(start, ended or today))
            if step in PROMISED_WORKING_DAYS:
                states[_promise(step, start, ended, today, closed)] += 1
        promised = PROMISED_WORKING_DAYS.get(step)
        promises = {state: states[state] for state in PromiseState} if promised else {}
        found.append(StepClock(step, pace(taken, waiting), promised, promises))
    return found


def _promise(
    step: Step, start: date, ended: date | None, today: date, closed: frozenset[date]
) -> PromiseState:
    limit = PROMISED_WORKING_DAYS[step]
    given_up = add_working_days(start, GIVEN_UP_AFTER * limit, closed)
    broken = given_up if ended is None and today > given_up else None
    return PromiseDays(add_working_days(start, limit, closed), ended, broken).state(today)


def _days(
    session: Session, received: Mapping[UUID, date], first: date, last: date
) -> dict[UUID, Days]:
    """Return response -> step -> the first day on which it was done."""
    subjects = {str(response): response for response in received}
    subjects |= queries.list_comments(session, first, last)
    found: dict[UUID, dict[Step, date]] = {}
    for day, deed, subject, detail in queries.list_deeds(session, list(_STEP_OF), since=first):
        response = subjects.get(subject)
        if response is None or detail.get("reason") in _NO_ANSWER:
            continue
        found.setdefault(response, {}).setdefault(_STEP_OF[deed], day)
    return dict(found)
