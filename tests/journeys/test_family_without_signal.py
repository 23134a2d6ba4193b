"""Answers that waited on a phone: what arrives later is the same sending, and whatever is wrong with it has a name."""

import base64
import html as escapes
import logging
import re
from dataclasses import asdict, replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text
from werkzeug.test import TestResponse

from feedback.app import create_app
from feedback.clock import Clock
from feedback.domain.asked import Asked
from feedback.domain.enums import AttemptKind
from feedback.domain.questionnaires import content_of, read_questionnaire
from feedback.services.attempts import LIMITS
from feedback.services.prepare_database import prepare_database
from feedback.services.questionnaires import register_questionnaire
from feedback.services.runtime import Runtime
from feedback.settings import MasterKey, Settings
from feedback.storage.sealing import Keyring
from forms.questionnaire import load_questionnaires
from tests.browser_seal import open_reply, seal_envelope
from tests.databases import FIRST_KEY, NOON
from tests.journeys.officer import rows
from tests.journeys.test_family_is_not_a_machine import stored
from tests.journeys.walk import CODE, hidden, press, send, to_check

SLUG = "parent-carer-voice"
WORDS = "Nobody rang us back for nine weeks."
KEY = bytes(range(32))
PUBLIC = re.compile(r'data-key="([^"]+)"')


@pytest.fixture
def check(client: FlaskClient) -> str:
    """Return the page before sending, with words on it."""
    return to_check(client, SLUG, {"overall": "poor", "went-well": WORDS})


def envelope(check: str, **changed: Any) -> str:
    """Return the page's answers as a phone lets them wait."""
    public = PUBLIC.search(check)
    assert public is not None
    content = {
        "slug": SLUG,
        "page": hidden(check)["page"],
        "quote": False,
        "work": "",
        "key": base64.b64encode(KEY).decode(),
    }
    return seal_envelope(public[1], {**content, **changed})


def arrive(client: FlaskClient, sealed: str, where: str = "") -> TestResponse:
    """Let an envelope arrive."""
    return client.post(f"/waiting{where}", data=sealed, content_type="text/plain")


def swap(app: Flask, **parts: object) -> None:
    """Change parts of the running service."""
    for name, part in parts.items():
        object.__setattr__(app.extensions["feedback"], name, part)


def test_what_waited_is_stored_as_if_it_had_been_sent_and_answered_under_its_own_key(
    app_on_both: Flask,
) -> None:
    """Promise 2: the receipt comes only when everything is stored, and opens it."""
    client = app_on_both.test_client()
    check = to_check(client, SLUG, {"overall": "poor", "went-well": WORDS})
    answer = arrive(client, envelope(check, quote=True))
    assert answer.status_code == 200
    assert answer.mimetype == "text/plain"
    assert answer.headers["Cache-Control"] == "no-store"
    code = open_reply(KEY, answer.text)
    assert code not in answer.text
    assert "Set-Cookie" not in answer.headers
    assert client.post("/status", data={"code": code}).status_code == 200
    ((channel, may_quote),) = rows(app_on_both, "SELECT channel, may_quote FROM response")
    assert (channel, bool(may_quote)) == ("web", True)


@pytest.mark.parametrize("first", ["page", "envelope"])
def test_the_same_answers_are_stored_once_whichever_way_they_come_first(
    app: Flask, client: FlaskClient, check: str, first: str
) -> None:
    sealed, again = envelope(check), envelope(check)
    codes = []
    for way in ("page", "envelope", "again") if first == "page" else ("envelope", "page", "again"):
        if way == "page":
            found = CODE.search(send(client, SLUG, check).text)
            assert found is not None
            codes.append(found[1])
        else:
            answer = arrive(client, again if way == "again" else sealed)
            codes.append(open_reply(KEY, answer.text))
    assert len(set(codes)) == 1
    assert stored(app) == 1


