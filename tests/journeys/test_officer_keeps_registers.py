"""Priya keeps what the committee asks for: every register on its page, refused where it must be, nothing lost."""

import re
from datetime import date
from html import unescape
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient

from feedback.domain.enums import Role
from feedback.domain.errors import Conflict
from feedback.domain.registers import Register
from feedback.services.registers import add_entry
from feedback.services.runtime import Runtime
from feedback.web.staff.views_registers import TEXTS
from forms.staff.records import shown_in
from tests.integration.services.registering import MADE_UP, made_up
from tests.journeys.officer import rows, sign_in
from tests.journeys.test_family_is_told import fields_like, post, second_officer

AT = "/staff/registers"


def typed(register: Register, **changes: str) -> dict[str, str]:
    """Return what an officer types for a made-up record."""
    return shown_in(MADE_UP[register]) | changes


def stored(app: Flask, register: Register, draft: object | None = None) -> UUID:
    """Store a record behind the pages; return its id."""
    runtime: Runtime = app.extensions["feedback"]
    (staff,) = rows(app, "SELECT id FROM staff_user LIMIT 1")
    with runtime.database.transaction() as session:
        chosen = draft or MADE_UP[register]
        return add_entry(session, runtime, chosen, staff_id=UUID(str(staff[0])))  # type: ignore[arg-type]


def add(client: FlaskClient, register: Register, **changes: str):  # type: ignore[no-untyped-def]
    """Fill in the form of a new record."""
    at = f"{AT}/{register}/new"
    return post(client, at, at, **typed(register, **changes))


@pytest.mark.parametrize("register", list(Register))
def test_record_of_every_register_is_typed_in_listed_and_changed(
    app: Flask, register: Register
) -> None:
    """R1-02, R1-06, R1-08, R1-10, R1-11, R1-15, R1-17, R1-22, R2-02, R2-03, R2-09, R5-18."""
    client = sign_in(app)
    assert TEXTS[register].title in client.get(AT).text
    assert add(client, register).status_code == 303
    page = client.get(f"{AT}/{register}?saved=1").text
    assert "Saved." in page
    link = re.findall(rf'href="({AT}/{register}/[0-9a-f-]{{36}})"', page)[-1]
    form = fields_like(client.get(link).text)
    for name, value in typed(register).items():
        assert form[name] == value
    assert client.post(link, data=form).status_code == 303


@pytest.mark.parametrize(
    ("register", "field", "value", "said"),
    [
        (Register.MEASURES, "source", "", "Without its source a measure says nothing"),
        (Register.COMPARISONS, "definition", "", "Enter what exactly is counted"),
        (Register.COMPARISONS, "period", "", "Enter the period"),
        (Register.COMPARISONS, "ours", "", "Enter our own value"),
        (Register.COMPARISONS, "link", "the web", "Enter the address of a page"),
        (Register.ENGAGEMENT, "rung", "six", "Enter a whole number"),
        (Register.ENGAGEMENT, "rung", "9", "Enter a rung from 1 to 8"),
        (Register.ENGAGEMENT, "feedback_loop", "", "the rung is 3 at most"),
        (Register.CONSULTATIONS, "declared_by", "", "the decision has not been taken yet"),
        (Register.CONSULTATIONS, "is_closed", "yes", "Without that it cannot be closed"),
        (Register.CONSULTATIONS, "opens_on", "soon", "Enter the day, like 31/3/2027"),
        (Register.AIMS, "owner_role", "", "Enter who answers for it"),
        (Register.AIMS, "posts", "a few", "Enter the posts as a number"),
        (Register.AIMS, "status", "flying", "Choose one of the answers on the page"),
        (Register.AIMS, "title", "x" * 2001, "Keep this to 2,000 characters"),
        (Register.RISKS, "risk_id", "x" * 41, "Keep this to 40 characters"),
        (Register.RISKS, "theme", "", "Choose the theme"),
        (Register.PARTNERS, "answered_on", "1/8/2026", "It cannot be answered before it was shared"),
        (Register.REQUESTS, "status", "answered", "Enter the day on which it was answered"),
        (Register.FORUM_COMMENTS, "sent_on", "", "Enter the day on which the draft was sent"),
        (Register.LOCAL_OFFER, "comment", "", "Enter the comment"),
    ],
)  # fmt: skip
def test_record_when_something_is_wrong_says_so_beside_it_and_keeps_the_rest(
    app: Flask, register: Register, field: str, value: str, said: str
) -> None:
    """R1-06: without source. R1-11: without definition or period. R2-02: above rung 3. R2-03: closed."""
    client = sign_in(app)
    wrong = add(client, register, **{field: value})
    assert wrong.status_code == 400
    page = unescape(wrong.text)
    assert said in page
    assert f'id="{field}-wrong"' in page or field in ("feedback_loop", "is_closed", "status")
    kept = fields_like(wrong.text)
    for name, sent in typed(register, **{field: value}).items():
        assert kept[name] == sent or sent == "flying"
    assert "Nothing is recorded yet" in client.get(f"{AT}/{register}").text or register is (
        Register.REQUESTS
    )


