"""A deed that is changed, removed or put in is found and named; what is forgotten is a deed itself (R4-22)."""

from dataclasses import replace
from datetime import timedelta
from threading import Thread
from uuid import UUID, uuid4

import pytest
from sqlalchemy import delete, insert, select, text, update

from feedback.clock import Clock
from feedback.domain.audit_chain import FAMILY, STAFF, plain_link
from feedback.domain.enums import AuditAction
from feedback.domain.errors import Conflict
from feedback.services import audit_chain as module
from feedback.services.audit import record
from feedback.services.audit_chain import (
    ChainState,
    Problem,
    forget_audit,
    seal_audit,
    verify_audit,
)
from feedback.services.doctor import examine
from feedback.services.purge import purge
from feedback.services.runtime import Runtime
from feedback.storage.models import AuditEvent, AuditSeal
from feedback.storage.models.base import table_of
from tests.databases import NOON
from tests.integration.services.reviewing import add_officer, add_response, counted_statements

EVENT, SEAL = table_of(AuditEvent), table_of(AuditSeal)


def at(runtime: Runtime, days: float) -> Runtime:
    """Return the runtime so many days later."""
    return replace(runtime, clock=Clock.fixed(NOON + timedelta(days=days)))


def do(runtime: Runtime, actor: UUID | None, times: int = 1) -> None:
    """Do something, as staff or as a family."""
    for number in range(times):
        with runtime.database.transaction() as session:
            record(
                session, runtime, AuditAction.RESPONSE_OPENED, subject=("response", f"r{number}"),
                actor_id=actor, detail={"share": 0.1, "10": 1, "9": ["ä", None]},
            )  # fmt: skip


@pytest.fixture
def sealed(runtime: Runtime) -> Runtime:
    """Return a runtime with eight sealed deeds of each chain, the day after."""
    priya = add_officer(runtime)
    do(runtime, priya, 8)
    with runtime.database.transaction() as session:
        session.execute(delete(EVENT).where(EVENT.c.at_utc.is_(None)))
    do(runtime, None, 8)
    after = at(runtime, 1)
    assert seal_audit(after) == 16
    return after


def verify(runtime: Runtime) -> tuple[ChainState, ChainState]:
    with runtime.database.reading() as session:
        staff, family = verify_audit(session, runtime)
    return staff, family


def problems(runtime: Runtime) -> list[tuple[str, int | None, str]]:
    return [(p.chain, p.number, p.what) for state in verify(runtime) for p in state.problems]


def event_at(runtime: Runtime, number: int, chain: str = STAFF) -> UUID:
    with runtime.database.reading() as session:
        asked = select(SEAL.c.event_id).where(SEAL.c.chain == chain, SEAL.c.number == number)
        found: UUID = session.execute(asked).scalar_one()
    return found


def run(runtime: Runtime, *statements: object) -> None:
    with runtime.database.transaction() as session:
        for statement in statements:
            session.connection().execute(statement)  # type: ignore[call-overload]


def test_chain_when_nobody_touched_it_is_whole_and_the_doctor_says_where_it_stands(
    sealed: Runtime,
) -> None:
    staff, family = verify(sealed)
    assert (staff.chain, staff.number, staff.waiting, staff.problems) == (STAFF, 8, 0, ())
    assert (family.chain, family.number, family.waiting, family.problems) == (FAMILY, 8, 0, ())
    assert seal_audit(sealed) == 0
    (found,) = (one for one in examine(sealed) if one.name == "audit")
    assert found.well
    assert f"staff:8:{staff.hash[:16]}, family:8:{family.hash[:16]}" in found.words


@pytest.mark.parametrize("chain", [STAFF, FAMILY])
@pytest.mark.parametrize(
    "change",
    [{"subject_id": "other"}, {"action": "signed_in"}, {"detail": {}}, {"actor_id": UUID(int=7)}],
    ids=lambda change: next(iter(change)),
)
def test_deed_when_changed_is_named(sealed: Runtime, chain: str, change: dict[str, object]) -> None:
    event_id = event_at(sealed, 3, chain)
    run(sealed, update(EVENT).where(EVENT.c.id == event_id).values(**change))
    state = verify(sealed)[0 if chain == STAFF else 1]
    assert state.problems == (Problem(chain, 3, str(event_id), "was changed"),)
    (found,) = (one for one in examine(sealed) if one.name == "audit")
    assert (found.well, str(event_id) in found.words) == (False, True)


