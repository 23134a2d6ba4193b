"""Responses that their families call a complaint: who waits, until when, and passing them on (R2-11)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from feedback.domain.around import ComplaintWish, HandOffState
from feedback.domain.complaints import FROM_SENDING, LIMITS, Stage
from feedback.domain.enums import AuditAction
from feedback.domain.errors import Conflict, NotFound
from feedback.services.audit import record
from feedback.services.runtime import Runtime
from feedback.storage.queries import around as queries
from feedback.storage.queries.around import HandOffRow
from feedback.working_days import add_working_days

MOST_LISTED = 200


@dataclass(frozen=True, slots=True)
class HandOffItem:
    """One response that waits to be passed on.

    Args:
        received_on: the day of sending, from which every limit here is counted.
        reachable: whether contact details were left.
        due: the last working day of each step that runs from the sending.
        late: whether it should have been passed on before today.
    """

    response_id: UUID
    forum: str
    wish: ComplaintWish
    received_on: date
    state: HandOffState
    reachable: bool
    due: Mapping[Stage, date]
    late: bool


def due_on(stage: Stage, start: date, *, extra: frozenset[date] = frozenset()) -> date:
    """Return the last day of a step.

    Args:
        start: what LIMITS says that the step is counted from.
        extra: bank holidays that are not in the calendar yet.
    """
    return add_working_days(start, LIMITS[stage].working_days, extra)


def list_hand_offs(
    session: Session, runtime: Runtime, *, state: HandOffState = HandOffState.OPEN
) -> tuple[HandOffItem, ...]:
    """Return the hand-offs in a state, the longest waiting first."""
    found = queries.list_hand_offs(session, state=state, limit=MOST_LISTED)
    return tuple(_item(runtime, row) for row in found)


def get_hand_off(session: Session, runtime: Runtime, response_id: UUID) -> HandOffItem:
    """Return one hand-off.

    Raises: NotFound when the response is not handed on.
    """
    found = queries.find_hand_off(session, response_id)
    if found is None:
        raise NotFound("There is no complaint at this address.")
    return _item(runtime, found)


def pass_on(session: Session, runtime: Runtime, response_id: UUID, *, staff_id: UUID) -> None:
    """Mark a hand-off as passed to the complaints team, in the caller's transaction.

    Raises: NotFound when there is none; Conflict when somebody has passed it on already.
    """
    get_hand_off(session, runtime, response_id)
    if not queries.close_hand_off(session, response_id, by=staff_id, at=runtime.clock.now()):
        raise Conflict("Somebody has passed this on already.")
    queries.renew_contact(session, response_id, kept_from=runtime.clock.today())
    record(session, runtime, AuditAction.HAND_OFF_DONE, subject=("response", response_id),
           actor_id=staff_id)  # fmt: skip


def _item(runtime: Runtime, row: HandOffRow) -> HandOffItem:
    extra = runtime.settings.extra_bank_holidays
    due = {stage: due_on(stage, row.received_on, extra=extra) for stage in FROM_SENDING}
    return HandOffItem(
        response_id=row.response_id,
        forum=row.forum,
        wish=row.wish,
        received_on=row.received_on,
        state=row.state,
        reachable=row.reachable,
        due=due,
        late=row.state is HandOffState.OPEN and due[Stage.HAND_ON] < runtime.clock.today(),
    )
