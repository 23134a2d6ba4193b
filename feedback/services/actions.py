"""Actions: agree one, change it, move it on, and say which responses it is for (R1-09)."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from feedback.domain.actions import (
    OPEN_STATES,
    OURS,
    ActionOrigin,
    ActionState,
    next_state,
)
from feedback.domain.codes import SERVICE_BY_CODE, Controller
from feedback.domain.enums import AuditAction
from feedback.domain.errors import Conflict, NotFound
from feedback.services.audit import record
from feedback.services.closed_days import find_next_open_day
from feedback.services.promises import break_promises, keep_promises
from feedback.services.runtime import Runtime
from feedback.services.separation import find_barred
from feedback.storage.models import ActionRow
from feedback.storage.queries import actions as queries
from feedback.storage.queries import outcomes as outcome_queries
from feedback.storage.queries.actions import LinkedRow, StepRow

MOST_LINKED_SHOWN = 200
NOT_THERE = "There is no action at this address."
CHANGED_MEANWHILE = "Somebody else changed this action after you opened it."
CLOSED = "The offices are closed on that day."


@dataclass(frozen=True, slots=True)
class ActionDraft:
    """What an officer says of an action. Empty words are None.

    Args:
        what: will be done. measure: how anybody will know that it worked. owner_role: a post, not a name.
        service: its code; who controls it says whether it is ours to fix or to lobby for (R1-01).
        partner: who does it where it is not the council's to do.
        aim: of the Participation Strategy. area: numeral of the assurance area. risk_id: in the risk register.
        copied_by: what it could be copied by, where it is good practice (R1-15).
    """

    what: str
    measure: str
    owner_role: str
    due_on: date
    service: str
    origin: ActionOrigin = ActionOrigin.COMMENTS
    theme: str | None = None
    quarter: str | None = None
    partner: str | None = None
    evidence: str | None = None
    aim: str | None = None
    area: str | None = None
    risk_id: str | None = None
    copied_by: str | None = None


@dataclass(frozen=True, slots=True)
class Move:
    """The state that an action is moved to; `note` says why it is blocked or dropped, or shows that it is done."""

    to: ActionState
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Action:
    """One action as it stands."""

    id: UUID
    draft: ActionDraft
    state: ActionState
    blocked_because: str | None
    agreed_on: date
    closed_on: date | None
    told_on: date | None
    version: int
    linked: int
    overdue: bool

    @property
    def controller(self) -> Controller:
        """Return who controls the service that it is about."""
        service = SERVICE_BY_CODE.get(self.draft.service)
        return service.controller if service else Controller.SHARED

    @property
    def ours(self) -> bool:
        """Tell whether it is ours to fix; otherwise it is ours to lobby for (R1-01)."""
        return self.controller in OURS


@dataclass(frozen=True, slots=True)
class ActionPage:
    """An action with its history and its responses; `unlinked` waits to be linked by its theme."""

    action: Action
    steps: tuple[StepRow, ...]
    linked: tuple[LinkedRow, ...]
    unlinked: int


def agree_action(
    session: Session,
    runtime: Runtime,
    draft: ActionDraft,
    *,
    staff_id: UUID,
    responses: Sequence[UUID] = (),
) -> UUID:
    """Store a new action, for these responses and for those in which a person found its theme.

    Raises: Conflict when it is due on a day on which the offices are closed; NotFound when a response or the
        service is not there.
    """
    _check(session, runtime, draft)
    action_id = uuid4()
    state = ActionState.AGREED
    queries.add_action(
        session,
        asdict(draft)
        | {"id": action_id, "state": state, "agreed_on": runtime.clock.today(), "version": 1},
    )
    _step(session, runtime, action_id, (None, state), staff_id=staff_id)
    record(session, runtime, AuditAction.ACTION_AGREED, subject=("action", action_id),
           actor_id=staff_id, detail={"origin": draft.origin})  # fmt: skip
    if not all(queries.response_exists(session, response) for response in responses):
        raise NotFound("There is no response at this address.")
    themed = _themed(session, action_id, draft)
    link_responses(
        session, runtime, action_id, list(dict.fromkeys((*responses, *themed))), staff_id=staff_id
    )
    return action_id


def change_action(
    session: Session,
    runtime: Runtime,
    action_id: UUID,
    draft: ActionDraft,
    *,
    version: int,
    staff_id: UUID,
) -> None:
    """Store what an officer changed, with the names of the fields in the history.

    Raises: Conflict when somebody changed it since `version`, or it is due on a closed day; NotFound.
    """
    row = _locked(session, action_id, version)
    _check(session, runtime, draft, unless=row.due_on)
    before = _draft(row)
    # What it was made from does not change.
    draft = replace(draft, origin=before.origin)
    if row.state is ActionState.DONE and draft.evidence is None:
        raise Conflict("An action that is done needs its evidence.")
    changed = [name for name, value in asdict(draft).items() if getattr(before, name) != value]
    if not changed:
        return
    queries.change_action(session, action_id, {name: getattr(draft, name) for name in changed})
    _step(session, runtime, action_id, (row.state, row.state), staff_id=staff_id, changed=changed)
    _audit(session, runtime, action_id, staff_id, {"fields": changed})


def move_action(
    session: Session,
    runtime: Runtime,
    action_id: UUID,
    move: Move,
    *,
    version: int,
    staff_id: UUID,
) -> None:
    """Move an action on. What it promised is kept when it is done, and broken when it is dropped.

    Raises: Conflict when somebody changed it since `version`, or the note is missing; IllegalTransition;
        NotFound.
    """
    row = _locked(session, action_id, version)
    now, today = row.state, runtime.clock.today()
    state, note = next_state(now, move.to), move.note
    evidence = note or row.evidence if state is ActionState.DONE else row.evidence
    if state is ActionState.DONE and evidence is None:
        raise Conflict("Say what shows that it is done.")
    if state in (ActionState.BLOCKED, ActionState.DROPPED) and note is None:
        raise Conflict("Say why.")
    closed = state not in OPEN_STATES
    columns: dict[str, Any] = {
        "state": state,
        "blocked_because": note if state is ActionState.BLOCKED else None,
        "evidence": evidence,
        "closed_on": today if closed else None,
    }
    queries.change_action(session, action_id, columns)
    if state is ActionState.DONE:
        keep_promises(session, action_id, today)
    elif state is ActionState.DROPPED:
        break_promises(session, action_id, today)
    _step(session, runtime, action_id, (now, state), staff_id=staff_id, note=note)
    _audit(session, runtime, action_id, staff_id, {"from": now, "to": state})


def link_responses(
    session: Session,
    runtime: Runtime,
    action_id: UUID,
    responses: Sequence[UUID],
    *,
    staff_id: UUID,
) -> int:
    """Make the action one for these responses too; return how many it was not for before."""
    new = [r for r in responses if not queries.is_linked(session, action_id, r)]
    queries.link(session, action_id, new, runtime.clock.today())
    told = outcome_queries.find_published(session, action_id)
    for response in new:
        record(session, runtime, AuditAction.RESPONSE_LINKED, subject=("response", response),
               actor_id=staff_id, detail={"action": str(action_id)})  # fmt: skip
        if told is not None:
            # Its receipt shows from now on what other families were told before.
            record(session, runtime, AuditAction.FAMILY_TOLD, subject=("response", response),
                   actor_id=staff_id, detail={"outcome": str(told)})  # fmt: skip
    return len(new)


def link_response(
    session: Session, runtime: Runtime, action_id: UUID, response_id: UUID, *, staff_id: UUID
) -> None:
    """Make the action one for a response.

    Raises: NotFound when the action or the response is not there.
    """
    get_action(session, runtime, action_id)
    if not queries.response_exists(session, response_id):
        raise NotFound("There is no response at this address.")
    link_responses(session, runtime, action_id, [response_id], staff_id=staff_id)


def link_theme(session: Session, runtime: Runtime, action_id: UUID, *, staff_id: UUID) -> int:
    """Link the responses in which a person found the action's theme since; return how many."""
    draft = get_action(session, runtime, action_id).draft
    found = _themed(session, action_id, draft)
    return link_responses(session, runtime, action_id, found, staff_id=staff_id)


