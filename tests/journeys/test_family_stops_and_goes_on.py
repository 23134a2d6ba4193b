"""Kit is called away, goes on at a library two days later, and leaves nothing behind (R3-10, demands 5 and 7)."""

import json
import re
from dataclasses import replace
from datetime import timedelta

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from flask import Flask
from flask.testing import FlaskClient

from feedback.clock import Clock
from feedback.domain.asked import Asked
from feedback.domain.errors import StorageUnavailable
from feedback.domain.receipt_codes import DRAFT_CHARACTERS, new_code
from feedback.services.attempts import LIMITS, AttemptKind
from feedback.services.runtime import Runtime
from feedback.services.saved_drafts import forget_expired_drafts
from feedback.storage.models import HashKey
from tests.databases import FIRST_KEY, NOON
from tests.journeys.test_family_tells_us import ANSWERS, SLUG, rows
from tests.journeys.test_family_uses_its_code import count
from tests.journeys.walk import hidden, press, send

CODE = re.compile(r'class="receipt"[^>]*>([0-9A-Z-]+)<')
WORDS = "Our worker Karen Featherstone was lovely"


def to_question(client: FlaskClient, question: str) -> str:
    """Answer what comes before the question; return its page."""
    html = client.post(f"/{SLUG}/questions", data={"go": "next"}).text
    while (now := hidden(html)["question"]) != question:
        fields = {"go": "next", "answer": ANSWERS[now]} if now in ANSWERS else {"go": "skip"}
        html = press(client, SLUG, html, **fields).text
    return html


def stopped(client: FlaskClient) -> tuple[str, str]:
    """Stop at a question in the middle; return the page and the code."""
    page = press(client, SLUG, to_question(client, "went-well"), go="save", answer=WORDS)
    assert page.status_code == 200
    found = CODE.search(page.text)
    assert found is not None
    return page.text, found[1]


def move_clock(app: Flask, days: int) -> Runtime:
    """Let days pass; return the runtime."""
    runtime: Runtime = app.extensions["feedback"]
    object.__setattr__(runtime, "clock", Clock.fixed(NOON + timedelta(days=days)))
    return runtime


def test_answers_saved_on_one_phone_are_gone_on_with_on_another(app_on_both: Flask) -> None:
    page, code = stopped(app_on_both.test_client())
    assert "28 August 2026" in page
    assert "Featherstone" not in page
    assert "not sent" in page
    move_clock(app_on_both, 2)
    other = app_on_both.test_client()
    for _time in range(2):  # looking does not use it up
        back = other.post("/saved", data={"code": code.lower().replace("-", " ")})
        assert back.status_code == 200
        assert "Featherstone" in back.text
        assert hidden(back.text)["question"] == "went-well"
        assert "Set-Cookie" not in back.headers
    html = back.text
    html = press(other, SLUG, html, go="next", answer=WORDS).text
    while (question := hidden(html).get("question")) is not None:
        html = press(other, SLUG, html, go="skip", question=question).text
    assert send(other, SLUG, html).status_code == 200
    assert count(app_on_both, "saved_draft") == 0, "sending deletes it"
    assert other.post("/saved", data={"code": code}).status_code == 404
    assert rows(app_on_both, "SELECT count(*) FROM response") == [(1,)]


def test_nothing_is_saved_unless_somebody_asks_for_it(app: Flask) -> None:
    client = app.test_client()
    to_question(client, "went-well")
    assert count(app, "saved_draft") == 0


def test_saving_again_keeps_the_code_and_the_newest_answers(app: Flask) -> None:
    client = app.test_client()
    page, code = stopped(client)
    html = client.post("/saved", data={"code": code}).text
    again = press(client, SLUG, html, go="save", answer="Second thoughts").text
    assert CODE.findall(again) == [code]
    assert count(app, "saved_draft") == 1
    assert "Second thoughts" in client.post("/saved", data={"code": code}).text
    assert "Check your answers" in press(client, SLUG, page, go="check").text


