"""Ash keeps the code: sees what happened, answers a question, changes words, takes them back (R2-07, R4-06)."""

import re
from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from feedback.clock import Clock
from feedback.domain.receipt_codes import new_receipt_code
from feedback.services.mailbox import write_to_family
from feedback.services.runtime import Runtime
from tests.conftest import add_staff
from tests.databases import NOON
from tests.journeys.test_family_tells_us import ANSWERS, SLUG, rows
from tests.journeys.walk import CODE, hidden, send, to_check

TOKEN = re.compile(r'name="page" value="([^"]+)"')
COMMENT = re.compile(r'name="comment" value="([^"]+)"')
BEHIND = ("take-back", "words", "add", "change", "messages", "reply")


def told(client: FlaskClient, **answers: str) -> str:
    """Send answers; return the code."""
    receipt = send(client, SLUG, to_check(client, SLUG, ANSWERS | answers))
    found = CODE.search(receipt.text)
    assert found is not None
    return found[1]


def go(client: FlaskClient, page: str, html: str, **fields: str) -> TestResponse:
    """Press a button of a page behind the code."""
    token = TOKEN.search(html)
    assert token is not None
    return client.post(f"/status/{page}", data={"page": token[1], **fields})


def look(client: FlaskClient, code: str) -> str:
    """Type the code; return the page."""
    found = client.post("/status", data={"code": code})
    assert found.status_code == 200
    return found.text


def count(app: Flask, table: str) -> object:
    return rows(app, f"SELECT count(*) FROM {table}")[0][0]  # noqa: S608


def ask(app: Flask, words: str, once: str = "o") -> None:
    """Let an officer write to the only response."""
    runtime: Runtime = app.extensions["feedback"]
    if not count(app, "staff_user"):
        add_staff(app)
    (staff,), (response,) = (
        rows(app, "SELECT id FROM staff_user"),
        rows(app, "SELECT id FROM response"),
    )
    with runtime.database.transaction() as session:
        write_to_family(
            session, runtime, UUID(str(response[0])), words,
            staff_id=UUID(str(staff[0])), once_key=once,
        )  # fmt: skip


def test_own_words_are_shown_only_behind_the_code_and_only_when_asked_for(
    app_on_both: Flask,
) -> None:
    """R2-07: no free text back unless the code is correct."""
    client = app_on_both.test_client()
    code = told(client)
    found = look(client, code)
    assert "Featherstone" not in found, "somebody may look over a shoulder"
    words = go(client, "words", found)
    assert words.status_code == 200
    assert "Our worker Karen Featherstone was lovely" in words.text
    assert "Set-Cookie" not in words.headers
    assert words.headers["Cache-Control"] == "no-store"
    assert code not in words.text


@pytest.mark.parametrize("page", BEHIND)
def test_page_behind_the_code_shows_nothing_without_the_right_code(app: Flask, page: str) -> None:
    client = app.test_client()
    code = told(client)
    ask(app, "Which office was it?")
    before = [count(app, table) for table in ("comment", "response", "mailbox_message")]
    other = new_receipt_code()
    for sent in (
        {},
        {"page": "x" * 80},
        {"page": hidden(to_check(client, SLUG, ANSWERS))["page"]},  # ours, for another purpose
        {"code": other},
        {"code": code[:-1] + ("0" if code[-1] != "0" else "1")},
        {"code": ""},
    ):
        for go_on in ("", "yes", "take-out"):
            answered = client.post(
                f"/status/{page}", data={**sent, "go": go_on, "words": "my typed words"}
            )
            assert answered.status_code in (400, 404)
            assert "Type your code again" in answered.text
            assert "my typed words" in answered.text, "nothing typed is lost"
            for secret in ("Featherstone", "waited 8 months", "Which office"):
                assert secret not in answered.text
    assert client.get(f"/status/{page}").status_code == 303
    assert before == [count(app, table) for table in ("comment", "response", "mailbox_message")]


def test_page_left_open_asks_for_the_code_again_and_then_goes_on(app: Flask) -> None:
    client = app.test_client()
    code = told(client)
    words = go(client, "words", look(client, code)).text
    runtime: Runtime = app.extensions["feedback"]
    object.__setattr__(runtime, "clock", Clock.fixed(NOON + timedelta(minutes=45)))
    late = go(client, "add", words, words="And the hall was cold.")
    assert late.status_code == 400
    fields = hidden(late.text) | {"code": code.lower(), "words": "And the hall was cold."}
    for _press in range(2):
        again = client.post("/status/add", data=fields)
        assert "We have it" in again.text
    assert count(app, "comment") == 3, "a second press adds nothing"


