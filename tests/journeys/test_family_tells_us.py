"""Sam, a parent on a shared phone without JavaScript, tells what it is like."""

import sqlite3
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import event, text

from feedback.clock import Clock
from feedback.services.runtime import Runtime
from tests.databases import NOON
from tests.journeys.walk import CODE, hidden, press, send, to_check

SLUG = "parent-carer-voice"
ANSWERS = {
    "overall": "poor",
    "listened": "no",
    "agreed": "partly",
    "went-well": "Our worker Karen Featherstone was lovely",
    "could-be-better": "waited 8 months and nobody rang 07700 900461",
    "services": ["send", "school"],
}


def rows(app: Flask, sql: str) -> list[tuple[object, ...]]:
    runtime: Runtime = app.extensions["feedback"]
    with runtime.database.reading() as session:
        return [tuple(row) for row in session.execute(text(sql))]


def test_journey_from_start_to_status_stores_everything_once(app_on_both: Flask) -> None:
    client = app_on_both.test_client()
    assert client.get("/").status_code == 200
    assert "999" in client.get(f"/{SLUG}/").text
    check = to_check(client, SLUG, ANSWERS)
    assert "waited 8 months" in check
    receipt = send(client, SLUG, check)
    code = CODE.search(receipt.text)
    assert code is not None
    assert "waited" not in receipt.text, "the receipt page echoes an answer"
    assert rows(app_on_both, "SELECT count(*) FROM response") == [(1,)]
    masked = {row[0] for row in rows(app_on_both, "SELECT masked FROM comment")}
    assert masked == {
        "Our worker [name] was lovely",
        "waited 8 months and nobody rang [phone number]",
    }
    tags = set(rows(app_on_both, "SELECT theme, polarity FROM theme_suggestion"))
    assert {("staff-attitude", "positive"), ("timeliness", "negative")} <= tags
    found = client.post("/status", data={"code": code[1].lower().replace("-", " ")})
    assert "We have your words" in found.text


def test_sending_twice_when_double_clicked_shows_one_receipt_and_stores_one(
    app_on_both: Flask,
) -> None:
    client = app_on_both.test_client()
    check = to_check(client, SLUG, ANSWERS)
    first, second = send(client, SLUG, check), send(client, SLUG, check)
    codes = {match[1] for page in (first, second) if (match := CODE.search(page.text))}
    assert len(codes) == 1
    assert rows(app_on_both, "SELECT count(*) FROM response") == [(1,)]


def test_every_family_page_sets_no_cookie_and_is_never_kept(app: Flask) -> None:
    client = app.test_client()
    check = to_check(client, SLUG, ANSWERS)
    pages = [
        client.get(path)
        for path in ("/", f"/{SLUG}/", "/help", "/privacy", "/cookies", "/accessibility", "/status")
    ]
    for page in [*pages, send(client, SLUG, check)]:
        assert "Set-Cookie" not in page.headers
        assert page.headers["Cache-Control"] == "no-store"
        assert page.headers["Referrer-Policy"] == "no-referrer"
        assert "Exit this page" in page.text


def test_scripts_may_send_to_ourselves_from_the_pages_of_families_alone(app: Flask) -> None:
    client = app.test_client()
    for path, may in (
        ("/", True),
        ("/waiting", True),
        ("/staff/sign-in", False),
        ("/committee/", False),
    ):
        policy = client.get(path).headers["Content-Security-Policy"]
        assert ("connect-src 'self'" in policy) == may
        assert "default-src 'none'" in policy


def test_help_and_limits_stand_before_and_after_free_text(app: Flask) -> None:
    client = app.test_client()
    html = client.post(f"/{SLUG}/questions", data={"go": "next"}).text
    while hidden(html)["question"] != "went-well":
        html = press(client, SLUG, html, go="skip").text
    before, after = html.split("<textarea", 1)
    for words in ("This is not read straight away", "0800 1111"):
        assert words in before, "R4-20: before"
        assert words in after, "R4-20: after"
    assert "we may have to tell people who can help" in before, "R4-21"


def test_skipped_question_is_stored_as_skipped_never_as_a_default(app: Flask) -> None:
    client = app.test_client()
    send(client, SLUG, to_check(client, SLUG, {"overall": "good"}))
    found = rows(
        app,
        "SELECT question_id, value, skipped FROM answer WHERE question_id IN ('overall', 'listened')",
    )
    assert set(found) == {("overall", "good", 0), ("listened", None, 1)}
    assert rows(app, "SELECT may_quote FROM response") == [(0,)], "R1-07"


def test_changing_one_answer_keeps_the_others(app: Flask) -> None:
    client = app.test_client()
    check = to_check(client, SLUG, ANSWERS)
    page = client.post(
        f"/{SLUG}/questions", data={"page": hidden(check)["page"], "go": "change:overall"}
    ).text
    assert 'value="poor" checked' in page
    check = press(client, SLUG, page, go="next", answer="very_good").text
    assert "Very good" in check
    assert "waited 8 months" in check


def test_back_keeps_what_was_answered(app: Flask) -> None:
    client = app.test_client()
    first = client.post(f"/{SLUG}/questions", data={"go": "next"}).text
    second = press(client, SLUG, first, go="next", answer="good").text
    assert 'value="good" checked' in press(client, SLUG, second, go="back").text


def test_nothing_answered_when_sent_asks_for_one_answer(app: Flask) -> None:
    client = app.test_client()
    refused = send(client, SLUG, to_check(client, SLUG, {}))
    assert refused.status_code == 400
    assert "Answer at least one question" in refused.text


