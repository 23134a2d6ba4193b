"""Priya signs in, is away for too long, and loses nothing of what she chose."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from feedback.clock import Clock
from feedback.domain.enums import Role
from feedback.services.runtime import Runtime
from feedback.web.route_access import ROUTE_ACCESS
from tests.conftest import PASSWORD, add_staff
from tests.databases import NOON
from tests.journeys.officer import (
    fields_of,
    id_of,
    links,
    rows,
    sign_in,
    tell,
    type_password,
)


def later(app: Flask, **elapsed: float) -> None:
    """Let time pass for the whole application."""
    runtime: Runtime = app.extensions["feedback"]
    object.__setattr__(runtime, "clock", Clock.fixed(NOON + timedelta(**elapsed)))


@pytest.mark.parametrize("path", ["/staff/queue", "/staff/", "/committee/reports"])
def test_staff_page_when_nobody_is_signed_in_leads_to_the_form(app: Flask, path: str) -> None:
    answered = app.test_client().get(path)
    assert answered.status_code == 303
    assert answered.location == "/staff/sign-in"


def test_committee_member_when_signed_in_reads_reports_and_no_comment(app: Flask) -> None:
    tell(app, "We waited a year")
    response = links(sign_in(app))[0]
    client = sign_in(app, Role.COMMITTEE)
    assert client.get("/staff/").location == "/committee/reports"
    page = client.get("/committee/reports")
    assert page.status_code == 200
    assert "Queue" not in page.text
    for path in ("/staff/queue", response):
        refused = client.get(path)
        assert refused.status_code == 403
        assert "We waited" not in refused.text
    assert client.post(response).status_code == 403


@pytest.mark.parametrize(
    ("role", "begins_at"),
    [
        (Role.OFFICER, "/staff/queue"),
        (Role.SAFEGUARDING, "/staff/safeguarding"),
        (Role.ADMIN, "/committee/reports"),
    ],
)
def test_everybody_begins_where_their_work_is(app: Flask, role: Role, begins_at: str) -> None:
    client = sign_in(app, role)
    assert client.get("/staff/").location == begins_at
    assert client.get(begins_at).status_code == 200


def test_five_wrong_passwords_pause_even_the_right_one_for_a_while(app_on_both: Flask) -> None:
    client, email = app_on_both.test_client(), add_staff(app_on_both)
    for password in ["a wrong password"] * 5 + [PASSWORD]:
        refused = type_password(client, email, password)
        assert refused.status_code == 400
        assert "wait 15 minutes" in refused.text
    later(app_on_both, minutes=16)
    assert type_password(client, email).status_code == 303


def test_sign_in_page_when_wrong_says_the_same_of_known_and_unknown(app: Flask) -> None:
    client, email = app.test_client(), add_staff(app)
    known = type_password(client, email, "a wrong password").text
    unknown = type_password(client, "nobody@example.org", "a wrong password").text
    strip = lambda page: [line for line in page.splitlines() if "value=" not in line]  # noqa: E731
    assert strip(known) == strip(unknown)
    assert "a wrong password" not in known


def test_sign_in_form_when_empty_says_what_to_enter(app: Flask) -> None:
    page = type_password(app.test_client(), "", "")
    assert page.status_code == 400
    assert 'href="#email"' in page.text
    assert "Enter your password" in page.text
    assert 'autocomplete="current-password"' in page.text, "R3-02: password managers work"


def test_sign_in_form_without_our_cookie_says_so(app: Flask) -> None:
    form = fields_of(app.test_client().get("/staff/sign-in").text)
    page = app.test_client().post(
        "/staff/sign-in", data=form | {"email": "a@b.uk", "password": "x"}
    )
    assert page.status_code == 400
    assert "Allow cookies for this site" in page.text


def test_cookie_is_for_the_browser_alone(app: Flask) -> None:
    client, email = app.test_client(), add_staff(app)
    cookie = type_password(client, email).headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert "Expires" not in cookie, "gone when the browser closes"


def test_token_of_before_signing_in_opens_nothing(app: Flask) -> None:
    client, email = app.test_client(), add_staff(app)
    client.get("/staff/sign-in")
    before = client.get_cookie("staff")
    type_password(client, email)
    after = client.get_cookie("staff")
    assert before is not None
    assert after is not None
    assert before.value != after.value
    client.set_cookie("staff", before.value)
    assert client.get("/staff/queue").status_code == 303


def test_signing_out_ends_the_session_on_the_server(app: Flask) -> None:
    client = sign_in(app)
    kept = client.get_cookie("staff")
    assert kept is not None
    page = client.get("/staff/queue").text
    token = page.split('name="csrf_token" value="')[1].split('"')[0]
    refused = client.post("/staff/sign-out", data={"csrf_token": "not ours"})
    assert refused.location == "/staff/", "only our own page signs out"
    assert client.post("/staff/sign-out", data={"csrf_token": token}).status_code == 303
    assert rows(app, "SELECT count(*) FROM staff_session") == [(0,)]
    client.set_cookie("staff", kept.value)
    assert client.get("/staff/queue").status_code == 303


def test_session_when_used_now_and_then_lasts_and_ends_after_a_day_at_work(app: Flask) -> None:
    client = sign_in(app)
    for minutes in range(25, 12 * 60, 25):
        later(app, minutes=minutes)
        assert client.get("/staff/queue").status_code == 200, minutes
    later(app, hours=12, minutes=1)
    assert client.get("/staff/queue").status_code == 303


def chosen_and_timed_out(app: Flask) -> tuple[FlaskClient, str, dict[str, str]]:
    """Return an officer's browser half an hour and a minute after the page was opened, and what was chosen."""
    tell(app, "worker lovely but waited 8 months")
    client = sign_in(app)
    link = links(client)[0]
    form = fields_of(client.get(link).text) | {"theme-0-timeliness": "no", "feeling-0": "mixed"}
    later(app, minutes=31)
    return client, link, form