def test_stored_row_and_every_key_of_the_service_do_not_open_it(app: Flask) -> None:
    _page, code = stopped(app.test_client())
    runtime: Runtime = app.extensions["feedback"]
    ((lookup, sealed),) = rows(app, "SELECT lookup_hash, sealed FROM saved_draft")
    lookup, sealed = bytes(lookup), bytes(sealed)  # type: ignore[call-overload]
    for secret in (code, code.replace("-", ""), "Featherstone", "went-well"):
        assert secret.encode() not in sealed + lookup
    with runtime.database.reading() as session:
        row = session.get(HashKey, 1)
        assert row is not None
        hash_key = runtime.keyring.open_data_key(row.key_id, row.wrapped)
    for key in (FIRST_KEY.key, hash_key._key, lookup):
        for context in (b"", lookup):
            with pytest.raises(InvalidTag):
                AESGCM(key).decrypt(sealed[:12], sealed[12:], context)
    everything = json.dumps([str(row) for row in rows(app, "SELECT * FROM audit_event")])
    assert code not in everything


def test_saved_answers_are_gone_after_fourteen_days(app: Flask) -> None:
    client = app.test_client()
    _page, code = stopped(client)
    runtime = move_clock(app, 14)
    assert forget_expired_drafts(runtime) == 0
    assert client.post("/saved", data={"code": code}).status_code == 200
    runtime = move_clock(app, 15)
    assert client.post("/saved", data={"code": code}).status_code == 404, "even before the job ran"
    assert forget_expired_drafts(runtime) == 1
    assert count(app, "saved_draft") == 0


def test_saved_answers_can_be_thrown_away_at_once(app: Flask) -> None:
    client = app.test_client()
    page, code = stopped(client)
    form = hidden(page)
    assert form["slug"] == SLUG
    kept = client.post("/saved/forget", data=form)
    assert "Featherstone" in kept.text, "the answers themselves are still on the page"
    assert count(app, "saved_draft") == 0
    assert client.post("/saved", data={"code": code}).status_code == 404


@pytest.mark.parametrize(
    ("typed", "status", "words"),
    [
        ("", 400, "20 letters and numbers"),
        ("7G2K", 400, "See if one is missing"),
        (None, 404, "no answers under that code"),
    ],
)
def test_wrong_code_for_saved_answers_is_named_kindly(
    app: Flask, typed: str | None, status: int, words: str
) -> None:
    code = new_code(DRAFT_CHARACTERS) if typed is None else typed
    answered = app.test_client().post("/saved", data={"code": code})
    assert answered.status_code == status
    assert words in answered.text
    assert f'value="{code}"' in answered.text


def test_guesses_of_saved_codes_are_stopped(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(LIMITS, AttemptKind.WRONG_DRAFT_CODE, 2)
    client = app.test_client()
    answered = [
        client.post("/saved", data={"code": new_code(DRAFT_CHARACTERS)}).status_code
        for _ in range(4)
    ]
    assert answered == [404, 404, 429, 429]


def test_saving_too_often_keeps_the_answers_on_the_page(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(LIMITS, AttemptKind.SAVING, 1)
    client = app.test_client()
    stopped(client)
    page = press(client, SLUG, to_question(client, "went-well"), go="save", answer=WORDS)
    assert page.status_code == 429
    assert "Featherstone" in page.text
    assert count(app, "saved_draft") == 1


def test_saving_when_the_database_is_away_loses_nothing(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_arguments: object) -> None:
        raise StorageUnavailable("We cannot save anything just now.")

    monkeypatch.setattr("feedback.web.family.routes_saved.save_draft", away)
    client = app.test_client()
    page = press(client, SLUG, to_question(client, "went-well"), go="save", answer=WORDS)
    assert page.status_code == 503
    assert "We cannot save anything just now." in page.text
    assert "Featherstone" in page.text
    assert CODE.search(page.text) is None


@pytest.mark.parametrize(
    ("slug", "page", "status"), [(SLUG, "not a page of ours", 400), ("no-such-form", "", 404)]
)
def test_saved_answers_are_thrown_away_only_from_a_page_of_ours(
    app: Flask, slug: str, page: str, status: int
) -> None:
    client = app.test_client()
    stopped(client)
    answered = client.post("/saved/forget", data={"slug": slug, "page": page})
    assert answered.status_code == status
    assert count(app, "saved_draft") == 1


def test_answers_saved_under_another_version_come_back_to_be_checked(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = app.test_client()
    _page, code = stopped(client)
    runtime: Runtime = app.extensions["feedback"]
    newer = replace(runtime.questionnaires[SLUG], id="f" * 64)
    changed = Asked({**runtime.questionnaires, SLUG: newer})
    object.__setattr__(runtime, "questionnaires", changed)
    back = client.post("/saved", data={"code": code})
    assert "Check your answers" in back.text
    assert "Featherstone" in back.text
