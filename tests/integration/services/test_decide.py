"""Decisions: on purpose, by somebody, in the place of nobody's silently."""

import threading
from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select, text

from feedback.clock import Clock
from feedback.domain.enums import AuditAction, DecisionVerdict
from feedback.domain.errors import Conflict, NotAllowed, NotFound
from feedback.services.decide import CommentDecision, ResponseDecision, decide_response
from feedback.services.review_response import open_response
from feedback.services.runtime import Runtime
from feedback.storage.models import AuditEvent, SentimentDecision, ThemeDecision
from tests.databases import NOON
from tests.integration.services.reviewing import (
    add_lead,
    add_officer,
    add_response,
    decide,
    load,
)


def deeds(runtime: Runtime, action: AuditAction) -> list[dict[str, object]]:
    """Return the details of what was audited."""
    with runtime.database.reading() as session:
        asked = select(AuditEvent.detail).where(AuditEvent.action == action)
        return list(session.scalars(asked))


def decided(runtime: Runtime) -> dict[str, set[str | None]]:
    """Return theme -> polarities of what stands."""
    found: dict[str, set[str | None]] = {}
    with runtime.database.reading() as session:
        for row in session.scalars(select(ThemeDecision)):
            found.setdefault(row.theme, set()).add(row.polarity)
    return found


def test_decision_that_stays_keeps_its_author_and_its_day(runtime: Runtime) -> None:
    first, second = add_officer(runtime), add_officer(runtime, "sam@example.org", "Sam")
    response_id = add_response(runtime)
    decide(
        runtime,
        load(runtime, response_id),
        first,
        themes={"timeliness": "negative"},
        sentiment="mixed",
    )
    tomorrow = replace(runtime, clock=Clock.fixed(NOON + timedelta(days=1)))
    again = {"timeliness": "negative", "send": "neutral"}
    decide(tomorrow, load(runtime, response_id), second, themes=again, sentiment="mixed")
    found = {t.theme: t.decided for t in load(runtime, response_id).comments[0].themes if t.decided}
    assert (found["timeliness"].by, found["timeliness"].on) == ("Priya", NOON.date())
    assert found["send"].by == "Sam"
    changes = [detail["themes"] for detail in deeds(runtime, AuditAction.THEME_DECIDED)]
    assert {"send": "neutral"} in changes, "only what changed is written down"
    assert len(deeds(runtime, AuditAction.SENTIMENT_DECIDED)) == 1


def test_both_praised_and_criticised_is_one_choice_and_two_rows(runtime: Runtime) -> None:
    officer, response_id = add_officer(runtime), add_response(runtime)
    decide(runtime, load(runtime, response_id), officer, themes={"staff-attitude": "both"})
    assert decided(runtime) == {"staff-attitude": {"negative", "positive"}}
    stands = load(runtime, response_id).comments[0].find_theme("staff-attitude")
    assert stands is not None
    assert stands.decided is not None
    assert stands.decided.choice == "both"
    decide(runtime, load(runtime, response_id), officer, themes={"staff-attitude": "no"})
    assert decided(runtime) == {"staff-attitude": {None}}
    decide(runtime, load(runtime, response_id), officer, themes={"staff-attitude": "open"})
    assert decided(runtime) == {}


def test_verdict_says_whether_the_machine_had_said_it(runtime: Runtime) -> None:
    officer, response_id = add_officer(runtime), add_response(runtime)
    themes = {"timeliness": "neutral", "staff-attitude": "no", "health-access": "positive"}
    decide(runtime, load(runtime, response_id), officer, themes=themes)
    with runtime.database.reading() as session:
        rows = {
            row.theme: (row.verdict, row.suggested)
            for row in session.scalars(select(ThemeDecision))
        }
    assert rows == {
        "timeliness": (DecisionVerdict.CONFIRMED, True),
        "staff-attitude": (DecisionVerdict.REJECTED, True),
        "health-access": (DecisionVerdict.ADDED, False),
    }


def test_agreeing_leaves_what_was_decided_and_what_is_unsure(runtime: Runtime) -> None:
    officer, response_id = add_officer(runtime), add_response(runtime)
    with runtime.database.transaction() as session:
        session.execute(text("UPDATE theme_suggestion SET sure = (theme <> 'staff-attitude')"))
    response = load(runtime, response_id)
    decide(runtime, response, officer, themes={"timeliness": "no"}, agree=True)
    stands = decided(runtime)
    assert stands["timeliness"] == {None}
    assert "staff-attitude" not in stands, "a person looks twice at what is not sure"
    with runtime.database.reading() as session:
        sentiment = session.scalars(select(SentimentDecision.sentiment)).one()
    assert response.comments[0].sentiment is not None
    assert sentiment == response.comments[0].sentiment.choice


