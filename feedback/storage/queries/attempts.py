"""Counts of a day, by bucket. The statements are made once: a family waits for them at each sending."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import Insert, bindparam, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from feedback.domain.enums import AttemptKind
from feedback.storage.models import AttemptCount, AttemptSalt
from feedback.storage.models.base import table_of

_SALT, _COUNT = table_of(AttemptSalt), table_of(AttemptCount)
_INSERT: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


def _add_try(dialect: str) -> Insert:
    made: Insert = (
        _INSERT[dialect](_COUNT)
        .values(tries=1)
        .on_conflict_do_update(
            index_elements=["on_day", "kind", "bucket"], set_={"tries": _COUNT.c.tries + 1}
        )
    )
    return made


_FIND_SALT = select(_SALT.c.salt).where(_SALT.c.on_day == bindparam("day"))
_TRIES = select(_COUNT.c.tries).where(
    _COUNT.c.on_day == bindparam("day"),
    _COUNT.c.kind == bindparam("of_kind"),
    _COUNT.c.bucket == bindparam("in_bucket"),
)
_MAKE_SALT: dict[str, Insert] = {
    dialect: insert(_SALT).on_conflict_do_nothing(index_elements=["on_day"])
    for dialect, insert in _INSERT.items()
}
_ADD_TRY = {dialect: _add_try(dialect) for dialect in _INSERT}
_TAKE_TRY = {dialect: made.returning(_COUNT.c.tries) for dialect, made in _ADD_TRY.items()}


def find_salt(session: Session, day: date) -> bytes | None:
    """Return the salt of the day, or None when nothing was counted on it."""
    found: bytes | None = session.connection().execute(_FIND_SALT, {"day": day}).scalar()
    return found


def make_salt(session: Session, day: date, fresh: bytes) -> bytes:
    """Return the salt of the day, which is `fresh` for the first that asks."""
    found = find_salt(session, day)
    if found is None:
        connection = session.connection()
        connection.execute(_MAKE_SALT[connection.dialect.name], {"on_day": day, "salt": fresh})
        found = find_salt(session, day)
    return found if found is not None else fresh


def count_tries(session: Session, day: date, kind: AttemptKind, bucket: int) -> int:
    """Return how many tries a bucket has on the day."""
    asked = {"day": day, "of_kind": kind, "in_bucket": bucket}
    return session.connection().execute(_TRIES, asked).scalar() or 0


def add_tries(session: Session, day: date, kind: AttemptKind, buckets: Iterable[int]) -> None:
    """Count one try more in each of the buckets. Two at the same moment are both counted."""
    connection = session.connection()
    connection.execute(
        _ADD_TRY[connection.dialect.name],
        [{"on_day": day, "kind": kind, "bucket": bucket} for bucket in buckets],
    )


def take_try(session: Session, day: date, kind: AttemptKind, bucket: int) -> int:
    """Count one try more in a bucket; return how many there are now, this one among them."""
    connection = session.connection()
    counted = {"on_day": day, "kind": kind, "bucket": bucket}
    tries: int = connection.execute(_TAKE_TRY[connection.dialect.name], counted).scalar_one()
    return tries
