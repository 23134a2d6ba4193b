"""Flags: clocks, two people, escalation, holding back, who must not read what (R4-23 to R4-28, R1-20)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select, text

from feedback.alert_settings import AlertSettings, SmtpSettings
from feedback.clock import Clock
from feedback.domain.enums import AuditAction, FlagOutcome, FlagState
from feedback.domain.errors import Conflict, IllegalTransition, NotAllowed, NotFound
from feedback.domain.triage import Downgrade, Level, PassedOn, TriageState
from feedback.ports.alerts import KeptAlerts
from feedback.services import triage as services
from feedback.services.alerts import count_stuck, send_alerts
from feedback.services.flag_clocks import escalate, forget_references, notice_flags
from feedback.services.review_queue import QueueFilter, list_queue
from feedback.services.review_response import open_response
from feedback.services.runtime import Runtime
from feedback.services.separation import check_may_read
from feedback.services.triage import TriageCase, TriageDecision, TriageItem, TriageQueue
from feedback.storage.models import Alert, AuditEvent, Flag, StaffService, Triage
from feedback.storage.queries.quarter import list_quotable
from tests.databases import NOON
from tests.integration.services.reviewing import add_lead, add_officer, add_response, load

MASH = PassedOn("MASH-2026-0417", "Duty social worker Ms Vane", NOON)
ADVICE = TriageDecision(FlagOutcome.ADVICE_GIVEN, release=True)
NOTHING = TriageDecision(Downgrade.NOT_SAFEGUARDING, release=True)
TO = {level: (f"{level}@example.org",) for level in Level}


def at(runtime: Runtime, **later: float) -> Runtime:
    """Return the runtime so much after NOON, a Friday in office hours."""
    return replace(runtime, clock=Clock.fixed(NOON + timedelta(**later)))


def with_alerts(runtime: Runtime) -> Runtime:
    """Return the runtime with somebody to be told at every level."""
    alerts = AlertSettings(TO, smtp=SmtpSettings("localhost", 25, "voices@example.org"))
    return replace(runtime, settings=replace(runtime.settings, alerts=alerts))


def flagged(runtime: Runtime, urgency: str = "immediate", words: str = "dad hits me") -> UUID:
    """Store a flagged response; return its comment."""
    return load(runtime, add_response(runtime, words=words, urgency=urgency)).comments[0].id


def queue(runtime: Runtime, lead: UUID) -> TriageQueue:
    """Return a lead's queue."""
    with runtime.database.transaction() as session:
        return services.list_triage(session, runtime, staff_id=lead)


def item(runtime: Runtime, lead: UUID) -> TriageItem:
    """Return the only flag that waits."""
    return queue(runtime, lead).waiting[0]


def case(runtime: Runtime, comment_id: UUID, lead: UUID) -> TriageCase:
    """Open a flag."""
    with runtime.database.transaction() as session:
        return services.open_case(session, runtime, comment_id, staff_id=lead)


def take_on(runtime: Runtime, comment_id: UUID, lead: UUID) -> None:
    """Acknowledge a flag."""
    with runtime.database.transaction() as session:
        services.acknowledge(session, runtime, comment_id, staff_id=lead)


def answer(runtime: Runtime, comment_id: UUID, decision: TriageDecision, lead: UUID) -> TriageState:
    """Decide a flag."""
    with runtime.database.transaction() as session:
        return services.decide_flag(session, runtime, comment_id, decision, staff_id=lead)


def second(runtime: Runtime, comment_id: UUID, lead: UUID, *, agrees: bool = True) -> TriageState:
    """Answer a colleague's proposal."""
    with runtime.database.transaction() as session:
        return services.second(session, runtime, comment_id, agrees=agrees, staff_id=lead)


def stored(runtime: Runtime, comment_id: UUID) -> tuple[Triage, Flag]:
    """Return what is stored of a flag."""
    with runtime.database.reading() as session:
        return session.get_one(Triage, comment_id), session.get_one(Flag, comment_id)


