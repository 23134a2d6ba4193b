"""Members of staff and their open sign-ins."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from feedback.domain.enums import Role
from feedback.storage.models import StaffRole, StaffSession, StaffUser
from feedback.storage.models.base import table_of


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a sign-in is checked against. Privacy: staff data; the hash never leaves the services."""

    id: UUID
    password_hash: str
    active: bool
    failed_count: int
    locked_until_utc: datetime | None


@dataclass(frozen=True, slots=True)
class OpenSession:
    """An open sign-in and whose it is; roles may be empty."""

    staff_id: UUID
    name: str
    roles: frozenset[Role]
    opened_utc: datetime
    seen_utc: datetime


def find_credentials(session: Session, email: str) -> Credentials | None:
    """Return what the member of staff with this (lower-case) address signs in with, or None."""
    found = session.execute(
        select(
            StaffUser.id, StaffUser.password_hash, StaffUser.active, StaffUser.failed_count,
            StaffUser.locked_until_utc,
        ).where(StaffUser.email == email)
    ).one_or_none()  # fmt: skip
    return Credentials(*found) if found else None


def find_open_session(session: Session, token_hash: bytes) -> OpenSession | None:
    """Return the sign-in with this token's hash if its owner may still sign in; one statement."""
    rows = session.execute(
        select(
            StaffUser.id, StaffUser.display_name, StaffRole.role,
            StaffSession.opened_utc, StaffSession.seen_utc,
        )
        .join(StaffUser, StaffUser.id == StaffSession.user_id)
        .outerjoin(StaffRole, StaffRole.user_id == StaffUser.id)
        .where(StaffSession.token_hash == token_hash, StaffUser.active)
    ).all()  # fmt: skip
    if not rows:
        return None
    first = rows[0]
    roles = frozenset(row.role for row in rows if row.role is not None)
    return OpenSession(first.id, first.display_name, roles, first.opened_utc, first.seen_utc)


def see_session(session: Session, token_hash: bytes, *, now: datetime) -> None:
    """Remember that the sign-in was used now."""
    table = table_of(StaffSession)
    session.execute(update(table).where(table.c.token_hash == token_hash).values(seen_utc=now))


def end_session(session: Session, token_hash: bytes) -> None:
    """Forget one sign-in."""
    table = table_of(StaffSession)
    session.execute(delete(table).where(table.c.token_hash == token_hash))


def end_sessions_of(session: Session, staff_id: UUID) -> None:
    """Forget every sign-in of one person."""
    table = table_of(StaffSession)
    session.execute(delete(table).where(table.c.user_id == staff_id))


def list_users(session: Session) -> list[StaffUser]:
    """Return everybody in the order of their addresses."""
    return list(session.scalars(select(StaffUser).order_by(StaffUser.email)))


def find_user(session: Session, email: str) -> StaffUser | None:
    """Return the member of staff with this (lower-case) address, locked for a change, or None."""
    return session.scalar(select(StaffUser).where(StaffUser.email == email).with_for_update())
