"""What is frozen beside the figures: complete, in words, and with no small count in it."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from analysis.reports.extras import NOT_DONE
from feedback.clock import Clock
from feedback.domain.actions import ActionState
from feedback.domain.quarters import Quarter
from feedback.domain.registers import AimStatus, Register, RequestStatus
from feedback.services.actions import Move, move_action
from feedback.services.committee_extras import NO_EVIDENCE, committee_extras
from feedback.services.freeze_quarter import find_frozen, freeze_quarter
from feedback.services.runtime import Runtime
from tests.databases import NOON
from tests.integration.services.acting import add_themed, agree, stored, tell
from tests.integration.services.registering import MADE_UP, keep, made_up
from tests.integration.services.reviewing import add_officer, add_response

Q3 = Quarter(2026, 3)


def extras(runtime: Runtime, quarter: Quarter = Q3):  # type: ignore[no-untyped-def]
    """Return what would be frozen."""
    with runtime.database.reading() as session:
        spoken = ("communication", "timeliness")
        return committee_extras(session, runtime, quarter, spoken=spoken)


def test_quarter_with_nothing_recorded_leaves_nothing_out(runtime: Runtime) -> None:
    """R2-01: blanks are shown as not done. R5-18: not sent is printed."""
    found = extras(runtime)
    assert [line.reference for line in found.requests] == ["R1", "R2", "R3"]
    assert {line.element for line in found.lundy} == {"Voice", "Audience", "Influence"}
    assert [line.words for line in found.lundy if line.words == NOT_DONE] == [NOT_DONE] * 4
    assert [line.sent_on for line in found.forums] == ["Not sent", "Not sent"]
    assert [line.words for line in found.complaints] == ["none"]
    assert [line.words for line in found.compliments] == ["none"]


def test_every_register_is_printed_in_words(runtime: Runtime) -> None:
    priya = add_officer(runtime)
    for draft in MADE_UP.values():
        keep(runtime, priya, draft)
    found = extras(runtime)
    aim = found.aims[0]
    assert aim.resource == "1.5 posts, 400 hours a year, £52,000 a year"
    assert (aim.status, aim.evidence) == ("Under way", NO_EVIDENCE)
    assert found.activities[0].signs == ("officer view only",)
    assert found.consultations[0].open == "7 September 2026 to 18 October 2026"
    assert found.consultations[0].signs == ()
    assert found.offer[0].response == "We asked the clubs"
    assert found.measures[0].source == "SEN2 return"
    assert (found.comparisons[0].ours, found.comparisons[0].theirs) == ("88", "44")
    assert found.risks[0].theme == "Waiting and timeliness"
    assert (found.partners[0].shared, found.partners[0].unanswered) == (1, 0)
    assert found.partners[0].median == "9 working days"
    assert found.requests[-1].due == "No day agreed"
    assert found.practice[0].copied_by == "Virtual school"
    pcv = next(line for line in found.forums if line.forum == "Parent Carer Voice")
    assert pcv.comment == "You  left out  transport.\nAgain.", "unedited (R5-18)"


def test_aim_without_evidence_still_appears_and_evidence_is_of_its_quarter(
    runtime: Runtime,
) -> None:
    """R1-08."""
    priya = add_officer(runtime)
    keep(runtime, priya, MADE_UP[Register.AIMS])
    met = {"evidence": "Survey of July", "evidence_quarter": "2026-Q3", "status": AimStatus.MET}
    keep(runtime, priya, made_up(Register.AIMS, reference="Aim 2", **met))
    assert [aim.evidence for aim in extras(runtime).aims] == [NO_EVIDENCE, "Survey of July"]
    later = extras(runtime, Quarter(2026, 4)).aims
    assert [aim.evidence for aim in later] == [NO_EVIDENCE, NO_EVIDENCE]


def test_action_that_cites_an_aim_is_its_evidence_once_it_is_done(runtime: Runtime) -> None:
    """R1-08: each action can cite an aim."""
    priya = add_officer(runtime)
    keep(runtime, priya, MADE_UP[Register.AIMS])
    action_id = agree(runtime, priya, aim="Aim 1")
    assert extras(runtime).aims[0].evidence == NO_EVIDENCE
    with runtime.database.transaction() as session:
        done = Move(ActionState.DONE, "Call log of August")
        version = stored(runtime, action_id).version
        move_action(session, runtime, action_id, done, version=version, staff_id=priya)
    assert extras(runtime).aims[0].evidence == "Call log of August"


@pytest.mark.parametrize(
    ("quarter", "signs"),
    [
        (Quarter(2026, 3), ("officer view only",)),
        (Quarter(2026, 4), ("officer view only",)),
        (Quarter(2027, 1), ("officer view only", "at risk of tokenism")),
    ],
)
def test_activity_without_an_outcome_after_two_quarters_is_at_risk_of_tokenism(
    sqlite_runtime: Runtime, quarter: Quarter, signs: tuple[str, ...]
) -> None:
    """R2-02."""
    keep(sqlite_runtime, add_officer(sqlite_runtime), MADE_UP[Register.ENGAGEMENT])
    assert extras(sqlite_runtime, quarter).activities[0].signs == signs
    assert extras(sqlite_runtime, Quarter(2026, 2)).activities == ()


def test_activity_on_a_low_rung_warns_and_one_with_an_outcome_is_done_with(
    sqlite_runtime: Runtime,
) -> None:
    """R2-02: rungs 1 to 3 print a warning."""
    priya = add_officer(sqlite_runtime)
    keep(sqlite_runtime, priya, made_up(Register.ENGAGEMENT, rung=2, confirmed_by="Youth forum"))
    assert extras(sqlite_runtime).activities[0].signs == ("not participation",)
    told = made_up(Register.ENGAGEMENT, outcome="The room was painted")
    keep(sqlite_runtime, priya, told)
    assert len(extras(sqlite_runtime).activities) == 2
    assert len(extras(sqlite_runtime, Quarter(2027, 1)).activities) == 1


def test_consultation_that_is_short_and_in_the_holidays_is_warned_of(
    sqlite_runtime: Runtime,
) -> None:
    """R2-03."""
    days = {"declared_on": date(2026, 7, 1), "opens_on": date(2026, 7, 20), "closes_on": date(2026, 8, 20)}  # fmt: skip
    keep(
        sqlite_runtime, add_officer(sqlite_runtime), made_up(Register.CONSULTATIONS, **days)
    )  # fmt: skip
    found = extras(sqlite_runtime).consultations[0]
    assert found.signs == (
        "open for less than six weeks",
        "school holidays, usually 22 July 2026 to 1 September 2026",
    )
    assert found.considered == "Not yet"


def test_what_is_kept_back_withdrawn_or_of_another_quarter_is_not_printed(
    sqlite_runtime: Runtime,
) -> None:
    priya = add_officer(sqlite_runtime)
    keep(sqlite_runtime, priya, made_up(Register.LOCAL_OFFER, kept_back="abusive"))
    keep(sqlite_runtime, priya, made_up(Register.REQUESTS, status=RequestStatus.WITHDRAWN))
    keep(sqlite_runtime, priya, made_up(Register.PARTNERS, shared_on=None, answered_on=None, answer=None))  # fmt: skip
    keep(sqlite_runtime, priya, made_up(Register.RISKS, theme="gone"))
    keep(sqlite_runtime, priya, made_up(Register.PRACTICE, quarter="2026-Q2"))
    found = extras(sqlite_runtime)
    assert (found.offer, found.partners, found.risks, found.practice) == ((), (), (), ())
    assert len(found.requests) == 3


def test_partner_who_has_not_answered_is_counted(runtime: Runtime) -> None:
    """R1-22: the median and "no answer yet"."""
    priya = add_officer(runtime)
    keep(runtime, priya, MADE_UP[Register.PARTNERS])
    waits = {"theme": "health-access", "answered_on": None, "answer": None}
    keep(runtime, priya, made_up(Register.PARTNERS, **waits))
    keep(runtime, priya, made_up(Register.PARTNERS, partner="Police", **waits))
    nhs, police = extras(runtime).partners
    assert (nhs.shared, nhs.unanswered, nhs.median) == (2, 1, "9 working days")
    assert (police.unanswered, police.median) == (1, "No answer yet")


def test_lundy_measures_hide_a_few_people_and_count_what_was_done(runtime: Runtime) -> None:
    """R2-01: voice, audience and influence, with nothing that points at a few."""
    priya, sam = add_officer(runtime), add_officer(runtime, "sam@example.org", "Sam")
    for _ in range(10):
        add_themed(runtime, priya, day=13)
    found = {line.measure: line.words for line in extras(runtime).lundy}
    assert found["Said something in their own words"] == "all of the responses"
    assert found["Read by a person within 1 working day"] == "all of the responses"
    assert found["Themes of which families were told what became of them"] == NOT_DONE
    add_response(runtime, day=13)
    found = {line.measure: line.words for line in extras(runtime).lundy}
    assert found["Read by a person within 1 working day"] == "[c]", "one is not read"
    tell(runtime, agree(runtime, priya, theme="communication"), priya, sam)
    found = {line.measure: line.words for line in extras(runtime).lundy}
    assert found["Themes of which families were told what became of them"] == "1 of 2 themes"
    assert found["From an action agreed to families told, in the middle"] == "0 working days"


def test_frozen_quarter_holds_them_and_reads_them_back(runtime: Runtime) -> None:
    """R5-16: the report prints what was frozen, whatever is changed afterwards."""
    priya = add_officer(runtime)
    add_response(runtime)
    for draft in MADE_UP.values():
        keep(runtime, priya, draft)
    later = replace(runtime, clock=Clock.fixed(NOON + timedelta(days=60)))
    before = extras(later)
    with later.database.transaction() as session:
        freeze_quarter(session, later, Q3)
    keep(runtime, priya, made_up(Register.AIMS, reference="Aim 2"))
    with later.database.reading() as session:
        frozen = find_frozen(session, Q3).snapshot.extras
    assert frozen is not None
    assert replace(frozen, lundy=before.lundy) == before
