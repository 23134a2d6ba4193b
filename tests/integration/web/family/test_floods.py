"""Spam without puzzles: one page is stored once, many from one place are stopped, a false name is refused."""

from dataclasses import replace

import pytest
from flask import Flask

from feedback.app import create_app
from feedback.domain.enums import AttemptKind
from feedback.services.attempts import LIMITS
from feedback.services.runtime import Runtime
from tests.journeys.test_family_tells_us import ANSWERS, SLUG
from tests.journeys.test_family_uses_its_code import count
from tests.journeys.walk import hidden, send, to_check


def test_page_sent_fifty_times_is_stored_once(app: Flask) -> None:
    client = app.test_client()
    check = to_check(client, SLUG, ANSWERS)
    assert {send(client, SLUG, check).status_code for _ in range(50)} == {200}
    assert count(app, "response") == count(app, "receipt") == 1


def test_many_sendings_from_one_place_are_stopped_and_lose_nothing(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(LIMITS, AttemptKind.SENDING, 2)
    client = app.test_client()
    for _ in range(2):
        assert send(client, SLUG, to_check(client, SLUG, ANSWERS)).status_code == 200
    stopped = send(client, SLUG, to_check(client, SLUG, ANSWERS))
    assert stopped.status_code == 429
    assert "waited 8 months" in stopped.text, "nothing typed is lost"
    assert count(app, "response") == 2
    elsewhere = client.post(
        f"/{SLUG}/send",
        data={"page": hidden(stopped.text)["page"]},
        environ_base={"REMOTE_ADDR": "198.51.100.9"},
    )
    assert elsewhere.status_code == 200, "nobody else is kept out"


def test_false_name_of_the_service_is_never_put_into_a_page(app: Flask) -> None:
    client = app.test_client()
    for path in ("/", f"/{SLUG}/", "/status", "/saved", "/status/words", f"/{SLUG}/send"):
        answered = client.get(path, headers={"Host": "evil.example"})
        assert "evil.example" not in answered.text
        assert "evil.example" not in answered.headers.get("Location", "")


def test_service_that_knows_its_names_answers_to_no_other(app: Flask) -> None:
    runtime: Runtime = app.extensions["feedback"]
    named = create_app(replace(runtime.settings, hosts=("say.example.org",)), clock=runtime.clock)
    client = named.test_client()
    assert client.get("/status", headers={"Host": "say.example.org"}).status_code == 200
    assert client.get("/status", headers={"Host": "evil.example"}).status_code == 400
    named.extensions["feedback"].database.dispose()


def test_address_that_a_stranger_claims_is_not_believed(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(LIMITS, AttemptKind.WRONG_CODE, 2)
    client = app.test_client()
    answered = [
        client.post(
            "/status",
            data={"code": "0000-0000-0000-0000"},
            headers={"X-Forwarded-For": f"198.51.100.{number}"},
        ).status_code
        for number in range(4)
    ]
    assert answered == [404, 404, 429, 429]
