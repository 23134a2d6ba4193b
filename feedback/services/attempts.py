"""Nobody guesses codes or floods the service, and no address is kept to see to that.

An address falls into one of 65,536 buckets by a keyed hash with a random salt of the day. The salt is deleted
with its day. Many addresses share a bucket, so even a whole database with every key tells of no address
whether it was here (R4-02). The limits are generous, because people who share a bucket share its limit.
"""

import hmac
import ipaddress
import os
from dataclasses import dataclass

from sqlalchemy.orm import Session

from feedback.domain.enums import AttemptKind
from feedback.domain.errors import TooOften
from feedback.services.runtime import Runtime
from feedback.storage.queries import attempts as queries

BUCKETS = 65_536
EVERYBODY = -1
"""The bucket in which every try is counted too."""

LIMITS: dict[AttemptKind, int] = {
    AttemptKind.WRONG_CODE: 50,
    AttemptKind.WRONG_DRAFT_CODE: 50,
    AttemptKind.SENDING: 400,
    AttemptKind.SAVING: 400,
}
"""Tries a day from one bucket. A library, a school or a phone company may stand behind one address, and a
council-wide event behind one network; a family types a handful of codes (our own choice)."""
SLOW_FROM: dict[AttemptKind, int] = {
    AttemptKind.WRONG_CODE: 500,
    AttemptKind.WRONG_DRAFT_CODE: 500,
}
"""Wrong codes a day from everybody together, from which on every code is answered slowly."""
_TOO_OFTEN = "Too much was tried from this place today. Try again tomorrow."


@dataclass(frozen=True, slots=True)
class Allowed:
    """Whether one more try is allowed now, and whether everybody together tries so often that we slow down."""

    now: bool
    slowly: bool


def check_attempt(
    session: Session, runtime: Runtime, kind: AttemptKind, address: str | None
) -> Allowed:
    """Tell whether somebody at the address may try once more today. Writes nothing."""
    today = runtime.clock.today()
    salt = queries.find_salt(session, today)
    if salt is None:
        return Allowed(now=True, slowly=False)
    bucket = _bucket(runtime, salt, kind, address)
    return Allowed(
        now=queries.count_tries(session, today, kind, bucket) < LIMITS[kind],
        slowly=kind in SLOW_FROM
        and queries.count_tries(session, today, kind, EVERYBODY) >= SLOW_FROM[kind],
    )


def count_attempt(
    session: Session, runtime: Runtime, kind: AttemptKind, address: str | None
) -> None:
    """Count one try, in the address's bucket of today and in everybody's."""
    today = runtime.clock.today()
    salt = queries.make_salt(session, today, os.urandom(32))
    buckets = (_bucket(runtime, salt, kind, address), EVERYBODY)
    queries.add_tries(session, today, kind, buckets)


def take_attempt(
    session: Session, runtime: Runtime, kind: AttemptKind, address: str | None
) -> None:
    """Count one try where it is allowed: looked up and counted at once, so that no burst gets past together.

    Raises: TooOften when it is not. The caller's transaction then stores nothing, and counts nothing either.
    """
    today = runtime.clock.today()
    salt = queries.make_salt(session, today, os.urandom(32))
    if queries.take_try(session, today, kind, _bucket(runtime, salt, kind, address)) > LIMITS[kind]:
        raise TooOften(_TOO_OFTEN)


def _bucket(runtime: Runtime, salt: bytes, kind: AttemptKind, address: str | None) -> int:
    key = runtime.keyring.keyed_hash("attempts", salt.hex())
    digest = hmac.digest(key, f"{kind} {_network(address)}".encode(), "sha256")
    return int.from_bytes(digest[:2], "big") % BUCKETS


def _network(address: str | None) -> str:
    """Return what one household has for itself: an IPv4 address, or the first 64 bits of an IPv6 one."""
    try:
        found = ipaddress.ip_address(address or "")
    except ValueError:
        return ""
    if found.version == 4:
        return str(found)
    return str(ipaddress.ip_network((found, 64), strict=False).network_address)