def test_something_added_is_masked_flagged_and_read_like_any_other(app_on_both: Flask) -> None:
    client = app_on_both.test_client()
    code = told(client)
    words = go(client, "words", look(client, code)).text
    said = "My name is Niamh Featherstone. Dad hits me when mum is out."
    for _press in range(2):
        assert go(client, "add", words, words=said).status_code == 200
    assert rows(app_on_both, "SELECT kind FROM later_comment") == [("added",)]
    masked = " ".join(str(row[0]) for row in rows(app_on_both, "SELECT masked FROM comment"))
    assert "hits me" in masked
    assert "Niamh" not in masked
    assert rows(app_on_both, "SELECT urgency, state FROM flag") == [("immediate", "open")]
    assert said in go(client, "words", look(client, code)).text.replace("&#39;", "'")


@pytest.mark.parametrize("words", ["", "   ", "x" * 5_001])
def test_words_that_cannot_be_taken_are_refused_beside_the_box_and_kept(
    app: Flask, words: str
) -> None:
    client = app.test_client()
    code = told(client)
    page = go(client, "words", look(client, code)).text
    comment = COMMENT.findall(page)[0]
    for where, more in (("add", {}), ("change", {"comment": comment})):
        refused = go(client, where, page, words=words, **more)
        assert refused.status_code == 400
        assert "There is a problem" in refused.text
        assert words.strip() in refused.text
        assert (" open>" in refused.text) == (where == "change")
    assert count(app, "later_comment") == 0


def test_correction_takes_the_place_of_the_old_words_which_stay_marked(app: Flask) -> None:
    client = app.test_client()
    page = go(client, "words", look(client, code := told(client))).text
    comment = COMMENT.findall(page)[0]
    changed = go(client, "change", page, words="Our worker was late.", comment=comment)
    assert "We have it" in changed.text
    shown = go(client, "words", look(client, code)).text
    assert "Our worker was late." in shown
    assert "lovely" not in shown
    assert count(app, "comment") == 3
    (link,) = rows(app, "SELECT kind, corrects_id IS NOT NULL FROM later_comment")
    assert link == ("correction", 1)
    stale = go(client, "change", page.replace(TOKEN.findall(page)[0], TOKEN.findall(shown)[0]),
               words="Third thoughts.", comment=comment)  # fmt: skip
    assert stale.status_code == 400
    assert "changed or taken out in the meantime" in stale.text
    assert "Third thoughts." in stale.text


def test_correction_destroys_the_old_words_when_the_family_asks(app: Flask) -> None:
    client = app.test_client()
    page = go(client, "words", look(client, told(client))).text
    comment = COMMENT.findall(page)[0]
    go(client, "change", page, words="Our worker was late.", comment=comment, destroy="yes")
    assert count(app, "comment") == 2
    masked = " ".join(str(row[0]) for row in rows(app, "SELECT masked FROM comment"))
    assert "lovely" not in masked
    assert rows(app, "SELECT corrects_id FROM later_comment") == [(None,)]


def test_words_taken_out_are_gone_with_their_tags(app: Flask) -> None:
    client = app.test_client()
    page = go(client, "words", look(client, told(client))).text
    for comment in COMMENT.findall(page):
        out = go(client, "change", page, go="take-out", comment=comment)
        assert "taken out" in out.text
    assert count(app, "comment") == count(app, "theme_suggestion") == 0
    assert "only answers that you chose" in out.text
    assert count(app, "response") == 1


def test_words_of_another_family_cannot_be_changed_or_taken_out(app: Flask) -> None:
    client = app.test_client()
    told(client)
    (other,) = rows(app, "SELECT id FROM comment LIMIT 1")
    page = go(client, "words", look(client, told(client))).text
    theirs = str(UUID(str(other[0])))
    go(client, "change", page, go="take-out", comment=theirs)
    refused = go(client, "change", page, words="Mine now.", comment=theirs, destroy="yes")
    assert refused.status_code == 400
    assert count(app, "comment") == 4
    assert count(app, "later_comment") == 0


def test_message_is_read_and_answered_without_a_name(app_on_both: Flask) -> None:
    client = app_on_both.test_client()
    code = told(client)
    assert "We have written to you" not in look(client, code)
    ask(app_on_both, "Thank you. Which office was it?")
    found = look(client, code)
    assert "There is something new." in found
    assert "Which office" not in found
    page = go(client, "messages", found).text
    assert "Thank you. Which office was it?" in page
    for _press in range(2):
        answered = go(client, "reply", page, words="The one in Leominster, ask Karen Smith.")
    assert "We have your reply" in answered.text
    assert "ask Karen Smith" in answered.text, "its writer sees it as it was sent"
    assert "You have seen every message" in look(client, code)
    assert count(app_on_both, "mailbox_message") == 2
    sealed = rows(app_on_both, "SELECT sealed FROM mailbox_message WHERE author = 'staff'")
    assert b"office" not in bytes(sealed[0][0])  # type: ignore[call-overload]
    masked = " ".join(str(row[0]) for row in rows(app_on_both, "SELECT masked FROM comment"))
    assert "Karen Smith" not in masked


def test_reply_where_nobody_has_written_is_refused(app: Flask) -> None:
    client = app.test_client()
    refused = go(client, "reply", look(client, told(client)), words="Hello?")
    assert refused.status_code == 409
    assert count(app, "later_comment") == 0
