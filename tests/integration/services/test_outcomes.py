"""What families are told: by two people, in plain words, on the board only where nobody can be worked out."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest

from feedback.clock import Clock
from feedback.domain.actions import (
    ActionOrigin,
    HelpAnswer,
    OutcomeKind,
    OutcomeState,
    PromiseState,
)
from feedback.domain.enums import AuditAction
from feedback.domain.errors import Conflict, IllegalTransition, NotAllowed, NotFound, ReceiptUnknown
from feedback.domain.receipt_codes import new_receipt_code
from feedback.services.actions import link_response
from feedback.services.outcomes import (
    OutcomeDraft,
    get_outcome,
    list_outcomes,
    publish_outcome,
    rewrite_outcome,
    send_back,
    take_down,
    write_outcome,
)
from feedback.services.promises import count_promises, list_promises
from feedback.services.runtime import Runtime
from feedback.services.submit_response import submit_response
from feedback.services.what_changed import answer_whether_it_helped, list_board, list_told
from feedback.storage.models import HelpCount
from tests.databases import NOON
from tests.integration.services.acting import (
    WORDS,
    add_themed,
    agree,
    deeds,
    publish,
    stored,
    tell,
)
from tests.integration.services.reviewing import add_officer
from tests.made_up import made_up_submission


@pytest.fixture
def people(runtime: Runtime) -> tuple[UUID, UUID]:
    """Return who writes and who checks."""
    return add_officer(runtime), add_officer(runtime, "sam@example.org", "Sam")


def send_with_code(runtime: Runtime) -> tuple[str, UUID]:
    """Let a family send; return its code and the response."""
    code = new_receipt_code()
    with runtime.database.transaction() as session:
        made = made_up_submission(code, receipt_code=code)
        return code, submit_response(session, runtime, made).response_id


def board(runtime: Runtime) -> list[str]:
    """Return the words on the board."""
    with runtime.database.reading() as session:
        return [seen.words for seen in list_board(session, runtime)]


def test_text_when_its_writer_would_publish_it_needs_a_second_person(
    runtime: Runtime, people: tuple[UUID, UUID]
) -> None:
    priya, sam = people
    action_id = agree(runtime, priya)
    with runtime.database.transaction() as session:
        draft = OutcomeDraft(OutcomeKind.DID_IT, WORDS)
        outcome = write_outcome(session, runtime, action_id, draft, staff_id=priya)
    with runtime.database.transaction() as session, pytest.raises(NotAllowed):
        publish_outcome(session, runtime, outcome, version=1, staff_id=priya)
    with runtime.database.transaction() as session:
        send_back(session, runtime, outcome, "Say who rings", version=1, staff_id=sam)
    with runtime.database.transaction() as session:
        with pytest.raises(Conflict):
            rewrite_outcome(session, runtime, outcome, draft, version=1, staff_id=priya)
        better = OutcomeDraft(OutcomeKind.DID_IT, "Your worker rings you back in two days.")
        rewrite_outcome(session, runtime, outcome, better, version=2, staff_id=priya)
    publish(runtime, outcome, sam)
    with runtime.database.reading() as session:
        found = get_outcome(session, outcome)
    assert (found.state, found.checked_by) == (OutcomeState.PUBLISHED, "Sam")
    assert found.published_on == NOON.date()
    assert stored(runtime, action_id).told_on == NOON.date(), "R1-09: families told on"
    assert found.reading_age is not None


@pytest.mark.parametrize(
    ("words", "good"),
    [
        ("No money left.", False),
        ("Statutory obligations necessitate prioritisation of alternative expenditure.", False),
        ("We cannot open on Sundays. We do not have the staff or the money.", True),
    ],
)
def test_cannot_needs_a_reason_that_is_long_enough_and_easy_to_read(
    runtime: Runtime, people: tuple[UUID, UUID], words: str, good: bool
) -> None:
    """R2-05."""
    action_id = agree(runtime, people[0])
    draft = OutcomeDraft(OutcomeKind.CANNOT, words)
    with runtime.database.transaction() as session:
        if good:
            assert write_outcome(session, runtime, action_id, draft, staff_id=people[0])
        else:
            with pytest.raises(Conflict):
                write_outcome(session, runtime, action_id, draft, staff_id=people[0])
            assert list_outcomes(session) == []


def test_board_leaves_out_a_theme_of_four_people_and_shows_one_of_five(
    runtime: Runtime, people: tuple[UUID, UUID]
) -> None:
    """R2-06."""
    for _ in range(4):
        add_themed(runtime, people[0])
    action_id = agree(runtime, people[0], theme="communication")
    tell(runtime, action_id, *people)
    assert board(runtime) == []
    add_themed(runtime, people[0])
    with runtime.database.reading() as session:
        seen = list_board(session, runtime)[0]
    assert (seen.words, seen.people) == (WORDS, 5)
    add_themed(runtime, people[0])
    with runtime.database.reading() as session:
        assert list_board(session, runtime)[0].people == 5, "one more tells nothing"


def test_board_shows_what_a_forum_said_together_without_a_number(
    runtime: Runtime, people: tuple[UUID, UUID]
) -> None:
    """R2-06."""
    action_id = agree(runtime, people[0], origin=ActionOrigin.FORUM)
    outcome = tell(runtime, action_id, *people)
    assert board(runtime) == [WORDS]
    with runtime.database.transaction() as session:
        version = get_outcome(session, outcome).version
        take_down(session, runtime, outcome, version=version, staff_id=people[0])
    assert board(runtime) == []
    with runtime.database.transaction() as session, pytest.raises(IllegalTransition):
        publish_outcome(session, runtime, outcome, version=version + 1, staff_id=people[1])


def test_receipt_shows_what_was_done_even_where_the_board_may_not(
    runtime: Runtime, people: tuple[UUID, UUID]
) -> None:
    """R2-07."""
    code, response = send_with_code(runtime)
    other, _response = send_with_code(runtime)
    action_id = agree(runtime, people[0], response)
    tell(runtime, action_id, *people, child_words="We ring you back.")
    assert board(runtime) == []
    with runtime.database.reading() as session:
        told = list_told(session, runtime, code.lower())
        assert [seen.words for seen in told.told] == [WORDS]
        assert not told.for_child
        assert list_told(session, runtime, other).told == ()
        with pytest.raises(ReceiptUnknown):
            list_told(session, runtime, new_receipt_code())
    assert deeds(runtime, AuditAction.FAMILY_TOLD) == [str(response)]


def test_response_linked_after_the_telling_counts_as_told(
    runtime: Runtime, people: tuple[UUID, UUID]
) -> None:
    action_id = agree(runtime, people[0])
    tell(runtime, action_id, *people)
    code, response = send_with_code(runtime)
    with runtime.database.transaction() as session:
        link_response(session, runtime, action_id, response, staff_id=people[0])
        assert len(list_told(session, runtime, code).told) == 1
    assert deeds(runtime, AuditAction.FAMILY_TOLD) == [str(response)]


def test_check_back_counts_a_family_once_and_keeps_nothing_that_leads_to_it(
    runtime: Runtime, people: tuple[UUID, UUID]
) -> None:
    code, response = send_with_code(runtime)
    stranger, _response = send_with_code(runtime)
    outcome = tell(runtime, agree(runtime, people[0], response), *people)
    for answer in (HelpAnswer.NO, HelpAnswer.YES):
        with runtime.database.transaction() as session:
            answer_whether_it_helped(session, runtime, code, outcome, answer)
    with runtime.database.transaction() as session, pytest.raises(NotFound):
        answer_whether_it_helped(session, runtime, stranger, outcome, HelpAnswer.YES)
    with runtime.database.reading() as session:
        assert get_outcome(session, outcome).helped == {
            HelpAnswer.YES: 0, HelpAnswer.A_BIT: 0, HelpAnswer.NO: 1,
        }  # fmt: skip
        assert list_told(session, runtime, code).told[0].answered
        columns = set(HelpCount.__table__.columns.keys())
    assert columns == {"outcome_id", "once_hash", "answer"}, "no response, no day"


def test_promise_past_its_day_is_late_by_itself_and_kept_or_broken_by_what_is_told(
    runtime: Runtime, people: tuple[UUID, UUID]
) -> None:
    """R1-24."""
    by = date(2026, 9, 1)
    actions = [agree(runtime, people[0], origin=ActionOrigin.FORUM) for _ in range(3)]
    promised = [
        tell(runtime, action, *people, kind=OutcomeKind.DOING_IT, by_on=by) for action in actions
    ]
    tell(runtime, actions[0], *people)
    reason = "We cannot do it. There is no money for it this year."
    tell(runtime, actions[1], *people, kind=OutcomeKind.CANNOT, words=reason)
    after = replace(runtime, clock=Clock.fixed(NOON + timedelta(days=30)))
    with runtime.database.reading() as session:
        today = {p.outcome_id: p.state for p in list_promises(session, runtime)}
        later = {p.outcome_id: p.state for p in list_promises(session, after)}
        counted = count_promises(list_promises(session, after))
    assert [today[p] for p in promised] == [
        PromiseState.KEPT, PromiseState.BROKEN, PromiseState.TO_COME,
    ]  # fmt: skip
    assert later[promised[2]] is PromiseState.LATE
    assert counted[PromiseState.LATE] == 1
