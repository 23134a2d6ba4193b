"""Lee, a safeguarding lead, opens how to reach a family from the flag itself, for MASH, and nobody else can."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from feedback.domain.enums import Role
from tests.journeys.officer import fields_of, rows, sign_in, tell
from tests.journeys.test_family_complains import at_reply
from tests.journeys.test_family_tells_us import ANSWERS
from tests.journeys.test_lead_triages import WORDS, cases
from tests.journeys.walk import press, send

SLUG = "parent-carer-voice"
PHONE = "07700 900777"


@pytest.fixture
def flagged(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """Return the application after a family wrote what is flagged, and left a way to reach it."""
    client = app.test_client()
    monkeypatch.setitem(ANSWERS, "could-be-better", WORDS)
    check = press(client, SLUG, at_reply(client), go="next", name="Jo", phone=PHONE).text
    assert send(client, SLUG, check).status_code == 200
    return app


def ask(client: FlaskClient, case: str, reason: str) -> tuple[int, str]:
    """Press the button beside the reasons; return the status and the page."""
    token = fields_of(client.get(case).text)["csrf_token"]
    answered = client.post(f"{case}/details", data={"csrf_token": token, "reason": reason})
    return answered.status_code, answered.text


def test_lead_sees_the_details_once_for_a_reason_that_is_written_down(flagged: Flask) -> None:
    """R4-03, R4-25, R4-26."""
    lead = sign_in(flagged, Role.SAFEGUARDING)
    case = cases(lead)[0]
    page = lead.get(case).text
    assert "MASH decides whether to use it" in page
    assert PHONE not in page
    for reason in ("", "reply", "curious"):
        status, page = ask(lead, case, reason)
        assert (status, PHONE in page) == (400, False)
        assert "Choose why you need the details" in page
        assert 'value="2026-08-14"' in page, "the other form stands as it was"
    assert lead.post(f"{case}/details", data={"reason": "mash"}).status_code == 400
    status, page = ask(lead, case, "mash")
    assert (status, PHONE in page) == (200, True)
    assert "Give them to MASH or to 999 alone" in page
    assert PHONE not in lead.get(case).text, "shown once"
    found = "SELECT detail FROM audit_event WHERE action = 'contact_opened'"
    assert rows(flagged, found) == [('{"reason": "mash"}',)]


def test_flag_of_a_family_that_left_nothing_says_so(app: Flask) -> None:
    """R4-27."""
    tell(app, WORDS)
    lead = sign_in(app, Role.SAFEGUARDING)
    case = cases(lead)[0]
    assert "We cannot find them" in lead.get(case).text
    assert ask(lead, case, "mash")[0] == 404
    assert rows(app, "SELECT id FROM audit_event WHERE action = 'contact_opened'") == []


@pytest.mark.parametrize("role", [Role.OFFICER, Role.COMPLAINTS, Role.ADMIN, Role.COMMITTEE])
def test_details_beside_a_flag_are_closed_to_everybody_else(flagged: Flask, role: Role) -> None:
    case = cases(sign_in(flagged, Role.SAFEGUARDING))[0]
    refused = sign_in(flagged, role).post(f"{case}/details", data={"reason": "mash"})
    assert (refused.status_code, PHONE in refused.text) == (403, False)


def test_lead_whom_a_response_names_cannot_reach_the_family(flagged: Flask) -> None:
    lead = sign_in(flagged, Role.SAFEGUARDING)
    case = cases(lead)[0]
    runtime = flagged.extensions["feedback"]
    with runtime.database.transaction() as session:
        session.connection().exec_driver_sql("UPDATE staff_user SET display_name = 'dad hits'")
    refused = lead.post(f"{case}/details", data={"reason": "mash"})
    assert (refused.status_code, PHONE in refused.text) == (403, False)
