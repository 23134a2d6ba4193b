"""What is done about a complaint: each step with the day by which it is due, and what was recorded (section 2.7).

Every limit is counted in working days of England, the first of them from the day of sending, whenever the complaint
was read or passed on (R2-11).
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from feedback.domain.complaints import (
    ENDED_WITHOUT_ANSWER,
    ComplaintRecord,
    Stage,
    find_complaint_problems,
)
from feedback.domain.enums import AuditAction
from feedback.domain.errors import Conflict
from feedback.services.audit import record
from feedback.services.hand_offs import HandOffItem, due_on, get_hand_off
from feedback.services.runtime import Runtime
from feedback.storage.models import ComplaintRow
from feedback.storage.queries import complaints as queries

CHANGED_MEANWHILE = "Somebody else changed this after you opened it."


class StepState(StrEnum):
    """Where a step is."""

    WAITS = "waits"
    LATE = "late"
    DONE = "done"
    DONE_LATE = "done_late"
    NOT_NEEDED = "not_needed"


@dataclass(frozen=True, slots=True)
class ComplaintStep:
    """One step: by when it is due, and when it was done, if it was."""

    stage: Stage
    due_on: date
    done_on: date | None
    state: StepState


@dataclass(frozen=True, slots=True)
class ComplaintPage:
    """A complaint with everything that was recorded; `version` is 0 where nothing was yet."""

    item: HandOffItem
    record: ComplaintRecord
    steps: tuple[ComplaintStep, ...]
    version: int


def load_complaint(session: Session, runtime: Runtime, response_id: UUID) -> ComplaintPage:
    """Return one complaint.

    Raises: NotFound when the response is not handed on.
    """
    item = get_hand_off(session, runtime, response_id)
    row = queries.list_records(session, [response_id]).get(response_id)
    handed_on = queries.list_handed_on(session, [response_id]).get(response_id)
    recorded = _recorded(row)
    steps = list_steps(runtime, recorded, received_on=item.received_on, handed_on=handed_on)
    return ComplaintPage(item, recorded, steps, row.version if row else 0)


def record_complaint(
    session: Session,
    runtime: Runtime,
    response_id: UUID,
    complaint: ComplaintRecord,
    *,
    version: int,
    staff_id: UUID,
) -> None:
    """Store what was done about a complaint.

    Args:
        version: of what the officer saw; 0 where nothing was recorded yet.

    Raises: Conflict when a day cannot be, or somebody changed it since `version`; NotFound when the response is
        not handed on.
    """
    item = get_hand_off(session, runtime, response_id)
    today = runtime.clock.today()
    if find_complaint_problems(complaint, received_on=item.received_on, today=today):
        raise Conflict("This cannot be stored: a day or an outcome does not fit the others.")
    row = queries.find_record(session, ComplaintRow, response_id, lock=True)
    if (row.version if row else 0) != version:
        raise Conflict(CHANGED_MEANWHILE)
    columns = asdict(complaint)
    before = asdict(_recorded(row))
    changed = [name for name, value in columns.items() if before[name] != value]
    if not changed:
        return
    if row is None:
        if not queries.add_record(session, ComplaintRow, response_id, columns):
            raise Conflict(CHANGED_MEANWHILE)
    else:
        queries.change_record(session, ComplaintRow, response_id, columns)
    record(session, runtime, AuditAction.COMPLAINT_CHANGED, subject=("response", response_id),
           actor_id=staff_id, detail={"fields": changed})  # fmt: skip


def find_next_steps(
    session: Session, runtime: Runtime, items: Sequence[HandOffItem]
) -> Mapping[UUID, ComplaintStep]:
    """Return response -> the first step that is still to be done, of those that have one."""
    ids = [item.response_id for item in items]
    rows, handed_on = queries.list_records(session, ids), queries.list_handed_on(session, ids)
    found = {}
    for item in items:
        steps = list_steps(
            runtime,
            _recorded(rows.get(item.response_id)),
            received_on=item.received_on,
            handed_on=handed_on.get(item.response_id),
        )
        waiting = [s for s in steps if s.state in (StepState.WAITS, StepState.LATE)]
        if waiting:
            found[item.response_id] = waiting[0]
    return found


def list_steps(
    runtime: Runtime, complaint: ComplaintRecord, *, received_on: date, handed_on: date | None
) -> tuple[ComplaintStep, ...]:
    """Return the steps that have begun, in their order, each with its limit and what became of it."""
    c = complaint
    stage_1 = Stage.STAGE_1_COMPLEX if c.is_complex else Stage.STAGE_1
    stage_2 = Stage.STAGE_2_EXTENDED if c.is_extended else Stage.STAGE_2
    begun: tuple[tuple[Stage, date | None, date | None], ...] = (
        (Stage.HAND_ON, received_on, handed_on),
        (Stage.ACKNOWLEDGE, received_on, c.acknowledged_on),
        (stage_1, received_on, c.stage_1_answered_on),
        (stage_2, c.stage_2_asked_on, c.stage_2_answered_on),
        (Stage.STAGE_3_ASK, c.stage_2_answered_on, c.stage_3_asked_on),
        (Stage.STAGE_3_PANEL, c.stage_3_asked_on, c.panel_held_on),
        (Stage.STAGE_3_REPORT, c.panel_held_on, c.panel_reported_on),
        (Stage.STAGE_3_REPLY, c.panel_reported_on, c.stage_3_answered_on),
    )
    ended = c.outcome in ENDED_WITHOUT_ANSWER
    return tuple(
        _step(runtime, stage, start, done, ended=ended)
        for stage, start, done in begun
        if start is not None
    )


def _step(
    runtime: Runtime, stage: Stage, start: date, done: date | None, *, ended: bool
) -> ComplaintStep:
    due = due_on(stage, start, extra=runtime.settings.extra_bank_holidays)
    if done is not None:
        state = StepState.DONE if done <= due else StepState.DONE_LATE
    elif ended:
        state = StepState.NOT_NEEDED
    else:
        state = StepState.LATE if runtime.clock.today() > due else StepState.WAITS
    # That a family does not ask for a panel is no delay of the council's.
    if stage is Stage.STAGE_3_ASK and state is StepState.LATE:
        state = StepState.NOT_NEEDED
    return ComplaintStep(stage, due, done, state)


def _recorded(row: Any) -> ComplaintRecord:
    if row is None:
        return ComplaintRecord()
    return ComplaintRecord(**{f.name: getattr(row, f.name) for f in fields(ComplaintRecord)})
