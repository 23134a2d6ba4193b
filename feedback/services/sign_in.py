"""Let members of staff in and out: sessions that can be revoked, a pause after many wrong tries.

Source: NIST SP 800-63B 5.2.2 (limit guesses by time, do not lock for good), 7.1 (a session secret of at least
64 random bits, kept by the browser alone) and 4.2.3 (an end after 30 idle minutes and after 12 hours).
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from feedback.domain.enums import AuditAction, Role
from feedback.services.audit import record
from feedback.services.passwords import is_right, renewed_hash
from feedback.services.runtime import Runtime
from feedback.services.staff_accounts import normalise_email
from feedback.storage.models import StaffSession, StaffUser
from feedback.storage.queries import staff as queries

TRIES_BEFORE_PAUSE = 5
PAUSE = timedelta(minutes=15)
TOKEN_BYTES = 32
SEEN_EVERY = timedelta(minutes=1)
"""How often a use is written down: often enough for an idle time in minutes, without a write a click."""


@dataclass(frozen=True, slots=True)
class Staff:
    """The person behind a request."""

    id: UUID
    name: str
    roles: frozenset[Role]


@dataclass(frozen=True, slots=True)
class SignedIn:
    """An open sign-in. `due` tells that its use is to be written down with `touch_session`."""

    staff: Staff
    due: bool


@dataclass(frozen=True, slots=True)
class CheckedPassword:
    """That a password was compared, and how it went. `staff_id` is None for somebody unknown or stopped."""

    staff_id: UUID | None
    right: bool
    new_hash: str | None


def check_password(runtime: Runtime, *, email: str, password: str) -> CheckedPassword:
    """Compare a password outside of every transaction.

    The work is made to be slow, and a transaction that writes would meanwhile keep families waiting.
    """
    with runtime.database.reading() as session:
        known = queries.find_credentials(session, normalise_email(email))
    right = is_right(known.password_hash if known else None, password)
    if known is None or not known.active:
        return CheckedPassword(None, right=False, new_hash=None)
    new_hash = renewed_hash(known.password_hash, password) if right else None
    return CheckedPassword(known.id, right, new_hash)


def sign_in(session: Session, runtime: Runtime, checked: CheckedPassword) -> str | None:
    """Return a fresh session token, or None when the password was wrong or there is a pause.

    The count of wrong tries is stored either way, so the caller's transaction must be committed.
    """
    if checked.staff_id is None:
        return None
    user = session.get(StaffUser, checked.staff_id, with_for_update=True)
    now = runtime.clock.now()
    if user is None or not user.active:
        return None
    if user.locked_until_utc is not None and user.locked_until_utc > now:
        return None
    if not checked.right:
        _count_wrong(session, runtime, user)
        return None
    user.failed_count, user.locked_until_utc = 0, None
    user.password_hash = checked.new_hash or user.password_hash
    token = secrets.token_urlsafe(TOKEN_BYTES)
    session.add(
        StaffSession(token_hash=_hash(token), user_id=user.id, opened_utc=now, seen_utc=now)
    )
    session.flush()
    record(session, runtime, AuditAction.SIGNED_IN, subject=("staff", user.id), actor_id=user.id)
    return token


def find_staff(session: Session, runtime: Runtime, token: str) -> SignedIn | None:
    """Return who holds the token; None when it is unknown, was revoked, or was idle or open for too long."""
    found = queries.find_open_session(session, _hash(token))
    if found is None:
        return None
    now, settings = runtime.clock.now(), runtime.settings
    idle = now - found.seen_utc
    if idle > timedelta(minutes=settings.staff_idle_minutes):
        return None
    if now - found.opened_utc > timedelta(hours=settings.staff_session_hours):
        return None
    return SignedIn(Staff(found.staff_id, found.name, found.roles), due=idle >= SEEN_EVERY)


def touch_session(session: Session, runtime: Runtime, token: str) -> None:
    """Remember that the session was used now."""
    queries.see_session(session, _hash(token), now=runtime.clock.now())


def sign_out(session: Session, runtime: Runtime, token: str, *, staff_id: UUID) -> None:
    """End the session on the server: the token opens nothing any more."""
    queries.end_session(session, _hash(token))
    record(session, runtime, AuditAction.SIGNED_OUT, subject=("staff", staff_id), actor_id=staff_id)


def _count_wrong(session: Session, runtime: Runtime, user: StaffUser) -> None:
    user.failed_count += 1
    paused = user.failed_count >= TRIES_BEFORE_PAUSE
    if paused:
        user.failed_count, user.locked_until_utc = 0, runtime.clock.now() + PAUSE
    record(session, runtime, AuditAction.SIGN_IN_FAILED, subject=("staff", user.id),
           detail={"paused": paused})  # fmt: skip


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