def test_language_of_the_page_is_kept(ready_sqlite_url: str) -> None:
    settings = Settings(
        database_url=ready_sqlite_url,
        master_keys=(FIRST_KEY,),
        secret_key="s" * 40,
        https_only=False,
        languages=("pl",),
        least_seconds=0,
    )
    app = create_app(settings, clock=Clock.fixed(NOON))
    prepare_database(app.extensions["feedback"])
    client = app.test_client()
    page = client.post(f"/{SLUG}/questions?lang=pl", data={"go": "next"}).text
    sent = {**hidden(page), "go": "next", "answer": "poor", "changing": "yes"}
    check = client.post(f"/{SLUG}/questions?lang=pl", data=sent).text
    assert 'href="/waiting?lang=pl"' in check
    assert "Przechowaj je zamknięte na tym telefonie" in check, "asked in the reader's language"
    assert arrive(client, envelope(check), "?lang=pl").status_code == 200
    assert rows(app, "SELECT language FROM response") == [("pl",)]
    app.extensions["feedback"].database.dispose()


def test_saved_copy_is_forgotten_when_what_waited_arrives(app: Flask, client: FlaskClient) -> None:
    first = client.post(f"/{SLUG}/questions", data={"go": "next"}).text
    kept = press(client, SLUG, first, go="save", answer="poor").text
    code = CODE.search(kept)
    assert code is not None
    page = client.post("/saved", data={"code": code[1]}).text
    while hidden(page).get("question"):
        page = press(client, SLUG, page, go="next", answer=_anything(page)).text
    assert arrive(client, envelope(page)).status_code == 200
    assert client.post("/saved", data={"code": code[1]}).status_code == 404


def _anything(page: str) -> str:
    found = re.search(r'name="answer" value="([^"]+)"', page)
    return found[1] if found and "<textarea" not in page else WORDS


def test_questions_that_changed_meanwhile_lose_nothing(
    app: Flask, client: FlaskClient, check: str
) -> None:
    """R2-16: it is stored under the questions that were asked; nobody is there to check it again."""
    runtime: Runtime = app.extensions["feedback"]
    asked = runtime.questionnaires[SLUG]
    today = replace(asked, id="f" * 64, questions=asked.questions[:1])
    swap(app, questionnaires=Asked({**runtime.questionnaires, SLUG: today}))
    with runtime.database.transaction() as session:
        register_questionnaire(session, runtime, today)
    assert arrive(client, envelope(check)).status_code == 200
    assert rows(app, "SELECT questionnaire_id FROM response") == [(asked.id,)]
    assert rows(app, "SELECT count(*) FROM comment") == [(1,)]


def test_version_that_was_never_asked_is_refused(
    app: Flask, client: FlaskClient, check: str
) -> None:
    runtime: Runtime = app.extensions["feedback"]
    today = replace(runtime.questionnaires[SLUG], id="f" * 64)
    swap(app, questionnaires=Asked({**runtime.questionnaires, SLUG: today}))
    with runtime.database.transaction() as session:
        session.execute(text("DELETE FROM questionnaire"))
    answer = arrive(client, envelope(check))
    assert (answer.status_code, answer.text) == (400, "broken")


@pytest.mark.parametrize("slug", load_questionnaires())
def test_stored_questionnaire_is_read_back_as_it_was_asked(app: Flask, slug: str) -> None:
    runtime: Runtime = app.extensions["feedback"]
    asked = runtime.questionnaires[slug]
    assert read_questionnaire(asdict(asked)) == asked
    older = content_of(asked)
    assert read_questionnaire({**older, "id": asked.id, "door": asked.door}) == asked


NOT_OURS: tuple[dict[str, Any], ...] = (
    {"slug": "no-such-form"},
    {"page": "x"},
    {"key": "AAAA"},
    {"key": "*"},
    {"key": None},
)


@pytest.mark.parametrize("changed", NOT_OURS)
def test_envelope_with_something_else_inside_is_refused(
    app: Flask, client: FlaskClient, check: str, changed: dict[str, Any]
) -> None:
    answer = arrive(client, envelope(check, **changed))
    assert (answer.status_code, answer.text) == (400, "broken")
    assert stored(app) == 0


@pytest.mark.parametrize("inside", [b"", b"[]", b"{}", b"\xff", b"[" * 100_000])
def test_hostile_contents_are_refused(client: FlaskClient, check: str, inside: bytes) -> None:
    public = PUBLIC.search(check)
    assert public is not None
    answer = arrive(client, seal_envelope(public[1], inside))
    assert (answer.status_code, answer.text) == (400, "broken")


