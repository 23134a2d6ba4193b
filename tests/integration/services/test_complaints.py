"""Complaints step by step and compliments with a family's yes (section 2.7, R2-11, R2-14, R2-15)."""

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID, uuid4

import pytest

from feedback.clock import Clock
from feedback.domain.around import Around, ComplaintWish
from feedback.domain.complaints import (
    Advocacy,
    ComplaintOutcome,
    ComplaintRecord,
    ComplimentRecord,
    Stage,
    find_complaint_problems,
    find_compliment_problems,
)
from feedback.domain.enums import AuditAction
from feedback.domain.errors import Conflict, NotFound
from feedback.domain.quarters import Quarter
from feedback.services.complaint_counts import count_complaints, count_compliments
from feedback.services.complaints import (
    StepState,
    find_next_steps,
    list_steps,
    load_complaint,
    record_complaint,
)
from feedback.services.compliments import list_compliments, load_compliment, record_compliment
from feedback.services.hand_offs import list_hand_offs, pass_on
from feedback.services.runtime import Runtime
from feedback.services.submit_response import submit_response
from feedback.storage.queries import complaints as queries
from tests.integration.services.acting import deeds
from tests.integration.services.reviewing import add_officer, add_response
from tests.made_up import made_up_submission

SENT = date(2026, 8, 3)


def complain(runtime: Runtime, day: date = SENT) -> UUID:
    """Store a response that is called a complaint; return its id."""
    made = made_up_submission(f"once {uuid4()}", received_on=day, around=Around(ComplaintWish.YES))
    with runtime.database.transaction() as session:
        return submit_response(session, runtime, made).response_id


def note(
    runtime: Runtime,
    response: UUID,
    record: ComplaintRecord,
    staff_id: UUID,
    *,
    version: int = 0,
) -> None:
    """Store what was done about a complaint."""
    with runtime.database.transaction() as session:
        record_complaint(session, runtime, response, record, version=version, staff_id=staff_id)


def at(runtime: Runtime, day: date) -> Runtime:
    """Return the runtime on another day."""
    return replace(runtime, clock=Clock.fixed(datetime(day.year, day.month, day.day, 11, tzinfo=UTC)))  # fmt: skip


@pytest.mark.parametrize(
    ("sent", "stage_1", "complex_"),
    [
        # Good Friday is 3 April 2026, Easter Monday 6 April.
        (date(2026, 4, 1), date(2026, 4, 17), date(2026, 5, 1)),
        # Christmas Day is a Friday; Boxing Day's substitute is Monday 28 December.
        (date(2026, 12, 21), date(2027, 1, 7), date(2027, 1, 21)),
        # Sent on a Saturday: the clock runs all the same.
        (date(2026, 8, 1), date(2026, 8, 14), date(2026, 8, 28)),
    ],
)
def test_limits_of_stage_1_run_from_sending_over_easter_and_christmas(
    sqlite_runtime: Runtime, sent: date, stage_1: date, complex_: date
) -> None:
    """R2-11: the clock starts at sending, not at triage."""
    for is_complex, due in ((False, stage_1), (True, complex_)):
        record = ComplaintRecord(is_complex=is_complex)
        steps = list_steps(sqlite_runtime, record, received_on=sent, handed_on=None)
        assert steps[2].due_on == due


def test_stages_2_and_3_begin_when_they_are_asked_for(sqlite_runtime: Runtime) -> None:
    """Section 2.7: 25 or 65 working days; a panel in 30, its report in 5, the reply in 15; over Christmas."""
    record = ComplaintRecord(
        stage_1_answered_on=date(2026, 8, 14), stage_2_asked_on=date(2026, 8, 28),
        stage_2_answered_on=date(2026, 11, 20), stage_3_asked_on=date(2026, 12, 1),
        panel_held_on=date(2027, 1, 12), panel_reported_on=date(2027, 1, 18), is_extended=True,
    )  # fmt: skip
    steps = {
        s.stage: s.due_on
        for s in list_steps(sqlite_runtime, record, received_on=SENT, handed_on=None)
    }
    assert steps[Stage.STAGE_2_EXTENDED] == date(2026, 11, 30), "the August bank holiday"
    assert steps[Stage.STAGE_3_ASK] == date(2026, 12, 18)
    assert steps[Stage.STAGE_3_PANEL] == date(2027, 1, 15), "Christmas and New Year"
    assert steps[Stage.STAGE_3_REPORT] == date(2027, 1, 19)
    assert steps[Stage.STAGE_3_REPLY] == date(2027, 2, 8)
    short = list_steps(
        sqlite_runtime,
        replace(record, is_extended=False, stage_2_answered_on=None, stage_3_asked_on=None,
                panel_held_on=None, panel_reported_on=None),
        received_on=SENT, handed_on=None,
    )  # fmt: skip
    assert (short[-1].stage, short[-1].due_on) == (Stage.STAGE_2, date(2026, 10, 5))


