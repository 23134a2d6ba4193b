"""A mother complains about how her words were used, without a name; Kim acknowledges in time and answers (R4-11)."""

import re
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.exc import OperationalError

from feedback.clock import Clock
from feedback.domain.data_complaints import acknowledge_by
from feedback.domain.enums import AttemptKind, Role
from feedback.services.attempts import LIMITS
from feedback.services.keys import count_by_key, rotate_keys
from feedback.services.purge import purge
from feedback.services.runtime import Runtime
from feedback.settings import MasterKey
from feedback.storage.sealing import Keyring
from tests.databases import NOON
from tests.journeys.officer import fields_of, sign_in
from tests.journeys.test_family_tells_us import rows
from tests.journeys.walk import CODE, hidden

WORDS = "You printed my Poppy’s words with her school’s name."
FIELDS = {"words": WORDS, "name": "", "email": "", "phone": "", "safe_way": ""}
LINK = re.compile(r'href="(/staff/data-complaints/[0-9a-f-]{36})"')


def complain(client: FlaskClient, **fields: str) -> str:
    """Send the form; return the page with the code."""
    form = hidden(client.get("/data-protection").text)
    answered = client.post("/data-protection", data=form | FIELDS | fields)
    assert answered.status_code == 200
    return answered.text


def later(app: Flask, days: int) -> None:
    """Let days pass."""
    runtime: Runtime = app.extensions["feedback"]
    object.__setattr__(runtime, "clock", Clock.fixed(NOON + timedelta(days=days)))


def answer_page(client: FlaskClient, code: str) -> str:
    """Return what the code opens."""
    return client.post("/data-protection/answer", data={"code": code}).text


@pytest.mark.parametrize(
    ("received", "due"),
    [
        (date(2026, 8, 14), date(2026, 9, 13)),  # a Sunday counts
        (date(2026, 12, 24), date(2027, 1, 23)),  # bank holidays count
        (date(2028, 1, 31), date(2028, 3, 1)),  # a leap year
    ],
)
def test_thirty_days_are_counted_from_the_day_after(received: date, due: date) -> None:
    assert acknowledge_by(received) == due


def test_every_privacy_notice_leads_to_the_form(client: FlaskClient) -> None:
    for notice in ("", "/young-people", "/children", "/under-8"):
        assert 'href="/data-protection"' in client.get(f"/privacy{notice}").text


def test_complaint_without_a_name_is_acknowledged_and_answered_behind_its_code(
    app_on_both: Flask,
) -> None:
    app, family = app_on_both, app_on_both.test_client()
    page = complain(family)
    assert "You left no details" in page
    found = CODE.search(page)
    assert found
    code = found[1]
    waits = answer_page(family, code.lower())
    assert "14 August 2026" in waits
    assert "13 September 2026" in waits
    assert "Poppy" not in waits
    staff = sign_in(app, Role.COMPLAINTS)
    listed = staff.get("/staff/data-complaints").text
    assert "Acknowledge by 13 September 2026" in listed
    assert "Poppy" not in listed
    (link,) = set(LINK.findall(listed))
    opened = staff.get(link).text
    assert WORDS in opened
    assert "They left no way to reply" in opened
    token = {"csrf_token": fields_of(opened)["csrf_token"]}
    early = staff.post(f"{link}/answer", data=token | {"answer": "We are sorry."})
    assert early.status_code == 409, "acknowledged first"
    assert staff.post(f"{link}/acknowledge", data=token).status_code == 303
    assert staff.post(f"{link}/acknowledge", data=token).status_code == 409
    empty = staff.post(f"{link}/answer", data=token | {"answer": " "})
    assert empty.status_code == 400
    assert "Write what you found" in empty.text
    told = "We covered the name of the school in the report."
    assert staff.post(f"{link}/answer", data=token | {"answer": told}).status_code == 303
    assert told in staff.get(link).text
    assert link in staff.get("/staff/data-complaints?show=answered").text
    assert told in answer_page(family, code)
    deeds = rows(
        app,
        "SELECT action, actor_id IS NULL, at_utc IS NULL FROM audit_event WHERE subject_type = 'data_complaint'",
    )
    assert deeds.count(("data_complaint_stored", True, True)) == 1
    assert ("data_complaint_opened", False, False) in deeds
    assert deeds.count(("data_complaint_changed", False, False)) == 2
    kept = rows(app, "SELECT sealed, sealed_answer FROM data_complaint")[0]
    assert all(b"Poppy" not in bytes(one) and b"school" not in bytes(one) for one in kept)


def test_late_one_is_said_to_be_late_on_both_sides(app: Flask) -> None:
    family = app.test_client()
    found = CODE.search(complain(family))
    assert found
    later(app, 30)
    assert "We are late" not in answer_page(family, found[1])
    later(app, 31)
    assert "We are late, and we are sorry" in answer_page(family, found[1])
    assert "Late</strong>" in sign_in(app, Role.COMPLAINTS).get("/staff/data-complaints").text


