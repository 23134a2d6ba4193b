"""Priya, a participation officer, signs in, reads the queue and decides."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from feedback.domain.enums import Role
from feedback.services.runtime import Runtime
from tests.conftest import PASSWORD, add_staff
from tests.journeys.walk import send, to_check

SLUG = "listening-to-families"


def csrf(html: str) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', html)
    assert found is not None
    return found[1]


def sign_in(app: Flask, role: Role = Role.OFFICER) -> FlaskClient:
    client, email = app.test_client(), add_staff(app, role)
    token = csrf(client.get("/staff/sign-in").text)
    answered = client.post(
        "/staff/sign-in", data={"csrf_token": token, "email": email, "password": PASSWORD}
    )
    assert answered.status_code == 303
    return client


def tell(app: Flask, words: str) -> None:
    client = app.test_client()
    assert (
        send(
            client, SLUG, to_check(client, SLUG, {"went-well": words, "overall": "good"})
        ).status_code
        == 200
    )


def form_of(html: str) -> dict[str, str]:
    """Return every field of the decision form as the page holds it, as a browser would send it."""
    fields = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', html))
    for name, options in re.findall(
        r'<select class="govuk-select" id="[^"]+" name="([^"]+)">(.*?)</select>', html
    ):
        chosen = re.search(r'value="([^"]*)" selected', options) or re.search(
            r'value="([^"]*)"', options
        )
        fields[name] = chosen[1] if chosen else ""
    return fields


def rows(app: Flask, sql: str) -> list[tuple[object, ...]]:
    runtime: Runtime = app.extensions["feedback"]
    with runtime.database.reading() as session:
        return [tuple(row) for row in session.execute(text(sql))]


def test_queue_shows_flagged_first_and_spares_the_reader(app_on_both: Flask) -> None:
    tell(app_on_both, "The worker was lovely and rang us back")
    tell(app_on_both, "dad hits me when mum is out")
    page = sign_in(app_on_both).get("/staff/queue").text
    assert page.index("immediate") < page.index("The worker was lovely")
    assert "hits me" not in page, "R4-28: summary first"


def test_deciding_confirms_adds_and_rejects_beside_the_suggestions(app_on_both: Flask) -> None:
    tell(app_on_both, "worker lovely but waited 8 months")
    client = sign_in(app_on_both)
    link = re.search(r"/staff/responses/[0-9a-f-]+", client.get("/staff/queue").text)
    assert link is not None
    page = client.get(link[0]).text
    assert "<mark>" in page, "the words behind a suggestion are marked"
    form = form_of(page)
    comment = form["comment"]
    before = rows(app_on_both, "SELECT theme, polarity FROM theme_suggestion ORDER BY theme")
    form |= {
        f"theme:{comment}:timeliness": "no",
        f"add:{comment}": "send",
        f"add-how:{comment}": "negative",
        "go": "queue",
    }
    assert client.post(link[0], data=form).status_code == 303
    decided = dict(rows(app_on_both, "SELECT theme, verdict FROM theme_decision"))
    assert decided["timeliness"] == "rejected"
    assert decided["send"] == "added"
    assert decided["staff-attitude"] == "confirmed"
    assert (
        rows(app_on_both, "SELECT theme, polarity FROM theme_suggestion ORDER BY theme") == before
    ), "promise 4"
    assert rows(app_on_both, "SELECT state FROM response") == [("read",)]
    actions = {row[0] for row in rows(app_on_both, "SELECT action FROM audit_event")}
    assert {"response_opened", "response_read", "theme_decided"} <= actions
    assert "Everything has been read" in client.get("/staff/queue").text


def test_stale_page_when_somebody_decided_first_overwrites_nothing(app: Flask) -> None:
    tell(app, "worker lovely but waited 8 months")
    client = sign_in(app)
    link = re.search(r"/staff/responses/[0-9a-f-]+", client.get("/staff/queue").text)
    assert link is not None
    form = form_of(client.get(link[0]).text)
    assert client.post(link[0], data=form | {"go": "queue"}).status_code == 303
    late = client.post(link[0], data=form | {f"theme:{form['comment']}:timeliness": "positive"})
    assert late.status_code == 409
    assert "Somebody else decided" in late.text
    assert dict(rows(app, "SELECT theme, polarity FROM theme_decision"))["timeliness"] == "negative"


def test_lost_proof_of_page_keeps_what_was_chosen(app: Flask) -> None:
    tell(app, "worker lovely but waited 8 months")
    client = sign_in(app)
    link = re.search(r"/staff/responses/[0-9a-f-]+", client.get("/staff/queue").text)
    assert link is not None
    form = form_of(client.get(link[0]).text)
    again = client.post(
        link[0], data=form | {"csrf_token": "x", f"theme:{form['comment']}:timeliness": "no"}
    )
    assert again.status_code == 400
    assert 'value="no" selected' in again.text
    assert rows(app, "SELECT count(*) FROM theme_decision") == [(0,)]


@pytest.mark.parametrize("path", ["/staff/queue", "/staff/", "/committee/reports"])
def test_nobody_sees_staff_pages_without_signing_in(app: Flask, path: str) -> None:
    answered = app.test_client().get(path)
    assert answered.status_code == 303
    assert answered.location == "/staff/sign-in"


def test_committee_member_may_read_reports_and_no_comment(app: Flask) -> None:
    client = sign_in(app, Role.COMMITTEE)
    assert client.get("/committee/reports").status_code == 200
    assert client.get("/staff/queue").status_code == 403


def test_five_wrong_passwords_pause_the_right_one(app: Flask) -> None:
    client, email = app.test_client(), add_staff(app)
    token = csrf(client.get("/staff/sign-in").text)
    for password in ["wrong password"] * 5 + [PASSWORD]:
        answered = client.post(
            "/staff/sign-in", data={"csrf_token": token, "email": email, "password": password}
        )
        assert answered.status_code == 400


def test_signing_out_ends_the_session_on_the_server(app: Flask) -> None:
    client = sign_in(app)
    client.post("/staff/sign-out", data={"csrf_token": csrf(client.get("/staff/queue").text)})
    assert rows(app, "SELECT count(*) FROM staff_session") == [(0,)]
    assert client.get("/staff/queue").status_code == 303
