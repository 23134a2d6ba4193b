"""What was promised to families, and what became of it (R1-24)."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from feedback.domain.actions import OutcomeState, PromiseDays, PromiseState
from feedback.services.runtime import Runtime
from feedback.storage.models import PromiseRow
from feedback.storage.queries import outcomes as queries


@dataclass(frozen=True, slots=True)
class Promise:
    """One promise as families read it, and what became of it."""

    outcome_id: UUID
    action_id: UUID
    words: str
    days: PromiseDays
    state: PromiseState


def days_of(row: PromiseRow) -> PromiseDays:
    """Return the days of a stored promise."""
    return PromiseDays(row.due_on, row.kept_on, row.broken_on)


def list_promises(session: Session, runtime: Runtime) -> list[Promise]:
    """Return every published promise, the one that is or was due first at the top."""
    today = runtime.clock.today()
    found = [
        Promise(
            parts.outcome.id,
            parts.action.id,
            parts.outcome.words,
            days_of(parts.promise),
            days_of(parts.promise).state(today),
        )
        for parts in queries.list_outcomes(session, states=(OutcomeState.PUBLISHED,))
        if parts.promise is not None
    ]
    return sorted(found, key=lambda promise: (promise.days.due_on, promise.outcome_id))


def count_promises(promises: list[Promise]) -> Mapping[PromiseState, int]:
    """Return state -> how many promises are in it, with none left out."""
    counted = Counter(promise.state for promise in promises)
    return {state: counted[state] for state in PromiseState}


def keep_promises(session: Session, action_id: UUID, day: date) -> None:
    """Remember that what the action still promised was done on this day."""
    queries.end_promises(session, action_id, {"kept_on": day})


def break_promises(session: Session, action_id: UUID, day: date) -> None:
    """Remember that on this day it was said that what the action still promised will not be done."""
    queries.end_promises(session, action_id, {"broken_on": day})