def test_time_of_a_deed_when_changed_is_named(sealed: Runtime) -> None:
    event_id = event_at(sealed, 5)
    run(
        sealed, update(EVENT).where(EVENT.c.id == event_id).values(at_utc=NOON - timedelta(hours=1))
    )
    assert problems(sealed) == [(STAFF, 5, "was changed")]


def test_deed_when_removed_is_named(sealed: Runtime) -> None:
    run(sealed, delete(EVENT).where(EVENT.c.id == event_at(sealed, 3)))
    assert problems(sealed) == [(STAFF, 3, "was removed")]


def test_deed_when_removed_with_its_link_is_named(sealed: Runtime) -> None:
    gone = event_at(sealed, 3), event_at(sealed, 4)
    run(
        sealed,
        delete(EVENT).where(EVENT.c.id.in_(gone)),
        delete(SEAL).where(SEAL.c.event_id.in_(gone)),
    )
    assert problems(sealed) == [(STAFF, 5, "2 before it are missing")]
    run(
        sealed,
        delete(EVENT).where(EVENT.c.id == event_at(sealed, 1)),
        delete(SEAL).where(SEAL.c.number == 1, SEAL.c.chain == STAFF),
    )
    assert problems(sealed)[0] == (STAFF, 2, "1 before it are missing")


def test_links_when_numbered_anew_do_not_hide_what_was_removed(sealed: Runtime) -> None:
    gone = event_at(sealed, 3)
    run(
        sealed,
        delete(EVENT).where(EVENT.c.id == gone),
        delete(SEAL).where(SEAL.c.event_id == gone),
        *(
            update(SEAL).where(SEAL.c.chain == STAFF, SEAL.c.number == n).values(number=n - 1)
            for n in range(4, 9)
        ),
    )
    assert problems(sealed) == [(STAFF, 3, "its link was changed")]


def put_in(runtime: Runtime, mac: str | None, number: int | None = None) -> UUID:
    """Put a deed in as somebody does who can write into the database."""
    row = {
        "id": uuid4(), "on_day": NOON.date(), "at_utc": NOON, "actor_id": uuid4(),
        "action": AuditAction.RESPONSE_OPENED, "subject_type": "response", "subject_id": "r1",
        "detail": {}, "mac": mac,
    }  # fmt: skip
    run(runtime, insert(EVENT).values(row))
    if number is not None:
        link = {
            "chain": STAFF,
            "number": number,
            "event_id": row["id"],
            "hash": plain_link("", row),
        }
        run(runtime, insert(SEAL).values(link))
    return UUID(str(row["id"]))


@pytest.mark.parametrize("mac", [None, "0" * 64])
def test_deed_when_put_in_is_named_and_never_sealed(sealed: Runtime, mac: str | None) -> None:
    event_id = put_in(sealed, mac)
    assert seal_audit(sealed) == 0
    (staff, _family) = verify(sealed)
    assert staff.problems == (
        Problem(STAFF, None, str(event_id), "was not written by the service"),
    )


@pytest.mark.parametrize(
    ("mac", "what"), [(None, "was not written by the service"), ("0" * 64, "was changed")]
)
def test_deed_when_put_in_with_a_link_is_named(sealed: Runtime, mac: str | None, what: str) -> None:
    put_in(sealed, mac, number=9)
    assert problems(sealed) == [(STAFF, 9, what)]


