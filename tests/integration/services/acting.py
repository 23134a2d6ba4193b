"""What the tests of actions share: an action as an officer would write it, and a text for families."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from feedback.domain.actions import ActionOrigin, OutcomeKind
from feedback.domain.enums import AuditAction
from feedback.services.actions import Action, ActionDraft, agree_action, get_action
from feedback.services.outcomes import (
    OutcomeDraft,
    get_outcome,
    publish_outcome,
    write_outcome,
)
from feedback.services.runtime import Runtime
from feedback.storage.models import AuditEvent
from tests.integration.services.reviewing import add_response, decide, load

DUE = date(2026, 10, 1)
WORDS = "We now ring you back within two days."


def made_up_action(**changes: Any) -> ActionDraft:
    """Return an action about calling families back."""
    fields: dict[str, Any] = {
        "what": "Ring every family back within two working days",
        "measure": "Nine of ten calls are returned in time by October",
        "owner_role": "Head of early help",
        "due_on": DUE,
        "service": "early_help",
        "origin": ActionOrigin.THEME if changes.get("theme") else ActionOrigin.COMMENTS,
    }
    return ActionDraft(**(fields | changes))


def agree(runtime: Runtime, staff_id: UUID, *responses: UUID, **changes: Any) -> UUID:
    """Store an action; return its id."""
    with runtime.database.transaction() as session:
        draft = made_up_action(**changes)
        return agree_action(session, runtime, draft, staff_id=staff_id, responses=responses)


def stored(runtime: Runtime, action_id: UUID) -> Action:
    """Return the action as it stands."""
    with runtime.database.reading() as session:
        return get_action(session, runtime, action_id)


def tell(runtime: Runtime, action_id: UUID, writer: UUID, checker: UUID, **changes: Any) -> UUID:
    """Write a text for families and let a second person publish it; return its id."""
    fields: dict[str, Any] = {"kind": OutcomeKind.DID_IT, "words": WORDS}
    with runtime.database.transaction() as session:
        draft = OutcomeDraft(**(fields | changes))
        outcome = write_outcome(session, runtime, action_id, draft, staff_id=writer)
    publish(runtime, outcome, checker)
    return outcome


def publish(runtime: Runtime, outcome: UUID, checker: UUID) -> None:
    """Publish a text as it stands."""
    with runtime.database.transaction() as session:
        version = get_outcome(session, outcome).version
        publish_outcome(session, runtime, outcome, version=version, staff_id=checker)


def add_themed(
    runtime: Runtime, staff_id: UUID, theme: str = "communication", day: int = 14
) -> UUID:
    """Store a response in which a person found the theme; return its id."""
    response = add_response(runtime, day=day)
    decide(runtime, load(runtime, response), staff_id, themes={theme: "negative"})
    return response


def deeds(runtime: Runtime, action: AuditAction) -> list[str]:
    """Return the subjects of what was audited."""
    with runtime.database.reading() as session:
        asked = select(AuditEvent.subject_id).where(AuditEvent.action == action)
        return list(session.scalars(asked.order_by(AuditEvent.subject_id)))
