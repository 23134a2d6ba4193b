"""How to reach a family that asked for an answer. Sealed, opened here alone, and each opening written down."""

import json
from dataclasses import asdict
from datetime import timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from feedback.domain.around import ContactDetails
from feedback.domain.enums import AuditAction, Role
from feedback.domain.errors import NotAllowed, NotFound
from feedback.services.audit import record
from feedback.services.runtime import Runtime
from feedback.services.sign_in import Staff
from feedback.storage.queries import around as queries
from feedback.storage.sealing import DataKey

MAY_OPEN = frozenset({Role.SAFEGUARDING, Role.COMPLAINTS})
"""Who reads and sorts what families say never learns who they are (R4-03, R4-25)."""

REASONS: dict[str, str] = {
    "reply": "To reply to a complaint",
    "find_out": "To find out whether it is a complaint",
    "safeguarding": "To keep somebody safe",
}
"""The reasons for which contact details may be opened; the code is written down (R4-03)."""

LEAD_REASONS: dict[str, str] = {
    "mash": "MASH has asked for them",
    "danger": "Somebody is in danger now, and 999 or MASH needs them",
}
"""The reasons of a safeguarding lead beside a flag: whether the family is spoken to is for MASH to say (R4-26)."""


def seal_contact(key: DataKey, response_id: UUID, details: ContactDetails) -> bytes:
    """Return the details sealed under the response's key, bound to its row."""
    written = json.dumps(asdict(details), ensure_ascii=False).encode()
    return key.seal(written, bound_to=response_id)


def open_contact(
    session: Session, runtime: Runtime, response_id: UUID, *, staff: Staff, reason: str
) -> ContactDetails:
    """Return the details, and write down who opened them and why, in the caller's transaction.

    Raises: NotAllowed without one of the roles or one of its reasons; NotFound where there are none.
    """
    reasons = REASONS | LEAD_REASONS if Role.SAFEGUARDING in staff.roles else REASONS
    if not staff.roles & MAY_OPEN or reason not in reasons:
        raise NotAllowed("These details are for the people who reply to families.")
    found = queries.find_contact(session, response_id)
    if found is None or found.wrapped_key is None:
        raise NotFound("There are no contact details, or they have been deleted.")
    record(
        session,
        runtime,
        AuditAction.CONTACT_OPENED,
        subject=("response", response_id),
        actor_id=staff.id,
        detail={"reason": reason},
    )
    key = runtime.keyring.open_data_key(found.key_id, found.wrapped_key)
    return ContactDetails(**json.loads(key.unseal(found.sealed, bound_to=response_id)))


def is_reachable(session: Session, response_id: UUID) -> bool:
    """Tell whether the family left a way to reach them that has not been deleted since."""
    found = queries.find_contact(session, response_id)
    return found is not None and found.wrapped_key is not None


def purge_contacts(session: Session, runtime: Runtime) -> int:
    """Delete details whose time is over; return how many (R4-07). An open hand-off keeps its own."""
    before = runtime.clock.today() - timedelta(days=runtime.settings.contact_days)
    return queries.delete_contacts(session, before)
