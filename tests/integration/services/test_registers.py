"""The registers: a record is kept as it was written, refused where a rule says so, never overwritten unseen."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select

from feedback.domain.enums import AuditAction
from feedback.domain.errors import Conflict, NotFound
from feedback.domain.registers import (
    Aim,
    AimStatus,
    InformationRequest,
    OfferComment,
    Register,
    RequestStatus,
)
from feedback.services.registers import (
    Taken,
    add_entry,
    change_entry,
    get_entry,
    list_drafts,
    list_entries,
)
from feedback.services.runtime import Runtime
from feedback.storage.models import AuditEvent
from feedback.storage.queries import registers as queries
from tests.integration.services.registering import MADE_UP, keep, made_up
from tests.integration.services.reviewing import add_officer

UNIQUE = (Register.AIMS, Register.REQUESTS, Register.RISKS, Register.PARTNERS, Register.FORUM_COMMENTS)  # fmt: skip


def test_record_of_every_register_is_read_back_as_it_was_written(runtime: Runtime) -> None:
    priya = add_officer(runtime)
    ids = {register: keep(runtime, priya, draft) for register, draft in MADE_UP.items()}
    assert set(ids) == set(Register)
    with runtime.database.reading() as session:
        for register, entry_id in ids.items():
            found = get_entry(session, register, entry_id)
            assert (found.draft, found.version) == (MADE_UP[register], 1)
            assert entry_id in {entry.id for entry in list_entries(session, register)}


def test_three_information_requests_are_there_from_the_start(runtime: Runtime) -> None:
    """R1-17."""
    with runtime.database.reading() as session:
        requests = list_drafts(session, InformationRequest)
    assert [request.reference for request in requests] == ["R1", "R2", "R3"]
    assert "risk register" in requests[0].asked_for
    assert "expert legal advice" in requests[1].asked_for
    assert "permanent or interim" in requests[2].asked_for
    assert {request.status for request in requests} == {RequestStatus.OPEN}


@pytest.mark.parametrize(
    ("register", "changes", "said"),
    [
        (Register.AIMS, {"posts": "some"}, "posts"),
        (Register.AIMS, {"status": AimStatus.MET}, "aim_met"),
        (Register.AIMS, {"evidence": "Survey"}, "evidence_quarter"),
        (Register.ENGAGEMENT, {"rung": 9}, "rung"),
        (Register.ENGAGEMENT, {"rung": 0}, "rung"),
        (Register.ENGAGEMENT, {"feedback_loop": None}, "rung_no_loop"),
        (Register.CONSULTATIONS, {"is_closed": True}, "considered"),
        (Register.CONSULTATIONS, {"information_link": "a leaflet"}, "link"),
        (Register.CONSULTATIONS, {"closes_on": date(2026, 9, 7)}, "closes_early"),
        (Register.CONSULTATIONS, {"declared_on": date(2026, 9, 8)}, "declared_late"),
        (Register.LOCAL_OFFER, {"response": None}, "offer_response"),
        (Register.COMPARISONS, {"link": "the Internet"}, "link"),
        (Register.REQUESTS, {"status": RequestStatus.ANSWERED}, "answered_on"),
        (Register.REQUESTS, {"answered_on": date(2026, 8, 14)}, "status_answered"),
        (Register.PARTNERS, {"shared_on": None}, "shared_on"),
        (Register.PARTNERS, {"answered_on": date(2026, 8, 2)}, "answered_early"),
        (Register.PARTNERS, {"answered_on": None}, "answered_on"),
        (Register.FORUM_COMMENTS, {"sent_on": None}, "sent_on"),
        (Register.FORUM_COMMENTS, {"comment": None}, "forum_comment"),
    ],
)
def test_record_against_a_rule_is_refused_and_nothing_is_stored(
    sqlite_runtime: Runtime, register: Register, changes: dict[str, Any], said: str
) -> None:
    """R2-02: no feedback loop, not above rung 3. R2-03: not closed without what was considered. R1-17, R1-22."""
    priya = add_officer(sqlite_runtime)
    with pytest.raises(Conflict, match=rf"\b{said}\b"):
        keep(sqlite_runtime, priya, made_up(register, **changes))
    with sqlite_runtime.database.reading() as session:
        kept = list_entries(session, register)
    assert len(kept) == (3 if register is Register.REQUESTS else 0)


def test_activity_without_a_feedback_loop_may_stand_on_rung_3(sqlite_runtime: Runtime) -> None:
    """R2-02."""
    priya = add_officer(sqlite_runtime)
    assert keep(sqlite_runtime, priya, made_up(Register.ENGAGEMENT, rung=3, feedback_loop=None))


@pytest.mark.parametrize("register", UNIQUE)
def test_second_record_with_the_same_reference_is_refused_and_the_first_stands(
    runtime: Runtime, register: Register
) -> None:
    priya = add_officer(runtime)
    first = keep(runtime, priya, MADE_UP[register])
    with runtime.database.transaction() as session:
        with pytest.raises(Taken):
            add_entry(session, runtime, MADE_UP[register], staff_id=priya)
        assert get_entry(session, register, first).version == 1


def test_record_that_takes_anothers_reference_is_refused(runtime: Runtime) -> None:
    priya = add_officer(runtime)
    keep(runtime, priya, MADE_UP[Register.AIMS])
    second = keep(runtime, priya, made_up(Register.AIMS, reference="Aim 2"))
    with runtime.database.transaction() as session, pytest.raises(Taken):
        change_entry(session, runtime, second, MADE_UP[Register.AIMS], version=1, staff_id=priya)


def test_two_officers_who_change_one_aim_overwrite_nothing(runtime: Runtime) -> None:
    priya, sam = add_officer(runtime), add_officer(runtime, "sam@example.org", "Sam")
    aim_id = keep(runtime, priya, MADE_UP[Register.AIMS])
    with runtime.database.transaction() as session:
        drafts = [made_up(Register.AIMS, target=target) for target in ("All", "Most")]
        change_entry(session, runtime, aim_id, drafts[0], version=1, staff_id=priya)
        with pytest.raises(Conflict):
            change_entry(session, runtime, aim_id, drafts[1], version=1, staff_id=sam)
        stands = get_entry(session, Register.AIMS, aim_id)
    assert stands.draft == drafts[0]
    assert stands.version == 2


def test_change_is_audited_by_the_names_of_its_fields_and_never_by_its_words(
    runtime: Runtime,
) -> None:
    priya = add_officer(runtime)
    aim_id = keep(runtime, priya, MADE_UP[Register.AIMS])
    with runtime.database.transaction() as session:
        same = get_entry(session, Register.AIMS, aim_id).draft
        change_entry(session, runtime, aim_id, same, version=1, staff_id=priya)
        changed = made_up(Register.AIMS, target="Every child")
        change_entry(session, runtime, aim_id, changed, version=1, staff_id=priya)
    with runtime.database.reading() as session:
        asked = select(AuditEvent.detail).where(AuditEvent.action == AuditAction.REGISTER_CHANGED)
        details = list(session.scalars(asked))
    assert sorted(details, key=str) == [{"fields": ["added"]}, {"fields": ["target"]}]


def test_comment_on_the_local_offer_is_masked_as_it_is_stored(sqlite_runtime: Runtime) -> None:
    """R2-09: what is published names nobody."""
    priya = add_officer(sqlite_runtime)
    words = "Ring me on 07700 900461, my daughter Niamh waits"
    entry_id = keep(sqlite_runtime, priya, made_up(Register.LOCAL_OFFER, comment=words))
    with sqlite_runtime.database.reading() as session:
        draft = get_entry(session, Register.LOCAL_OFFER, entry_id).draft
    assert isinstance(draft, OfferComment)
    assert "07700" not in draft.comment
    assert "[phone number]" in draft.comment


def test_record_that_is_not_there_is_said_so(sqlite_runtime: Runtime) -> None:
    priya = add_officer(sqlite_runtime)
    with sqlite_runtime.database.transaction() as session:
        with pytest.raises(NotFound):
            get_entry(session, Register.RISKS, uuid4())
        with pytest.raises(NotFound):
            change_entry(
                session, sqlite_runtime, uuid4(), MADE_UP[Register.RISKS], version=1, staff_id=priya
            )


def test_database_itself_refuses_a_measure_without_source_and_a_comparison_without_period(
    runtime: Runtime,
) -> None:
    """R1-06, R1-11."""
    for register, gap in ((Register.MEASURES, "source"), (Register.COMPARISONS, "period")):
        columns = {"id": uuid4(), **_columns(replace(MADE_UP[register], **{gap: ""}))}
        with runtime.database.transaction() as session:
            assert not queries.add_row(session, register, columns)


def _columns(draft: Any) -> dict[str, Any]:
    return {name: getattr(draft, name) for name in type(draft).__dataclass_fields__}


def test_aims_come_in_the_order_of_their_references(sqlite_runtime: Runtime) -> None:
    """R1-08."""
    priya = add_officer(sqlite_runtime)
    for reference in ("Aim 2", "Aim 1"):
        keep(sqlite_runtime, priya, made_up(Register.AIMS, reference=reference))
    with sqlite_runtime.database.reading() as session:
        assert [aim.reference for aim in list_drafts(session, Aim)] == ["Aim 1", "Aim 2"]
