"""The chains of the audit: seal new deeds, see that nothing was changed since, forget what is old enough."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from feedback.domain.audit_chain import BEGIN, FAMILY, STAFF, plain_link, written
from feedback.domain.enums import AuditAction
from feedback.domain.errors import Conflict
from feedback.services.audit import MAC, record
from feedback.services.runtime import Runtime
from feedback.services.stored_hash import stored_hash
from feedback.storage.queries import audit as queries
from feedback.storage.queries.audit import Link, Row

CHAINS = (STAFF, FAMILY)
LINK = "audit link"
BATCH = 2_000
LATE = timedelta(days=2)
"""A deed may be stored so long after its day begins: what is older and not sealed is looked for no more, but named."""
MEANWHILE = "Another process sealed the audit at the same moment."


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one deed or link: in which chain, at which number (None: in no link), which deed, and what."""

    chain: str
    number: int | None
    event_id: str
    what: str


@dataclass(frozen=True, slots=True)
class ChainState:
    """What one chain is like: its last number and hash, what waits to be sealed, what is wrong."""

    chain: str
    number: int
    hash: str
    waiting: int
    problems: tuple[Problem, ...]


def seal_audit(runtime: Runtime) -> int:
    """Seal what is new; return how many deeds. Those of families and of the service once their day is over.

    Safe to stop, to run again, and to run twice at once. What the service did not write is never sealed.

    Raises: Conflict when another process sealed at the same moment: nothing is lost.
    """
    done = 0
    for chain in CHAINS:
        while sealed := _seal_batch(runtime, chain):
            done += sealed
    return done


def verify_audit(session: Session, runtime: Runtime) -> tuple[ChainState, ...]:
    """Return the state of both chains, reading all of the audit."""
    return tuple(_verify(session, runtime, chain) for chain in CHAINS)


def forget_audit(session: Session, runtime: Runtime, before: date) -> int:
    """Delete deeds of days before the day, from the beginning of each chain; return how many.

    What was forgotten is a deed itself: it says up to which link, and with which hash the chain goes on.
    """
    return sum(_forget(session, runtime, chain, before) for chain in CHAINS)


def find_head(session: Session, head: str) -> bool:
    """Tell whether a chain still has the link that was noted as CHAIN:NUMBER:HASH (the hash may be cut short)."""
    chain, _colon, rest = head.partition(":")
    number, _colon, hashed = rest.partition(":")
    if not (number.isascii() and number.isdigit() and hashed):
        return False
    found = queries.find_link(session, chain, int(number))
    return found is not None and found.hash.startswith(hashed)


def _seal_batch(runtime: Runtime, chain: str) -> int:
    try:
        with runtime.database.transaction() as session:
            last = queries.find_last_link(session, chain)
            since = last.event["on_day"] - LATE if last and last.event else None
            today = runtime.clock.today()
            waiting = [
                row
                for row in queries.list_unsealed(session, chain, since=since)
                if (chain == STAFF or row["on_day"] < today) and _is_ours(session, runtime, row)
            ][:BATCH]
            number, before = (
                (last.number, last.hash) if last else _beginning(session, runtime, chain)
            )
            links = []
            for row in waiting:
                number, before = number + 1, _link(session, runtime, before, row)
                links.append(
                    {"chain": chain, "number": number, "event_id": row["id"], "hash": before}
                )
            if links:
                queries.store_links(session, links)
            return len(links)
    except IntegrityError:
        raise Conflict(MEANWHILE) from None


def _verify(session: Session, runtime: Runtime, chain: str) -> ChainState:
    problems: list[Problem] = []
    number, before = None, BEGIN
    keyed = False
    for link in queries.iterate_links(session, chain):
        if number is None:
            number, before = _beginning(session, runtime, chain)
        if link.number != number + 1:
            what = f"{link.number - number - 1} before it are missing"
            problems.append(Problem(chain, link.number, str(link.event_id), what))
            expected = None
        else:
            expected = before
        what = _what_is_wrong(session, runtime, link, expected, keyed=keyed)
        if what:
            problems.append(Problem(chain, link.number, str(link.event_id), what))
        keyed = keyed or bool(link.event and link.event["mac"])
        number, before = link.number, link.hash
    if number is None:
        number, before = _beginning(session, runtime, chain)
    waiting = 0
    for row, what in _unsealed(session, runtime, chain):
        if what:
            problems.append(Problem(chain, None, str(row["id"]), what))
        else:
            waiting += 1
    return ChainState(chain, number, before, waiting, tuple(problems))


def _what_is_wrong(
    session: Session, runtime: Runtime, link: Link, before: str | None, *, keyed: bool
) -> str:
    """Return what is wrong with a link, or nothing.

    Args:
        before: the hash before it; None where that one is missing, so that it cannot be said.
        keyed: an earlier deed of the chain has a keyed hash, so that every later one must.
    """
    row = link.event
    if row is None:
        return "was removed"
    if row["mac"] is None:
        if keyed:
            return "was not written by the service"
        right = before is None or link.hash == plain_link(before, row)
        return "" if right else "was changed"
    if not _is_ours(session, runtime, row):
        return "was changed"
    right = before is None or link.hash == _link(session, runtime, before, row)
    return "" if right else "its link was changed"


def _unsealed(session: Session, runtime: Runtime, chain: str) -> Iterator[tuple[Row, str]]:
    """Yield every deed that no link holds, and what is wrong with it; nothing where it only waits for its turn."""
    today = runtime.clock.today()
    for row in queries.list_unsealed(session, chain):
        if not _is_ours(session, runtime, row):
            yield row, "was not written by the service"
        elif row["on_day"] < today - LATE:
            yield row, "is in no link any more, or was never sealed"
        else:
            yield row, ""


def _beginning(session: Session, runtime: Runtime, chain: str) -> tuple[int, str]:
    """Return the number and the hash that the chain goes on from: what a deed of forgetting says, or the very begin."""
    found = [
        (int(row["detail"]["number"]), str(row["detail"]["hash"]))
        for row in queries.list_forgotten(session, chain)
        if _is_ours(session, runtime, row)
    ]
    return max(found, default=(0, BEGIN))


def _forget(session: Session, runtime: Runtime, chain: str, before: date) -> int:
    first_kept = queries.find_first_kept(session, chain, before)
    last = queries.find_last_link(session, chain)
    if last is None:
        return 0
    number = last.number if first_kept is None else first_kept - 1
    gone = queries.find_link(session, chain, number)
    if gone is None:
        return 0
    count = queries.delete_up_to(session, chain, number)
    detail: dict[str, Any] = {
        "number": number, "hash": gone.hash, "count": count, "before": before.isoformat(),
    }  # fmt: skip
    record(session, runtime, AuditAction.AUDIT_FORGOTTEN, subject=("audit", chain), detail=detail)
    return count


def _is_ours(session: Session, runtime: Runtime, row: Row) -> bool:
    """Tell whether the service wrote the deed as it stands there."""
    mac: str | None = row["mac"]
    return mac == stored_hash(session, runtime, MAC, written(row)).hex()


def _link(session: Session, runtime: Runtime, before: str, row: Row) -> str:
    return stored_hash(session, runtime, LINK, f"{before}\n{written(row)}\n{row['mac']}").hex()
