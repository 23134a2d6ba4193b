"""A forum’s ten working days are not over when somebody freezes; nobody checks words that they wrote (R5-03, R5-18)."""

import json
from uuid import UUID, uuid4

from flask import Flask
from flask.testing import FlaskClient

from feedback.domain.quarters import Quarter
from feedback.domain.reports import EarlyReason
from feedback.services.answer_draft import answer_draft, note_sent
from feedback.services.runtime import Runtime
from forms.staff.reports import EARLY
from tests.journeys.officer import rows
from tests.journeys.test_report_is_published import PAGE, press, priya

Q2 = Quarter(2026, 2)
PURPOSE = f"{PAGE}/words/1"
SAID = "In {period} families wrote {responses} times, with {comments} comments."


def seen(app: Flask) -> str:
    """Return the hash of the draft."""
    return str(rows(app, "SELECT content_hash FROM report_draft")[0][0])


def somebody(app: Flask) -> UUID:
    """Return the id of a member of staff."""
    return UUID(str(rows(app, "SELECT id FROM staff_user LIMIT 1")[0][0]))


def checked(app: Flask, people: list[FlaskClient]) -> None:
    """Draft the quarter and let two others check it."""
    press(people[0], PAGE, f"{PAGE}/draft")
    for checker in people[1:3]:
        status, _ = press(checker, PAGE, PAGE, go="check", read="yes", seen=seen(app))
        assert status == 303


def test_freezing_before_a_forums_days_are_over_asks_for_a_reason_that_is_audited(
    app: Flask,
) -> None:
    """R5-18: what was chosen stays, nothing is frozen without it, and the audit holds a code and no words."""
    people = [priya(app, number) for number in range(1, 4)]
    checked(app, people)
    runtime: Runtime = app.extensions["feedback"]
    assert "Freeze it</button>" in people[0].get(PAGE).text, "no forum was sent it"
    with runtime.database.transaction() as session:
        note_sent(session, runtime, str(Q2), "pcv", staff_id=somebody(app))
    page = people[0].get(PAGE).text
    assert "Why is it frozen before the forum’s days are over?" in page
    assert all(label in page for label in EARLY.values())
    for wrong in ("", "because I say so"):
        status, page = press(people[0], PAGE, PAGE, go="freeze", seen=seen(app), early=wrong)
        assert (status, "has not answered. Wait, or say why" in page) == (400, True)
        assert 'href="#early"' in page
    assert rows(app, "SELECT count(*) FROM quarter_snapshot") == [(0,)]
    status, _ = press(people[0], PAGE, PAGE, go="freeze", seen=seen(app), early="meeting")
    assert status == 303
    ((detail,),) = rows(app, "SELECT detail FROM audit_event WHERE action = 'quarter_frozen'")
    assert json.loads(str(detail))["early"] == EarlyReason.MEETING.value


def test_forum_that_has_answered_is_waited_for_no_longer(app: Flask) -> None:
    """R5-18: a reason that nobody asked for is not kept either."""
    people = [priya(app, number) for number in range(1, 4)]
    checked(app, people)
    runtime: Runtime = app.extensions["feedback"]
    with runtime.database.transaction() as session:
        note_sent(session, runtime, str(Q2), "pcv", staff_id=somebody(app))
        answer_draft(session, runtime, str(Q2), "pcv", words="We agree.", link_id=uuid4())
    status, _ = press(people[0], PAGE, PAGE, go="freeze", seen=seen(app), early="meeting")
    assert status == 303
    ((detail,),) = rows(app, "SELECT detail FROM audit_event WHERE action = 'quarter_frozen'")
    assert "early" not in json.loads(str(detail))


def test_who_wrote_words_that_somebody_changed_afterwards_does_not_check_them(app: Flask) -> None:
    """R5-03: everybody who wrote since a version was last frozen counts, not the last one alone."""
    one, two, three, four = (priya(app, number) for number in range(1, 5))
    press(one, PAGE, f"{PAGE}/draft")
    press(two, PURPOSE, PURPOSE, words=SAID)
    press(three, PURPOSE, PURPOSE, words=SAID + " We thank them.")
    press(one, PAGE, f"{PAGE}/draft")
    for writer in (two, three):
        assert "wrote words of it" in writer.get(PAGE).text
        status, page = press(writer, PAGE, PAGE, go="check", read="yes", seen=seen(app))
        assert (status, "You wrote words of this report" in page) == (409, True)
    press(three, PURPOSE, PURPOSE, words="")
    press(one, PAGE, f"{PAGE}/draft")
    assert press(two, PAGE, PAGE, go="check", read="yes", seen=seen(app))[0] == 409
    assert press(four, PAGE, PAGE, go="check", read="yes", seen=seen(app))[0] == 303
