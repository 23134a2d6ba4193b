"""Priya and Sam share a queue: filters, claims, several at once, undo, notes; all of it without JavaScript."""

import re
from html import unescape
from uuid import UUID

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from feedback.domain.enums import Role
from feedback.storage.models import ThemeSuggestion
from tests.conftest import add_staff
from tests.journeys.officer import CSRF, fields_of, id_of, links, rows, sign_in, tell, type_password

LATE, KIND = "worker lovely but waited 8 months", "The worker was lovely and listened"


def token(client: FlaskClient) -> str:
    """Return the proof that a form is the page's own."""
    found = CSRF.search(client.get("/staff/queue").text)
    assert found is not None
    return found[1]


def words(page: str) -> str:
    """Return the page's words on one line."""
    return " ".join(unescape(re.sub("<[^>]+>", " ", page)).split())


def test_filters_stay_in_the_address_on_the_way_through_and_can_be_kept(app: Flask) -> None:
    tell(app, LATE)
    client = sign_in(app)
    page = client.get(
        "/staff/queue?theme=timeliness&forum=ltf&quarter=2026-Q3&week=2026-08-12"
    ).text
    link = re.search(r'href="(/staff/responses/[^"]+)"', page)
    assert link is not None
    assert "theme=timeliness" in link[1]
    assert "at=" in link[1]
    assert LATE.split()[-1] not in link[1], "promise 9"
    assert links(client, "/staff/queue?forum=pcv") == []
    assert links(client, "/staff/queue?forum=nonsense&after=x&week=y") != [], "unknown is left out"
    form = {
        "csrf_token": token(client),
        "list": "theme=timeliness&show=read",
        "name": "My slow ones",
    }
    kept = client.post("/staff/queue/filters", data=form)
    assert kept.status_code == 303
    assert "My slow ones" in client.get("/staff/queue").text
    assert "My slow ones" not in sign_in_as_sam(app).get("/staff/queue").text, "each officer's own"
    bare = client.post("/staff/queue/filters", data=form | {"name": " "})
    assert bare.status_code == 400
    assert "Give the filter a name" in bare.text
    (saved,) = rows(app, "SELECT id FROM saved_filter")
    client.post(f"/staff/queue/filters/{UUID(str(saved[0]))}/forget", data=form)
    assert rows(app, "SELECT count(*) FROM saved_filter") == [(0,)]


def sign_in_as_sam(app: Flask) -> FlaskClient:
    """Return a second officer's browser."""
    client = app.test_client()
    if ("sam@example.org",) not in rows(app, "SELECT email FROM staff_user"):
        add_staff(app, email="sam@example.org")
    assert type_password(client, "sam@example.org").status_code == 303  # type: ignore[attr-defined]
    return client


def test_saved_decision_is_undone_from_the_page_that_follows(app_on_both: Flask) -> None:
    tell(app_on_both, LATE)
    tell(app_on_both, KIND)
    client = sign_in(app_on_both)
    link = links(client)[0]
    saved = client.post(link, data=fields_of(client.get(link).text) | {"go": "agree"})
    after = client.get(saved.location).text
    undo = re.search(r'action="(/staff/deeds/[^"]+)"', after)
    assert undo is not None
    proof = {"csrf_token": fields_of(after)["csrf_token"]}
    undone = client.post(undo[1], data=proof)
    page = client.get(undone.location).text
    assert "Undone." in page
    assert "Everything on this page is as it was before" in page
    assert rows(app_on_both, "SELECT count(*) FROM theme_decision") == [(0,)]
    assert rows(app_on_both, "SELECT count(*) FROM response WHERE state = 'read'") == [(0,)]
    again = client.post(undo[1], data=proof)
    assert "Undone for no responses" in client.get(again.location).text
    assert "Test undid it on 14 August 2026" in words(client.get(link).text), "the history is kept"


def test_several_are_shown_first_then_stored_then_undone(app_on_both: Flask) -> None:
    for said in (LATE, KIND, "dad hits me when mum is out"):
        tell(app_on_both, said)
    with app_on_both.extensions["feedback"].database.transaction() as session:
        doubt = update(ThemeSuggestion).where(ThemeSuggestion.theme == "staff-attitude")
        session.execute(doubt.values(sure=False))
    client = sign_in(app_on_both, Role.SAFEGUARDING)
    ids = [str(id_of(link)) for link in links(client)]
    form = {"csrf_token": token(client), "list": "", "one": ids, "wish": "agree"}
    preview = client.post("/staff/queue/several", data=form)
    assert preview.status_code == 200
    assert "Nothing is stored yet" in preview.text
    assert LATE in preview.text, "promise 3: read before it is decided"
    assert "Waiting and timeliness: Criticism" in preview.text
    assert "because the machine is not sure: Respect and attitude of staff" in preview.text
    assert "It is flagged: open it, and say what was done." in preview.text
    assert "hits me" not in preview.text, "R4-28"
    assert rows(app_on_both, "SELECT count(*) FROM theme_decision") == [(0,)]
    done = client.post("/staff/queue/several/confirm", data=fields_of(preview.text))
    page = client.get(done.location).text
    assert "Done for 2 responses." in page
    assert rows(app_on_both, "SELECT count(*) FROM response WHERE state = 'read'") == [(2,)]
    undo = re.search(r'action="(/staff/deeds/[^"]+)"', page)
    assert undo is not None
    undone = client.post(undo[1], data={"csrf_token": token(client)})
    assert "Undone for 2 responses." in client.get(undone.location).text
    assert rows(app_on_both, "SELECT count(*) FROM theme_decision") == [(0,)]


