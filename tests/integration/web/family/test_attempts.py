"""Nobody guesses codes for long, and what is counted for that tells of no address (R2-07, R4-02)."""

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from feedback.clock import Clock
from feedback.domain.enums import AttemptKind
from feedback.domain.receipt_codes import new_receipt_code
from feedback.services import attempts
from feedback.services.attempts import LIMITS, check_attempt, count_attempt
from feedback.services.housekeeping import forget_attempts
from feedback.services.runtime import Runtime
from tests.databases import NOON
from tests.journeys.test_family_tells_us import rows
from tests.journeys.test_family_uses_its_code import told

KIND = AttemptKind.WRONG_CODE


def guess(client: FlaskClient, code: str | None = None, address: str = "192.0.2.7") -> TestResponse:
    """Try a code from an address."""
    return client.post(
        "/status", data={"code": code or new_receipt_code()}, environ_base={"REMOTE_ADDR": address}
    )


def test_guesses_are_stopped_and_the_right_code_too_until_tomorrow(
    app_on_both: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(LIMITS, KIND, 3)
    client = app_on_both.test_client()
    code = told(client)
    assert [guess(client).status_code for _ in range(5)] == [404, 404, 404, 429, 429]
    stopped = guess(client, code)
    assert stopped.status_code == 429, "or a guesser would learn which code is right"
    assert "Too many codes were tried today" in stopped.text
    assert code in stopped.text, "what was typed stays"
    assert guess(client, code, "198.51.100.9").status_code == 200, "nobody else is kept out"
    runtime: Runtime = app_on_both.extensions["feedback"]
    object.__setattr__(runtime, "clock", Clock.fixed(NOON + timedelta(days=1)))
    assert guess(client, code).status_code == 200


def test_code_that_cannot_be_one_and_right_codes_are_not_counted(app: Flask) -> None:
    client = app.test_client()
    code = told(client)
    for _ in range(3):
        guess(client, code)
        guess(client, "1234")
    assert rows(app, "SELECT sum(tries) FROM attempt_count WHERE kind = 'wrong_code'") == [(None,)]


def test_many_wrong_codes_from_everywhere_slow_every_code_down(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits: list[float] = []
    monkeypatch.setattr("feedback.web.family.attempts.time.sleep", waits.append)
    monkeypatch.setitem(attempts.SLOW_FROM, KIND, 4)
    client = app.test_client()
    code = told(client)
    for number in range(6):
        guess(client, address=f"198.51.100.{number}")
    assert waits == [1.0, 1.0]
    assert guess(client, code).status_code == 200
    assert len(waits) == 3, "a right code waits as long as a wrong one"


def test_slow_answers_do_not_hold_every_worker(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(attempts.SLOW_FROM, KIND, 0)
    from feedback.web.family import attempts as slow

    client = app.test_client()
    guess(client, address="198.51.100.1")
    for _ in range(2):
        assert slow._waiting.acquire(blocking=False)
    try:
        assert guess(client).status_code == 429
    finally:
        for _ in range(2):
            slow._waiting.release()


def test_counts_when_kept_tell_of_no_address_and_go_with_their_day(runtime: Runtime) -> None:
    addresses = [f"192.0.2.{n}" for n in range(20)]
    with runtime.database.transaction() as session:
        for address in addresses:
            count_attempt(session, runtime, KIND, address)
        buckets = (
            session.connection().exec_driver_sql("SELECT bucket, tries FROM attempt_count").all()
        )
        salts = session.connection().exec_driver_sql("SELECT salt FROM attempt_salt").all()
    assert len(salts) == 1
    assert (-1, 20) in [tuple(row) for row in buckets]
    assert all(-1 <= bucket < 65_536 for bucket, _tries in buckets)
    tomorrow = replace(runtime, clock=Clock.fixed(NOON + timedelta(days=1)))
    assert forget_attempts(runtime) == 0
    assert forget_attempts(tomorrow) == len(buckets)
    with tomorrow.database.transaction() as session:
        assert session.connection().exec_driver_sql("SELECT * FROM attempt_salt").all() == []
        for address in addresses:
            count_attempt(session, tomorrow, KIND, address)
        again = (
            session.connection().exec_driver_sql("SELECT bucket, tries FROM attempt_count").all()
        )
    assert {b for b, _ in again} != {b for b, _ in buckets}, "another day, other buckets"


def test_household_on_the_new_internet_is_one_however_many_addresses_it_has(
    sqlite_runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(LIMITS, KIND, 2)
    with sqlite_runtime.database.transaction() as session:
        for last in ("1", "2"):
            count_attempt(session, sqlite_runtime, KIND, f"2001:db8:0:7::{last}")
        for address, allowed in (("2001:db8:0:7:aaaa::9", False), ("2001:db8:0:8::1", True)):
            found = check_attempt(session, sqlite_runtime, KIND, address)
            assert found.now is allowed