@pytest.mark.parametrize("body", ["", "x", "é", "A" * 4000])
def test_what_is_no_envelope_is_refused(client: FlaskClient, body: str) -> None:
    answer = arrive(client, body)
    assert (answer.status_code, answer.text) == (400, "broken")


def test_too_large_is_refused_before_it_is_opened(client: FlaskClient) -> None:
    assert arrive(client, "A" * 600_000).status_code == 413


def test_week_is_the_limit(app: Flask, client: FlaskClient, check: str) -> None:
    sealed = envelope(check)
    swap(app, clock=Clock.fixed(NOON + timedelta(days=8, minutes=1)))
    answer = arrive(client, sealed)
    assert (answer.status_code, answer.text) == (410, "old")
    swap(app, clock=Clock.fixed(NOON + timedelta(days=7)))
    assert arrive(client, sealed).status_code == 200


def test_key_that_was_turned_over_opens_while_it_is_set(
    app: Flask, client: FlaskClient, check: str
) -> None:
    runtime: Runtime = app.extensions["feedback"]
    sealed, old, new = envelope(check), runtime.settings.master_keys, MasterKey("n", b"n" * 32)
    swap(app, keyring=Keyring((new,)))
    answer = arrive(client, sealed)
    assert (answer.status_code, answer.text) == (409, "key")
    swap(app, keyring=Keyring((new, *old)))
    assert arrive(client, sealed).status_code == 200


def test_nothing_answered_is_not_stored_and_never_offered(app: Flask, client: FlaskClient) -> None:
    empty = to_check(client, SLUG, {})
    assert "data-wait=" not in empty
    full = to_check(client, SLUG, {"overall": "poor"})
    answer = arrive(client, envelope(full, page=hidden(empty)["page"]))
    assert (answer.status_code, answer.text) == (422, "empty")
    assert stored(app) == 0


def test_what_was_taken_back_does_not_come_again(client: FlaskClient, check: str) -> None:
    sealed = envelope(check)
    code = open_reply(KEY, arrive(client, sealed).text)
    look = client.post("/status", data={"code": code}).text
    token = re.findall(r'name="page" value="([^"]+)"', look)[-1]
    gone = client.post("/status/take-back", data={"page": token, "go": "yes"})
    assert gone.status_code == 200
    answer = arrive(client, sealed)
    assert (answer.status_code, answer.text) == (409, "gone")


def test_too_many_from_one_place_and_days_of_attack_let_it_wait(
    app: Flask, client: FlaskClient, check: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    sealed = envelope(check)
    runtime: Runtime = app.extensions["feedback"]
    usual = runtime.settings
    swap(app, settings=replace(usual, proof_of_work=True))
    assert arrive(client, sealed).text == "later"
    swap(app, settings=replace(usual, least_seconds=60))
    assert arrive(client, sealed).text == "later"
    swap(app, settings=usual)
    with monkeypatch.context() as limited:
        limited.setitem(LIMITS, AttemptKind.SENDING, 0)
        answer = arrive(client, sealed)
        assert (answer.status_code, answer.text) == (429, "often")
    assert stored(app) == 0
    assert arrive(client, sealed).status_code == 200


def test_storage_that_is_away_lets_it_wait(app: Flask, client: FlaskClient, check: str) -> None:
    sealed = envelope(check)
    with app.extensions["feedback"].database.transaction() as session:
        session.execute(text("ALTER TABLE response RENAME TO response_away"))
    answer = arrive(client, sealed)
    assert answer.status_code == 503
    assert answer.text == "later"


def test_nothing_of_it_reaches_the_log(
    client: FlaskClient, check: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Promise 9."""
    caplog.set_level(logging.DEBUG)
    sealed = envelope(check)
    code = open_reply(KEY, arrive(client, sealed).text)
    arrive(client, sealed[:-4])
    for secret in (WORDS, code, sealed[:40]):
        assert secret not in caplog.text


def test_page_works_without_a_script_and_the_check_page_says_everything_before_asking(
    client: FlaskClient, check: str
) -> None:
    page = client.get("/waiting").text
    assert "JavaScript" in page
    offer = escapes.unescape(check[check.index("data-wait=") :])
    for said in (
        "7 days at most",
        "Nobody who picks up this phone can read them",
        "remove them",
        "Call 999",
    ):
        assert said in offer
