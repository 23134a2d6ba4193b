"""Lee began to answer, and meanwhile officers publish or withdraw a version: what was begun can be ended (R2-16)."""

from dataclasses import replace
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient

from feedback.domain.asked import Asked
from feedback.domain.questionnaires import Construct
from feedback.languages import known_languages, say_questionnaire
from feedback.services.runtime import Runtime
from feedback.storage.engine import Database
from tests.journeys.officer import rows
from tests.journeys.test_family_comes_back import CHANGED as SAID_CHANGED
from tests.journeys.walk import hidden, press, send
from tests.publishing import add_person, publish, withdraw, worded

SLUG = "parent-carer-voice"
NEW_WORDS = "Did people listen to you?"


@pytest.fixture
def people(app: Flask) -> tuple[UUID, UUID]:
    """Return two officers."""
    runtime: Runtime = app.extensions["feedback"]
    return add_person(runtime, "Priya"), add_person(runtime, "Sam")


def publish_new_words(app: Flask, people: tuple[UUID, UUID]) -> tuple[str, str]:
    """Publish other words for one question; return the ids before and after."""
    runtime: Runtime = app.extensions["feedback"]
    now = runtime.questionnaires[SLUG]
    new = worded(now, Construct.LISTENED, NEW_WORDS)
    publish(runtime, new, people)
    return now.id, new.id


def go_to_check(client: FlaskClient, html: str) -> str:
    """Skip what is left; return the check page."""
    while hidden(html).get("question"):
        html = press(client, SLUG, html, go="skip").text
    return html


def begun(client: FlaskClient) -> str:
    """Answer how it was overall; return the next question's page."""
    return at(client, "acknowledged", overall="poor")


def at(client: FlaskClient, question: str, **answers: str) -> str:
    """Return the page of a question, with these answers given on the way."""
    html = client.post(f"/{SLUG}/questions", data={"go": "next"}).text
    while (name := hidden(html)["question"]) != question:
        fields = {"go": "next", "answer": answers[name]} if name in answers else {"go": "skip"}
        html = press(client, SLUG, html, **fields).text
    return html


def test_form_when_a_version_is_published_half_way_stays_valid_to_its_end(
    app: Flask, people: tuple[UUID, UUID]
) -> None:
    lee = app.test_client()
    html = begun(lee)
    old, new = publish_new_words(app, people)
    html = press(lee, SLUG, html, go="skip").text
    assert NEW_WORDS not in html
    assert SAID_CHANGED not in html
    check = go_to_check(lee, html)
    assert send(lee, SLUG, check).status_code == 200
    assert rows(app, "SELECT questionnaire_id FROM response") == [(old,)]
    assert NEW_WORDS in at(app.test_client(), "listened")
    other = app.test_client()
    assert send(other, SLUG, go_to_check(other, begun(other))).status_code == 200
    assert sorted(rows(app, "SELECT questionnaire_id FROM response")) == sorted([(old,), (new,)])


def test_form_when_its_version_is_withdrawn_half_way_is_checked_with_the_one_that_is_asked(
    app: Flask, people: tuple[UUID, UUID]
) -> None:
    old, _new = publish_new_words(app, people)
    lee = app.test_client()
    html = begun(lee)
    withdraw(app.extensions["feedback"], SLUG, people[0])
    told = press(lee, SLUG, html, go="skip")
    assert told.status_code == 400
    assert SAID_CHANGED in told.text
    assert NEW_WORDS not in told.text
    assert send(lee, SLUG, told.text).status_code == 200
    assert rows(app, "SELECT questionnaire_id FROM response") == [(old,)]


def test_saved_answers_when_a_version_is_published_go_on_where_they_stopped(
    app: Flask, people: tuple[UUID, UUID]
) -> None:
    lee = app.test_client()
    kept = press(lee, SLUG, begun(lee), go="save").text
    publish_new_words(app, people)
    code = kept.partition('dir="ltr">')[2].partition("<")[0]
    back = app.test_client().post("/saved", data={"code": code})
    assert back.status_code == 200
    assert hidden(back.text)["question"] == "acknowledged"
    assert SAID_CHANGED not in back.text


def test_page_of_a_version_that_this_process_has_not_heard_of_is_looked_for_once_more(
    app: Flask, people: tuple[UUID, UUID]
) -> None:
    publish_new_words(app, people)
    lee = app.test_client()
    html = begun(lee)
    runtime: Runtime = app.extensions["feedback"]
    shipped = Asked({SLUG: runtime.questionnaires.versions(SLUG)[0]})
    object.__setattr__(runtime, "questionnaires", shipped)
    assert SAID_CHANGED not in press(lee, SLUG, html, go="skip").text
    assert runtime.questionnaires.number == 1
    object.__setattr__(runtime, "questionnaires", Asked({SLUG: shipped.versions(SLUG)[0]}))
    away = replace(runtime, database=Database("sqlite:////nowhere/at.all"))
    app.extensions["feedback"] = away
    assert SAID_CHANGED in press(lee, SLUG, html, go="skip").text
    app.extensions["feedback"] = runtime


def test_start_pages_when_a_version_is_published_show_it_and_its_link(
    app: Flask, people: tuple[UUID, UUID]
) -> None:
    client, runtime = app.test_client(), app.extensions["feedback"]
    before = client.get("/children/").text, client.get("/").text, client.get(f"/{SLUG}/").text
    assert all("Come and tell us" not in page for page in before)
    now = runtime.questionnaires[SLUG]
    publish(runtime, replace(now, door="Come and tell us", title="Come and say"), people)
    assert "Come and tell us" in client.get("/children/").text
    assert "Come and say" in client.get("/").text
    assert "Come and say" in client.get(f"/{SLUG}/?c=HUB").text


def test_poster_of_a_copy_that_was_withdrawn_leads_to_what_it_was_copied_from(
    app: Flask, people: tuple[UUID, UUID]
) -> None:
    runtime: Runtime = app.extensions["feedback"]
    copy = replace(runtime.questionnaires[SLUG], slug="summer", title="Summer of short breaks")
    publish(runtime, copy, people, copied_from=SLUG)
    client = app.test_client()
    assert "Summer of short breaks" in client.get("/summer/?c=HUB").text
    withdraw(runtime, "summer", people[0])
    led = client.get("/summer/?c=HUB")
    assert led.status_code == 200
    assert "Parent Carer Voice" in led.text


def test_translation_when_the_english_changed_falls_back_to_english_with_its_language(
    app: Flask, people: tuple[UUID, UUID]
) -> None:
    """Languages: nobody reads a translation of what is no longer asked."""
    runtime: Runtime = app.extensions["feedback"]
    publish_new_words(app, people)
    polish = say_questionnaire(known_languages()["pl"], runtime.questionnaires[SLUG])
    listened = polish.find_construct(Construct.LISTENED)
    overall = polish.find_construct(Construct.OVERALL)
    assert listened is not None
    assert overall is not None
    assert listened.words == f'<span lang="en" dir="ltr">{NEW_WORDS}</span>'
    assert 'lang="en"' not in overall.words
