"""Who works here: add, list, stop and let in again, give a new password."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from feedback.domain.codes import SERVICE_BY_CODE
from feedback.domain.enums import AuditAction, Role
from feedback.domain.errors import Conflict, NotAllowed, NotFound
from feedback.services.audit import record
from feedback.services.passwords import hash_password
from feedback.services.runtime import Runtime
from feedback.storage.models import StaffRole, StaffUser
from feedback.storage.queries import holds
from feedback.storage.queries.staff import end_sessions_of, find_user, list_users

GENERATED_BYTES = 15
"""120 random bits, 20 characters: far over the 64 that NIST SP 800-63B asks of a secret nobody guesses."""
LONGEST_EMAIL = 254
LONGEST_NAME = 120


@dataclass(frozen=True, slots=True)
class StaffAccount:
    """One member of staff as an administrator sees them. `paused_until` is set after many wrong tries."""

    email: str
    name: str
    roles: tuple[Role, ...]
    active: bool
    paused_until: datetime | None


def new_password() -> str:
    """Return a password that nobody chose; shown once and kept nowhere."""
    return secrets.token_urlsafe(GENERATED_BYTES)


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

    Raises: Conflict when the address is taken; NotAllowed when the address, the name, the roles or the
        password cannot be used.
    """
    email, name = normalise_email(email), name.strip()
    local, at, host = email.rpartition("@")
    if not (local and at and "." in host) or len(email) > LONGEST_EMAIL:
        raise NotAllowed("That is not an email address.")
    if not name or len(name) > LONGEST_NAME:
        raise NotAllowed(f"A name of 1 to {LONGEST_NAME} characters is needed.")
    if not roles:
        raise NotAllowed("At least one role is needed.")
    if find_user(session, email) is not None:
        raise Conflict("Somebody with this email address is here already.")
    user = StaffUser(
        id=uuid4(), email=email, display_name=name, password_hash=hash_password(password),
        active=True, failed_count=0, created_utc=runtime.clock.now(),
        roles=[StaffRole(role=role) for role in sorted(roles)],
    )  # fmt: skip
    session.add(user)
    session.flush()
    record(session, runtime, AuditAction.STAFF_CREATED, subject=("staff", user.id),
           detail={"roles": sorted(roles)})  # fmt: skip
    return user.id


def list_staff(session: Session) -> list[StaffAccount]:
    """Return everybody, stopped ones too, in the order of their addresses."""
    return [
        StaffAccount(
            email=user.email,
            name=user.display_name,
            roles=tuple(sorted(role.role for role in user.roles)),
            active=user.active,
            paused_until=user.locked_until_utc,
        )
        for user in list_users(session)
    ]


def set_active(session: Session, runtime: Runtime, *, email: str, active: bool) -> None:
    """Stop somebody from signing in (every open sign-in ends at once), or let them in again.

    Raises: NotFound when nobody has this address.
    """
    user = _get(session, email)
    user.active = active
    user.failed_count, user.locked_until_utc = 0, None
    if not active:
        end_sessions_of(session, user.id)
    _changed(session, runtime, user, "let in" if active else "stopped")


def reset_password(session: Session, runtime: Runtime, *, email: str, password: str) -> None:
    """Give somebody a new password; every open sign-in of theirs ends, and so does a pause.

    Raises: NotFound when nobody has this address; NotAllowed when the password cannot be used.
    """
    user = _get(session, email)
    user.password_hash = hash_password(password)
    user.failed_count, user.locked_until_utc = 0, None
    end_sessions_of(session, user.id)
    _changed(session, runtime, user, "password")


def link_service(
    session: Session, runtime: Runtime, *, email: str, service: str, manages: bool | None
) -> None:
    """Remember that somebody works in a service or manages it, or (None) that they do no longer (R1-20).

    Raises: NotFound when nobody has this address, or no service this code.
    """
    user = _get(session, email)
    if service not in SERVICE_BY_CODE:
        raise NotFound(f"There is no such service. There are: {', '.join(SERVICE_BY_CODE)}.")
    if manages is None:
        holds.unlink_service(session, user.id, service)
    else:
        holds.link_service(session, user.id, service, manages=manages)
    _changed(session, runtime, user, f"service {service}")


def normalise_email(written: str) -> str:
    """Return the one way in which an address is stored and looked for: no blanks around it, no capitals, and
    none of the characters that nobody types and not every database takes.
    """
    return "".join(sign for sign in written if sign.isprintable()).strip().lower()


def _get(session: Session, email: str) -> StaffUser:
    user = find_user(session, normalise_email(email))
    if user is None:
        raise NotFound("Nobody has this email address.")
    return user


def _changed(session: Session, runtime: Runtime, user: StaffUser, what: str) -> None:
    session.flush()
    record(session, runtime, AuditAction.STAFF_CHANGED, subject=("staff", user.id),
           detail={"what": what})  # fmt: skip