def deeds(runtime: Runtime, action: AuditAction) -> list[dict[str, object]]:
    """Return the details of what was audited."""
    with runtime.database.reading() as session:
        return list(session.scalars(select(AuditEvent.detail).where(AuditEvent.action == action)))


def test_immediate_flag_has_half_an_hour_and_two_hours_r4_23(runtime: Runtime) -> None:
    lead, comment_id = add_lead(runtime), flagged(runtime)
    found = item(runtime, lead)
    assert (found.acknowledge_by, found.decide_by) == (
        NOON + timedelta(minutes=30),
        NOON + timedelta(hours=2),
    )
    take_on(at(runtime, minutes=29), comment_id, lead)
    answer(at(runtime, hours=3), comment_id, ADVICE, lead)
    triage, flag = stored(runtime, comment_id)
    assert (triage.acknowledged_in_time, triage.decided_in_time) == (True, False)
    assert (triage.starts_utc, triage.acknowledge_by_utc, triage.decide_by_utc) == (None,) * 3
    assert (flag.state, flag.held) == (FlagState.SEEN, False)


def test_concern_is_due_on_the_same_working_day_r4_23(runtime: Runtime) -> None:
    lead = add_lead(runtime)
    flagged(runtime, "concern")
    closing = datetime(2026, 8, 14, 16, tzinfo=UTC)
    assert item(runtime, lead).decide_by == closing
    assert not item(at(runtime, hours=4), lead).late
    assert item(at(runtime, hours=5, minutes=1), lead).late


def test_flag_of_a_saturday_waits_for_monday_r4_23(runtime: Runtime) -> None:
    saturday, lead = at(runtime, days=1), add_lead(runtime)
    flagged(runtime)
    assert item(saturday, lead).acknowledge_by == datetime(2026, 8, 17, 8, 30, tzinfo=UTC)


def test_clock_does_not_tell_the_minute_in_which_a_family_wrote_r4_02(runtime: Runtime) -> None:
    lead, comment_id = add_lead(runtime), flagged(runtime)
    queue(at(runtime, minutes=13, seconds=37), lead)
    assert stored(runtime, comment_id)[0].starts_utc == NOON


def test_unanswered_flag_goes_up_step_by_step_r4_23(runtime: Runtime) -> None:
    runtime, lead = with_alerts(runtime), add_lead(runtime)
    comment_id, kept = flagged(runtime), KeptAlerts()
    told = []
    for minutes in (0, 29, 31, 45, 61, 91, 200):
        later = at(runtime, minutes=minutes)
        escalate(later)
        send_alerts(later, sender=kept)
        told.append([to[0].partition("@")[0] for to, _s, _m in kept.sent])
        kept.sent.clear()
    assert told == [["duty"], [], ["deputy"], [], ["head"], ["director"], []]
    levels = [detail["level"] for detail in deeds(runtime, AuditAction.FLAG_ESCALATED)]
    assert sorted(map(str, levels)) == ["deputy", "director", "head"]
    assert item(at(runtime, minutes=200), lead).escalated == 3
    take_on(at(runtime, minutes=201), comment_id, lead)
    assert stored(runtime, comment_id)[0].acknowledged_in_time is False


def test_answered_flag_goes_to_nobody_else_r4_23(runtime: Runtime) -> None:
    runtime, lead = with_alerts(runtime), add_lead(runtime)
    comment_id = flagged(runtime)
    take_on(runtime, comment_id, lead)
    assert escalate(at(runtime, minutes=100)) == 0
    assert escalate(at(runtime, minutes=121)) == 1, "taken on, and then not decided"
    answer(at(runtime, minutes=122), comment_id, ADVICE, lead)
    assert escalate(at(runtime, days=3)) == 0
    with runtime.database.reading() as session:
        assert session.scalars(select(Alert)).all() == [], "the outbox tells no time afterwards"


