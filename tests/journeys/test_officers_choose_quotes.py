"""Two people read what the rule chose, without JavaScript; nothing is printed before."""

import re
from html import unescape

from flask import Flask
from flask.testing import FlaskClient

from feedback.domain.enums import Role
from tests.journeys.officer import fields_of, rows, sign_in, tell

QUOTES = "/staff/quotes?quarter=2026-Q3"
ANSWER = re.compile(r'action="(/staff/quotes/2026-Q3/[0-9a-f-]{36})"')
SEEN = re.compile(r'name="seen" value="([0-9a-f]{64})"')
YES = {"go": "approve", "known": "no", "not_public": "yes"}


def answer(client: FlaskClient, place: int = 0, **chosen: str) -> tuple[int, str]:
    """Answer one quote as its page stands; return the status and the page."""
    page = client.get(QUOTES).text
    sent = {"csrf_token": fields_of(page)["csrf_token"], "seen": SEEN.findall(page)[place]}
    done = client.post(ANSWER.findall(page)[place], data=sent | chosen, follow_redirects=True)
    return done.status_code, unescape(done.text)


def choose(client: FlaskClient) -> str:
    """Press the button that chooses what is missing."""
    sent = {"csrf_token": fields_of(client.get(QUOTES).text)["csrf_token"]}
    return client.post("/staff/quotes/2026-Q3/pick", data=sent, follow_redirects=True).text


def ready(app: Flask) -> tuple[FlaskClient, FlaskClient]:
    """Let families be read and quoted; return the browsers of an officer and a lead."""
    for number in range(6):
        tell(app, f"We waited {number + 2} months and nobody ever rang us back")
    runtime = app.extensions["feedback"]
    with runtime.database.transaction() as session:
        session.connection().exec_driver_sql("UPDATE response SET may_quote = true, state = 'read'")
    return sign_in(app), sign_in(app, Role.SAFEGUARDING)


def test_quote_is_chosen_by_rule_and_approved_by_two_r4_05_r4_41(app_on_both: Flask) -> None:
    officer, lead = ready(app_on_both)
    assert "Nothing is chosen yet" in officer.get(QUOTES).text
    assert "We waited" in choose(officer)
    for chosen, problem in (
        ({"go": "approve"}, "Answer whether somebody near the family would know"),
        (YES | {"known": "yes"}, "cannot be quoted. Take the quote out instead"),
        (YES | {"not_public": ""}, "Look whether the words stand anywhere in public"),
        ({"go": "refuse"}, "Choose why it cannot be used"),
    ):
        status, page = answer(officer, **chosen)
        assert (status, problem in page, "<title>Error: " in page) == (400, True, True)
    assert rows(app_on_both, "SELECT count(*) FROM quote_approval") == [(0,)]
    assert answer(officer, **YES)[0] == 200
    assert answer(officer, **YES)[0] == 409, "not twice by one person"
    _status, page = answer(lead, **YES)
    assert "Approved by two people: approved by Test, approved by Test" in page
    answer(lead, place=1, go="refuse", because="unsuitable")
    decided = "SELECT state FROM quote WHERE state <> 'picked' ORDER BY state"
    assert rows(app_on_both, decided) == [("approved",), ("refused",)]


def test_quotes_are_for_officers_and_leads(app: Flask) -> None:
    for role in (Role.COMMITTEE, Role.COMPLAINTS, Role.ADMIN):
        assert sign_in(app, role).get(QUOTES).status_code == 403
    assert sign_in(app).get("/staff/quotes?quarter=soon").status_code == 404


def test_court_matter_waits_for_a_person_r1_18(app: Flask) -> None:
    officer, _lead = ready(app)
    tell(app, "The judge told them to help us and nobody did")
    runtime = app.extensions["feedback"]
    with runtime.database.transaction() as session:
        session.connection().exec_driver_sql("UPDATE response SET may_quote = true, state = 'read'")
    page = officer.get(QUOTES).text
    assert "<mark>judge</mark>" in page
    address = re.search(r'action="(/staff/quotes/2026-Q3/court/[0-9a-f-]{36})"', page)
    assert address is not None
    sent = {"csrf_token": fields_of(page)["csrf_token"], "go": "court"}
    assert officer.post(address[1], data=sent).status_code == 303
    assert "judge" not in officer.get(QUOTES).text
    assert rows(app, "SELECT is_court FROM court_mark") == [(1,)]
