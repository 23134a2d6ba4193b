"""What families are told of an action: written by one person, checked and published by another (R2-05)."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from analysis.text.reading_age import reading_age
from feedback.domain.actions import (
    HelpAnswer,
    OutcomeKind,
    OutcomeState,
    next_outcome_state,
)
from feedback.domain.enums import AuditAction
from feedback.domain.errors import Conflict, NotAllowed, NotFound
from feedback.services.audit import record
from feedback.services.promises import break_promises, keep_promises
from feedback.services.runtime import Runtime
from feedback.storage.models import OutcomeRow
from feedback.storage.queries import actions as action_queries
from feedback.storage.queries import outcomes as queries

LEAST_REASON = 20
"""Characters of a reason why something cannot be done. Source: R2-05."""
OLDEST_READING_AGE = 11
"""The age at which a reason must be easy to read. Source: R2-05."""
NOT_THERE = "There is no text at this address."
CHANGED_MEANWHILE = "Somebody else changed this text after you opened it."
TWO_PEOPLE = "A second person must check this text. You wrote it."


@dataclass(frozen=True, slots=True)
class OutcomeDraft:
    """What somebody wrote for families.

    Args:
        by_on: the day that is promised, where it is being done.
        passed_to: to whom it was passed, where it is not the council's.
    """

    kind: OutcomeKind
    words: str
    child_words: str | None = None
    by_on: date | None = None
    passed_to: str | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """An outcome as staff see it. Reading ages are None where there are no words."""

    id: UUID
    action_id: UUID
    action: str
    draft: OutcomeDraft
    state: OutcomeState
    written_by_id: UUID
    written_by: str
    written_on: date
    checked_by: str | None
    published_on: date | None
    sent_back_because: str | None
    version: int
    reading_age: int | None
    child_reading_age: int | None
    helped: Mapping[HelpAnswer, int]


def reason_problem(draft: OutcomeDraft) -> str | None:
    """Return `short` or `hard` where the reason why something cannot be done will not do, else None."""
    if draft.kind is not OutcomeKind.CANNOT:
        return None
    if len(draft.words.strip()) < LEAST_REASON:
        return "short"
    age = reading_age(draft.words)
    return "hard" if age is None or age > OLDEST_READING_AGE else None


def write_outcome(
    session: Session, runtime: Runtime, action_id: UUID, draft: OutcomeDraft, *, staff_id: UUID
) -> UUID:
    """Store a text that waits for a second person.

    Raises: NotFound when there is no such action; Conflict when a reason is too short or too hard to read.
    """
    _check(draft)
    if action_queries.find_action(session, action_id) is None:
        raise NotFound("There is no action at this address.")
    outcome_id = uuid4()
    queries.add_outcome(
        session,
        asdict(draft)
        | _written(runtime, staff_id)
        | {"id": outcome_id, "action_id": action_id, "version": 1},
    )
    _audit(session, runtime, AuditAction.OUTCOME_WRITTEN, outcome_id, staff_id)
    return outcome_id


def rewrite_outcome(
    session: Session,
    runtime: Runtime,
    outcome_id: UUID,
    draft: OutcomeDraft,
    *,
    version: int,
    staff_id: UUID,
) -> None:
    """Put another text in the place of one that nobody has published; who wrote it last is its author.

    Raises: Conflict when somebody changed it since `version`, or a reason will not do; IllegalTransition;
        NotFound.
    """
    _check(draft)
    row = _locked(session, outcome_id, version)
    next_outcome_state(row.state, OutcomeState.TO_CHECK)
    queries.change_outcome(
        session,
        outcome_id,
        asdict(draft) | _written(runtime, staff_id) | {"sent_back_because": None},
    )
    _audit(session, runtime, AuditAction.OUTCOME_WRITTEN, outcome_id, staff_id)


def send_back(
    session: Session,
    runtime: Runtime,
    outcome_id: UUID,
    because: str,
    *,
    version: int,
    staff_id: UUID,
) -> None:
    """Give a text back to who wrote it.

    Raises: Conflict when somebody changed it since `version`; IllegalTransition; NotFound.
    """
    row = _locked(session, outcome_id, version)
    state = next_outcome_state(row.state, OutcomeState.SENT_BACK)
    queries.change_outcome(session, outcome_id, {"state": state, "sent_back_because": because})
    _audit(session, runtime, AuditAction.OUTCOME_SENT_BACK, outcome_id, staff_id)


def publish_outcome(
    session: Session, runtime: Runtime, outcome_id: UUID, *, version: int, staff_id: UUID
) -> None:
    """Show a text behind every linked receipt, and on the board where enough people stand behind it.

    A promise begins with it; "did it" keeps what was promised before, "cannot" and "tried" break it.

    Raises: NotAllowed when the same person wrote it; Conflict when somebody changed it since `version`;
        IllegalTransition; NotFound.
    """
    row = _locked(session, outcome_id, version)
    state = next_outcome_state(row.state, OutcomeState.PUBLISHED)
    if row.written_by == staff_id:
        raise NotAllowed(TWO_PEOPLE)
    today = runtime.clock.today()
    checked = {"checked_by": staff_id, "checked_utc": runtime.clock.now(), "published_on": today}
    queries.change_outcome(session, outcome_id, {"state": state, **checked})
    _end_or_begin_promises(session, row, today)
    action = action_queries.find_action(session, row.action_id)
    if action is not None and action.told_on is None:
        action_queries.change_action(session, row.action_id, {"told_on": today})
    _audit(session, runtime, AuditAction.OUTCOME_PUBLISHED, outcome_id, staff_id)
    for response in action_queries.list_linked_ids(session, row.action_id):
        record(session, runtime, AuditAction.FAMILY_TOLD, subject=("response", response),
               actor_id=staff_id, detail={"outcome": str(outcome_id)})  # fmt: skip


def take_down(
    session: Session, runtime: Runtime, outcome_id: UUID, *, version: int, staff_id: UUID
) -> None:
    """Take a published text off the board and from behind the receipts; it stays in the history.

    Raises: Conflict when somebody changed it since `version`; IllegalTransition; NotFound.
    """
    row = _locked(session, outcome_id, version)
    state = next_outcome_state(row.state, OutcomeState.TAKEN_DOWN)
    queries.change_outcome(session, outcome_id, {"state": state})
    _audit(session, runtime, AuditAction.OUTCOME_TAKEN_DOWN, outcome_id, staff_id)


def get_outcome(session: Session, outcome_id: UUID) -> Outcome:
    """Return one outcome.

    Raises: NotFound.
    """
    row = queries.find_outcome(session, outcome_id)
    if row is None:
        raise NotFound(NOT_THERE)
    action = action_queries.find_action(session, row.action_id)
    return _outcome(session, row, action.what if action else "", queries.count_answers(session))


def list_outcomes(
    session: Session,
    *,
    states: tuple[OutcomeState, ...] = tuple(OutcomeState),
    action_id: UUID | None = None,
) -> list[Outcome]:
    """Return outcomes in these states, of one action where asked, the newest first."""
    answers = queries.count_answers(session)
    found = queries.list_outcomes(session, states=states, action_id=action_id)
    return [_outcome(session, parts.outcome, parts.action.what, answers) for parts in found]


def _end_or_begin_promises(session: Session, row: OutcomeRow, today: date) -> None:
    if row.kind is OutcomeKind.DID_IT:
        keep_promises(session, row.action_id, today)
    elif row.kind in (OutcomeKind.CANNOT, OutcomeKind.TRIED):
        break_promises(session, row.action_id, today)
    elif row.by_on is not None:
        queries.add_promise(session, row.id, row.by_on)


def _outcome(
    session: Session,
    row: OutcomeRow,
    action: str,
    answers: Mapping[tuple[UUID, HelpAnswer], int],
) -> Outcome:
    return Outcome(
        id=row.id,
        action_id=row.action_id,
        action=action,
        draft=OutcomeDraft(row.kind, row.words, row.child_words, row.by_on, row.passed_to),
        state=row.state,
        written_by_id=row.written_by,
        written_by=queries.name_of(session, row.written_by) or "",
        written_on=row.written_utc.date(),
        checked_by=queries.name_of(session, row.checked_by),
        published_on=row.published_on,
        sent_back_because=row.sent_back_because,
        version=row.version,
        reading_age=reading_age(row.words),
        child_reading_age=reading_age(row.child_words or ""),
        helped={answer: answers.get((row.id, answer), 0) for answer in HelpAnswer},
    )


def _check(draft: OutcomeDraft) -> None:
    problem = reason_problem(draft)
    if problem == "short":
        raise Conflict(f"Give a reason of at least {LEAST_REASON} characters.")
    if problem == "hard":
        raise Conflict(f"Write the reason so that a child of {OLDEST_READING_AGE} can read it.")


def _locked(session: Session, outcome_id: UUID, version: int) -> OutcomeRow:
    row = queries.find_outcome(session, outcome_id, lock=True)
    if row is None:
        raise NotFound(NOT_THERE)
    if row.version != version:
        raise Conflict(CHANGED_MEANWHILE)
    return row


def _written(runtime: Runtime, staff_id: UUID) -> dict[str, Any]:
    return {
        "state": OutcomeState.TO_CHECK,
        "written_by": staff_id,
        "written_utc": runtime.clock.now(),
    }


def _audit(
    session: Session, runtime: Runtime, deed: AuditAction, outcome_id: UUID, staff_id: UUID
) -> None:
    record(session, runtime, deed, subject=("outcome", outcome_id), actor_id=staff_id)
