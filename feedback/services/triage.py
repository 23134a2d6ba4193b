"""The safeguarding queue: what waits for whom until when, and every step that a lead takes (R4-23 to R4-28)."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from feedback.domain.enums import AuditAction, FlagOutcome, FlagState, Role
from feedback.domain.errors import Conflict, IllegalTransition, NotAllowed, NotFound, SealBroken
from feedback.domain.triage import (
    OUTCOMES,
    WITH_REFERENCE,
    Downgrade,
    PassedOn,
    TriageState,
)
from feedback.services.audit import record
from feedback.services.flag_clocks import find_times, lado_due_on, notice_flags, set_new_clock
from feedback.services.review_response import ReviewComment, load_response
from feedback.services.runtime import Runtime
from feedback.services.separation import check_may_read, find_barred, get_reader
from feedback.storage.models import ResponseRow, Triage
from feedback.storage.queries import review_response as review_queries
from feedback.storage.queries import triage as queries
from feedback.storage.queries.reanalysis import BY_A_PERSON
from feedback.storage.queries.triage import TriageRow

MOST_KEPT = 200
RAISED = "a member of staff passed it on"
TWO_PEOPLE = (
    "One person alone cannot say that an immediate flag is less than that. Another lead must agree."
)
CHANGED_MEANWHILE = "Somebody else has taken a step about this since you opened it."


@dataclass(frozen=True, slots=True)
class TriageItem:
    """One flag in the queue, without a word of the family's (R4-28).

    Args:
        late: whether the step that is due has not been taken in time.
        yours_to_read: False where it is about the reader, or about somebody they manage (R1-20).
        lado_by: the day by which the LADO must know; None unless they still have to be told.
        acknowledged_by, proposed_by: names; None where nobody has.
        may_second: whether the reader may agree to what somebody else proposes.
    """

    comment_id: UUID
    response_id: UUID
    received_on: date
    forum: str
    urgency: str
    reason: str
    state: TriageState
    held: bool
    acknowledge_by: datetime | None
    decide_by: datetime | None
    late: bool
    escalated: int
    yours_to_read: bool
    acknowledged_by: str | None
    proposed: str | None
    proposed_by: str | None
    may_second: bool
    outcome: FlagOutcome | None
    lado_by: date | None


@dataclass(frozen=True, slots=True)
class TriageQueue:
    """What waits, what is answered and still held, and how many flags the reader has opened today."""

    waiting: tuple[TriageItem, ...]
    kept: tuple[TriageItem, ...]
    opened_today: int


@dataclass(frozen=True, slots=True)
class TriageCase:
    """One flag with its comment, and who took it over."""

    item: TriageItem
    comment: ReviewComment
    passed_on: PassedOn | None
    opened_today: int


@dataclass(frozen=True, slots=True)
class TriageDecision:
    """What a lead says was done.

    Args:
        outcome: one of OUTCOMES, or Downgrade.CONCERN.
        release: whether officers may read the response from now on.
        passed_on: who took it over; wanted where the outcome is a referral.
        about_staff_id: whom an allegation is about, where they sign in here.
    """

    outcome: str
    release: bool
    passed_on: PassedOn | None = None
    about_staff_id: UUID | None = None


def list_triage(session: Session, runtime: Runtime, *, staff_id: UUID) -> TriageQueue:
    """Return the queue of a lead; clocks that are not set yet are set now.

    Raises: NotAllowed for anybody who is no safeguarding lead.
    """
    _check_lead(session, staff_id)
    notice_flags(session, runtime)
    running, kept = queries.list_running(session), queries.list_kept(session, limit=MOST_KEPT)
    items = _items(session, runtime, [*running, *kept], staff_id)
    return TriageQueue(
        items[: len(running)],
        items[len(running) :],
        queries.count_opened(session, staff_id, runtime.clock.today()),
    )


def open_case(
    session: Session, runtime: Runtime, comment_id: UUID, *, staff_id: UUID
) -> TriageCase:
    """Return one flag with its words, and write down who opened it.

    Raises: NotFound where there is none; NotAllowed where it is not theirs to read.
    """
    row = _get(session, runtime, comment_id, staff_id)
    record(session, runtime, AuditAction.FLAG_OPENED, subject=("comment", comment_id),
           actor_id=staff_id)  # fmt: skip
    comments = load_response(session, row.response_id).comments
    return TriageCase(
        item=_items(session, runtime, [row], staff_id)[0],
        comment=next(comment for comment in comments if comment.id == comment_id),
        passed_on=_unseal(session, runtime, row),
        opened_today=queries.count_opened(session, staff_id, runtime.clock.today()),
    )


def acknowledge(session: Session, runtime: Runtime, comment_id: UUID, *, staff_id: UUID) -> None:
    """Write down that a lead has taken the flag on.

    Raises: IllegalTransition where somebody has already; NotFound, NotAllowed as `open_case`.
    """
    _get(session, runtime, comment_id, staff_id)
    triage = _lock(session, comment_id, {TriageState.WAITING})
    _acknowledge(session, runtime, triage, staff_id)


def decide_flag(
    session: Session,
    runtime: Runtime,
    comment_id: UUID,
    decision: TriageDecision,
    *,
    staff_id: UUID,
) -> TriageState:
    """Store what was done about a flag; return `second_wanted` where somebody else has to agree first (R4-24).

    Raises: IllegalTransition where it is decided already; NotAllowed where a referral lacks who took it over
        or the reader may not decide; NotFound for an outcome that is not there.
    """
    row = _get(session, runtime, comment_id, staff_id)
    if decision.outcome not in (*OUTCOMES, Downgrade.CONCERN):
        raise NotFound("There is no such choice for a flag.")
    if decision.outcome in WITH_REFERENCE - {FlagOutcome.ABOUT_A_WORKER} and not decision.passed_on:
        raise NotAllowed("Say who took it over, when, and under which reference.")
    triage = _lock(session, comment_id, {TriageState.WAITING, TriageState.ACKNOWLEDGED})
    if triage.state is TriageState.WAITING:
        _acknowledge(session, runtime, triage, staff_id)
    if row.flag.urgency == "immediate" and decision.outcome in tuple(Downgrade):
        triage.state, triage.proposed, triage.proposed_by = (
            TriageState.SECOND_WANTED,
            decision.outcome,
            staff_id,
        )
        _seen(session, runtime, comment_id, staff_id, proposed=decision.outcome)
        return TriageState.SECOND_WANTED
    if decision.outcome == Downgrade.CONCERN:
        raise IllegalTransition("It is a concern already.")
    _decide(session, runtime, triage, decision, staff_id)
    return TriageState.DECIDED


def second(
    session: Session, runtime: Runtime, comment_id: UUID, *, agrees: bool, staff_id: UUID
) -> TriageState:
    """Store what a second lead says of a downgrade: it stands, or the flag is as urgent as it was (R4-24).

    Raises: IllegalTransition where nothing is proposed, or by the person who proposed it.
    """
    _get(session, runtime, comment_id, staff_id)
    triage = _lock(session, comment_id, {TriageState.SECOND_WANTED})
    if triage.proposed_by == staff_id:
        raise IllegalTransition(TWO_PEOPLE)
    proposed, triage.proposed = triage.proposed, None
    triage.state, triage.seconded_by = TriageState.ACKNOWLEDGED, staff_id if agrees else None
    if not agrees:
        _seen(session, runtime, comment_id, staff_id, refused=proposed)
        return TriageState.ACKNOWLEDGED
    if proposed == Downgrade.CONCERN:
        queries.change_flag(session, comment_id, urgency="concern")
        session.flush()
        set_new_clock(session, runtime, triage, "concern")
        _seen(session, runtime, comment_id, staff_id, seconded=proposed)
        return TriageState.ACKNOWLEDGED
    decision = TriageDecision(FlagOutcome.NOT_SAFEGUARDING, release=True)
    _decide(session, runtime, triage, decision, staff_id)
    return TriageState.DECIDED


def pass_on(
    session: Session, runtime: Runtime, comment_id: UUID, details: PassedOn, *, staff_id: UUID
) -> None:
    """Write down who took over a flag that is decided: the LADO, where it was not known at once.

    Raises: IllegalTransition where it is not decided.
    """
    _get(session, runtime, comment_id, staff_id)
    triage = _lock(session, comment_id, {TriageState.DECIDED})
    triage.sealed_details = _seal(session, runtime, comment_id, details)
    _seen(session, runtime, comment_id, staff_id, passed_on=True)


def release(
    session: Session, runtime: Runtime, comment_id: UUID, *, held: bool, staff_id: UUID
) -> None:
    """Let officers read a response whose flag is decided, or hold it back again (R4-25).

    Raises: IllegalTransition where it is not decided yet.
    """
    _get(session, runtime, comment_id, staff_id)
    _lock(session, comment_id, {TriageState.DECIDED})
    queries.change_flag(session, comment_id, held=held)
    record(session, runtime, AuditAction.FLAG_RELEASED, subject=("comment", comment_id),
           actor_id=staff_id, detail={"held": held})  # fmt: skip


def raise_flag(
    session: Session, runtime: Runtime, comment_id: UUID, *, urgency: str, staff_id: UUID
) -> None:
    """Pass to safeguarding what a person noticed and no machine did; it is held back at once (R4-22).

    Raises: NotFound where there is no such comment or urgency; Conflict where it waits there already;
        NotAllowed where the comment is not theirs to read.
    """
    response_id = review_queries.find_response_of(session, comment_id)
    if response_id is None or urgency not in ("immediate", "concern"):
        raise NotFound("There is no such comment.")
    check_may_read(session, runtime, response_id, staff_id=staff_id)
    row = queries.find_flag(session, comment_id)
    values = {"urgency": urgency, "state": FlagState.OPEN, "held": True}
    if row is None:
        why = {"reason": RAISED, "confidence": 1.0, "evidence": [], "version": BY_A_PERSON}
        queries.add_flag(session, comment_id, values | why)
    elif row.state is FlagState.OPEN:
        raise Conflict("Safeguarding has it already.")
    else:
        queries.forget_triage(session, comment_id)
        queries.change_flag(session, comment_id, **values)
    record(session, runtime, AuditAction.FLAG_RAISED, subject=("comment", comment_id),
           actor_id=staff_id, detail={"urgency": urgency})  # fmt: skip


def list_colleagues(session: Session) -> list[tuple[UUID, str]]:
    """Return everybody who may sign in, by name: whom an allegation may be about."""
    return queries.list_active(session)


def _check_lead(session: Session, staff_id: UUID) -> None:
    if Role.SAFEGUARDING not in get_reader(session, staff_id).roles:
        raise NotAllowed("This is for safeguarding leads.")


def _get(session: Session, runtime: Runtime, comment_id: UUID, staff_id: UUID) -> TriageRow:
    _check_lead(session, staff_id)
    notice_flags(session, runtime)
    row = queries.find_case(session, comment_id)
    if row is None:
        raise NotFound("There is no flag at this address.")
    check_may_read(session, runtime, row.response_id, staff_id=staff_id)
    return row


def _lock(session: Session, comment_id: UUID, states: set[TriageState]) -> Triage:
    triage = queries.lock_triage(session, comment_id)
    if triage is None or triage.state not in states:
        raise IllegalTransition(CHANGED_MEANWHILE)
    return triage


def _acknowledge(session: Session, runtime: Runtime, triage: Triage, staff_id: UUID) -> None:
    due = triage.acknowledge_by_utc
    triage.acknowledged_in_time = due is not None and runtime.clock.now() <= due
    triage.state, triage.acknowledged_by = TriageState.ACKNOWLEDGED, staff_id
    record(session, runtime, AuditAction.FLAG_ACKNOWLEDGED, subject=("comment", triage.comment_id),
           actor_id=staff_id, detail={"in_time": triage.acknowledged_in_time})  # fmt: skip


def _decide(
    session: Session, runtime: Runtime, triage: Triage, decision: TriageDecision, staff_id: UUID
) -> None:
    comment_id, now = triage.comment_id, runtime.clock.now()
    outcome = FlagOutcome(decision.outcome)
    triage.decided_in_time = triage.decide_by_utc is not None and now <= triage.decide_by_utc
    triage.state = TriageState.DECIDED
    # The clock's own moments would tell when a family wrote; they end with the clock (R4-02).
    triage.starts_utc = triage.acknowledge_by_utc = triage.decide_by_utc = None
    triage.about_staff_id = decision.about_staff_id
    if decision.passed_on is not None:
        triage.sealed_details = _seal(session, runtime, comment_id, decision.passed_on)
    session.flush()
    queries.decide(session, comment_id, outcome=outcome, by=staff_id, at=now)
    queries.change_flag(session, comment_id, state=FlagState.SEEN, held=not decision.release)
    queries.delete_alerts(session, comment_id)
    _seen(session, runtime, comment_id, staff_id,
          outcome=outcome.value, released=decision.release)  # fmt: skip


def _seen(
    session: Session, runtime: Runtime, comment_id: UUID, staff_id: UUID, **detail: object
) -> None:
    record(session, runtime, AuditAction.FLAG_SEEN, subject=("comment", comment_id),
           actor_id=staff_id, detail=detail)  # fmt: skip


def _seal(session: Session, runtime: Runtime, comment_id: UUID, details: PassedOn) -> bytes:
    response = _response_of(session, comment_id)
    if response.wrapped_key is None:
        raise SealBroken("The words of this response are forgotten, and so is its key.")
    written = {"reference": details.reference, "who": details.who, "when": details.when.isoformat()}
    key = runtime.keyring.open_data_key(response.key_id, response.wrapped_key)
    return key.seal(json.dumps(written, ensure_ascii=False).encode(), bound_to=comment_id)


def _unseal(session: Session, runtime: Runtime, row: TriageRow) -> PassedOn | None:
    sealed, response = row.triage.sealed_details, _response_of(session, row.flag.comment_id)
    if not sealed or response.wrapped_key is None:
        return None
    key = runtime.keyring.open_data_key(response.key_id, response.wrapped_key)
    written = json.loads(key.unseal(sealed, bound_to=row.flag.comment_id))
    return PassedOn(
        written["reference"], written["who"], datetime.fromisoformat(written["when"])
    )  # fmt: skip


def _response_of(session: Session, comment_id: UUID) -> ResponseRow:
    response_id = review_queries.find_response_of(session, comment_id)
    return session.get_one(ResponseRow, response_id)


def _items(
    session: Session, runtime: Runtime, rows: Sequence[TriageRow], staff_id: UUID
) -> tuple[TriageItem, ...]:
    people = {p for r in rows for p in (r.triage.acknowledged_by, r.triage.proposed_by) if p}
    names = review_queries.list_names(session, sorted(people))
    barred = find_barred(session, runtime, {row.response_id for row in rows}, staff_id=staff_id)
    return tuple(_item(session, runtime, row, names, barred, staff_id) for row in rows)


def _item(
    session: Session,
    runtime: Runtime,
    row: TriageRow,
    names: dict[UUID, str],
    barred: set[UUID],
    staff_id: UUID,
) -> TriageItem:
    flag, triage = row.flag, row.triage
    due = find_times(triage)
    lado_by = None
    if row.decided and row.decided.outcome is FlagOutcome.ABOUT_A_WORKER:
        told = triage.sealed_details is not None
        lado_by = None if told else lado_due_on(session, runtime, row.decided.decided_utc)
    return TriageItem(
        comment_id=flag.comment_id,
        response_id=row.response_id,
        received_on=row.received_on,
        forum=row.forum,
        urgency=flag.urgency,
        reason=flag.reason,
        state=triage.state,
        held=flag.held,
        acknowledge_by=triage.acknowledge_by_utc,
        decide_by=triage.decide_by_utc,
        late=due is not None and runtime.clock.now() > due,
        escalated=triage.escalated,
        yours_to_read=row.response_id not in barred,
        acknowledged_by=names.get(triage.acknowledged_by) if triage.acknowledged_by else None,
        proposed=triage.proposed,
        proposed_by=names.get(triage.proposed_by) if triage.proposed_by else None,
        may_second=triage.proposed is not None and triage.proposed_by != staff_id,
        outcome=row.decided.outcome if row.decided else None,
        lado_by=lado_by,
    )
