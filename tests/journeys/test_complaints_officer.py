"""Kim answers complaints: sees what waits and until when, opens details for a reason, passes it on."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from feedback.domain.enums import Role
from feedback.domain.errors import Conflict
from tests.journeys.officer import fields_of, rows, sign_in
from tests.journeys.test_family_complains import ANSWERS, at_reply
from tests.journeys.walk import press, send, to_check

SLUG = "parent-carer-voice"
LINK = re.compile(r'href="(/staff/complaints/[0-9a-f-]{36})"')


@pytest.fixture
def complained(app: Flask) -> Flask:
    """Return the application after one family has complained and left details, and one has not."""
    client = app.test_client()
    check = press(client, SLUG, at_reply(client), go="next", name="Jo", phone="07700 900777").text
    assert send(client, SLUG, check).status_code == 200
    send(client, SLUG, to_check(client, SLUG, ANSWERS))
    return app


def link_of(client: FlaskClient) -> str:
    """Return the address of the one complaint that waits."""
    (link,) = set(LINK.findall(client.get("/staff/complaints").text))
    return link


def test_list_shows_each_complaint_with_the_day_of_every_limit(complained: Flask) -> None:
    """R2-11, section 2.7: sent on Friday 14 August 2026; Monday 31 August is a bank holiday."""
    html = sign_in(complained, Role.COMPLAINTS).get("/staff/complaints").text
    assert len(set(LINK.findall(html))) == 1
    for words in (
        "sent on 14 August 2026", "Left details for a reply", "Acknowledge by 19 August 2026",
        "Pass to the complaints team by 17 August 2026", "Answer (stage 1) by 28 August 2026",
        "Answer if it is complex, by 14 September 2026",
    ):  # fmt: skip
        assert words in html
    assert "07700" not in html


def test_details_open_for_a_reason_and_once(complained: Flask) -> None:
    """R4-03."""
    client = sign_in(complained, Role.COMPLAINTS)
    link = link_of(client)
    page = client.get(link).text
    assert "07700 900777" not in page
    assert "waited 8 months" in page, "the masked words"
    token = fields_of(page)["csrf_token"]
    refused = client.post(f"{link}/details", data={"csrf_token": token})
    assert refused.status_code == 400
    assert "Choose why you need the details" in refused.text
    opened = client.post(f"{link}/details", data={"csrf_token": token, "reason": "reply"})
    assert "07700 900777" in opened.text
    assert opened.headers["Cache-Control"] == "no-store"
    found = rows(complained, "SELECT count(*) FROM audit_event WHERE action = 'contact_opened'")
    assert found == [(1,)]
    assert "07700 900777" not in client.get(link).text


@pytest.mark.parametrize(
    ("role", "may_list"), [(Role.OFFICER, True), (Role.COMMITTEE, False), (Role.ADMIN, False)]
)
def test_who_analyses_is_refused_the_details(complained: Flask, role: Role, may_list: bool) -> None:
    """R4-03: 403, and nothing shown."""
    link = link_of(sign_in(complained, Role.COMPLAINTS))
    client = sign_in(complained, role)
    assert client.get("/staff/complaints").status_code == (200 if may_list else 403)
    refused = client.post(f"{link}/details", data={"reason": "reply"})
    assert refused.status_code == 403
    assert "07700" not in refused.text
    if may_list:
        assert "Complaints and safeguarding staff can open them" in client.get(link).text


def test_complaint_that_is_passed_on_leaves_the_list(complained: Flask) -> None:
    client = sign_in(complained, Role.COMPLAINTS)
    link = link_of(client)
    forged = client.post(link, data={"csrf_token": "not ours"})
    assert forged.headers["Location"].endswith(link)
    assert link_of(client) == link
    done = client.post(link, data={"csrf_token": fields_of(client.get(link).text)["csrf_token"]})
    assert done.headers["Location"].endswith("/staff/complaints?saved=1")
    assert "No complaint waits" in client.get("/staff/complaints?saved=1").text
    assert link in client.get("/staff/complaints?show=done").text
    assert client.post(
        link,
        data={"csrf_token": fields_of(client.get("/staff/complaints").text).get("csrf_token", "")},
    ).status_code in (303, 409)


def test_complaints_staff_begin_at_the_complaints_and_see_no_queue(complained: Flask) -> None:
    client = sign_in(complained, Role.COMPLAINTS)
    assert client.get("/staff/").headers["Location"].endswith("/staff/complaints")
    assert client.get("/staff/queue").status_code == 403


def test_steps_are_recorded_shown_with_their_limits_and_never_overwritten_unseen(
    complained: Flask,
) -> None:
    """Section 2.7, R2-11: what was done stands beside the day by which it was due."""
    client = sign_in(complained, Role.COMPLAINTS)
    link = link_of(client)
    at = f"{link}/steps"
    form = fields_of(client.get(at).text)
    wrong = client.post(at, data=form | {"acknowledged_on": "13/8/2026"})
    assert wrong.status_code == 400
    assert "not before the day of sending" in wrong.text
    assert 'value="13/8/2026"' in wrong.text, "nothing typed is lost"
    outcome = client.post(at, data=form | {"outcome": "upheld"})
    assert "Enter the day of the answer first" in outcome.text
    done = {
        "acknowledged_on": "14/8/2026", "advocacy_offered_on": "14/8/2026", "advocacy": "taken",
        "is_complex": "yes",
    }  # fmt: skip
    assert client.post(at, data=form | done).status_code == 303
    page = client.get(f"{link}?saved=1").text
    for words in ("Answer (stage 1, complex)", "14 September 2026", "19 August 2026", "Saved."):
        assert words in page
    late = client.post(at, data=form | {"advocacy_offered_on": "14/8/2026", "advocacy": "declined"})
    assert late.status_code == 409
    assert "they wrote <strong>Offered and taken up" in late.text
    assert "you wrote <strong>Offered and declined" in late.text
    assert rows(complained, "SELECT advocacy, version FROM complaint") == [("taken", 1)]


def test_list_of_those_passed_on_shows_the_next_step(complained: Flask) -> None:
    """R2-11."""
    client = sign_in(complained, Role.COMPLAINTS)
    link = link_of(client)
    client.post(link, data={"csrf_token": fields_of(client.get(link).text)["csrf_token"]})
    assert "Next: acknowledge by 19 August 2026" in client.get("/staff/complaints?show=done").text
    form = fields_of(client.get(f"{link}/steps").text)
    assert client.post(f"{link}/steps", data=form | {"outcome": "withdrawn"}).status_code == 303
    assert "Nothing is left to do" in client.get("/staff/complaints?show=done").text


def test_step_that_somebody_else_records_first_is_told_too(
    complained: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = sign_in(complained, Role.COMPLAINTS)
    at = f"{link_of(client)}/steps"
    form = fields_of(client.get(at).text)

    def overtaken(*_args: object, **_named: object) -> None:
        raise Conflict("Somebody was faster.")

    monkeypatch.setattr("feedback.web.staff.routes_complaints.record_complaint", overtaken)
    late = client.post(at, data=form | {"acknowledged_on": "14/8/2026"})
    assert late.status_code == 409
    assert fields_of(late.text)["acknowledged_on"] == "14/8/2026"
