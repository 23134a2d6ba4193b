"""Priya takes away who saw and decided what behind a theme or a figure; no words, nothing that is not hers to read."""

import csv
import io
from html import unescape
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient

from feedback.domain.enums import FlagState, Role
from feedback.services.audit_chain import find_head, seal_audit
from feedback.services.runtime import Runtime
from feedback.storage.models import Flag
from tests.journeys.officer import fields_of, links, rows, sign_in
from tests.journeys.test_officer_sees_what_is_new import hear

PAGE, FILE = "/staff/audit", "/staff/audit/trail.csv"


def take(client: FlaskClient, **chosen: str) -> list[dict[str, str]]:
    """Take a trail away; return its lines."""
    answer = client.post(FILE, data=fields_of(client.get(PAGE).text) | chosen)
    assert answer.status_code == 200
    assert answer.content_type.startswith("text/csv")
    return list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))


def decide(client: FlaskClient, theme: str, how: str = "negative") -> str:
    """Decide about the first response of the queue; return its id."""
    link = links(client)[0]
    chosen = {"add-0": theme, "how-0": how, "go": "stay"}
    assert client.post(link, data=fields_of(client.get(link).text) | chosen).status_code == 303
    return link.rpartition("/")[2].partition("?")[0]


def test_trail_of_a_theme_names_who_opened_and_decided_with_its_place_in_the_chain(
    app: Flask,
) -> None:
    hear(app, "The building was cold.")
    client = sign_in(app)
    response_id = decide(client, "send")
    runtime: Runtime = app.extensions["feedback"]
    seal_audit(runtime)
    lines = take(client, theme="send")
    deeds = {line["deed"]: line for line in lines}
    assert {"response_opened", "theme_decided"} <= set(deeds)
    decided = deeds["theme_decided"]
    assert (decided["who"], decided["chain"], decided["detail"]) == (
        "Test", "staff", "themes=send: negative",
    )  # fmt: skip
    assert deeds["response_opened"]["id"] == response_id
    with runtime.database.reading() as session:
        head = f"staff:{decided['number']}:{decided['hash']}"
        assert find_head(session, head)
        assert not find_head(session, f"family:{decided['number']}:{decided['hash']}")
    assert "cold" not in str(lines)
    assert take(client, theme="protection") == []
    assert len(take(client, theme="send", quarter="2026-Q3")) == len(lines)
    assert rows(app, "SELECT count(*) FROM audit_event WHERE action = 'audit_exported'") == [(3,)]


def test_trail_of_a_theme_has_the_changes_of_its_words(app: Flask) -> None:
    client = sign_in(app)
    hear(app, "The building was cold.")
    address = "/staff/codebook/themes/send"
    form = fields_of(client.get(address).text) | {
        "label": "Special needs", "plain": "Special needs", "why": "Shorter",
        "include": "help for special needs",
    }  # fmt: skip
    assert client.post(address, data=form).status_code == 303
    (line,) = take(client, theme="send")
    assert (line["deed"], line["who"]) == ("codebook_changed", "Test")


def test_trail_of_a_quarter_has_what_is_about_it_and_nothing_of_what_is_held_back(
    app: Flask,
) -> None:
    hear(app, "The building was cold.")
    client, lead = sign_in(app), sign_in(app, Role.SAFEGUARDING)
    decide(client, "send")
    assert {line["deed"] for line in take(client, quarter="2026-Q3")} >= {"theme_decided"}
    runtime: Runtime = app.extensions["feedback"]
    ((comment_id,),) = rows(app, "SELECT id FROM comment")
    hold(runtime, str(comment_id))
    assert take(client, quarter="2026-Q3") == []
    assert {line["deed"] for line in take(lead, quarter="2026-Q3")} >= {"theme_decided"}


def hold(runtime: Runtime, comment_id: str) -> None:
    """Hold a comment back, as a lead does."""
    with runtime.database.transaction() as session:
        session.add(
            Flag(
                comment_id=UUID(comment_id), urgency="concern", reason="raised", confidence=1.0,
                evidence=[], version="test", state=FlagState.OPEN,
            )
        )  # fmt: skip


@pytest.mark.parametrize(
    ("chosen", "said"),
    [
        ({}, "Choose a theme, a quarter, or both"),
        ({"theme": "unheard-of"}, "Choose one of the answers on the page"),
        ({"quarter": "summer"}, "Choose one of the answers on the page"),
        ({"theme": "send", "csrf_token": "old"}, "Your session was renewed"),
    ],
)
def test_trail_when_it_is_not_said_which_says_so(
    app: Flask, chosen: dict[str, str], said: str
) -> None:
    client = sign_in(app)
    refused = client.post(FILE, data=fields_of(client.get(PAGE).text) | chosen)
    assert refused.status_code == 400
    assert said in unescape(refused.text)
    assert "<title>Error: " in refused.text
