"""The audit and its chains: what is not sealed yet, every link with its deed, what may be forgotten."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import and_, delete, func, insert, or_, select
from sqlalchemy.orm import Session

from feedback.domain.audit_chain import STAFF
from feedback.domain.enums import AuditAction
from feedback.storage.models import AuditEvent, AuditSeal, CommentRow, ResponseRow, StaffUser
from feedback.storage.models.base import table_of

_EVENT = table_of(AuditEvent)
_SEAL = table_of(AuditSeal)
Row = dict[str, Any]
MOST_AT_ONCE = 500
LINKS_AT_ONCE = 2_000


@dataclass(frozen=True, slots=True)
class Link:
    """One link, with its deed; `event` is None where the deed is not there any more."""

    number: int
    event_id: UUID
    hash: str
    event: Row | None


@dataclass(frozen=True, slots=True)
class TrailRow:
    """One deed of a trail: who, when, what, and its place in its chain."""

    event: Row
    by: str | None
    number: int | None
    hash: str | None


def find_last_link(session: Session, chain: str) -> Link | None:
    """Return the newest link of a chain, or None before there is one."""
    found = _links(session, _links_asked(chain).order_by(_SEAL.c.number.desc()).limit(1))
    return found[0] if found else None


def find_link(session: Session, chain: str, number: int) -> Link | None:
    """Return the link with a number, or None."""
    found = _links(session, _links_asked(chain).where(_SEAL.c.number == number))
    return found[0] if found else None


def iterate_links(session: Session, chain: str) -> Iterator[Link]:
    """Yield every link of a chain, the oldest first."""
    last = 0
    asked = _links_asked(chain).order_by(_SEAL.c.number).limit(LINKS_AT_ONCE)
    while found := _links(session, asked.where(_SEAL.c.number > last)):
        yield from found
        last = found[-1].number


def list_unsealed(session: Session, chain: str, *, since: date | None = None) -> list[Row]:
    """Return deeds of the chain that no link holds: of staff by time, others by day and then by their random ids."""
    timed = _EVENT.c.at_utc.is_not(None) if chain == STAFF else _EVENT.c.at_utc.is_(None)
    asked = (
        select(_EVENT)
        .outerjoin(_SEAL, _SEAL.c.event_id == _EVENT.c.id)
        .where(timed, _SEAL.c.event_id.is_(None))
        .order_by(_EVENT.c.on_day, _EVENT.c.at_utc, _EVENT.c.id)
    )
    if since is not None:
        asked = asked.where(_EVENT.c.on_day >= since)
    return [dict(row) for row in session.execute(asked).mappings()]


def store_links(session: Session, links: Sequence[Row]) -> None:
    """Store links.

    Raises: sqlalchemy.exc.IntegrityError where another process sealed first.
    """
    session.connection().execute(insert(_SEAL), links)


def find_first_kept(session: Session, chain: str, before: date) -> int | None:
    """Return the number of the first link whose deed is missing or not before the day; None where all are older."""
    asked = (
        select(func.min(_SEAL.c.number))
        .outerjoin(_EVENT, _EVENT.c.id == _SEAL.c.event_id)
        .where(_SEAL.c.chain == chain, or_(_EVENT.c.id.is_(None), _EVENT.c.on_day >= before))
    )
    number: int | None = session.scalar(asked)
    return number


def delete_up_to(session: Session, chain: str, number: int) -> int:
    """Delete the deeds and the links of a chain up to a number; return how many."""
    old = and_(_SEAL.c.chain == chain, _SEAL.c.number <= number)
    gone = session.connection().execute(
        delete(_EVENT).where(_EVENT.c.id.in_(select(_SEAL.c.event_id).where(old)))
    )
    session.connection().execute(delete(_SEAL).where(old))
    return int(gone.rowcount)


def list_forgotten(session: Session, chain: str) -> list[Row]:
    """Return the deeds that say what was forgotten of a chain."""
    asked = select(_EVENT).where(
        _EVENT.c.action == AuditAction.AUDIT_FORGOTTEN, _EVENT.c.subject_id == chain
    )
    return [dict(row) for row in session.execute(asked.order_by(_EVENT.c.id)).mappings()]


def list_trail(
    session: Session,
    *,
    actions: Sequence[AuditAction],
    always: Sequence[AuditAction],
    quarter: str | None,
) -> list[tuple[TrailRow, UUID | None]]:
    """Return (deed, the response it is about or None) of these kinds, the oldest first.

    Args:
        always: kinds that are about every quarter.
        quarter: only what is about the quarter, its responses or their comments.
    """
    found = [
        (TrailRow(_event_of(row), row.by, row.number, row.hash), None)
        for row in session.execute(
            select(_EVENT, StaffUser.display_name.label("by"), _SEAL.c.number, _SEAL.c.hash)
            .outerjoin(StaffUser, StaffUser.id == _EVENT.c.actor_id)
            .outerjoin(_SEAL, _SEAL.c.event_id == _EVENT.c.id)
            .where(_EVENT.c.action.in_(actions))
            .order_by(_EVENT.c.on_day, _EVENT.c.at_utc, _EVENT.c.id)
        )
    ]
    of = _responses_of(session, [row.event for row, _none in found])
    placed = [(row, of.get(row.event["id"])) for row, _none in found]
    if quarter is None:
        return placed
    asked = select(ResponseRow.id).where(ResponseRow.quarter == quarter)
    inside = set(session.scalars(asked))
    return [
        (row, response_id)
        for row, response_id in placed
        if response_id in inside or row.event["action"] in always or _is_about(row.event, quarter)
    ]


def _is_about(event: Row, quarter: str) -> bool:
    return quarter in (event["subject_id"], event["detail"].get("quarter"))


def _responses_of(session: Session, events: Sequence[Row]) -> dict[UUID, UUID]:
    """Return deed -> the response that it is about, of deeds that are about a response or a comment."""
    subjects = {
        event["id"]: (event["subject_type"], UUID(event["subject_id"]))
        for event in events
        if event["subject_type"] in ("response", "comment")
    }
    comments = [id_ for kind, id_ in subjects.values() if kind == "comment"]
    of: dict[UUID, UUID] = {}
    for first in range(0, len(comments), MOST_AT_ONCE):
        asked = select(CommentRow.id, CommentRow.response_id).where(
            CommentRow.id.in_(comments[first : first + MOST_AT_ONCE])
        )
        of |= {id_: response_id for id_, response_id in session.execute(asked)}
    return {
        event_id: of.get(id_, id_) if kind == "comment" else id_
        for event_id, (kind, id_) in subjects.items()
    }


def _links_asked(chain: str) -> Any:
    return (
        select(_SEAL.c.number, _SEAL.c.event_id, _SEAL.c.hash, *_EVENT.c)
        .outerjoin(_EVENT, _EVENT.c.id == _SEAL.c.event_id)
        .where(_SEAL.c.chain == chain)
    )


def _links(session: Session, asked: Any) -> list[Link]:
    return [
        Link(row.number, row.event_id, row.hash, event if event["id"] else None)
        for row in session.execute(asked)
        for event in [_event_of(row)]
    ]


def _event_of(row: Any) -> Row:
    return {column.name: getattr(row, column.name) for column in _EVENT.c}
