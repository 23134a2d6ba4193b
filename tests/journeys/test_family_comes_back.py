"""Ash, a carer who is called away: comes back late, presses twice, changes things, and loses nothing."""

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from feedback.clock import Clock
from feedback.domain.asked import Asked
from feedback.services.prepare_database import prepare_database
from feedback.services.runtime import Runtime
from forms.questionnaire import content_hash
from tests.databases import NOON
from tests.journeys.test_family_tells_us import ANSWERS, SLUG, rows
from tests.journeys.walk import CODE, hidden, press, send, to_check

BACK_LATER = "You were away for a while"
CHANGED = "Our questions have changed"
NOT_OPENED = "We could not open your"


def later(app: Flask, minutes: int) -> None:
    """Let that many minutes pass since noon."""
    runtime: Runtime = app.extensions["feedback"]
    object.__setattr__(runtime, "clock", Clock.fixed(NOON + timedelta(minutes=minutes)))


def change_questions(app: Flask, *, without: str) -> None:
    """Stop asking one question and word another one anew, as a new version would."""
    runtime: Runtime = app.extensions["feedback"]
    old = runtime.questionnaires[SLUG]
    kept = tuple(
        replace(q, words="Did people listen to you?") if q.id == "listened" else q
        for q in old.questions
        if q.id != without
    )
    changed = replace(old, id="", questions=kept)
    changed = replace(changed, id=content_hash(changed))
    object.__setattr__(runtime, "questionnaires", Asked({SLUG: changed}))


def at(client: FlaskClient, question: str, **earlier: str) -> str:
    """Return the page of a question, with these answers given on the way and the others skipped."""
    html = client.post(f"/{SLUG}/questions", data={"go": "next"}).text
    while hidden(html)["question"] != question:
        name = hidden(html)["question"]
        fields = {"go": "next", "answer": earlier[name]} if name in earlier else {"go": "skip"}
        html = press(client, SLUG, html, **fields).text
    return html


def test_late_page_says_so_keeps_the_words_and_every_earlier_answer(app: Flask) -> None:
    client = app.test_client()
    html = at(client, "went-well", overall="poor", listened="no")
    later(app, 61)
    late = press(client, SLUG, html, go="next", answer="typed for a long time")
    assert late.status_code == 400
    assert BACK_LATER in late.text
    assert "typed for a long time" in late.text
    went_on = press(client, SLUG, late.text, go="next", answer="typed for a long time")
    check = press(client, SLUG, went_on.text, go="next", answer="")
    while hidden(check.text).get("question"):
        check = press(client, SLUG, check.text, go="skip")
    assert "typed for a long time" in check.text
    assert "Poor" in check.text, "an answer given before the pause is gone"


def test_late_check_page_asks_once_more_and_then_sends(app: Flask) -> None:
    client = app.test_client()
    check = to_check(client, SLUG, ANSWERS)
    later(app, 61)
    late = send(client, SLUG, check, may_quote="yes")
    assert late.status_code == 400
    assert BACK_LATER in late.text
    assert "waited 8 months" in late.text
    assert 'value="yes" checked' in late.text
    assert rows(app, "SELECT count(*) FROM response") == [(0,)]
    assert send(client, SLUG, late.text, may_quote="yes").status_code == 200
    assert rows(app, "SELECT may_quote FROM response") == [(1,)]


def test_page_left_overnight_admits_that_earlier_answers_are_gone(app: Flask) -> None:
    client = app.test_client()
    html = at(client, "went-well", overall="poor")
    later(app, 13 * 60)
    lost = press(client, SLUG, html, go="next", answer="typed for a long time")
    assert lost.status_code == 400
    assert NOT_OPENED in lost.text
    assert "typed for a long time" in lost.text
    assert press(client, SLUG, lost.text, go="next", answer="still here").status_code == 200


@pytest.mark.parametrize("address", ["questions", "send"])
def test_check_page_that_cannot_be_opened_pretends_nothing(app: Flask, address: str) -> None:
    answered = app.test_client().post(
        f"/{SLUG}/{address}", data={"page": "altered", "go": "change:overall"}
    )
    assert answered.status_code == 400
    assert NOT_OPENED in answered.text
    assert "Nothing was sent" in answered.text
    assert "Skipped" not in answered.text


