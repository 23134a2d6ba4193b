"""Let members of staff in: argon2id, sessions that can be revoked, a pause after many wrong tries.

Source: OWASP Password Storage Cheat Sheet (argon2id; the library's defaults are above its floor) and NIST
SP 800-63B 5.2.2 (limit guesses by time, do not lock for good).
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid4

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from feedback.domain.enums import AuditAction, Role
from feedback.domain.errors import Conflict, NotAllowed
from feedback.services.audit import record
from feedback.services.runtime import Runtime
from feedback.storage.models import StaffRole, StaffSession, StaffUser

TRIES_BEFORE_PAUSE = 5
PAUSE = timedelta(minutes=15)
LEAST_PASSWORD_CHARACTERS = 12
_WRONG = "The email address or the password is not right."
_hasher = PasswordHasher()
# Somebody unknown costs the same work as somebody known, so that time does not tell who works here.
_NOBODY = _hasher.hash("nobody has this password")


@dataclass(frozen=True, slots=True)
class Staff:
    """The person behind a request."""

    id: UUID
    name: str
    roles: frozenset[Role]


def create_staff(
    session: Session,
    runtime: Runtime,
    *,
    email: str,
    name: str,
    password: str,
    roles: frozenset[Role],
) -> UUID:
    """Store a new member of staff; return the id.

    Raises: Conflict when the address is taken; NotAllowed when the password is too short.
    """
    email = email.strip().lower()
    if session.scalar(select(StaffUser.id).where(StaffUser.email == email)):
        raise Conflict("Somebody with this email address is here already.")
    if len(password) < LEAST_PASSWORD_CHARACTERS:
        raise NotAllowed(f"A password needs at least {LEAST_PASSWORD_CHARACTERS} characters.")
    user = StaffUser(
        id=uuid4(), email=email, display_name=name, password_hash=_hasher.hash(password),
        active=True, failed_count=0, created_utc=runtime.clock.now(),
        roles=[StaffRole(role=role) for role in sorted(roles)],
    )  # fmt: skip
    session.add(user)
    session.flush()
    record(session, runtime, AuditAction.STAFF_CREATED, subject=("staff", user.id))
    return user.id


def sign_in(session: Session, runtime: Runtime, *, email: str, password: str) -> str | None:
    """Return a fresh session token, or None when it was not right or there is a pause.

    The count of wrong tries is stored either way, so the caller's transaction must be committed.
    """
    user = session.scalar(select(StaffUser).where(StaffUser.email == email.strip().lower()))
    right = _matches(user.password_hash if user else _NOBODY, password)
    now = runtime.clock.now()
    if user is None or not user.active:
        return None
    if user.locked_until_utc is not None and user.locked_until_utc > now:
        return None
    if not right:
        user.failed_count += 1
        if user.failed_count >= TRIES_BEFORE_PAUSE:
            user.failed_count, user.locked_until_utc = 0, now + PAUSE
        record(session, runtime, AuditAction.SIGN_IN_FAILED, subject=("staff", user.id))
        return None
    user.failed_count, user.locked_until_utc = 0, None
    if _hasher.check_needs_rehash(user.password_hash):
        user.password_hash = _hasher.hash(password)
    token = secrets.token_urlsafe(32)
    session.add(
        StaffSession(token_hash=_hash(token), user_id=user.id, opened_utc=now, seen_utc=now)
    )
    record(session, runtime, AuditAction.SIGNED_IN, subject=("staff", user.id), actor_id=user.id)
    return token


def find_staff(session: Session, runtime: Runtime, token: str) -> Staff | None:
    """Return who holds the token, or None when it is unknown, idle for too long or too old."""
    found = session.execute(
        select(StaffSession, StaffUser)
        .join(StaffUser, StaffUser.id == StaffSession.user_id)
        .where(StaffSession.token_hash == _hash(token), StaffUser.active)
    ).one_or_none()
    if found is None:
        return None
    opened, user = found
    now, settings = runtime.clock.now(), runtime.settings
    idle = now - opened.seen_utc > timedelta(minutes=settings.staff_idle_minutes)
    if idle or now - opened.opened_utc > timedelta(hours=settings.staff_session_hours):
        return None
    return Staff(user.id, user.display_name, frozenset(r.role for r in user.roles))


def touch_session(session: Session, runtime: Runtime, token: str) -> None:
    """Remember that the session was used now."""
    found = session.get(StaffSession, _hash(token))
    if found is not None:
        found.seen_utc = runtime.clock.now()


def sign_out(session: Session, runtime: Runtime, token: str, *, staff_id: UUID) -> None:
    """End the session."""
    session.execute(delete(StaffSession).where(StaffSession.token_hash == _hash(token)))
    record(session, runtime, AuditAction.SIGNED_OUT, subject=("staff", staff_id), actor_id=staff_id)


def _matches(password_hash: str, password: str) -> bool:
    try:
        return _hasher.verify(password_hash, password)
    except (VerifyMismatchError, InvalidHashError):
        return False


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