def test_session_lost_in_mid_decision_loses_nothing(app: Flask) -> None:
    client, link, form = chosen_and_timed_out(app)
    asked = client.post(link, data=form)
    assert "Nothing that you chose is lost" in asked.text
    kept = fields_of(asked.text)["kept"]
    assert "timeliness" not in kept, "sealed"
    wrong = client.post(
        "/staff/sign-in",
        data=fields_of(asked.text)
        | {"email": "officer@example.org", "password": "a wrong password"},
    )
    assert fields_of(wrong.text)["kept"] == kept, "a slip of the finger loses nothing either"
    again = client.post(
        "/staff/sign-in",
        data=fields_of(wrong.text) | {"email": "officer@example.org", "password": PASSWORD},
    )
    assert again.status_code == 200
    assert "You are signed in again" in again.text
    assert rows(app, "SELECT count(*) FROM theme_decision") == [(0,)], "nothing is saved unasked"
    shown = fields_of(again.text)
    assert (shown["theme-0-timeliness"], shown["feeling-0"]) == ("no", "mixed")
    assert client.post(link, data=shown).status_code == 303
    assert rows(app, "SELECT theme, polarity FROM theme_decision") == [("timeliness", None)]


def test_what_was_kept_is_not_shown_to_somebody_who_may_not_see_it(app: Flask) -> None:
    client, link, form = chosen_and_timed_out(app)
    add_staff(app, Role.COMMITTEE)
    asked = fields_of(client.post(link, data=form).text)
    answered = client.post(
        "/staff/sign-in", data=asked | {"email": "committee@example.org", "password": PASSWORD}
    )
    assert answered.location == "/staff/"


@pytest.mark.parametrize("kept", ["", "altered", "x" * 5000])
def test_what_was_kept_when_altered_is_left_out(app: Flask, kept: str) -> None:
    client, email = app.test_client(), add_staff(app)
    form = fields_of(client.get("/staff/sign-in").text)
    signed = client.post(
        "/staff/sign-in", data=form | {"email": email, "password": PASSWORD, "kept": kept}
    )
    assert signed.location == "/staff/"


def test_choices_that_another_site_sends_are_not_kept(app: Flask) -> None:
    client, link, form = chosen_and_timed_out(app)
    answered = client.post(link, data=form, headers={"Sec-Fetch-Site": "cross-site"})
    assert answered.location == "/staff/sign-in"


def test_proof_of_page_when_lost_keeps_what_was_chosen(app: Flask) -> None:
    tell(app, "worker lovely but waited 8 months")
    client = sign_in(app)
    link = links(client)[0]
    form = fields_of(client.get(link).text) | {"theme-0-timeliness": "no"}
    again = client.post(link, data=form | {"csrf_token": "of another session"})
    assert again.status_code == 400
    assert "Save once more" in again.text
    assert fields_of(again.text)["theme-0-timeliness"] == "no"
    assert rows(app, "SELECT count(*) FROM theme_decision") == [(0,)]
    assert client.post(link, data=fields_of(again.text)).status_code == 303


def test_page_without_an_entry_when_asked_for_is_refused(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = sign_in(app)
    assert "staff.queue" in ROUTE_ACCESS
    monkeypatch.delitem(
        __import__("feedback.web.staff.access", fromlist=["ACCESS"]).ACCESS, "staff.queue"
    )
    assert client.get("/staff/queue").status_code == 403


def test_words_of_a_response_never_reach_addresses_or_logs(
    app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    tell(app, "worker lovely but waited 8 months")
    client = sign_in(app)
    link = links(client)[0]
    saved = client.post(link, data=fields_of(client.get(link).text) | {"go": "agree"})
    said = rf"/staff/queue\?saved={id_of(link)}&deed=[0-9a-f-]{{36}}"
    assert re.fullmatch(said, saved.location), "ids alone"
    assert "lovely" not in caplog.text