def test_form_that_is_not_ours_stores_nothing(app: Flask) -> None:
    client = sign_in(app)
    forged = client.post(f"{AT}/aims/new", data=typed(Register.AIMS) | {"csrf_token": "not ours"})
    assert forged.status_code == 400
    assert "Your session was renewed" in forged.text
    assert rows(app, "SELECT count(*) FROM aim") == [(0,)]


def test_two_officers_who_edit_one_aim_see_both_and_lose_nothing_typed(app: Flask) -> None:
    """R1-08: the second is told, and nothing of theirs is lost."""
    priya, sam = sign_in(app), second_officer(app)
    at = f"{AT}/aims/{stored(app, Register.AIMS)}"
    forms = [fields_like(client.get(at).text) for client in (priya, sam)]
    first = forms[0] | {"target": "All children", "status": "met", "evidence": "Survey",
                        "evidence_quarter": "2026-Q3"}  # fmt: skip
    assert priya.post(at, data=first).status_code == 303
    late = sam.post(at, data=forms[1] | {"target": "Most children"})
    assert late.status_code == 409
    assert "they wrote <strong>All children" in late.text
    assert "you wrote <strong>Most children" in late.text
    assert "they wrote <strong>Met" in late.text, "in words, not in codes"
    again = fields_like(late.text)
    assert again["target"] == "Most children"
    assert rows(app, "SELECT target FROM aim") == [("All children",)]
    assert sam.post(at, data=again).status_code == 303
    assert rows(app, "SELECT target FROM aim") == [("Most children",)]


def test_change_that_comes_between_looking_and_storing_is_told_too(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = sign_in(app)
    at = f"{AT}/aims/{stored(app, Register.AIMS)}"
    form = fields_like(client.get(at).text)

    def overtaken(*_args: object, **_named: object) -> None:
        raise Conflict("Somebody was faster.")

    monkeypatch.setattr("feedback.web.staff.routes_registers.change_entry", overtaken)
    late = client.post(at, data=form | {"target": "All"})
    assert late.status_code == 409
    assert fields_like(late.text)["target"] == "All"


def test_reference_that_is_taken_is_said_beside_the_field(app: Flask) -> None:
    client = sign_in(app)
    assert add(client, Register.AIMS).status_code == 303
    again = add(client, Register.AIMS)
    assert again.status_code == 400
    assert "There is one already with this" in again.text
    second = stored(app, Register.AIMS, made_up(Register.AIMS, reference="Aim 2"))
    at = f"{AT}/aims/{second}"
    taken = client.post(at, data=fields_like(client.get(at).text) | {"reference": "Aim 1"})
    assert taken.status_code == 400
    assert "There is one already with this" in taken.text
    wrong = client.post(at, data=fields_like(client.get(at).text) | {"title": ""})
    assert "Enter what it is" in wrong.text


def test_signs_stand_beside_what_waits_or_is_late(app: Flask) -> None:
    """R1-17, R1-22, R2-02, R2-03."""
    client = sign_in(app)
    for register, changes, sign in (
        (Register.REQUESTS, {"due_on": date(2026, 8, 3)}, "overdue"),
        (Register.PARTNERS, {"answered_on": None, "answer": None}, "no answer yet"),
        (Register.LOCAL_OFFER, {"response": None, "action": None}, "no answer yet"),
        (Register.ENGAGEMENT, {"held_on": date(2026, 2, 2)}, "at risk of tokenism"),
        (Register.CONSULTATIONS, {"closes_on": date(2026, 9, 20)}, "open for less than six weeks"),
    ):
        stored(app, register, made_up(register, **changes))
        assert sign in client.get(f"{AT}/{register}").text


def test_theme_that_was_retired_stays_choosable_where_it_stands(app: Flask) -> None:
    client = sign_in(app)
    entry = stored(app, Register.RISKS, made_up(Register.RISKS, theme="gone-since"))
    assert fields_like(client.get(f"{AT}/risks/{entry}").text)["theme"] == "gone-since"
    stored(app, Register.PRACTICE, made_up(Register.PRACTICE, quarter="2019-Q1"))
    assert "2019-Q1" in client.get(f"{AT}/practice").text


def test_action_cites_an_aim_of_the_register(app: Flask) -> None:
    """R1-08."""
    client = sign_in(app)
    stored(app, Register.AIMS)
    page = client.get("/staff/actions/new").text
    assert "Aim 1: Children are asked before decisions" in page


def test_registers_are_closed_to_the_committee_to_complaints_staff_and_to_strangers(
    app: Flask,
) -> None:
    for role in (Role.COMMITTEE, Role.COMPLAINTS, Role.ADMIN):
        client = sign_in(app, role)
        for path in (AT, f"{AT}/aims", f"{AT}/aims/new", "/staff/lundy", "/staff/board"):
            assert client.get(path).status_code == 403
    assert app.test_client().get(AT).status_code == 303
    assert sign_in(app).get(f"{AT}/nothing-such").status_code == 404
