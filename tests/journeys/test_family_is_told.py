"""Jo's words go from a phone to a theme, an action and an outcome, and back to Jo's receipt and the public board."""

import re
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from feedback.domain.enums import Role
from feedback.services.runtime import Runtime
from feedback.services.staff_accounts import create_staff
from tests.conftest import PASSWORD
from tests.journeys.officer import SLUG, fields_of, links, rows, sign_in
from tests.journeys.walk import CODE, hidden, send, to_check

WORDS = "nobody rings us back"
ACTION = {
    "what": "Ring every family back within two working days",
    "measure": "Nine of ten calls are returned in time",
    "owner_role": "Head of early help",
    "due_on": "1/10/2026",
    "service": "early_help",
    "origin": "theme",
    "theme": "communication",
}
TOLD = "We now ring you back in two days."


def second_officer(app: Flask) -> FlaskClient:
    """Return the browser of a second officer."""
    runtime: Runtime = app.extensions["feedback"]
    with runtime.database.transaction() as session:
        create_staff(session, runtime, email="sam@example.org", name="Sam", password=PASSWORD,
                     roles=frozenset({Role.OFFICER}))  # fmt: skip
    return sign_in(app, email="sam@example.org")


def tell(app: Flask) -> str:
    """Let a family send words from a phone; return its code."""
    phone = app.test_client()
    check = to_check(phone, SLUG, {"could-be-better": WORDS})
    found = CODE.search(send(phone, SLUG, check).text)
    assert found
    return found[1]


def token(page: str) -> str:
    """Return the officer's proof that stands in a page."""
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert found
    return found[1]


def post(client: FlaskClient, at: str, address: str, **fields: str):  # type: ignore[no-untyped-def]
    """Send a form of the page `at` to an address, with what stands in it and these fields."""
    page = client.get(at).text
    version = re.search(r'name="version" value="([^"]*)"', page)
    standing = {"csrf_token": token(page), "version": version[1] if version else ""}
    return client.post(address, data=standing | fields)


def agree(client: FlaskClient, **changes: str) -> str:
    """Agree an action; return its address."""
    answered = post(client, "/staff/actions/new", "/staff/actions/new", **(ACTION | changes))
    assert answered.status_code == 303, answered.text
    address: str = answered.location.partition("?")[0]
    return address


def write(client: FlaskClient, action: str, **changes: str) -> str:
    """Write a text for families; return its address."""
    fields = {"kind": "did_it", "words": TOLD, "child_words": "We ring you back now."}
    answered = post(client, f"{action}/tell", f"{action}/tell", **(fields | changes))
    assert answered.status_code == 303, answered.text
    address: str = answered.location.partition("?")[0]
    return address


def behind(app: Flask, code: str) -> str:
    """Return what a phone sees behind a code."""
    return app.test_client().post("/status", data={"code": code}).text


def test_words_go_from_a_phone_to_an_action_and_back_to_receipt_and_board(
    app_on_both: Flask,
) -> None:
    """R1-09, R2-05, R2-06, R2-07: five families speak of one theme, and each learns what was done."""
    app = app_on_both
    codes = [tell(app) for _ in range(5)]
    priya = sign_in(app)
    for link in links(priya):
        form = fields_of(priya.get(link).text)
        if "theme-0-communication" in form:
            form["theme-0-communication"] = "negative"
        else:
            form |= {"add-0": "communication", "how-0": "negative"}
        assert priya.post(link, data=form | {"go": "next"}).status_code == 303
    assert "What we did" not in behind(app, codes[0])

    action = agree(priya)
    page = priya.get(action).text
    assert "Responses it is for (5)" in page
    assert WORDS in page
    outcome = write(priya, action)
    refused = post(priya, outcome, outcome, go="publish", says="y")
    assert refused.status_code == 400
    assert "A second person must check this text" in refused.text
    assert "There is nothing here yet" in app.test_client().get("/what-we-heard").text

    sam = second_officer(app)
    unticked = post(sam, outcome, outcome, go="publish")
    assert unticked.status_code == 400
    assert "Tick that it says what changed" in unticked.text
    assert post(sam, outcome, outcome, go="publish", says="y").status_code == 303

    board = app.test_client().get("/what-we-heard").text
    assert TOLD in board
    assert "At least 5 people told us about this" in board
    assert "We ring you back now." in app.test_client().get("/what-we-heard/for-children").text
    for code in codes:
        seen = behind(app, code)
        assert TOLD in seen
        assert "Did it help?" in seen
    assert rows(app, "SELECT count(*) FROM audit_event WHERE action = 'family_told'") == [(5,)]

    see_it_counted_once(app, codes[0])
    assert "Did it help?" in sam.get(outcome).text


