"""The clocks: working days of England, from audit events and dated rows only (R1-05, R1-13)."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import event

from feedback.clock import Clock
from feedback.domain.actions import PromiseState
from feedback.domain.around import Around, ComplaintWish, ContactDetails
from feedback.domain.clocks import Step
from feedback.domain.enums import AuditAction
from feedback.domain.quarters import Quarter
from feedback.domain.receipt_codes import new_receipt_code
from feedback.services.audit import record
from feedback.services.clocks import StepClock, read_clocks
from feedback.services.closed_days import add_closed_day
from feedback.services.mailbox import write_to_family
from feedback.services.runtime import Runtime
from feedback.services.submit_response import submit_response
from feedback.storage.queries.clocks import count_step_days
from tests.integration.services.acting import agree, tell
from tests.integration.services.reviewing import add_officer, add_response, decide, load
from tests.made_up import made_up_submission

Q3 = Quarter(2026, 3)


def at(runtime: Runtime, month: int, day: int) -> Runtime:
    """Return the runtime as it is at noon of a day of 2026."""
    return replace(runtime, clock=Clock.fixed(datetime(2026, month, day, 12, tzinfo=UTC)))


def clocks(runtime: Runtime) -> dict[Step, StepClock]:
    """Return the clocks of the third quarter."""
    with runtime.database.reading() as session:
        return {clock.step: clock for clock in read_clocks(session, runtime, Q3)}


def test_clocks_when_a_bank_holiday_lies_between_leave_it_out(runtime: Runtime) -> None:
    """R1-13: Friday 28 August to Tuesday 1 September is one working day, with the bank holiday between."""
    priya, sam = add_officer(runtime), add_officer(runtime, "sam@example.org", "Sam")
    response = add_response(runtime, day=28)
    tuesday, thursday = at(runtime, 9, 1), at(runtime, 9, 3)
    decide(tuesday, load(tuesday, response), priya)
    decide(thursday, load(thursday, response), priya, themes={"timeliness": "negative"})
    action_id = agree(at(runtime, 9, 7), priya, response)
    tell(at(runtime, 9, 10), action_id, priya, sam)
    found = clocks(at(runtime, 9, 30))
    median = {step: clock.pace.median for step, clock in found.items()}
    assert median == {
        Step.ACKNOWLEDGED: None, Step.READ: 1, Step.THEMED: 2, Step.AGREED: 2, Step.TOLD: 3,
    }  # fmt: skip
    assert found[Step.READ].promises[PromiseState.KEPT] == 1


def test_clocks_when_the_offices_were_closed_once_leave_that_day_out(runtime: Runtime) -> None:
    priya = add_officer(runtime)
    response = add_response(runtime, day=17)
    with runtime.database.transaction() as session:
        add_closed_day(session, runtime, date(2026, 8, 18), "Snow", staff_id=priya)
    wednesday = at(runtime, 8, 19)
    decide(wednesday, load(wednesday, response), priya)
    assert clocks(wednesday)[Step.READ].pace.median == 1


def test_what_waits_has_its_age_and_its_promise_turns_late_and_then_broken(
    runtime: Runtime,
) -> None:
    add_response(runtime, day=14)
    for day, state in (
        (17, PromiseState.TO_COME),
        (18, PromiseState.LATE),
        (19, PromiseState.BROKEN),
    ):
        found = clocks(at(runtime, 8, day))[Step.READ]
        assert found.promises[state] == 1
    assert (found.pace.waiting, found.pace.oldest) == (1, 3)


def test_acknowledgement_counts_only_where_a_family_can_be_answered(runtime: Runtime) -> None:
    """R1-05: from sending to the first human reply, of those who left a way to be answered."""
    priya, code = add_officer(runtime), new_receipt_code()
    add_response(runtime, day=14)
    details = ContactDetails(email="a@example.org")
    with runtime.database.transaction() as session:
        asks = made_up_submission(
            "asks", around=Around(ComplaintWish.YES, details), receipt_code=code
        )
        response = submit_response(session, runtime, asks).response_id
    tuesday = at(runtime, 8, 18)
    assert clocks(tuesday)[Step.ACKNOWLEDGED].pace.waiting == 1
    with runtime.database.transaction() as session:
        write_to_family(session, tuesday, response, "Thank you", staff_id=priya, once_key="1")
    found = clocks(tuesday)[Step.ACKNOWLEDGED]
    assert (found.pace.count, found.pace.median, found.pace.waiting) == (1, 2, 0)
    assert found.promises[PromiseState.KEPT] == 1


def test_opening_contact_details_stops_the_clock_only_where_it_was_to_answer(
    runtime: Runtime,
) -> None:
    """R1-05: a lead who finds out how to reach a family has not answered it."""
    priya = add_officer(runtime)
    details = ContactDetails(email="a@example.org")
    with runtime.database.transaction() as session:
        asks = made_up_submission("asks", around=Around(ComplaintWish.YES, details))
        response = submit_response(session, runtime, asks).response_id
    for day, reason, done in (
        (17, "find_out", 0),
        (18, "mash", 0),
        (18, "safeguarding", 0),
        (18, "danger", 0),
        (19, "reply", 1),
    ):
        with runtime.database.transaction() as session:
            record(
                session, at(runtime, 8, day), AuditAction.CONTACT_OPENED,
                subject=("response", response), actor_id=priya, detail={"reason": reason},
            )  # fmt: skip
        pace = clocks(at(runtime, 8, 20))[Step.ACKNOWLEDGED].pace
        assert (pace.count, pace.waiting) == (done, 1 - done), reason
    assert pace.median == 3, "from Friday to Wednesday"


def test_a_theme_decided_for_several_comments_counts_once_from_the_first_day(
    runtime: Runtime,
) -> None:
    priya = add_officer(runtime)
    response = add_response(runtime, day=14)
    for day in (18, 20):
        later = at(runtime, 8, day)
        decide(later, load(later, response), priya, themes={"timeliness": "negative"})
    found = clocks(at(runtime, 8, 21))[Step.THEMED].pace
    assert (found.count, found.median) == (1, 0)


def test_the_clocks_of_a_quarter_are_looked_up_in_an_index(runtime: Runtime) -> None:
    """However much was audited of other quarters, it is not read (the bar is 300 ms)."""
    add_response(runtime, day=14)
    with runtime.database.reading() as session:
        if runtime.database.dialect != "sqlite":
            return
        sent: list[tuple[str, object]] = []
        engine = session.get_bind()

        def note(_c: object, _u: object, statement: str, given: object, *_rest: object) -> None:
            sent.append((statement, given))

        event.listen(engine, "before_cursor_execute", note)
        count_step_days(session, Q3.starts_on, Q3.ends_on, no_answer=("find_out",))
        event.remove(engine, "before_cursor_execute", note)
        statement, given = next((s, g) for s, g in sent if "audit_event" in s)
        raw: Any = session.connection().connection.driver_connection
        plan = [row[3] for row in raw.execute(f"EXPLAIN QUERY PLAN {statement}", given)]
    assert any("audit_event USING COVERING INDEX ix_audit_event_steps" in step for step in plan)
    assert not any(step.startswith("SCAN audit_event") for step in plan)
