"""What is held back for safeguarding leads, and who must not read a response for another reason (R4-25, R1-20)."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from feedback.domain.enums import Role
from feedback.domain.questionnaires import Construct
from feedback.storage.models import (
    AnswerRow,
    CommentRow,
    Flag,
    ResponseRow,
    StaffRole,
    StaffService,
    StaffUser,
    Triage,
)
from feedback.storage.models.base import table_of
from feedback.storage.queries.reanalysis import SealedComment


@dataclass(frozen=True, slots=True)
class Reader:
    """Who wants to read: name, roles, and the services they work in (`manages` tells which they manage)."""

    name: str
    roles: frozenset[Role]
    works_in: frozenset[str]
    manages: frozenset[str]


def is_held(response_id: Any) -> Any:
    """Return the condition that a flag on the response holds all of it back (R4-25).

    Args:
        response_id: the column, of whatever query this becomes a part of.
    """
    # A set that is made once: few are held, and asking of each response apart would read every comment.
    found: Any = response_id.in_(
        select(CommentRow.response_id)
        .join(Flag, Flag.comment_id == CommentRow.id)
        .where(Flag.held)
        .correlate(None)
    )
    return found


def list_held(session: Session, response_ids: Collection[UUID]) -> set[UUID]:
    """Return which of the responses are held back."""
    found = session.scalars(
        select(CommentRow.response_id)
        .join(Flag, Flag.comment_id == CommentRow.id)
        .where(CommentRow.response_id.in_(response_ids), Flag.held)
    )
    return set(found)


def count_held(session: Session) -> int:
    """Return how many responses are held back."""
    # Asked of each flag, for of these there are few; the other way round every comment would be read.
    of_flag = select(CommentRow.response_id).where(CommentRow.id == Flag.comment_id)
    asked = select(func.count(func.distinct(of_flag.scalar_subquery()))).where(Flag.held)
    return session.scalar(asked) or 0


def find_reader(session: Session, staff_id: UUID) -> Reader | None:
    """Return who somebody is; None for nobody."""
    name = session.scalar(select(StaffUser.display_name).where(StaffUser.id == staff_id))
    if name is None:
        return None
    roles = session.scalars(select(StaffRole.role).where(StaffRole.user_id == staff_id))
    services = session.execute(
        select(StaffService.service, StaffService.manages).where(StaffService.user_id == staff_id)
    ).all()
    return Reader(
        name,
        frozenset(roles),
        frozenset(service for service, _manages in services),
        frozenset(service for service, manages in services if manages),
    )


def list_services(session: Session, response_ids: Collection[UUID]) -> dict[UUID, set[str]]:
    """Return the services that each response says it is about."""
    rows = session.execute(
        select(AnswerRow.response_id, AnswerRow.value).where(
            AnswerRow.response_id.in_(response_ids),
            AnswerRow.construct == Construct.SERVICES.value,
            AnswerRow.value.is_not(None),
        )
    )
    found: dict[UUID, set[str]] = {}
    for response_id, service in rows:
        found.setdefault(response_id, set()).add(str(service))
    return found


def list_allegations(session: Session, response_ids: Collection[UUID]) -> dict[UUID, set[UUID]]:
    """Return the members of staff that a lead has said each response makes an allegation about."""
    rows = session.execute(
        select(CommentRow.response_id, Triage.about_staff_id)
        .join(Triage, Triage.comment_id == CommentRow.id)
        .where(CommentRow.response_id.in_(response_ids), Triage.about_staff_id.is_not(None))
    )
    found: dict[UUID, set[UUID]] = {}
    for response_id, staff_id in rows:
        if staff_id is not None:
            found.setdefault(response_id, set()).add(staff_id)
    return found


def list_services_of(session: Session, staff_ids: Collection[UUID]) -> dict[UUID, set[str]]:
    """Return the services that each member of staff works in."""
    rows = session.execute(
        select(StaffService.user_id, StaffService.service).where(
            StaffService.user_id.in_(staff_ids)
        )
    )
    found: dict[UUID, set[str]] = {}
    for staff_id, service in rows:
        found.setdefault(staff_id, set()).add(service)
    return found


def list_originals(
    session: Session, response_ids: Collection[UUID]
) -> list[tuple[UUID, SealedComment]]:
    """Return (response, sealed comment) of those whose words are still kept."""
    asked: Any = select(
        ResponseRow.id,
        CommentRow.id,
        CommentRow.construct,
        ResponseRow.language,
        CommentRow.sealed_original,
        ResponseRow.key_id,
        ResponseRow.wrapped_key,
    )
    asked = asked.join(CommentRow, CommentRow.response_id == ResponseRow.id).where(
        ResponseRow.id.in_(response_ids),
        CommentRow.sealed_original.is_not(None),
        ResponseRow.wrapped_key.is_not(None),
    )
    rows = session.execute(asked.order_by(ResponseRow.id, CommentRow.id))
    return [(row[0], SealedComment(*row[1:])) for row in rows]


def link_service(session: Session, staff_id: UUID, service: str, *, manages: bool) -> None:
    """Remember that somebody works in a service, in the place of what was remembered of it before."""
    unlink_service(session, staff_id, service)
    session.execute(
        insert(table_of(StaffService)),
        {"user_id": staff_id, "service": service, "manages": manages},
    )


def unlink_service(session: Session, staff_id: UUID, service: str) -> None:
    """Forget that somebody works in a service."""
    table = table_of(StaffService)
    session.execute(delete(table).where(table.c.user_id == staff_id, table.c.service == service))
