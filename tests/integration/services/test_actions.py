"""Actions: SMART, with a history, never overwritten silently (R1-01, R1-09, R1-14, R1-15)."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

import pytest

from feedback.clock import Clock
from feedback.domain.actions import ActionOrigin, ActionState
from feedback.domain.enums import AuditAction
from feedback.domain.errors import Conflict, IllegalTransition, NotFound
from feedback.domain.said import Said, Spoken, pack_said
from feedback.services.actions import (
    Move,
    change_action,
    link_response,
    link_theme,
    list_actions,
    list_actions_of,
    list_overdue,
    load_action,
    move_action,
    unlink_response,
)
from feedback.services.closed_days import (
    add_closed_day,
    find_next_open_day,
    list_closed_days,
    remove_closed_day,
)
from feedback.services.returned import find_returned
from feedback.services.runtime import Runtime
from feedback.storage.queries.quarter_answers import QuarterAnswers
from feedback.storage.queries.quarter_facts import FactsReader, QuarterFacts
from tests.databases import NOON
from tests.integration.services.acting import (
    DUE,
    add_themed,
    agree,
    deeds,
    made_up_action,
    stored,
)
from tests.integration.services.reviewing import add_officer, add_response


def later(runtime: Runtime, days: int) -> Runtime:
    """Return the runtime as it is that many days after noon of the tests."""
    return replace(runtime, clock=Clock.fixed(NOON + timedelta(days=days)))


def move(runtime: Runtime, action_id, state, staff_id, note=None) -> None:  # type: ignore[no-untyped-def]
    """Move an action as it stands."""
    version = stored(runtime, action_id).version
    with runtime.database.transaction() as session:
        move_action(
            session, runtime, action_id, Move(state, note), version=version, staff_id=staff_id
        )


def test_action_when_agreed_keeps_its_smart_fields_and_its_history(runtime: Runtime) -> None:
    """R1-09."""
    priya = add_officer(runtime)
    response = add_response(runtime)
    action_id = agree(runtime, priya, response, aim="Aim 2", area="vii", risk_id="CF-12")
    with runtime.database.reading() as session:
        page = load_action(session, runtime, action_id, reader=priya)
    assert page.action.draft == made_up_action(aim="Aim 2", area="vii", risk_id="CF-12")
    assert page.action.state is ActionState.AGREED
    assert [step.by for step in page.steps] == ["Priya"]
    assert [linked.response_id for linked in page.linked] == [response]
    assert deeds(runtime, AuditAction.RESPONSE_LINKED) == [str(response)]


def test_action_about_dentists_is_ours_to_lobby_for_and_not_to_fix(runtime: Runtime) -> None:
    """R1-01."""
    priya = add_officer(runtime)
    dentist = agree(runtime, priya, service="dentist", partner="NHS dental commissioners")
    early_help = agree(runtime, priya)
    with runtime.database.reading() as session:
        ours = {action.id: action.ours for action in list_actions(session, runtime)}
    assert ours == {dentist: False, early_help: True}


def test_action_about_a_theme_is_for_every_response_a_person_found_it_in(runtime: Runtime) -> None:
    priya = add_officer(runtime)
    first = add_themed(runtime, priya)
    add_themed(runtime, priya, "timeliness")
    action_id = agree(runtime, priya, theme="communication", quarter="2026-Q3")
    assert stored(runtime, action_id).linked == 1
    second = add_themed(runtime, priya)
    with runtime.database.transaction() as session:
        assert load_action(session, runtime, action_id, reader=priya).unlinked == 1
        assert link_theme(session, runtime, action_id, staff_id=priya) == 1
        assert link_theme(session, runtime, action_id, staff_id=priya) == 0
        assert [a.id for a in list_actions_of(session, runtime, second)] == [action_id]
        unlink_response(session, runtime, action_id, first, staff_id=priya)
        assert load_action(session, runtime, action_id, reader=priya).action.linked == 1


def test_flagged_words_are_not_shown_among_an_actions_responses(runtime: Runtime) -> None:
    priya = add_officer(runtime)
    flagged = add_response(runtime, words="somebody hits me", urgency="immediate")
    plain = add_response(runtime, words="nobody rings us back")
    action_id = agree(runtime, priya, flagged, plain)
    with runtime.database.reading() as session:
        words = {
            row.response_id: row.words
            for row in load_action(session, runtime, action_id, reader=priya).linked
        }
    assert words == {flagged: "", plain: "nobody rings us back"}


def test_action_due_on_a_bank_holiday_or_a_closed_day_is_refused(runtime: Runtime) -> None:
    priya = add_officer(runtime)
    with pytest.raises(Conflict):
        agree(runtime, priya, due_on=date(2026, 12, 25))
    with runtime.database.transaction() as session:
        assert find_next_open_day(session, runtime, date(2026, 12, 25)) == date(2026, 12, 29)
        add_closed_day(session, runtime, DUE, "Snow", staff_id=priya)
        assert dict(list_closed_days(session)) == {DUE: "Snow"}
        with pytest.raises(Conflict):
            add_closed_day(session, runtime, DUE, "Snow again", staff_id=priya)
    with pytest.raises(Conflict):
        agree(runtime, priya)
    with runtime.database.transaction() as session:
        remove_closed_day(session, runtime, DUE, staff_id=priya)
    assert agree(runtime, priya)


def test_two_officers_who_edit_one_action_overwrite_nothing(runtime: Runtime) -> None:
    priya, sam = add_officer(runtime), add_officer(runtime, "sam@example.org", "Sam")
    action_id = agree(runtime, priya)
    seen = stored(runtime, action_id).version
    for staff_id, measure in ((priya, "All calls"), (sam, "Most calls")):
        with runtime.database.transaction() as session:
            draft = made_up_action(measure=measure)
            if staff_id == sam:
                with pytest.raises(Conflict):
                    change_action(session, runtime, action_id, draft, version=seen, staff_id=sam)
            else:
                change_action(session, runtime, action_id, draft, version=seen, staff_id=priya)
    assert stored(runtime, action_id).draft.measure == "All calls"
    with runtime.database.reading() as session:
        newest = load_action(session, runtime, action_id, reader=priya).steps[0]
    assert (newest.by, newest.changed) == ("Priya", ("measure",))


def test_state_is_moved_by_one_function_with_its_reason_and_evidence(runtime: Runtime) -> None:
    priya = add_officer(runtime)
    action_id = agree(runtime, priya)
    with pytest.raises(Conflict):
        move(runtime, action_id, ActionState.BLOCKED, priya)
    move(runtime, action_id, ActionState.BLOCKED, priya, "No money until April")
    assert stored(runtime, action_id).blocked_because == "No money until April"
    with pytest.raises(IllegalTransition):
        move(runtime, action_id, ActionState.DONE, priya, "Done")
    move(runtime, action_id, ActionState.UNDER_WAY, priya)
    assert stored(runtime, action_id).blocked_because is None
    with pytest.raises(Conflict):
        move(runtime, action_id, ActionState.DONE, priya)
    move(runtime, action_id, ActionState.DONE, priya, "Call log of September")
    done = stored(runtime, action_id)
    assert (done.draft.evidence, done.closed_on) == ("Call log of September", NOON.date())


def test_action_past_its_day_is_overdue_until_it_is_done(runtime: Runtime) -> None:
    priya = add_officer(runtime)
    action_id = agree(runtime, priya, due_on=date(2026, 8, 17))
    with runtime.database.reading() as session:
        assert list_overdue(session, runtime) == []
        assert [a.id for a in list_overdue(session, later(runtime, 4))] == [action_id]
    move(runtime, action_id, ActionState.DROPPED, priya, "Overtaken by the new contract")
    with runtime.database.reading() as session:
        assert list_overdue(session, later(runtime, 4)) == []


def test_action_for_what_is_not_there_stores_nothing(runtime: Runtime) -> None:
    priya = add_officer(runtime)
    with pytest.raises(NotFound):
        agree(runtime, priya, priya)
    with pytest.raises(NotFound):
        agree(runtime, priya, service="circus")
    action_id = agree(runtime, priya)
    with runtime.database.transaction() as session:
        with pytest.raises(NotFound):
            link_response(session, runtime, action_id, priya, staff_id=priya)
        assert [a.id for a in list_actions(session, runtime)] == [action_id]


def test_good_practice_says_what_it_could_be_copied_by(runtime: Runtime) -> None:
    """R1-15."""
    priya = add_officer(runtime)
    kept = agree(runtime, priya, service="edge_of_care", copied_by="Virtual school",
                 origin=ActionOrigin.FORUM)  # fmt: skip
    assert stored(runtime, kept).draft.copied_by == "Virtual school"


def said(about: int, others: int) -> Spoken:
    """Return so many comments about communication, and so many about nothing."""
    spoken = Spoken()
    blame = pack_said([Said("test", True, True, (("communication", "negative"),))])
    for text in [blame] * about + [pack_said([Said("test", True, False)])] * others:
        spoken.add(text)
    return spoken


@pytest.mark.parametrize(("after", "returned"), [((30, 31), True), ((4, 5), False)])
def test_theme_that_is_not_lower_two_quarters_after_returned(
    runtime: Runtime, monkeypatch: pytest.MonkeyPatch, after: tuple[int, int], returned: bool
) -> None:
    """R1-14, on an invented series: of 100 comments a quarter, 30 in that of the closing."""
    priya = add_officer(runtime)
    action_id = agree(runtime, priya, theme="communication")
    move(runtime, action_id, ActionState.DONE, priya, "Call log")
    series = dict(zip(("2026-Q3", "2026-Q4", "2027-Q1"), (30, *after), strict=True))
    facts = {
        quarter: QuarterFacts(QuarterAnswers({}, ()), said(hits, 100 - hits), Counter())
        for quarter, hits in series.items()
    }
    monkeypatch.setattr(FactsReader, "of", lambda _self, quarter: facts[quarter])
    with runtime.database.reading() as session:
        assert find_returned(session, later(runtime, 300))[0].returned is returned
        assert find_returned(session, later(runtime, 60))[0].returned is None, "too early to say"