def test_alert_is_tried_until_it_is_through_and_holds_no_word_r4_26(runtime: Runtime) -> None:
    runtime, kept = with_alerts(runtime), KeptAlerts(broken=True)
    flagged(runtime, words="dad hits me when mum is out")
    escalate(runtime)
    assert send_alerts(runtime, sender=kept) == 0
    assert send_alerts(runtime, sender=kept) == 0, "not again in the same minute"
    for minutes in (1, 3, 7):
        send_alerts(at(runtime, minutes=minutes), sender=kept)
    assert count_stuck(runtime) == 1
    kept.broken = False
    assert send_alerts(at(runtime, minutes=20), sender=kept) == 1
    assert send_alerts(at(runtime, minutes=21), sender=kept) == 0, "once"
    _to, subject, message = kept.sent[0]
    assert not {"hits", "dad", "mum"} & set((subject + message).lower().split())


def test_nothing_is_sent_unless_it_is_configured(runtime: Runtime) -> None:
    flagged(runtime)
    escalate(runtime)
    escalate(at(runtime, hours=2))
    with runtime.database.reading() as session:
        assert session.scalars(select(Alert)).all() == []
    assert send_alerts(runtime) == 0
    assert {d["alerted"] for d in deeds(runtime, AuditAction.FLAG_ESCALATED)} == {False}


@pytest.mark.parametrize("proposed", list(Downgrade))
def test_downgrade_by_one_user_is_refused_r4_24(runtime: Runtime, proposed: Downgrade) -> None:
    lee, kim = add_lead(runtime), add_lead(runtime, "kim@example.org", "Kim")
    comment_id, wish = flagged(runtime), TriageDecision(proposed, release=True)
    assert answer(runtime, comment_id, wish, lee) is TriageState.SECOND_WANTED
    with pytest.raises(IllegalTransition, match="One person alone"):
        second(runtime, comment_id, lee)
    with pytest.raises(IllegalTransition):
        answer(runtime, comment_id, ADVICE, lee)
    flag = stored(runtime, comment_id)[1]
    assert (flag.state, flag.urgency, flag.held) == (FlagState.OPEN, "immediate", True)
    assert second(runtime, comment_id, kim, agrees=False) is TriageState.ACKNOWLEDGED
    answer(runtime, comment_id, wish, kim)
    second(runtime, comment_id, lee)
    triage, flag = stored(runtime, comment_id)
    assert triage.seconded_by == lee
    if proposed is Downgrade.CONCERN:
        assert (flag.state, flag.urgency) == (FlagState.OPEN, "concern")
        assert triage.decide_by_utc == datetime(2026, 8, 14, 16, tzinfo=UTC)
    else:
        assert (flag.state, flag.held) == (FlagState.SEEN, False)


def test_concern_is_dismissed_by_one_r4_24(runtime: Runtime) -> None:
    lead, comment_id = add_lead(runtime), flagged(runtime, "concern")
    assert answer(runtime, comment_id, NOTHING, lead) is TriageState.DECIDED
    with pytest.raises(IllegalTransition):
        answer(runtime, comment_id, ADVICE, lead)


def test_referral_keeps_reference_time_and_who_sealed_for_thirty_days_r4_24_r4_07(
    runtime: Runtime,
) -> None:
    lead, comment_id = add_lead(runtime), flagged(runtime)
    with pytest.raises(NotAllowed):
        answer(runtime, comment_id, TriageDecision(FlagOutcome.REFERRED, release=False), lead)
    answer(runtime, comment_id, TriageDecision(FlagOutcome.REFERRED, False, MASH), lead)
    assert case(runtime, comment_id, lead).passed_on == MASH
    with runtime.database.reading() as session:
        written = session.execute(text("SELECT * FROM triage")).all()
    assert "0417" not in str(written), "sealed"
    for days, forgotten in ((29, 0), (31, 1), (32, 0)):
        with runtime.database.transaction() as session:
            assert forget_references(session, at(runtime, days=days), days=30) == forgotten
    assert case(runtime, comment_id, lead).passed_on is None