def test_several_when_none_is_ticked_or_half_is_chosen_says_so_and_keeps_the_ticks(
    app: Flask,
) -> None:
    tell(app, LATE)
    client = sign_in(app)
    one = str(id_of(links(client)[0]))
    form = {"csrf_token": token(client), "list": ""}
    none = client.post("/staff/queue/several", data=form | {"wish": "agree"})
    assert none.status_code == 400
    assert "Tick at least one response" in none.text
    half = client.post("/staff/queue/several", data=form | {"one": one, "wish": "theme"})
    assert half.status_code == 400
    assert "Choose the theme, and how it is spoken of" in half.text
    assert re.search(rf'value="{one}" checked', half.text), "nothing ticked is lost"
    stale = client.post("/staff/queue/several/confirm",
                        data=form | {"csrf_token": "x", "wish": "agree", f"stamp-{one}": "y"})  # fmt: skip
    assert stale.status_code == 400
    assert rows(app, "SELECT state FROM response") == [("received",)]


def test_claim_keeps_what_was_chosen_and_a_colleague_sees_it(app: Flask) -> None:
    tell(app, LATE)
    client, sam = sign_in(app), sign_in_as_sam(app)
    link = links(client)[0]
    theirs = fields_of(sam.get(link).text)
    form = fields_of(client.get(link).text) | {"theme-0-timeliness": "no", "go": "claim"}
    claimed = client.post(link, data=form)
    assert claimed.status_code == 200
    assert "You have claimed it." in claimed.text
    assert fields_of(claimed.text)["theme-0-timeliness"] == "no", "still chosen"
    assert rows(app, "SELECT count(*) FROM theme_decision") == [(0,)]
    late = sam.post(link, data=theirs | {"theme-0-timeliness": "negative", "go": "next"})
    assert late.status_code == 409
    assert "or claimed it" in late.text
    assert fields_of(late.text)["theme-0-timeliness"] == "negative"
    assert "Claimed by Test" in sam.get("/staff/queue").text
    back = client.post(link, data=fields_of(claimed.text) | {"go": "release"})
    assert "Claim it" in back.text


def test_not_sure_keeps_what_was_decided_and_leaves_it_for_a_colleague(app: Flask) -> None:
    tell(app, LATE)
    client = sign_in(app)
    link = links(client)[0]
    form = fields_of(client.get(link).text) | {"theme-0-timeliness": "no", "go": "unsure"}
    left = client.post(link, data=form)
    assert "It stays in the queue for a colleague" in client.get(left.location).text
    assert rows(app, "SELECT verdict FROM theme_decision") == [("rejected",)]
    assert "Test was not sure" in client.get("/staff/queue").text
    skipped = client.post(link, data=fields_of(client.get(link).text) | {"go": "skip"})
    assert skipped.location.startswith("/staff/queue")


def test_note_is_kept_and_outlives_a_session(app: Flask) -> None:
    tell(app, LATE)
    client = sign_in(app)
    link = links(client)[0]
    form = fields_of(client.get(link).text)
    empty = client.post(f"{link}/notes", data=form | {"note": " "})
    assert empty.status_code == 400
    assert "Write a note first" in empty.text
    client = app.test_client()
    lost = client.post(f"{link}/notes", data=form | {"note": "Rang the school"},
                       headers={"Sec-Fetch-Site": "same-origin"})  # fmt: skip
    assert "Sign in" in lost.text
    assert "Rang the school" not in lost.text, "sealed on the way"
    (email,) = rows(app, "SELECT email FROM staff_user")[0]
    from_page = fields_of(lost.text) | {
        "email": str(email),
        "password": "correct horse battery staple",
    }
    resumed = client.post("/staff/sign-in", data=from_page)
    assert "Rang the school" in resumed.text
    assert rows(app, "SELECT count(*) FROM desk_note") == [(0,)]
    kept = client.post(f"{link}/notes", data=fields_of(resumed.text) | {"note": "Rang the school"})
    assert kept.status_code == 303
    page = client.get(link).text
    assert "Rang the school" in page
    assert "Opened by Test, 14 August 2026" in words(page), "read by"


def test_queue_says_what_was_done_and_what_was_left(app: Flask) -> None:
    page = sign_in(app).get("/staff/queue?done=2&left=1&undone=1").text
    assert "Done for 2 responses." in page
    assert "Undone for 1 response." in page
    assert "1 response was left: a person changed it meanwhile." in page
