"""Keep unfinished answers for another day or another phone, without knowing whose they are or what they say.

Only who asks for it gets it (R3-10). The answers are sealed under a key made of a code that only the family holds:
the database and all of our keys together do not open them. Demand 5 and 7 of what families of others asked for.
"""

from datetime import date, timedelta

from sqlalchemy.orm import Session

from feedback.domain.errors import ReceiptUnknown
from feedback.domain.receipt_codes import DRAFT_CHARACTERS, new_code, read_code
from feedback.services.runtime import Runtime
from feedback.services.stored_hash import stored_hash
from feedback.storage.queries import saved_drafts as queries
from feedback.storage.sealing import seal_with_code, unseal_with_code

KEPT_DAYS = 14
PURPOSE = "saved draft"

_UNKNOWN = (
    "We have no answers under that code. They are deleted when they are sent, and after 14 days. "
    "Check each letter and number and try again."
)


def new_draft_code() -> str:
    """Return a fresh code of 90 random bits in five groups of four."""
    return new_code(DRAFT_CHARACTERS)


def save_draft(session: Session, runtime: Runtime, code: str, content: bytes) -> date:
    """Keep the answers under the code, in the place of what was kept under it; return the last day."""
    last_day = runtime.clock.today() + timedelta(days=KEPT_DAYS)
    lookup = _lookup(session, runtime, code)
    queries.keep(session, lookup, seal_with_code(code, content, bound_to=lookup), last_day)
    return last_day


def open_draft(session: Session, runtime: Runtime, typed: str) -> tuple[str, bytes]:
    """Return the code in its written form and the answers kept under it; they stay kept.

    Raises: ReceiptUnknown when nothing is kept under it any more.
    """
    code = read_code(typed, DRAFT_CHARACTERS)
    if code is None:
        raise ReceiptUnknown(_UNKNOWN)
    lookup = _lookup(session, runtime, code)
    sealed = queries.find(session, lookup, runtime.clock.today())
    if sealed is None:
        raise ReceiptUnknown(_UNKNOWN)
    return code, unseal_with_code(code, sealed, bound_to=lookup)


def forget_draft(session: Session, runtime: Runtime, code: str) -> None:
    """Delete what is kept under the code: it was sent, or its writer wants it gone."""
    queries.forget(session, _lookup(session, runtime, code))


def forget_expired_drafts(runtime: Runtime) -> int:
    """Delete what was kept for long enough; return how much it was."""
    with runtime.database.transaction() as session:
        return queries.forget_expired(session, runtime.clock.today())


def _lookup(session: Session, runtime: Runtime, code: str) -> bytes:
    return stored_hash(session, runtime, PURPOSE, code)