def test_steps_say_what_waits_what_is_late_and_what_was_done(runtime: Runtime) -> None:
    """R2-11."""
    kim, response = add_officer(runtime), complain(runtime)
    with runtime.database.transaction() as session:
        pass_on(session, runtime, response, staff_id=kim)
    note(runtime, response, ComplaintRecord(acknowledged_on=date(2026, 8, 6)), kim)
    with runtime.database.reading() as session:
        page = load_complaint(session, runtime, response)
        assert [s.state for s in page.steps] == [
            StepState.DONE_LATE, StepState.DONE, StepState.WAITS,
        ]  # fmt: skip
        (next_,) = find_next_steps(session, runtime, [page.item]).values()
        assert (next_.stage, next_.due_on) == (Stage.STAGE_1, date(2026, 8, 17))
        later = load_complaint(session, at(runtime, date(2026, 8, 18)), response)
    assert later.steps[2].state is StepState.LATE


def test_complaint_that_was_withdrawn_is_late_with_nothing(runtime: Runtime) -> None:
    kim, response = add_officer(runtime), complain(runtime, date(2026, 7, 1))
    note(runtime, response, ComplaintRecord(outcome=ComplaintOutcome.WITHDRAWN), kim)
    with runtime.database.reading() as session:
        page = load_complaint(session, runtime, response)
        assert {step.state for step in page.steps} == {StepState.NOT_NEEDED}
        assert find_next_steps(session, runtime, [page.item]) == {}


def test_family_that_asks_for_no_panel_makes_nobody_late(sqlite_runtime: Runtime) -> None:
    record = ComplaintRecord(
        stage_1_answered_on=date(2026, 4, 2), stage_2_asked_on=date(2026, 4, 8),
        stage_2_answered_on=date(2026, 5, 8),
    )  # fmt: skip
    steps = list_steps(
        sqlite_runtime, record, received_on=date(2026, 3, 30), handed_on=date(2026, 3, 30)
    )
    assert (steps[-1].stage, steps[-1].state) == (Stage.STAGE_3_ASK, StepState.NOT_NEEDED)


@pytest.mark.parametrize(
    ("record", "problem"),
    [
        (ComplaintRecord(acknowledged_on=date(2026, 8, 2)), ("acknowledged_on", "before_sending")),
        (ComplaintRecord(acknowledged_on=date(2026, 8, 15)), ("acknowledged_on", "day_to_come")),
        (ComplaintRecord(stage_2_asked_on=date(2026, 8, 5)), ("stage_2_asked_on", "step_before")),
        (
            ComplaintRecord(stage_1_answered_on=date(2026, 8, 7), stage_2_asked_on=date(2026, 8, 6)),
            ("stage_2_asked_on", "step_before"),
        ),
        (ComplaintRecord(advocacy=Advocacy.TAKEN), ("advocacy", "advocacy")),
        (ComplaintRecord(advocacy_offered_on=SENT), ("advocacy", "advocacy")),
        (ComplaintRecord(outcome=ComplaintOutcome.UPHELD), ("outcome", "outcome_unanswered")),
    ],
)  # fmt: skip
def test_record_whose_days_cannot_be_is_refused(
    sqlite_runtime: Runtime, record: ComplaintRecord, problem: tuple[str, str]
) -> None:
    """Section 2.7."""
    today = sqlite_runtime.clock.today()
    assert find_complaint_problems(record, received_on=SENT, today=today) == [problem]
    kim, response = add_officer(sqlite_runtime), complain(sqlite_runtime)
    with pytest.raises(Conflict):
        note(sqlite_runtime, response, record, kim)


def test_advocacy_and_outcome_are_kept_with_what_was_learned(runtime: Runtime) -> None:
    """Section 2.7: children are offered an advocate; the outcome is recorded; who changed what is audited."""
    kim, response = add_officer(runtime), complain(runtime)
    record = ComplaintRecord(
        acknowledged_on=SENT, advocacy=Advocacy.DECLINED, advocacy_offered_on=SENT,
        stage_1_answered_on=date(2026, 8, 12), outcome=ComplaintOutcome.PARTLY_UPHELD,
        learning="Ring before a visit is moved",
    )  # fmt: skip
    note(runtime, response, record, kim)
    note(runtime, response, record, kim, version=1)
    with runtime.database.reading() as session:
        page = load_complaint(session, runtime, response)
    assert (page.record, page.version) == (record, 1)
    assert deeds(runtime, AuditAction.COMPLAINT_CHANGED) == [str(response)]


def test_two_who_record_one_complaint_overwrite_nothing(runtime: Runtime) -> None:
    kim, response = add_officer(runtime), complain(runtime)
    note(runtime, response, ComplaintRecord(acknowledged_on=SENT), kim)
    with pytest.raises(Conflict):
        note(runtime, response, ComplaintRecord(is_complex=True), kim)
    note(runtime, response, ComplaintRecord(acknowledged_on=SENT, is_complex=True), kim, version=1)
    with runtime.database.reading() as session:
        assert load_complaint(session, runtime, response).version == 2
        with pytest.raises(NotFound):
            load_complaint(session, runtime, kim)
        assert len(list_hand_offs(session, runtime)) == 1