def test_stale_page_when_anything_was_decided_changes_nothing(runtime: Runtime) -> None:
    first, second = add_officer(runtime), add_officer(runtime, "sam@example.org", "Sam")
    for change in ({"themes": {"send": "positive"}}, {"sentiment": "mixed"}, {}):
        stale = load(runtime, add_response(runtime))
        decide(runtime, stale, first, **change)  # type: ignore[arg-type]
        with pytest.raises(Conflict):
            decide(runtime, stale, second, themes={"send": "negative"}, sentiment="positive")
    assert decided(runtime) == {"send": {"positive"}}


def test_page_of_before_the_machine_read_again_is_stale(runtime: Runtime) -> None:
    officer, response_id = add_officer(runtime), add_response(runtime)
    stale = load(runtime, response_id)
    with runtime.database.transaction() as session:
        session.execute(text("UPDATE comment SET analysis_version = 'another'"))
    with pytest.raises(Conflict):
        decide(runtime, stale, officer, agree=True)


def test_two_officers_at_the_same_moment_of_whom_one_is_told(runtime: Runtime) -> None:
    officers = [add_officer(runtime), add_officer(runtime, "sam@example.org", "Sam")]
    page = load(runtime, add_response(runtime))
    start, outcomes = threading.Barrier(2), []

    def save(staff_id: UUID, choice: str) -> None:
        start.wait()
        try:
            decide(runtime, page, staff_id, themes={"timeliness": choice})
            outcomes.append("saved")
        except Conflict:
            outcomes.append("told")

    threads = [
        threading.Thread(target=save, args=pair)
        for pair in zip(officers, ("negative", "positive"), strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["saved", "told"]
    assert len(decided(runtime)["timeliness"]) == 1


def test_response_stays_unread_while_a_flag_of_it_is_open(runtime: Runtime) -> None:
    lead = add_lead(runtime)
    response_id = add_response(runtime, urgency="immediate")
    assert decide(runtime, load(runtime, response_id), lead, sentiment="negative") == "received"
    assert deeds(runtime, AuditAction.RESPONSE_READ) == []


def test_held_response_is_not_decided_by_an_officer_r4_25(runtime: Runtime) -> None:
    officer = add_officer(runtime)
    urgent = load(runtime, add_response(runtime, urgency="immediate"))
    with pytest.raises(NotAllowed, match="held by safeguarding"):
        decide(runtime, urgent, officer, themes={"send": "neutral"})
    assert decided(runtime) == {}


@pytest.mark.parametrize(
    "wrong",
    [
        {"themes": {"no-such-theme": "negative"}},
        {"themes": {"timeliness": "brilliant"}},
        {"sentiment": "brilliant"},
    ],
)
def test_choice_that_is_not_there_is_refused(runtime: Runtime, wrong: dict[str, object]) -> None:
    officer, page = add_officer(runtime), load(runtime, add_response(runtime))
    with pytest.raises(NotFound):
        decide(runtime, page, officer, **wrong)  # type: ignore[arg-type]
    assert decided(runtime) == {}


def test_comment_of_another_response_is_refused(runtime: Runtime) -> None:
    officer = add_officer(runtime)
    mine, other = load(runtime, add_response(runtime)), load(runtime, add_response(runtime))
    foreign = CommentDecision(other.comments[0].id, {"send": "neutral"})
    wanted = ResponseDecision(mine.id, mine.stamp, (foreign,))
    with pytest.raises(NotFound), runtime.database.transaction() as session:
        decide_response(session, runtime, wanted, staff_id=officer)
    assert decided(runtime) == {}


def test_response_that_is_not_there_is_refused(runtime: Runtime) -> None:
    officer = add_officer(runtime)
    with pytest.raises(NotFound), runtime.database.transaction() as session:
        decide_response(session, runtime, ResponseDecision(uuid4(), ""), staff_id=officer)
    with pytest.raises(NotFound), runtime.database.transaction() as session:
        open_response(session, runtime, uuid4(), staff_id=officer)


def test_theme_of_an_older_codebook_can_still_be_decided(runtime: Runtime) -> None:
    officer, response_id = add_officer(runtime), add_response(runtime)
    with runtime.database.transaction() as session:
        session.execute(
            text("UPDATE theme_suggestion SET theme = 'retired' WHERE theme = 'timeliness'")
        )
    decide(runtime, load(runtime, response_id), officer, themes={"retired": "negative"})
    assert decided(runtime) == {"retired": {"negative"}}


def test_opening_is_written_down_with_who_and_when(runtime: Runtime) -> None:
    officer, response_id = add_officer(runtime), add_response(runtime)
    with runtime.database.transaction() as session:
        opened = open_response(session, runtime, response_id, staff_id=officer)
    assert set(dict(opened.answers).values()) == {"Skipped"}, "what was skipped says so (R1-03)"
    with runtime.database.reading() as session:
        asked = select(AuditEvent).where(AuditEvent.action == AuditAction.RESPONSE_OPENED)
        row = session.scalars(asked).one()
        assert (row.actor_id, row.at_utc, row.subject_id) == (officer, NOON, str(response_id))
        assert session.scalar(select(func.count()).where(AuditEvent.actor_id == officer)) == 1