def test_who_reads_and_sorts_sees_days_and_opens_nothing(app: Flask) -> None:
    """R4-03."""
    complain(app.test_client(), name="Jo", phone="07700 900777")
    complaint_id = UUID(rows(app, "SELECT id FROM data_complaint")[0][0])
    officer = sign_in(app, Role.OFFICER)
    listed = officer.get("/staff/data-complaints").text
    assert "Acknowledge by" in listed
    assert not LINK.findall(listed)
    assert officer.get(f"/staff/data-complaints/{complaint_id}").status_code == 403
    lead = sign_in(app, Role.SAFEGUARDING)
    assert "07700 900777" in lead.get(f"/staff/data-complaints/{complaint_id}").text
    unknown = "/staff/data-complaints/00000000-0000-4000-8000-000000000000"
    assert lead.get(unknown).status_code == 404
    forged = lead.post(f"/staff/data-complaints/{complaint_id}/acknowledge")
    assert forged.status_code == 303
    assert rows(app, "SELECT state FROM data_complaint") == [("received",)]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"words": " "}, "Write what went wrong first"),
        ({"words": "x" * 5_001}, "It has 5,001 now"),
        ({"email": "nonsense"}, "Enter an email address like"),
        ({"name": "Jo"}, "or leave every box empty"),
        ({"page": "nonsense"}, "You were away for a while"),
    ],
)
def test_wrong_field_is_named_and_nothing_typed_is_lost(
    app: Flask, wrong: dict[str, str], said: str
) -> None:
    client = app.test_client()
    form = (
        hidden(client.get("/data-protection").text)
        | FIELDS
        | {"safe_way": "After 6pm", "phone": "07700 900777"}
    )
    if "name" in wrong:
        form["phone"] = ""
    answered = client.post("/data-protection", data=form | wrong)
    assert answered.status_code == 400
    assert said in answered.text
    assert "After 6pm" in answered.text
    assert (wrong.get("words") or WORDS).strip() in answered.text
    assert rows(app, "SELECT count(*) FROM data_complaint") == [(0,)]
    form = form | {"phone": "07700 900777"} | hidden(answered.text)
    assert CODE.search(client.post("/data-protection", data=form).text), "the page is fresh again"


def test_second_press_shows_the_same_code_and_stores_nothing(app_on_both: Flask) -> None:
    client = app_on_both.test_client()
    form = hidden(client.get("/data-protection").text) | FIELDS
    pages = [client.post("/data-protection", data=form).text for _ in range(3)]
    assert len({found[1] for page in pages if (found := CODE.search(page))}) == 1
    assert rows(app_on_both, "SELECT count(*) FROM data_complaint") == [(1,)]


def test_flood_and_a_database_that_is_away_lose_nothing(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = app.test_client()
    form = hidden(client.get("/data-protection").text) | FIELDS
    monkeypatch.setitem(LIMITS, AttemptKind.SENDING, 0)
    stopped = client.post("/data-protection", data=form)
    assert stopped.status_code == 429
    assert WORDS in stopped.text
    monkeypatch.setitem(LIMITS, AttemptKind.SENDING, 9)
    fault = OperationalError("x", {}, Exception("no such table: x"))

    def away(*_given: object, **_named: object) -> None:
        raise fault

    monkeypatch.setattr("feedback.web.family.routes_data_complaint.submit_data_complaint", away)
    refused = client.post("/data-protection", data=form)
    assert refused.status_code == 503
    assert WORDS in refused.text


def test_unknown_code_is_answered_kindly_and_guessing_is_stopped(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(LIMITS, AttemptKind.WRONG_CODE, 1)
    client = app.test_client()
    assert "Your code has 16" in client.post("/data-protection/answer", data={"code": "7G"}).text
    unknown = {"code": "0000-0000-0000-0000"}
    assert client.post("/data-protection/answer", data=unknown).status_code == 404
    assert client.post("/data-protection/answer", data=unknown).status_code == 429
    assert "The code of your complaint" in client.get("/data-protection/answer").text
    assert client.get("/data-protection/other").headers["Location"] == "/data-protection"


def test_code_of_a_complaint_opens_no_response_and_the_other_way_round(app: Flask) -> None:
    client = app.test_client()
    found = CODE.search(complain(client))
    assert found
    assert client.post("/status", data={"code": found[1]}).status_code == 404


def test_key_is_turned_over_with_the_others_and_words_go_after_their_months(
    app_on_both: Flask,
) -> None:
    """R4-07."""
    app = app_on_both
    complain(app.test_client())
    runtime: Runtime = app.extensions["feedback"]
    newest = MasterKey("newest", b"n" * 32)
    turned = replace(runtime, keyring=Keyring([newest, *runtime.settings.master_keys]))
    assert rotate_keys(turned) >= 1
    with runtime.database.reading() as session:
        assert set(count_by_key(session)) == {"newest"}
    object.__setattr__(runtime, "keyring", turned.keyring)
    staff = sign_in(app, Role.COMPLAINTS)
    (link,) = set(LINK.findall(staff.get("/staff/data-complaints").text))
    page = staff.get(link).text
    assert WORDS in page
    token = {"csrf_token": fields_of(page)["csrf_token"]}
    staff.post(f"{link}/acknowledge", data=token)
    staff.post(f"{link}/answer", data=token | {"answer": "We are sorry."})
    purge(replace(runtime, clock=Clock.fixed(NOON + timedelta(days=700))))
    assert rows(app, "SELECT count(*) FROM data_complaint") == [(1,)]
    purge(replace(runtime, clock=Clock.fixed(NOON + timedelta(days=800))))
    assert rows(app, "SELECT count(*) FROM data_complaint") == [(0,)]


def test_words_about_danger_stand_first_and_say_so(app_on_both: Flask) -> None:
    """R4-22: whatever a family writes, wherever it writes it, a person hears of danger the same day."""
    client = app_on_both.test_client()
    complain(client)
    complain(client, words="He hits me when mum is out and you told him that I said so.")
    staff = sign_in(app_on_both, Role.SAFEGUARDING)
    listed = staff.get("/staff/data-complaints").text
    assert listed.count("Read today: somebody may be in danger") == 1
    first = LINK.findall(listed)[0]
    assert listed.index("Read today") < listed.index(first)
    opened = staff.get(first).text
    assert "He hits me" in opened
    assert "Somebody may be in danger" in opened
