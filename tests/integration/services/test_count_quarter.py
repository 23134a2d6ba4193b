"""What a quarter's report counts, against what was stored (R2-06, R2-10, R5-16)."""

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from feedback.clock import Clock
from feedback.domain.enums import DecisionVerdict
from feedback.domain.quarters import Quarter
from feedback.services.freeze_quarter import count_quarter
from feedback.services.runtime import Runtime
from feedback.services.submit_response import submit_response
from feedback.storage.models import AnswerRow, CommentRow, LaterComment, ResponseRow, ThemeDecision
from feedback.storage.queries.outcomes import count_people_by_theme, have_spoken
from feedback.storage.queries.quarter_answers import Series
from feedback.storage.queries.quarter_facts import read_facts
from tests.integration.services.reviewing import add_officer, add_response, settle
from tests.made_up import made_up_submission

Q3 = Quarter(2026, 3)
THEME = "timeliness"


@pytest.fixture
def told(runtime: Runtime) -> Runtime:
    """Return a runtime after the quarter, with six answers in it, each with a theme that a person confirmed."""
    officer = add_officer(runtime)
    for _ in range(6):
        add_response(runtime)
    with runtime.database.transaction() as session:
        for response_id in session.scalars(select(ResponseRow.id)).all():
            session.add(decided(comment_of(session, response_id), officer))
        settle(session)
    return replace(runtime, clock=Clock.fixed(datetime(2026, 10, 5, tzinfo=UTC)))


def comment_of(session, response_id: UUID) -> UUID:
    """Return the first comment of a response."""
    asked = select(CommentRow.id).where(CommentRow.response_id == response_id)
    return session.scalars(asked.order_by(CommentRow.id)).first()


def decided(comment_id: UUID, officer: UUID, polarity: str = "negative") -> ThemeDecision:
    return ThemeDecision(
        id=uuid4(), comment_id=comment_id, theme=THEME, polarity=polarity, verdict=DecisionVerdict.ADDED,
        suggested=False, codebook_version="test", decided_by=officer,
        decided_utc=datetime(2026, 8, 15, tzinfo=UTC),
    )  # fmt: skip


def test_answers_when_counted_in_one_pass_are_those_that_were_stored(told: Runtime) -> None:
    """R5-16: each construct against a count of its own."""
    with told.database.transaction() as session:
        for _ in range(2):
            submission = made_up_submission(uuid4().hex, received_on=date(2026, 8, 14))
            submit_response(session, told, submission)
    with told.database.reading() as session:
        answers = read_facts(session, str(Q3)).answers
        stored = session.execute(select(AnswerRow.construct, AnswerRow.value)).all()
        other = read_facts(session, "2026-Q2").answers
    assert answers.responses == sum(answers.by_forum().values()) == 8
    assert answers.by_channel() == {"web": 8}
    (audience,) = answers.by_audience()
    given = [(c, v) for c, v in stored if v is not None]
    assert given
    for construct, value in set(given):
        assert answers.of(construct)[value] == given.count((construct, value))
        assert answers.of(construct, Series((audience,)))[value] == answers.of(construct)[value]
        assert not answers.of(construct, Series((audience,), staff_present=True))
        assert not answers.of(construct, Series(("nobody",)))
    assert (other.responses, other.of("overall")) == (0, {})


def test_theme_of_words_that_the_family_changed_counts_no_more(told: Runtime) -> None:
    """R2-06: a report counts a family once, by the words that stand."""
    with told.database.transaction() as session:
        before = count_quarter(session, told, Q3)
        response = session.scalars(select(ResponseRow.id).order_by(ResponseRow.id)).first()
        old = session.get(CommentRow, comment_of(session, response))
        new = CommentRow(
            id=uuid4(), response_id=response, question_id=old.question_id, construct=old.construct,
            sealed_original=None, masked="It is all right now.", mask_spans=[], language="en",
            language_measured=True, analysis_version="none",
        )  # fmt: skip
        session.add(new)
        session.flush()
        session.add(
            LaterComment(comment_id=new.id, kind="correction", corrects_id=old.id, on_day=date(2026, 8, 20))
        )  # fmt: skip
        settle(session)
        after = count_quarter(session, told, Q3)
    assert after.comments == before.comments
    assert (themes(before)[THEME], themes(after)[THEME]) == (6, 5)


def themes(counts) -> dict[str, int]:
    return {theme.theme: theme.comments for theme in counts.themes}


def test_theme_that_is_praised_and_blamed_in_one_comment_counts_once_and_as_neither(
    told: Runtime,
) -> None:
    """R5-16: a comment is counted, and its tags beside it."""
    with told.database.transaction() as session:
        comment_id = session.scalars(select(CommentRow.id).join(ThemeDecision)).first()
        officer = session.scalars(select(ThemeDecision.decided_by)).first()
        session.add(decided(comment_id, officer, "positive"))
        settle(session)
        tally = read_facts(session, str(Q3)).spoken.themes(["respect", THEME])[THEME]
    assert (tally.comments, tally.negative, tally.positive) == (6, 5, 0), "praise and blame is both"
    assert (tally.people, tally.tags, tally.decided) == ((6, 0, 5), 7, 7)


def test_theme_is_spoken_of_by_enough_people_at_the_threshold_and_not_below(told: Runtime) -> None:
    """R2-06: an action that too few are behind would point at them."""
    with told.database.reading() as session:
        assert have_spoken(session, THEME, None, least=6)
        assert have_spoken(session, THEME, str(Q3), least=6)
        assert not have_spoken(session, THEME, None, least=7)
        assert not have_spoken(session, THEME, "2026-Q2", least=1)
        wanted = [(THEME, str(Q3)), (THEME, None), (THEME, "2026-Q2"), ("nothing", None)]
        found = count_people_by_theme(session, [*wanted, *wanted], most=500)
        assert found == dict(zip(wanted, (6, 6, 0, 0), strict=True))
        capped = count_people_by_theme(session, wanted, most=4)
        assert capped == dict(zip(wanted, (4, 4, 0, 0), strict=True)), "it stops there"
        assert count_people_by_theme(session, [], most=500) == {}