def see_it_counted_once(app: Flask, code: str) -> None:
    """See that a family is asked once whether it helped, and counted once."""
    phone = app.test_client()
    seen = phone.post("/status", data={"code": code}).text
    outcome = re.findall(r'name="outcome" value="([^"]+)"', seen)[0]
    fields = {"page": hidden(seen)["page"], "outcome": outcome}
    nothing = phone.post("/status/helped", data=fields)
    assert nothing.status_code == 400
    assert "Choose whether it helped" in nothing.text
    for answer in ("no", "yes"):
        thanked = phone.post("/status/helped", data=fields | {"helped": answer})
        assert "You have told us whether it helped" in thanked.text
    assert rows(app, "SELECT answer FROM help_count") == [("no",)], "counted once"


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("owner_role", "", "Enter who does it"),
        ("due_on", "", "Enter the day by which it is done"),
        ("due_on", "31/2/2027", "Enter the day by which it is done"),
        ("due_on", "1/6/2026", "Enter a day that is still to come"),
        ("measure", "", "Enter how anybody will know"),
        ("service", "circus", "Choose one of the answers"),
        ("service", "dentist", "Enter who does it. This service is not the council"),
        ("what", "x" * 1001, "Keep this to 1,000 characters"),
    ],
)
def test_action_when_something_is_wrong_says_so_beside_it_and_keeps_the_rest(
    app: Flask, field: str, typed: str, said: str
) -> None:
    client = sign_in(app)
    wrong = post(client, "/staff/actions/new", "/staff/actions/new", **(ACTION | {field: typed}))
    assert wrong.status_code == 400
    assert said in unescape(wrong.text)
    for name, value in (ACTION | {field: typed}).items():
        assert name == "service" or fields_like(wrong.text)[name] == value
    assert rows(app, "SELECT count(*) FROM action") == [(0,)]


def fields_like(html: str) -> dict[str, str]:
    """Return what the page's form would send, boxes of text too."""
    boxes = re.findall(r'<textarea[^>]* name="(\w+)"[^>]*>\n?([^<]*)</textarea>', html)
    return fields_of(html) | {name: unescape(words) for name, words in boxes}


def test_action_due_on_a_bank_holiday_is_offered_the_next_working_day(app: Flask) -> None:
    client = sign_in(app)
    at = "/staff/actions/new"
    wrong = post(client, at, at, **(ACTION | {"due_on": "25/12/2026"}))
    assert wrong.status_code == 400
    assert "closed on 25 December 2026" in wrong.text
    assert "Use 29 December 2026 and save" in wrong.text
    taken = post(client, at, at, **(ACTION | {"due_on": "25/12/2026", "use_day": "2026-12-29"}))
    assert taken.status_code == 303
    assert rows(app, "SELECT due_on FROM action") == [("2026-12-29",)]


def test_two_officers_who_change_one_action_see_both_and_overwrite_nothing(app: Flask) -> None:
    client = sign_in(app)
    action = agree(client)
    form = fields_like(client.get(f"{action}/change").text)
    first = client.post(f"{action}/change", data=form | {"owner_role": "Team manager"})
    assert first.status_code == 303
    late = client.post(f"{action}/change", data=form | {"owner_role": "Director"})
    assert late.status_code == 409
    assert "they wrote <strong>Team manager" in late.text
    assert "you wrote <strong>Director" in late.text
    assert rows(app, "SELECT owner_role FROM action") == [("Team manager",)]
    again = fields_like(late.text)
    assert again["owner_role"] == "Director", "nothing typed is lost"
    assert client.post(f"{action}/change", data=again).status_code == 303
    assert rows(app, "SELECT owner_role FROM action") == [("Director",)], "now on purpose"


def test_action_about_dentists_stands_under_lobbying(app: Flask) -> None:
    """R1-01."""
    client = sign_in(app)
    agree(client, what="Ask for more dentists", service="dentist", partner="NHS commissioners")
    page = client.get("/staff/actions").text
    assert page.index("Ours to lobby for") < page.index("Ask for more dentists")


