"""Priya asks a family that she does not know, with plain words to begin with, and loses nothing on the way."""

from datetime import timedelta

import pytest
from flask import Flask

from feedback.clock import Clock
from feedback.services.runtime import Runtime
from tests.conftest import PASSWORD
from tests.databases import NOON
from tests.journeys.officer import fields_of, links, rows, sign_in
from tests.journeys.test_family_uses_its_code import count, go, look, told


def mailbox(html: str) -> dict[str, str]:
    """Return what the form of the mailbox would send as it stands."""
    return fields_of(html[html.index('<section class="comment" id="mailbox"') :])


def test_officer_asks_and_reads_the_reply_masked(app_on_both: Flask) -> None:
    family, officer = app_on_both.test_client(), sign_in(app_on_both)
    code = told(family)
    link = links(officer)[0]
    page = officer.get(link).text
    begun = officer.post(
        f"{link}/messages", data=mailbox(page) | {"beginning": "where", "go": "begin"}
    )
    assert "Which team or service was this about?" in begun.text
    assert count(app_on_both, "mailbox_message") == 0
    message = mailbox(begun.text) | {"message": "Which team was it?", "go": "send"}
    for _press in range(2):
        assert officer.post(f"{link}/messages", data=message).status_code == 303
    assert count(app_on_both, "mailbox_message") == 1
    assert "not seen yet" in officer.get(link).text
    letters = go(family, "messages", look(family, code)).text
    assert "Which team was it?" in letters
    assert "Test" not in letters.split("<main", 1)[1], (
        "an officer's name is not the family's business"
    )
    assert "seen by the family" in officer.get(link).text
    go(family, "reply", letters, words="The one of Karen Featherstone.")
    page = officer.get(link).text
    assert "Reply to a message" in page
    assert "A reply to a message, on 14 August 2026." in page
    assert "The one of [name]" in page
    assert "Karen" not in page
    sent = rows(app_on_both, "SELECT action, detail FROM audit_event WHERE action = 'message_sent'")
    assert len(sent) == 1
    assert "team" not in str(sent)


def test_read_response_comes_back_to_the_queue_when_its_family_writes_again(app: Flask) -> None:
    family, officer = app.test_client(), sign_in(app)
    code = told(family)
    link = links(officer)[0]
    officer.post(link, data=fields_of(officer.get(link).text) | {"go": "next"})
    assert links(officer) == []
    assert "A person has read your words" in look(family, code)
    go(family, "add", go(family, "words", look(family, code)).text, words="The hall was cold.")
    assert links(officer) == [link]
    found = look(family, code)
    assert "A person has read your words" in found
    assert "Not yet what you wrote since then" in found
    assert "Added by the family with its code" in officer.get(link).text


@pytest.mark.parametrize(
    ("words", "problem"),
    [("", "Write a message first"), ("x" * 2_001, "Keep the message to 2,000")],
)
def test_message_that_cannot_be_sent_is_kept_beside_what_is_wrong(
    app: Flask, words: str, problem: str
) -> None:
    told(app.test_client())
    officer = sign_in(app)
    link = links(officer)[0]
    fields = mailbox(officer.get(link).text) | {"message": words, "go": "send"}
    refused = officer.post(f"{link}/messages", data=fields)
    assert refused.status_code == 400
    assert problem in refused.text
    assert words in refused.text
    assert 'href="#message"' in refused.text
    assert count(app, "mailbox_message") == 0


def test_message_outlives_the_session_that_it_was_written_in(app: Flask) -> None:
    told(app.test_client())
    officer = sign_in(app)
    link = links(officer)[0]
    fields = mailbox(officer.get(link).text) | {"message": "Long thought over.", "go": "send"}
    runtime: Runtime = app.extensions["feedback"]
    object.__setattr__(runtime, "clock", Clock.fixed(NOON + timedelta(minutes=40)))
    asked = officer.post(f"{link}/messages", data=fields)
    assert "Sign in" in asked.text
    kept = fields_of(asked.text) | {"email": "officer@example.org", "password": PASSWORD}
    back = officer.post("/staff/sign-in", data=kept)
    assert "Long thought over." in back.text
    assert "nothing was saved" in back.text
    fields = mailbox(back.text) | {"message": "Long thought over.", "go": "send"}
    assert officer.post(f"{link}/messages", data=fields).status_code == 303
    assert count(app, "mailbox_message") == 1


def test_response_without_a_code_cannot_be_written_to(app: Flask) -> None:
    told(app.test_client())
    officer = sign_in(app)
    link = links(officer)[0]
    fields = mailbox(officer.get(link).text) | {"message": "Hello.", "go": "send"}
    runtime: Runtime = app.extensions["feedback"]
    with runtime.database.transaction() as session:
        session.connection().exec_driver_sql("DELETE FROM receipt")
    refused = officer.post(f"{link}/messages", data=fields)
    assert refused.status_code == 409
    assert "You cannot write to this family" in refused.text
    assert "Hello." in refused.text
