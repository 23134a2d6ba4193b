"""Contact details, hand-offs and counts about oneself: put in, list, take away."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, delete, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import CursorResult
from sqlalchemy.orm import Session

from feedback.domain.around import ComplaintWish, HandOffState
from feedback.storage.models import ContactDetail, EqualityCount, HandOff, ResponseRow
from feedback.storage.models.base import table_of

_CONTACT, _HAND_OFF, _COUNT = table_of(ContactDetail), table_of(HandOff), table_of(EqualityCount)
_OPEN = _HAND_OFF.c.state == HandOffState.OPEN


@dataclass(frozen=True, slots=True)
class HandOffRow:
    """One hand-off, and whether there are contact details beside it."""

    response_id: UUID
    forum: str
    wish: ComplaintWish
    received_on: date
    state: HandOffState
    reachable: bool


@dataclass(frozen=True, slots=True)
class SealedContact:
    """Sealed contact details and the wrapped key that opens them (None once the words were forgotten)."""

    sealed: bytes
    key_id: str
    wrapped_key: bytes | None


def add_contact(session: Session, response_id: UUID, *, sealed: bytes, kept_from: date) -> None:
    """Store sealed contact details."""
    row = {"response_id": response_id, "sealed": sealed, "kept_from": kept_from}
    session.connection().execute(insert(_CONTACT), row)


def find_contact(session: Session, response_id: UUID) -> SealedContact | None:
    """Return what is sealed for a response, or None where no details were left or they are gone."""
    found = session.execute(
        select(ContactDetail.sealed, ResponseRow.key_id, ResponseRow.wrapped_key)
        .join(ResponseRow, ResponseRow.id == ContactDetail.response_id)
        .where(ContactDetail.response_id == response_id)
    ).one_or_none()
    return SealedContact(*found) if found else None


def renew_contact(session: Session, response_id: UUID, *, kept_from: date) -> None:
    """Let the time of contact details run anew: somebody replied today."""
    session.execute(
        update(_CONTACT).where(_CONTACT.c.response_id == response_id).values(kept_from=kept_from)
    )


def delete_contacts(session: Session, before: date) -> int:
    """Delete contact details kept from before the day; those of open hand-offs wait. Return how many."""
    waiting = select(_HAND_OFF.c.response_id).where(_OPEN)
    result = session.execute(
        delete(_CONTACT).where(
            _CONTACT.c.kept_from < before, _CONTACT.c.response_id.not_in(waiting)
        )
    )
    assert isinstance(result, CursorResult)  # noqa: S101 (a DELETE gives no other kind)
    return int(result.rowcount)


def add_hand_off(
    session: Session, response_id: UUID, *, wish: ComplaintWish, received_on: date
) -> None:
    """Store a hand-off that waits for somebody."""
    session.connection().execute(
        insert(_HAND_OFF),
        {
            "response_id": response_id,
            "wish": wish,
            "received_on": received_on,
            "state": HandOffState.OPEN,
        },
    )


def list_hand_offs(session: Session, *, state: HandOffState, limit: int) -> list[HandOffRow]:
    """Return hand-offs in this state, the longest waiting first."""
    found = session.execute(
        _hand_offs().where(_HAND_OFF.c.state == state)
        .order_by(_HAND_OFF.c.received_on, _HAND_OFF.c.response_id)
        .limit(limit)
    )  # fmt: skip
    return [HandOffRow(*row) for row in found]


def find_hand_off(session: Session, response_id: UUID) -> HandOffRow | None:
    """Return the hand-off of a response, or None."""
    found = session.execute(
        _hand_offs().where(_HAND_OFF.c.response_id == response_id)
    ).one_or_none()
    return HandOffRow(*found) if found else None


def count_open_hand_offs(session: Session) -> int:
    """Return how many wait."""
    return session.scalar(select(func.count()).select_from(_HAND_OFF).where(_OPEN)) or 0


def close_hand_off(session: Session, response_id: UUID, *, by: UUID, at: datetime) -> bool:
    """Mark a hand-off as done; return whether it was still open."""
    result = session.execute(
        update(_HAND_OFF)
        .where(_HAND_OFF.c.response_id == response_id, _OPEN)
        .values(state=HandOffState.DONE, done_by=by, done_utc=at)
    )
    assert isinstance(result, CursorResult)  # noqa: S101 (an UPDATE gives no other kind)
    return int(result.rowcount) == 1


def add_to_counts(
    session: Session, *, quarter: str, forum: str, audience: str, given: Mapping[str, tuple[str, ...]]
) -> None:  # fmt: skip
    """Add one to the count of each answer that was given."""
    connection = session.connection()
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    statement = dialect.insert(_COUNT)
    counted = statement.on_conflict_do_update(
        index_elements=[c.name for c in _COUNT.primary_key.columns],
        set_={"count": _COUNT.c["count"] + 1},
    )
    where = {"quarter": quarter, "forum": forum, "audience": audience}
    # In one order always, so that two families who send at once never wait for each other in a ring.
    for question in sorted(given):
        for value in sorted(set(given[question])):
            connection.execute(counted, where | {"question": question, "value": value, "count": 1})


def list_counts(session: Session, quarter: str) -> list[tuple[str, str, str, str, int]]:
    """Return (forum, audience, question, value, count) of a quarter, in that order."""
    row = EqualityCount
    found = session.execute(
        select(row.forum, row.audience, row.question, row.value, row.count)
        .where(row.quarter == quarter)
        .order_by(row.forum, row.audience, row.question, row.value)
    )
    return [(r[0], r[1], r[2], r[3], r[4]) for r in found]


def _hand_offs() -> Select[Any]:
    return (
        select(
            _HAND_OFF.c.response_id,
            ResponseRow.forum,
            _HAND_OFF.c.wish,
            _HAND_OFF.c.received_on,
            _HAND_OFF.c.state,
            _CONTACT.c.response_id.is_not(None),
        )
        .join(ResponseRow, ResponseRow.id == _HAND_OFF.c.response_id)
        .outerjoin(_CONTACT, _CONTACT.c.response_id == _HAND_OFF.c.response_id)
    )