def test_allegation_is_for_the_lado_within_one_working_day_r4_24(runtime: Runtime) -> None:
    runtime, lead = with_alerts(runtime), add_lead(runtime)
    comment_id = flagged(runtime)
    answer(runtime, comment_id, TriageDecision(FlagOutcome.ABOUT_A_WORKER, False), lead)
    kept = queue(runtime, lead).kept[0]
    assert kept.lado_by == datetime(2026, 8, 17, tzinfo=UTC).date(), "a Friday, so by Monday"
    assert escalate(at(runtime, days=3)) == 0
    assert escalate(at(runtime, days=4)) == 1
    with runtime.database.transaction() as session:
        services.pass_on(session, runtime, comment_id, MASH, staff_id=lead)
    assert queue(runtime, lead).kept[0].lado_by is None
    assert escalate(at(runtime, days=9)) == 0


def test_allegation_is_routed_away_from_the_worker_and_their_managers_r4_24(
    runtime: Runtime,
) -> None:
    lead = add_lead(runtime)
    worker = add_officer(runtime, "w@example.org", "Wanda Worthing")
    boss = add_lead(runtime, "boss@example.org", "Bo Managing")
    with runtime.database.transaction() as session:
        session.add(StaffService(user_id=worker, service="send", manages=False))
        session.add(StaffService(user_id=boss, service="send", manages=True))
    comment_id = flagged(runtime)
    assert case(runtime, comment_id, boss).item.yours_to_read, (
        "before anybody said whom it is about"
    )
    wish = TriageDecision(FlagOutcome.ABOUT_A_WORKER, True, about_staff_id=worker)
    answer(runtime, comment_id, wish, lead)
    response_id = queue(runtime, lead).kept[0].response_id
    for person in (worker, boss):
        with pytest.raises(NotAllowed), runtime.database.transaction() as session:
            open_response(session, runtime, response_id, staff_id=person)
    with pytest.raises(NotAllowed):
        case(runtime, comment_id, boss)
    assert not queue(runtime, boss).kept[0].yours_to_read


@pytest.mark.parametrize(
    ("name", "linked", "words", "opens"),
    [
        ("Niamh Featherstone", False, "Niamh Featherstone shouted at my son", False),
        ("Niamh Featherstone", False, "NIAMH  FEATHERSTONE was rude", False),
        ("Niamh Featherstone", False, "Mrs Featherstone never rang", False),
        ("Niamh Featherstone", False, "Niamh never rang", True),
        ("Niamh Featherstone", True, "Niamh never rang", False),
        ("Niamh Featherstone", True, "The worker never rang", True),
        ("Siân Jones", True, "sian never rang", False),
        ("Will Order", True, "They will order a review", False),
    ],
)
def test_user_linked_to_a_service_cannot_open_what_names_them_r1_20(
    runtime: Runtime, name: str, linked: bool, words: str, opens: bool
) -> None:
    officer = add_officer(runtime, "named@example.org", name)
    response_id = add_response(runtime, words=words)
    with runtime.database.transaction() as session:
        session.execute(
            text(
                "INSERT INTO answer (response_id, question_id, position, construct, value, skipped)"
                " SELECT response_id, 'x', 0, 'services', 'send', false FROM comment"
            )
        )
        if linked:
            session.add(StaffService(user_id=officer, service="send", manages=False))
    if opens:
        with runtime.database.transaction() as session:
            open_response(session, runtime, response_id, staff_id=officer)
        return
    with (
        pytest.raises(NotAllowed, match="Somebody else reads"),
        runtime.database.transaction() as session,
    ):
        open_response(session, runtime, response_id, staff_id=officer)
    assert not deeds(runtime, AuditAction.RESPONSE_OPENED)