def unlink_response(
    session: Session, runtime: Runtime, action_id: UUID, response_id: UUID, *, staff_id: UUID
) -> None:
    """Take a response away from an action.

    Raises: NotFound when the action is not for it.
    """
    if not queries.unlink(session, action_id, response_id):
        raise NotFound("This action is not for that response.")
    record(session, runtime, AuditAction.RESPONSE_UNLINKED, subject=("response", response_id),
           actor_id=staff_id, detail={"action": str(action_id)})  # fmt: skip


def get_action(session: Session, runtime: Runtime, action_id: UUID) -> Action:
    """Return one action.

    Raises: NotFound.
    """
    row = queries.find_action(session, action_id)
    if row is None:
        raise NotFound(NOT_THERE)
    return _action(row, queries.count_links(session, [action_id]), runtime.clock.today())


def load_action(session: Session, runtime: Runtime, action_id: UUID, *, reader: UUID) -> ActionPage:
    """Return one action with its history and its responses; no words of those that are not the reader's to read.

    Raises: NotFound.
    """
    action = get_action(session, runtime, action_id)
    linked = queries.list_linked(session, action_id, limit=MOST_LINKED_SHOWN)
    barred = find_barred(session, runtime, [row.response_id for row in linked], staff_id=reader)
    return ActionPage(
        action=action,
        steps=tuple(queries.list_steps(session, action_id)),
        linked=tuple(
            replace(row, words="", flagged=True) if row.response_id in barred else row
            for row in linked
        ),
        unlinked=len(_themed(session, action_id, action.draft)),
    )