def test_owners_see_what_is_overdue_due_soon_and_due_later(app: Flask) -> None:
    """Who has most overdue comes first; each action stands once; closed ones are left out."""
    client = sign_in(app)
    assert "No action is open" in client.get("/staff/actions/owners").text
    agree(client, what="Later thing", due_on="1/12/2026")
    agree(client, what="Soon thing", due_on="28/8/2026")
    agree(client, what="Late thing", owner_role="Zoning lead")
    runtime: Runtime = app.extensions["feedback"]
    with runtime.database.transaction() as session:
        late = text("UPDATE action SET due_on = '2026-08-13' WHERE what = 'Late thing'")
        session.execute(late)
    page = client.get("/staff/actions/owners").text
    in_order = ["Zoning lead", "Overdue (1)", "Late thing", "Head of early help",
                "Due within 14 days (1)", "Soon thing", "Due later (1)", "Later thing"]  # fmt: skip
    places = [page.index(words) for words in in_order]
    assert places == sorted(places)
    assert [page.count(what) for what in ("Late thing", "Soon thing", "Later thing")] == [1, 1, 1]


def test_action_is_moved_with_its_reason_and_listed_when_overdue(app: Flask) -> None:
    client = sign_in(app)
    action = agree(client)
    for to, said in (
        ("", "Choose what happened to it"),
        ("blocked", "Say why"),
        ("done", "Say what shows"),
    ):
        wrong = post(client, action, f"{action}/move", to=to)
        assert wrong.status_code == 400
        assert said in wrong.text
    assert post(client, action, f"{action}/move", to="blocked", note="No money").status_code == 303
    page = client.get(action).text
    assert "No money" in page
    assert "Blocked" in page
    assert "Overdue (0)" in client.get("/staff/actions?show=overdue").text


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"kind": ""}, "Choose what families are told"),
        ({"words": ""}, "Write what families are told"),
        ({"kind": "cannot", "words": "No money."}, "Give the reason in at least 20 characters"),
        (
            {"kind": "cannot", "words": "Statutory obligations necessitate alternative prioritisation."},
            "This reads like a text for age",
        ),
        ({"kind": "doing_it"}, "Enter the day by which it is done"),
        ({"kind": "passed_on"}, "Enter to whom it was passed"),
    ],
)  # fmt: skip
def test_text_for_families_when_something_is_wrong_says_so_and_keeps_the_words(
    app: Flask, changes: dict[str, str], said: str
) -> None:
    """R2-05."""
    client = sign_in(app)
    action = agree(client)
    fields = {"kind": "did_it", "words": TOLD, "child_words": "We ring you."} | changes
    wrong = post(client, f"{action}/tell", f"{action}/tell", **fields)
    assert wrong.status_code == 400
    assert said in wrong.text
    kept = fields_like(wrong.text)
    assert (kept["words"], kept["child_words"]) == (fields["words"], "We ring you.")
    assert rows(app, "SELECT count(*) FROM outcome") == [(0,)]


def test_text_for_families_shows_its_reading_age_without_script(app: Flask) -> None:
    client = sign_in(app)
    action = agree(client)
    shown = post(client, f"{action}/tell", f"{action}/tell", kind="did_it", words=TOLD, go="age")
    assert shown.status_code == 200
    assert "Reading age: about" in shown.text
    assert rows(app, "SELECT count(*) FROM outcome") == [(0,)]


def test_text_is_sent_back_with_a_reason_and_written_anew(app: Flask) -> None:
    priya, sam = sign_in(app), second_officer(app)
    outcome = write(priya, agree(priya))
    assert "Say why" in post(sam, outcome, outcome, go="back").text
    assert post(sam, outcome, outcome, go="back", because="Say who rings").status_code == 303
    assert "Say who rings" in priya.get(outcome).text
    again = fields_like(priya.get(f"{outcome}/change").text) | {"words": "Your worker rings you."}
    assert priya.post(f"{outcome}/change", data=again).status_code == 303
    late = priya.post(f"{outcome}/change", data=again | {"words": "Somebody rings you."})
    assert late.status_code == 409
    assert "Your worker rings you." in late.text
    assert fields_like(late.text)["words"] == "Somebody rings you."
    assert post(sam, outcome, outcome, go="publish", says="y").status_code == 303
    assert post(sam, outcome, outcome, go="down").status_code == 303