def test_held_response_is_for_leads_alone_until_it_is_released_r4_25(runtime: Runtime) -> None:
    lead, officer = add_lead(runtime), add_officer(runtime)
    comment_id = flagged(runtime)
    with runtime.database.transaction() as session:
        session.execute(text("UPDATE response SET may_quote = true, state = 'read'"))
    response_id = item(runtime, lead).response_id
    held = TriageDecision(FlagOutcome.REFERRED, False, MASH)
    answer(runtime, comment_id, held, lead)
    for state, seen in (("still held", False), ("released", True)):
        with runtime.database.reading() as session:
            page = list_queue(session, QueueFilter(officer, read=True, sees_held=False))
            assert [one.response_id for one in page.items] == [response_id] * seen, state
            assert page.held == (not seen)
            assert list_quotable(session, "2026-Q3") == {}, "a flagged comment is never quoted"
        if not seen:
            with pytest.raises(NotAllowed, match="held by safeguarding"):
                check_may_read(session, runtime, response_id, staff_id=officer)
            with runtime.database.transaction() as session:
                services.release(session, runtime, comment_id, held=False, staff_id=lead)
    with runtime.database.transaction() as session:
        open_response(session, runtime, response_id, staff_id=officer)


def test_officer_passes_on_what_no_machine_noticed_r4_22(runtime: Runtime) -> None:
    lead, officer = add_lead(runtime), add_officer(runtime)
    comment_id = flagged(runtime, None, "We waited a year")  # type: ignore[arg-type]
    with runtime.database.transaction() as session:
        services.raise_flag(session, runtime, comment_id, urgency="immediate", staff_id=officer)
    assert item(runtime, lead).reason == services.RAISED
    with pytest.raises(NotAllowed), runtime.database.transaction() as session:
        services.raise_flag(session, runtime, comment_id, urgency="concern", staff_id=officer)
    with pytest.raises(Conflict), runtime.database.transaction() as session:
        services.raise_flag(session, runtime, comment_id, urgency="concern", staff_id=lead)
    answer(runtime, comment_id, ADVICE, lead)
    with runtime.database.transaction() as session:
        services.raise_flag(session, runtime, comment_id, urgency="concern", staff_id=officer)
    again = item(runtime, lead)
    assert (again.urgency, again.state, again.outcome) == ("concern", TriageState.WAITING, None)


def test_load_of_today_is_counted_r4_28(runtime: Runtime) -> None:
    lead = add_lead(runtime)
    first, other = flagged(runtime), flagged(runtime)
    for comment_id in (first, first, other):
        opened = case(runtime, comment_id, lead).opened_today
    assert opened == 2
    assert queue(at(runtime, days=1), lead).opened_today == 0


def test_officer_is_no_lead(runtime: Runtime) -> None:
    officer, comment_id = add_officer(runtime), flagged(runtime)
    with pytest.raises(NotAllowed):
        queue(runtime, officer)
    with pytest.raises(NotAllowed):
        take_on(runtime, comment_id, officer)
    lead = add_lead(runtime)
    with pytest.raises(NotFound):
        answer(runtime, comment_id, TriageDecision("told_lead", release=True), lead)
    take_on(runtime, comment_id, lead)
    with pytest.raises(IllegalTransition):
        take_on(runtime, comment_id, lead)


def test_flag_that_grows_more_urgent_gets_the_shorter_clock_r4_23(runtime: Runtime) -> None:
    lead, comment_id = add_lead(runtime), flagged(runtime, "concern")
    queue(runtime, lead)
    with runtime.database.transaction() as session:
        session.execute(text("UPDATE flag SET urgency = 'immediate'"))
        assert notice_flags(session, runtime) == 1
    assert stored(runtime, comment_id)[0].decide_by_utc == NOON + timedelta(hours=2)