def test_compliment_is_passed_on_only_with_the_familys_yes(runtime: Runtime) -> None:
    """R2-14."""
    kim, response = add_officer(runtime), add_response(runtime, day=10)
    day = date(2026, 8, 12)
    marked = ComplimentRecord("communication")

    def keep(record: ComplimentRecord, version: int) -> None:
        with runtime.database.transaction() as session:
            record_compliment(session, runtime, response, record, version=version, staff_id=kim)

    keep(marked, 0)
    with pytest.raises(Conflict):
        keep(replace(marked, passed_on=day), 1)
    with pytest.raises(Conflict):
        keep(marked, 0)
    keep(marked, 1)
    done = replace(marked, agreed_on=day, passed_on=day, thanked_on=day)
    keep(done, 1)
    with runtime.database.reading() as session:
        (found,) = list_compliments(session)
        assert (found.record, found.version) == (done, 2)
        with pytest.raises(NotFound):
            load_compliment(session, kim)
    assert deeds(runtime, AuditAction.COMPLIMENT_CHANGED) == [str(response)] * 2


def test_compliment_with_a_day_that_cannot_be_is_refused() -> None:
    """R2-14."""
    early = ComplimentRecord("send", thanked_on=date(2026, 8, 2))
    later = ComplimentRecord("send", agreed_on=date(2026, 8, 7), passed_on=date(2026, 8, 6))
    today = date(2026, 8, 14)
    assert find_compliment_problems(early, received_on=SENT, today=today) == [
        ("thanked_on", "before_sending")
    ]
    assert find_compliment_problems(later, received_on=SENT, today=today) == [
        ("agreed_on", "compliment_yes")
    ]


def test_counts_of_a_quarter_stand_together_and_point_at_nobody(runtime: Runtime) -> None:
    """R2-14: never complaints without compliments; small counts are hidden, and the total gives none away."""
    kim, quarter = add_officer(runtime), Quarter(2026, 3)
    themes = {"communication": "Communication", "send": "SEND", "timeliness": "Waiting"}
    many = {"communication": 12, "send": 6, "timeliness": 2}
    complaints = [complain(runtime) for _ in range(12)]
    for response in complaints[:6]:
        answered = ComplaintRecord(
            acknowledged_on=date(2026, 8, 4), stage_1_answered_on=date(2026, 8, 12)
        )
        note(runtime, response, answered, kim)
    with runtime.database.reading() as session:
        assert [line.words for line in count_compliments(session, runtime, quarter, themes)] == ["none"]  # fmt: skip
        assert [(line.label, line.words) for line in count_complaints(session, runtime, quarter)] == [
            ("Complaints, or not sure whether it was one", "12"),
            ("Acknowledged within 3 working days", "50% of complaints"),
            ("Answered within the limit of stage 1", "50% of complaints"),
        ]  # fmt: skip
    for theme, count in many.items():
        for _ in range(count):
            with runtime.database.transaction() as session:
                record_compliment(
                    session, runtime, add_response_in(session, runtime), ComplimentRecord(theme),
                    version=0, staff_id=kim,
                )  # fmt: skip
    with runtime.database.reading() as session:
        found = count_compliments(session, runtime, quarter, themes)
    assert [(line.label, line.words) for line in found] == [
        ("Compliments", "20"),
        ("Compliments: communication", "12"),
        ("Compliments: other themes", "8"),
    ]


def add_response_in(session, runtime: Runtime) -> UUID:  # type: ignore[no-untyped-def]
    """Store a response in a transaction that is open; return its id."""
    return submit_response(session, runtime, made_up_submission(f"once {uuid4()}")).response_id


def test_few_compliments_are_hidden(runtime: Runtime) -> None:
    """R2-14."""
    kim = add_officer(runtime)
    with runtime.database.transaction() as session:
        record_compliment(
            session, runtime, add_response_in(session, runtime), ComplimentRecord("send"),
            version=0, staff_id=kim,
        )  # fmt: skip
        found = count_compliments(session, runtime, Quarter(2026, 3), {"send": "SEND"})
    assert [line.words for line in found] == ["[c]"]


def test_two_who_record_first_at_the_same_moment_are_told(
    runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What another person's transaction stored after this one looked is found by the database itself."""
    kim, response = add_officer(runtime), complain(runtime)
    note(runtime, response, ComplaintRecord(is_complex=True), kim)
    with runtime.database.transaction() as session:
        thanked = ComplimentRecord("send")
        record_compliment(session, runtime, response, thanked, version=0, staff_id=kim)
    monkeypatch.setattr(queries, "find_record", lambda *_a, **_k: None)
    with pytest.raises(Conflict):
        note(runtime, response, ComplaintRecord(acknowledged_on=SENT), kim)
    other = ComplimentRecord("timeliness")
    with runtime.database.transaction() as session, pytest.raises(Conflict):
        record_compliment(session, runtime, response, other, version=0, staff_id=kim)
