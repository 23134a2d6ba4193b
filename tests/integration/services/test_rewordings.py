"""A question that is asked in other words starts a new series, and the report says which one (R2-16)."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from analysis.reports.extras import RewordingLine
from analysis.reports.key import MOST_REWORDINGS
from analysis.reports.snapshot import QuarterSnapshot
from feedback.clock import Clock
from feedback.domain.quarters import Quarter
from feedback.domain.questionnaires import Construct, Questionnaire
from feedback.services.freeze_quarter import freeze_quarter
from feedback.services.quarter_context import rewordings
from feedback.services.runtime import Runtime
from feedback.services.submit_response import submit_response
from tests.made_up import ADULTS, made_up_submission
from tests.publishing import add_person, publish, worded

NEW_WORDS = "Did people listen to you?"
Q2, Q3 = date(2026, 5, 14), date(2026, 8, 14)


@pytest.fixture
def people(runtime: Runtime) -> tuple[UUID, UUID]:
    """Return two officers."""
    return add_person(runtime, "Priya"), add_person(runtime, "Sam")


def tell(runtime: Runtime, asked: Questionnaire, on: date, once: str) -> None:
    """Store one family's answers to a version."""
    with runtime.database.transaction() as session:
        submission = made_up_submission(once, questionnaire=asked, received_on=on)
        submit_response(session, runtime, submission)


def found(runtime: Runtime) -> tuple[RewordingLine, ...]:
    """Return what was worded anew in the third quarter."""
    with runtime.database.reading() as session:
        return rewordings(session, Quarter(2026, 3))


def frozen(runtime: Runtime) -> QuarterSnapshot:
    """Freeze the third quarter after it has ended."""
    object.__setattr__(runtime, "clock", Clock.fixed(datetime(2026, 10, 2, tzinfo=UTC)))
    with runtime.database.transaction() as session:
        return freeze_quarter(session, runtime, Quarter(2026, 3)).snapshot


def test_question_in_other_words_is_named_in_the_snapshot_with_both_wordings(
    runtime: Runtime, people: tuple[UUID, UUID]
) -> None:
    tell(runtime, ADULTS, Q2, "once-1")
    tell(runtime, ADULTS, Q3, "once-2")
    assert found(runtime) == ()
    new = publish(runtime, worded(ADULTS, Construct.LISTENED, NEW_WORDS), people).questionnaire
    tell(runtime, new, Q3, "once-3")
    line = RewordingLine("Made-up questions", "About listened?", NEW_WORDS)
    assert found(runtime) == (line,)
    extras = frozen(runtime).extras
    assert extras is not None
    assert extras.rewordings == (line,)


def test_words_of_a_comment_question_start_no_series(
    runtime: Runtime, people: tuple[UUID, UUID]
) -> None:
    tell(runtime, ADULTS, Q2, "once-1")
    new = publish(runtime, worded(ADULTS, Construct.WENT_WELL, "What was good?"), people)
    tell(runtime, new.questionnaire, Q3, "once-2")
    assert found(runtime) == ()


def test_questionnaire_that_nobody_answered_before_is_compared_with_nothing(
    runtime: Runtime,
) -> None:
    tell(runtime, ADULTS, Q3, "once-1")
    assert found(runtime) == ()
    assert MOST_REWORDINGS