@pytest.mark.parametrize("minutes", [61, 13 * 60])
def test_coming_back_after_an_hour_or_a_night_keeps_what_was_typed(
    app: Flask, minutes: int
) -> None:
    client = app.test_client()
    html = client.post(f"/{SLUG}/questions", data={"go": "next"}).text
    while hidden(html)["question"] != "went-well":
        html = press(client, SLUG, html, go="skip").text
    runtime: Runtime = app.extensions["feedback"]
    object.__setattr__(runtime, "clock", Clock.fixed(NOON + timedelta(minutes=minutes)))
    late = press(client, SLUG, html, go="next", answer="typed for a long time")
    assert late.status_code == 400
    assert "typed for a long time" in late.text
    assert (
        press(client, SLUG, late.text, go="next", answer="typed for a long time").status_code == 200
    )


def test_altered_page_keeps_what_was_typed_and_goes_on(app: Flask) -> None:
    client = app.test_client()
    sent = {"page": "not-our-token", "question": "went-well", "go": "next", "answer": "still here"}
    answered = client.post(f"/{SLUG}/questions", data=sent)
    assert answered.status_code == 400
    assert "still here" in answered.text


@pytest.mark.parametrize(
    ("answer", "words"),
    [("no_such_choice", "Choose one of the answers"), ("x\x00y", "Choose one of the answers")],
)
def test_wrong_choice_is_refused_next_to_the_question(app: Flask, answer: str, words: str) -> None:
    client = app.test_client()
    first = client.post(f"/{SLUG}/questions", data={"go": "next"}).text
    refused = press(client, SLUG, first, go="next", answer=answer)
    assert refused.status_code == 400
    assert words in refused.text


def test_twenty_thousand_characters_are_refused_and_kept_on_the_page(app: Flask) -> None:
    client = app.test_client()
    html = client.post(f"/{SLUG}/questions", data={"go": "next"}).text
    while hidden(html)["question"] != "went-well":
        html = press(client, SLUG, html, go="skip").text
    refused = press(client, SLUG, html, go="next", answer="word " * 4000)
    assert refused.status_code == 400
    assert "too long" in refused.text
    assert refused.text.count("word ") >= 3900


def test_null_bytes_are_taken_out_of_words(app: Flask) -> None:
    client = app.test_client()
    send(client, SLUG, to_check(client, SLUG, {"went-well": "kind\x00 people"}))
    assert rows(app, "SELECT masked FROM comment") == [("kind people",)]


def test_oversized_body_and_unknown_questionnaire_get_plain_pages(app: Flask) -> None:
    client = app.test_client()
    assert client.post(f"/{SLUG}/questions", data={"answer": "x" * 600_000}).status_code == 413
    assert client.post("/no-such-form/questions", data={"go": "next"}).status_code == 404
    assert client.get(f"/{SLUG}/send").status_code == 303


def test_locked_database_says_so_and_keeps_the_answers(app: Flask) -> None:
    client = app.test_client()
    check = to_check(client, SLUG, ANSWERS)
    runtime: Runtime = app.extensions["feedback"]
    with runtime.database.transaction() as other_writer:
        other_writer.execute(text("SELECT 1"))
        refused = send(client, SLUG, check)
    assert refused.status_code == 503
    assert "Nothing was stored" in refused.text
    assert "waited 8 months" in refused.text
    assert send(client, SLUG, refused.text).status_code == 200
    assert rows(app, "SELECT count(*) FROM response") == [(1,)]


@pytest.mark.parametrize("trouble", ["read-only", "full"])
def test_database_that_takes_nothing_says_so_and_keeps_the_answers(
    app: Flask, trouble: str
) -> None:
    client = app.test_client()
    words = "We waited and waited. " * 200
    check = to_check(client, SLUG, {"could-be-better": words})
    runtime: Runtime = app.extensions["feedback"]
    runtime.database.dispose()

    def spoil(connection: sqlite3.Connection, _record: object) -> None:
        (used,) = connection.execute("PRAGMA page_count").fetchone()
        limits = {"read-only": "query_only = ON", "full": f"max_page_count = {used}"}
        connection.execute(f"PRAGMA {limits[trouble]}")

    event.listen(runtime.database._writer, "connect", spoil)
    refused = send(client, SLUG, check)
    assert refused.status_code == 503
    assert "Nothing was stored" in refused.text
    assert "We waited and waited." in refused.text
    assert rows(app, "SELECT count(*) FROM response") == [(0,)]
    event.remove(runtime.database._writer, "connect", spoil)
    runtime.database.dispose()
    assert send(client, SLUG, refused.text).status_code == 200
    assert rows(app, "SELECT count(*) FROM response") == [(1,)]


@pytest.mark.parametrize(
    "code", ["", "1234", "ZZZZ-ZZZZ-ZZZZ-ZZZZ", "7G2K-9QXA-4M0B-T3WV", "x" * 500]
)
def test_wrong_code_is_answered_kindly(app: Flask, code: str) -> None:
    answered = app.test_client().post("/status", data={"code": code})
    assert answered.status_code in (400, 404)
    assert "There is a problem" in answered.text


def test_words_never_reach_the_log(
    app: Flask, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: object, **_more: object) -> None:
        raise RuntimeError("waited 8 months")

    caplog.set_level("DEBUG")
    client = app.test_client()
    check = to_check(client, SLUG, ANSWERS)
    monkeypatch.setattr("feedback.web.family.sending.submit_response", broken)
    assert send(client, SLUG, check).status_code == 500
    assert "RuntimeError" in caplog.text
    assert "waited" not in caplog.text