def list_actions(
    session: Session, runtime: Runtime, states: Sequence[ActionState] = tuple(ActionState)
) -> list[Action]:
    """Return the actions in these states, the one that is due first at the top."""
    return _actions(session, runtime, queries.list_actions(session, states))


def list_overdue(session: Session, runtime: Runtime) -> list[Action]:
    """Return the actions that are still to be done and past their day, the oldest first."""
    return [action for action in list_actions(session, runtime, OPEN_STATES) if action.overdue]


def list_actions_of(session: Session, runtime: Runtime, response_id: UUID) -> list[Action]:
    """Return the actions that are for a response."""
    return _actions(session, runtime, queries.list_actions_of(session, response_id))


def _actions(session: Session, runtime: Runtime, rows: Sequence[ActionRow]) -> list[Action]:
    links = queries.count_links(session, [row.id for row in rows])
    return [_action(row, links, runtime.clock.today()) for row in rows]


def _action(row: ActionRow, links: dict[UUID, int], today: date) -> Action:
    return Action(
        id=row.id,
        draft=_draft(row),
        state=row.state,
        blocked_because=row.blocked_because,
        agreed_on=row.agreed_on,
        closed_on=row.closed_on,
        told_on=row.told_on,
        version=row.version,
        linked=links.get(row.id, 0),
        overdue=row.state in OPEN_STATES and row.due_on < today,
    )


def _draft(row: ActionRow) -> ActionDraft:
    return ActionDraft(**{name: getattr(row, name) for name in ActionDraft.__dataclass_fields__})


def _locked(session: Session, action_id: UUID, version: int) -> ActionRow:
    row = queries.find_action(session, action_id, lock=True)
    if row is None:
        raise NotFound(NOT_THERE)
    if row.version != version:
        raise Conflict(CHANGED_MEANWHILE)
    return row


def _check(
    session: Session, runtime: Runtime, draft: ActionDraft, *, unless: date | None = None
) -> None:
    if draft.service not in SERVICE_BY_CODE:
        raise NotFound("There is no such service.")
    if draft.due_on != unless and find_next_open_day(session, runtime, draft.due_on):
        raise Conflict(CLOSED)


def _themed(session: Session, action_id: UUID, draft: ActionDraft) -> list[UUID]:
    if draft.theme is None:
        return []
    return queries.find_new_links(session, action_id, theme=draft.theme, quarter=draft.quarter)


def _step(
    session: Session,
    runtime: Runtime,
    action_id: UUID,
    states: tuple[ActionState | None, ActionState],
    *,
    staff_id: UUID,
    **said: Any,
) -> None:
    queries.add_step(
        session,
        {
            "action_id": action_id,
            "at_utc": runtime.clock.now(),
            "by_id": staff_id,
            "from_state": states[0],
            "to_state": states[1],
            "note": said.get("note"),
            "changed": said.get("changed", []),
        },
    )


def _audit(
    session: Session, runtime: Runtime, action_id: UUID, staff_id: UUID, detail: dict[str, Any]
) -> None:
    record(session, runtime, AuditAction.ACTION_CHANGED, subject=("action", action_id),
           actor_id=staff_id, detail=detail)  # fmt: skip
