"""How long families wait: each step in working days, what was promised, and what became of the promise."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from sqlalchemy.orm import Session

from analysis.stats.pace import Pace, pace
from feedback.domain.actions import PromiseDays, PromiseState
from feedback.domain.clocks import BEFORE, GIVEN_UP_AFTER, PROMISED_WORKING_DAYS, Step
from feedback.domain.quarters import Quarter
from feedback.services.closed_days import closed_days
from feedback.services.runtime import Runtime
from feedback.storage.queries import clocks as queries
from feedback.working_days import add_working_days, count_working_days

_NO_ANSWER = ("find_out", "safeguarding", "mash", "danger")
"""Contact details are only opened to answer, unless the reason says otherwise."""


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
    rows = queries.count_step_days(
        session, quarter.starts_on, quarter.ends_on, no_answer=_NO_ANSWER
    )
    days = _WorkingDays(runtime.clock.today(), closed_days(session, runtime))
    return [_clock(step, rows, days) for step in BEFORE]


class _WorkingDays:
    """Counts working days as of one day; each pair of days is counted once."""

    def __init__(self, today: date, closed: frozenset[date]) -> None:
        self.today = today
        self.between = cache(lambda start, end: max(0, count_working_days(start, end, closed)))
        self.after = cache(lambda start, count: add_working_days(start, count, closed))

    def promise(self, step: Step, start: date, ended: date | None) -> PromiseState:
        """Return what became of the promise that a step would be done in time."""
        limit = PROMISED_WORKING_DAYS[step]
        given_up = self.after(start, GIVEN_UP_AFTER * limit)
        broken = given_up if ended is None and self.today > given_up else None
        return PromiseDays(self.after(start, limit), ended, broken).state(self.today)


def _clock(step: Step, rows: Sequence[queries.StepDays], days: _WorkingDays) -> StepClock:
    taken: list[int] = []
    waiting: list[int] = []
    states = Counter[PromiseState]()
    before = BEFORE[step]
    for row in rows:
        start = row.came if before is None else _day(row, before)
        ended = _day(row, step)
        if start is None or (step is Step.ACKNOWLEDGED and not (ended or row.reachable)):
            continue
        took = days.between(start, ended or days.today)
        (waiting if ended is None else taken).extend([took] * row.count)
        if step in PROMISED_WORKING_DAYS:
            states[days.promise(step, start, ended)] += row.count
    promised = PROMISED_WORKING_DAYS.get(step)
    promises = {state: states[state] for state in PromiseState} if promised else {}
    return StepClock(step, pace(taken, waiting), promised, promises)


def _day(row: queries.StepDays, step: Step) -> date | None:
    found: date | None = getattr(row, step.value)
    return found
