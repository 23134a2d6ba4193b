"""Ash takes back what was sent (R4-06): what is destroyed, what stays, and who must have read it first."""

from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from feedback.domain.enums import Role
from feedback.domain.quarters import Quarter
from feedback.services.freeze_quarter import freeze_quarter
from feedback.services.runtime import Runtime
from feedback.services.take_back import finish_taking_back
from feedback.storage.models import Base
from feedback.storage.queries.quarter_facts import read_facts
from tests.journeys.officer import fields_of, links, sign_in
from tests.journeys.test_family_tells_us import ANSWERS, SLUG, rows
from tests.journeys.test_family_uses_its_code import ask, count, go, look, told
from tests.journeys.test_lead_triages import cases, say
from tests.journeys.walk import CODE, send, to_check

OF_FAMILIES = (
    "response", "answer", "comment", "receipt", "theme_suggestion", "sentiment_suggestion", "flag",
    "theme_decision", "sentiment_decision", "flag_decision", "later_comment", "mailbox_message",
)  # fmt: skip


def taken_back(client: FlaskClient, code: str) -> str:
    """Take it back, and be sure."""
    sure = go(client, "take-back", look(client, code)).text
    assert "What we cannot undo" in sure
    return go(client, "take-back", sure, go="yes").text


def test_taking_back_destroys_everything_and_the_code_is_then_unknown(app_on_both: Flask) -> None:
    client = app_on_both.test_client()
    code = told(client)
    ask(app_on_both, "Which office was it?")
    page = go(client, "messages", look(client, code)).text
    go(client, "reply", page, words="Leominster.")
    officer = sign_in(app_on_both, email="officer@example.org")
    link = links(officer)[0]
    officer.post(link, data=fields_of(officer.get(link).text) | {"go": "agree"})
    assert count(app_on_both, "theme_decision")
    assert "You have taken it back" in taken_back(client, code)
    assert [table for table in OF_FAMILIES if count(app_on_both, table)] == []
    gone = client.post("/status", data={"code": code})
    unknown = client.post("/status", data={"code": "0000-0000-0000-0000"})
    assert (gone.status_code, unknown.status_code) == (404, 404)
    same = [
        page.text.replace(code, "").replace("0000-0000-0000-0000", "") for page in (gone, unknown)
    ]
    assert same[0] == same[1], "a code that was taken back looks like one that never was"
    deeds = rows(app_on_both, "SELECT detail FROM audit_event WHERE action = 'taken_back'")
    assert len(deeds) == 1
    assert "lovely" not in str(deeds)


def test_asking_what_it_does_changes_nothing(app: Flask) -> None:
    client = app.test_client()
    go(client, "take-back", look(client, code := told(client)))
    assert "We have your words" in look(client, code)


def test_figures_of_the_open_quarter_change_and_of_a_frozen_one_do_not(app: Flask) -> None:
    client = app.test_client()
    runtime: Runtime = app.extensions["feedback"]
    codes = [told(client) for _ in range(2)]
    with runtime.database.transaction() as session:
        session.execute(
            text(
                "UPDATE response SET quarter = '2026-Q2' WHERE id = (SELECT min(id) FROM response)"
            )
        )
        freeze_quarter(session, runtime, Quarter(2026, 2))
    frozen = rows(app, "SELECT content_hash FROM quarter_snapshot")
    with runtime.database.reading() as session:
        assert read_facts(session, "2026-Q3").answers.responses == 1
    for code in codes:
        taken_back(client, code)
    with runtime.database.reading() as session:
        assert read_facts(session, "2026-Q3").answers.responses == 0
        assert read_facts(session, "2026-Q3").spoken.comments == 0
    assert rows(app, "SELECT content_hash FROM quarter_snapshot") == frozen


def test_flagged_words_are_read_by_a_person_before_they_go(app: Flask) -> None:
    """Somebody who hurts a child must not hide it by taking the child's words back."""
    client = app.test_client()
    runtime: Runtime = app.extensions["feedback"]
    code = told(client, **{"could-be-better": "dad hits me when mum is out"})
    plain = taken_back(client, told(client))
    assert taken_back(client, code) == plain, "the page does not tell that it was flagged"
    assert client.post("/status", data={"code": code}).status_code == 404
    assert finish_taking_back(runtime) == 0
    assert count(app, "response") == 1
    lead = sign_in(app, Role.SAFEGUARDING)
    page = lead.get(links(lead, "/staff/queue")[0]).text
    assert "The family has taken this response back" in page
    assert "Send to the family" not in page
    assert say(lead, cases(lead)[0], outcome="advice_given", then="hold")[0] == 200
    assert finish_taking_back(runtime) == 1
    assert [table for table in OF_FAMILIES if count(app, table)] == []


def test_flagged_words_taken_out_are_read_by_a_person_before_they_go(app: Flask) -> None:
    client = app.test_client()
    runtime: Runtime = app.extensions["feedback"]
    code = told(client, **{"could-be-better": "dad hits me when mum is out", "went-well": ""})
    page = go(client, "words", look(client, code)).text
    comment = page.split('name="comment" value="')[1].split('"')[0]
    go(client, "change", page, words="It is fine.", comment=comment, destroy="yes")
    assert count(app, "flag") == 1
    assert count(app, "to_destroy") == 1
    assert finish_taking_back(runtime) == 0
    with runtime.database.transaction() as session:
        session.execute(text("UPDATE flag SET state = 'seen'"))
    assert finish_taking_back(runtime) == 1
    assert rows(app, "SELECT masked FROM comment") == [("It is fine.",)]


def test_page_that_was_sent_and_taken_back_is_not_sent_again(app: Flask) -> None:
    client = app.test_client()
    check = to_check(client, SLUG, ANSWERS)
    found = CODE.search(send(client, SLUG, check).text)
    assert found is not None
    taken_back(client, found[1])
    again = send(client, SLUG, check)
    assert again.status_code == 409
    assert "You took these answers back" in again.text
    assert count(app, "response") == 0


def test_everything_that_hangs_on_a_response_goes_with_it() -> None:
    """A table added later must say what becomes of its rows, or nothing could be taken back."""
    kept: list[str] = []
    for table in Base.metadata.sorted_tables:
        for key in table.foreign_keys:
            if key.column.table.name in ("response", "comment") and key.ondelete not in (
                "CASCADE",
                "SET NULL",
            ):
                kept.append(f"{table.name}.{key.parent.name}")
    assert kept == []


def test_words_changed_since_and_replies_count_in_no_figure(app: Flask) -> None:
    client = app.test_client()
    runtime: Runtime = app.extensions["feedback"]
    code = told(client)
    ask(app, "Which office?")
    page = go(client, "words", look(client, code)).text
    comment = page.split('name="comment" value="')[1].split('"')[0]
    go(client, "change", page, words="Other words.", comment=comment)
    go(client, "reply", go(client, "messages", look(client, code)).text, words="Leominster.")
    assert count(app, "comment") == 4
    with runtime.database.reading() as session:
        assert read_facts(session, "2026-Q3").spoken.comments == 2


@pytest.mark.parametrize("role", ["committee", "admin"])
def test_only_officers_write_to_families(app: Flask, role: str) -> None:
    told(app.test_client())
    (response,) = rows(app, "SELECT id FROM response")
    client = sign_in(app, Role(role))
    refused = client.post(
        f"/staff/responses/{UUID(str(response[0]))}/messages", data={"message": "Hello"}
    )
    assert refused.status_code == 403