def test_skip_on_a_late_page_does_not_throw_the_words_away(app: Flask) -> None:
    client = app.test_client()
    html = at(client, "went-well")
    later(app, 61)
    assert "half a sen" in press(client, SLUG, html, go="skip", answer="half a sen").text


def test_questions_that_changed_on_the_way_are_all_checked_again(app: Flask) -> None:
    client = app.test_client()
    html = at(client, "could-be-better", overall="poor")
    html = press(client, SLUG, html, go="back").text
    html = press(client, SLUG, html, go="next", answer="words for a question that goes").text
    change_questions(app, without="went-well")
    check = press(client, SLUG, html, go="next", answer="quicker answers")
    assert check.status_code == 400
    assert CHANGED in check.text
    assert "Did people listen to you?" in check.text
    assert "words for a question that goes" in check.text, "typed words are lost"
    assert "quicker answers" in check.text
    runtime: Runtime = app.extensions["feedback"]
    prepare_database(runtime)
    assert send(client, SLUG, check.text).status_code == 200
    assert rows(app, "SELECT questionnaire_id FROM response") == [
        (runtime.questionnaires[SLUG].id,)
    ]


def test_sending_again_shows_the_same_code_and_says_that_nothing_was_added(app: Flask) -> None:
    client = app.test_client()
    check = to_check(client, SLUG, ANSWERS)
    first = send(client, SLUG, check)
    changed = press(client, SLUG, check, go="change:overall").text
    second = send(client, SLUG, press(client, SLUG, changed, go="next", answer="very_good").text)
    one, two = CODE.search(first.text), CODE.search(second.text)
    assert one is not None
    assert two is not None
    assert one[1] == two[1]
    assert "You had sent this already" not in first.text
    assert "You had sent this already" in second.text
    assert rows(app, "SELECT value FROM answer WHERE question_id = 'overall'") == [("poor",)]


def test_back_from_the_first_question_shows_the_start_and_forgets_nothing(app: Flask) -> None:
    client = app.test_client()
    first = client.post(f"/{SLUG}/questions", data={"go": "next"}).text
    start = press(client, SLUG, first, go="back", answer="good")
    assert "We will not know it is you" in start.text
    again = client.post(
        f"/{SLUG}/questions", data={"page": hidden(start.text)["page"], "go": "next"}
    )
    assert 'value="good" checked' in again.text


def test_back_while_changing_returns_to_the_check_page(app: Flask) -> None:
    client = app.test_client()
    check = to_check(client, SLUG, ANSWERS)
    page = press(client, SLUG, check, go="change:listened").text
    assert "Check your answers" in press(client, SLUG, page, go="back", answer="partly").text


def test_tick_for_quoting_survives_changing_an_answer(app: Flask) -> None:
    client = app.test_client()
    check = to_check(client, SLUG, ANSWERS)
    page = press(client, SLUG, check, go="change:overall", may_quote="yes").text
    check = press(client, SLUG, page, go="next", answer="good").text
    assert 'value="yes" checked' in check
    unticked = press(client, SLUG, check, go="check").text
    assert 'value="yes" checked' not in unticked


def test_enter_key_on_the_check_page_sends_nothing(app: Flask) -> None:
    client = app.test_client()
    check = to_check(client, SLUG, ANSWERS)
    first_button = check.split("<button", 1)[1].split(">", 1)[0]
    assert 'value="check"' in first_button, "the Enter key presses a form's first button"
    assert press(client, SLUG, check, go="check").status_code == 200
    assert rows(app, "SELECT count(*) FROM response") == [(0,)]


def test_way_out_is_the_first_thing_on_every_page_that_the_keyboard_meets(app: Flask) -> None:
    client = app.test_client()
    for html in (
        client.get(f"/{SLUG}/").text,
        to_check(client, SLUG, ANSWERS),
        client.get("/no/").text,
    ):
        first_link = html.split("<body", 1)[1].split("<a ", 1)[1].split("</a>", 1)[0]
        assert "Exit this page" in first_link
        assert 'href="https://' in first_link