def test_promise_on_the_board_is_said_with_what_became_of_it(app: Flask) -> None:
    """R1-24, R2-06: what a forum said together needs no number."""
    priya, sam = sign_in(app), second_officer(app)
    action = agree(priya, origin="forum", theme="")
    outcome = write(priya, action, kind="doing_it", by_on="1/9/2026")
    assert post(sam, outcome, outcome, go="publish", says="y").status_code == 303
    board = app.test_client().get("/what-we-heard").text
    assert "A forum told us about this together" in board
    assert "0 kept, 0 late, 0 broken, 1 still to come" in board
    done = post(priya, action, f"{action}/move", to="done", note="Call log")
    assert done.status_code == 303
    assert "We kept this promise" in app.test_client().get("/what-we-heard").text
    assert "Kept: 1" in priya.get("/staff/clocks").text


def test_response_is_linked_to_an_action_and_taken_away_again(app: Flask) -> None:
    tell(app)
    client = sign_in(app)
    link = links(client)[0]
    at = f"{link}/actions"
    assert f'href="{at}"' in client.get(link).text
    action = agree(client, origin="comments", theme="")
    wrong = post(client, at, at, action="")
    assert wrong.status_code == 400
    assert post(client, at, at, action=action.rpartition("/")[2]).status_code == 303
    page = client.get(action).text
    assert "Responses it is for (1)" in page
    response = link.rpartition("/")[2]
    assert post(client, action, f"{action}/unlink", response=response).status_code == 303
    assert "Responses it is for (0)" in client.get(action).text


def test_clocks_page_shows_every_step_and_an_editable_list_of_closed_days(app: Flask) -> None:
    """R1-05, R1-13."""
    tell(app)
    client = sign_in(app)
    page = client.get("/staff/clocks").text
    for step in (
        "Received to answered",
        "Received to read",
        "Read to themed",
        "Action agreed to families told",
    ):
        assert step in page
    assert "1 working day: 1 still to come" in page
    add = "/staff/clocks/closed-days"
    assert "Enter the day" in post(client, "/staff/clocks", add, day="soon", why="Snow").text
    assert (
        "closed on that day already"
        in post(client, "/staff/clocks", add, day="25/12/2026", why="x").text
    )
    assert post(client, "/staff/clocks", add, day="1/10/2026", why="Snow").status_code == 303
    assert "1 October 2026: Snow" in client.get("/staff/clocks").text
    wrong = post(client, "/staff/actions/new", "/staff/actions/new", **ACTION)
    assert "closed on 1 October 2026" in wrong.text
    assert post(client, "/staff/clocks", f"{add}/remove", day="2026-10-01").status_code == 303
    assert "Snow" not in client.get("/staff/clocks").text


def test_pages_of_actions_are_closed_to_the_committee_and_to_strangers(app: Flask) -> None:
    committee = sign_in(app, Role.COMMITTEE)
    for path in ("/staff/actions", "/staff/actions/new", "/staff/outcomes", "/staff/clocks"):
        assert committee.get(path).status_code == 403
        assert app.test_client().get(path).status_code == 303


def test_responses_are_linked_by_the_theme_that_a_person_found_and_taken_away_again(
    app: Flask,
) -> None:
    tell(app)
    officer = sign_in(app)
    response = links(officer)[0]
    chosen = fields_of(officer.get(response).text) | {"go": "agree"}
    officer.post(response, data=chosen)
    action = agree(officer)
    response_id = response.rsplit("/", 1)[1].partition("?")[0]
    assert post(officer, action, f"{action}/theme").status_code == 303
    gone = post(officer, action, f"{action}/unlink", response=response_id)
    assert gone.status_code == 303
    assert rows(app, "SELECT count(*) FROM action_link") == [(0,)]
    stale = officer.post(f"{action}/theme", data={"csrf_token": "old"})
    assert stale.status_code == 303
    page = f"/staff/responses/{response_id}/actions"
    assert officer.get(page).status_code == 200
    assert post(officer, page, page).status_code == 400
    stale = officer.post(page, data={"csrf_token": "old", "action": action.rsplit("/", 1)[1]})
    assert stale.status_code == 400
