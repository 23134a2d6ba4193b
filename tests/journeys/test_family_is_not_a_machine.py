"""Spam without puzzles: who looks like a machine is asked once to look again, and nothing typed is lost."""

import hashlib
from dataclasses import replace
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from flask import Flask

from feedback.clock import Clock
from feedback.services.runtime import Runtime
from feedback.web.family.spam import TRAP, WORK_BITS
from tests.databases import NOON
from tests.journeys.test_family_tells_us import ANSWERS, SLUG, rows
from tests.journeys.walk import CODE, hidden, send, to_check

LOOK = "Please check your answers and press Send again"


def change(app: Flask, *, seconds: float = 0, **settings: Any) -> None:
    """Let time pass, and set what an operator sets."""
    runtime: Runtime = app.extensions["feedback"]
    object.__setattr__(runtime, "clock", Clock.fixed(NOON + timedelta(seconds=seconds)))
    object.__setattr__(runtime, "settings", replace(runtime.settings, **settings))


def stored(app: Flask) -> int:
    """Return how many responses there are."""
    found: int = rows(app, "SELECT count(*) FROM response")[0][0]
    return found


def test_sending_too_fast_is_asked_once_to_look_again_and_then_believed(app: Flask) -> None:
    change(app, least_seconds=2)
    client = app.test_client()
    asked = send(client, SLUG, to_check(client, SLUG, ANSWERS), may_quote="yes")
    assert asked.status_code == 400
    assert LOOK in asked.text
    assert "waited 8 months" in asked.text, "nothing typed is lost"
    assert 'name="may_quote" value="yes" checked' in asked.text
    assert stored(app) == 0
    assert CODE.search(send(client, SLUG, asked.text).text), "never locked out"
    assert stored(app) == 1


def test_sending_in_a_persons_time_is_not_asked(app: Flask) -> None:
    change(app, least_seconds=2)
    client = app.test_client()
    check = to_check(client, SLUG, ANSWERS)
    change(app, seconds=2)
    assert CODE.search(send(client, SLUG, check).text)


def test_box_that_nobody_sees_is_no_trap_for_a_browser_that_fills_everything(app: Flask) -> None:
    client = app.test_client()
    check = to_check(client, SLUG, ANSWERS)
    assert f'name="{TRAP}" autocomplete="off" tabindex="-1"' in check
    asked = send(client, SLUG, check, **{TRAP: "https://spam.example"})
    assert asked.status_code == 400
    assert LOOK in asked.text
    assert "spam.example" not in asked.text
    assert stored(app) == 0
    again = send(client, SLUG, asked.text, **{TRAP: "https://spam.example"})
    assert CODE.search(again.text), "once is enough"


def work_of(page: str) -> str:
    """Return a number that fits the page's words, found as the script finds it."""
    words = page.partition('data-work="')[2].partition('"')[0]
    for number in count():
        digest = hashlib.sha256(f"{words}{number}".encode()).hexdigest()
        if int(digest[:8], 16) >> (32 - WORK_BITS) == 0:
            return str(number)
    raise AssertionError


def test_day_of_attack_asks_for_work_and_says_how_else_to_be_heard(app: Flask) -> None:
    change(app, proof_of_work=True)
    client = app.test_client()
    check = to_check(client, SLUG, ANSWERS)
    without_script = check.partition("data-without-script")[2].partition("</div></div>")[0]
    assert "You can still tell us" in without_script
    assert "tel:" in without_script
    for wrong in ({}, {"work": ""}, {"work": "nonsense" * 9}):
        refused = send(client, SLUG, check, **wrong)
        assert refused.status_code == 400
        assert "nothing was sent" in refused.text
        assert "waited 8 months" in refused.text
    assert stored(app) == 0
    assert CODE.search(send(client, SLUG, check, work=work_of(check)).text)
    other = to_check(client, SLUG, ANSWERS)
    assert send(client, SLUG, other, work=work_of(check)).status_code == 400, "each its own work"


def test_work_is_asked_of_nobody_unless_an_operator_says_so(app: Flask) -> None:
    client = app.test_client()
    check = to_check(client, SLUG, ANSWERS)
    assert "data-work" not in check
    assert "work.js" not in check
    assert "work" not in hidden(check)


@pytest.mark.parametrize("slug", ["listening-to-families", "children"])
def test_page_of_an_older_service_has_no_beginning_and_is_believed(app: Flask, slug: str) -> None:
    change(app, least_seconds=2)
    runtime: Runtime = app.extensions["feedback"]
    from feedback.web.family.page_token import Draft
    from feedback.web.family.spam import must_look_again

    assert not must_look_again(runtime, Draft(runtime.questionnaires[slug].id), "")