def test_deed_of_before_keyed_hashes_is_held_by_a_plain_link(runtime: Runtime) -> None:
    event_id = put_in(runtime, None, number=1)
    assert problems(runtime) == []
    do(runtime, uuid4(), 2)
    assert seal_audit(runtime) == 2
    assert problems(runtime) == []
    run(runtime, update(EVENT).where(EVENT.c.id == event_id).values(subject_id="r2"))
    assert problems(runtime) == [(STAFF, 1, "was changed")]
    # And if the plain link is made anew as well, the next link tells.
    with runtime.database.reading() as session:
        row = session.execute(select(EVENT).where(EVENT.c.id == event_id)).mappings().one()
    anew = plain_link("", dict(row))
    run(runtime, update(SEAL).where(SEAL.c.number == 1).values(hash=anew))
    assert problems(runtime) == [(STAFF, 2, "its link was changed")]


def test_deeds_of_families_are_sealed_when_their_day_is_over_in_no_order_of_arrival(
    runtime: Runtime,
) -> None:
    """R4-02: the chain must not tell the time of day that nobody keeps."""
    for number in range(12):
        add_response(runtime, words=f"They were kind {number}.")
    assert seal_audit(runtime) == 0
    assert verify(runtime)[1].waiting == 12
    assert seal_audit(at(runtime, 1)) == 12
    with runtime.database.reading() as session:
        asked = select(SEAL.c.event_id).where(SEAL.c.chain == FAMILY).order_by(SEAL.c.number)
        ids = list(session.scalars(asked))
    assert ids == sorted(ids, key=str)


def test_deeds_when_never_sealed_are_named(sealed: Runtime) -> None:
    run(sealed, delete(SEAL).where(SEAL.c.chain == STAFF))
    assert problems(sealed) == []
    assert verify(sealed)[0].waiting == 8
    late = at(sealed, 4)
    assert {what for _c, _n, what in problems(late)} == {
        "is in no link any more, or was never sealed"
    }


def test_forgetting_is_a_deed_and_the_chain_goes_on_from_it(sealed: Runtime) -> None:
    much_later = at(sealed, 400)
    do(much_later, uuid4(), 2)
    seal_audit(much_later)
    with sealed.database.transaction() as session:
        day = (NOON + timedelta(days=300)).date()
        assert forget_audit(session, much_later, day) == 16
    with sealed.database.transaction() as session:
        assert forget_audit(session, much_later, day) == 0
    assert problems(much_later) == []
    assert [state.number for state in verify(much_later)] == [10, 8]
    after = at(sealed, 401)
    assert seal_audit(after) == 2
    assert problems(after) == []
    assert [state.number for state in verify(after)] == [10, 10]
    run(sealed, delete(EVENT).where(EVENT.c.action == AuditAction.AUDIT_FORGOTTEN))
    assert ("staff", 9, "8 before it are missing") in problems(after)


def test_purge_forgets_old_deeds_and_leaves_a_whole_chain(sealed: Runtime) -> None:
    later = at(sealed, 366 * (sealed.settings.audit_years + 1))
    assert purge(later).audit_rows == 16
    assert problems(later) == []
    with later.database.transaction() as session:
        session.execute(text("DELETE FROM audit_event"))
        assert forget_audit(session, later, later.clock.today()) == 0


def test_two_that_seal_at_once_make_one_chain(runtime: Runtime) -> None:
    do(runtime, uuid4(), 30)
    refused: list[Conflict] = []

    def seal() -> None:
        try:
            seal_audit(runtime)
        except Conflict as conflict:
            refused.append(conflict)

    threads = [Thread(target=seal) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (verify(runtime)[0].number, problems(runtime)) == (30, [])


def test_batches_when_there_are_several_are_one_chain(
    runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "BATCH", 3)
    monkeypatch.setattr(module.queries, "LINKS_AT_ONCE", 3)
    do(runtime, uuid4(), 8)
    assert seal_audit(runtime) == 8
    assert (verify(runtime)[0].number, problems(runtime)) == (8, [])


def test_deed_costs_a_family_no_further_statement(runtime: Runtime) -> None:
    do(runtime, None)
    with counted_statements(runtime) as sent:
        do(runtime, None)
    assert len([one for one in sent if "BEGIN" not in one]) == 1
