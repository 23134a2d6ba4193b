"""Extracts for one reader, Lundy's page and the Improvement Board's: from what was frozen, and nothing more."""

import csv
import io
from dataclasses import replace
from datetime import date, timedelta

import pytest
from flask import Flask

from feedback.clock import Clock
from feedback.domain.errors import Conflict
from feedback.domain.quarters import Quarter
from feedback.domain.registers import Register
from feedback.services.freeze_quarter import freeze_quarter
from feedback.services.runtime import Runtime
from tests.databases import NOON
from tests.integration.services.registering import made_up
from tests.journeys.officer import links, rows, sign_in, tell
from tests.journeys.test_family_is_told import fields_like
from tests.journeys.test_officer_keeps_registers import AT, stored

NOBODY = "00000000-0000-4000-8000-000000000000"
SHARED = (
    ("mental-health", "NHS"), ("timeliness", "NHS"), ("timeliness", "Police"), ("send", "Police"),
)  # fmt: skip
WORDS = "Mam już dość. The worker was lovely but we waited eight months at 14 Pomona Drive"


def freeze(app: Flask) -> None:
    """Freeze the quarter of the tests' noon, as it will be possible two months on."""
    runtime: Runtime = app.extensions["feedback"]
    later = replace(runtime, clock=Clock.fixed(NOON + timedelta(days=60)))
    with later.database.transaction() as session:
        freeze_quarter(session, later, Quarter(2026, 3))


def table(text: str) -> list[list[str]]:
    """Return the rows of a CSV."""
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))


@pytest.fixture
def frozen(app: Flask) -> Flask:
    """Return the application with registers kept and their quarter frozen."""
    for _ in range(12):
        tell(app, WORDS, "could-be-better")
    sign_in(app)
    for theme, partner in SHARED:
        stored(app, Register.PARTNERS, made_up(Register.PARTNERS, theme=theme, partner=partner))
    stored(app, Register.RISKS)
    asked = {
        "reference": "B1",
        "asked_of": "Improvement Board",
        "asked_for": "Who sits for families",
    }
    stored(app, Register.REQUESTS, made_up(Register.REQUESTS, asked_on=date(2026, 8, 3), **asked))
    freeze(app)
    return app


def test_partner_gets_only_its_own_themes_with_the_reports_figures(frozen: Flask) -> None:
    """R1-02: zero rows for other partners only."""
    client = sign_in(frozen, email="officer@example.org")
    (nhs,) = rows(frozen, "SELECT id FROM partner_theme WHERE partner='NHS' AND theme='timeliness'")
    answer = client.get(f"{AT}/partners/{_uuid(nhs[0])}/extract.csv")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="partner-2026-Q3.csv"'
    found = table(answer.text)
    assert [row[0] for row in found[1:]] == [
        "Emotional and mental health",
        "Waiting and timeliness",
    ]
    assert {row[1] for row in found[1:]} == {"July to September 2026"}


def test_extract_of_risks_holds_no_words_of_families(frozen: Flask) -> None:
    """R1-10."""
    text = sign_in(frozen, email="officer@example.org").get(f"{AT}/risks/extract.csv").text
    head, row = table(text)
    assert head == ["Risk", "Rating", "Direction", "Theme", "Period", "Since last quarter", "Comments"]  # fmt: skip
    assert row[0] == "CF-12"
    assert row[6] in ("[x]", "[c]", "under 10", "10 to 29") or " to " in row[6]
    for words in ("lovely", "eight months", "Pomona", "Families wait too long"):
        assert words not in text


def test_lundy_page_shows_four_elements_and_what_was_not_done(frozen: Flask) -> None:
    """R2-01."""
    client = sign_in(frozen, email="officer@example.org")
    page = client.get("/staff/lundy?quarter=2026-Q3").text
    for words in ("Space", "Voice", "Audience", "Influence", "not done", "July to September 2026"):
        assert words in page
    assert client.get("/staff/lundy?quarter=1999-Q1").status_code == 404


def test_board_gets_one_page_with_the_question_that_is_open_and_its_day(frozen: Flask) -> None:
    """Section 1.3: governance as an open question with the day it was last asked."""
    page = sign_in(frozen, email="officer@example.org").get("/staff/board").text
    assert "Who sits for families. Last asked: 3 August 2026." in page
    assert "The figures are those of the committee" in page
    assert "0 kept" in page


def test_pages_before_anything_was_frozen_say_so(app: Flask) -> None:
    client = sign_in(app)
    assert "No quarter has been frozen yet" in client.get("/staff/lundy").text
    assert "No quarter has been frozen yet" in client.get("/staff/board").text
    assert client.get(f"{AT}/risks/extract.csv").status_code == 404
    entry = stored(app, Register.PARTNERS)
    assert client.get(f"{AT}/partners/{entry}/extract.csv").status_code == 404
    aim = stored(app, Register.AIMS)
    assert client.get(f"{AT}/partners/{aim}/extract.csv").status_code == 404


def test_year_of_the_local_offer_is_refused_while_a_comment_has_no_answer(app: Flask) -> None:
    """R2-09."""
    client = sign_in(app)
    stored(app, Register.LOCAL_OFFER, made_up(Register.LOCAL_OFFER, comment="=1+1 clubs"))
    waits = made_up(Register.LOCAL_OFFER, response=None, action=None)
    stored(app, Register.LOCAL_OFFER, waits)
    refused = client.get(f"{AT}/local-offer/2026.csv")
    assert refused.status_code == 409
    assert "without an answer: 1" in refused.text
    stored(app, Register.LOCAL_OFFER, replace(waits, kept_back="abusive"))
    runtime: Runtime = app.extensions["feedback"]
    with runtime.database.transaction() as session:
        unanswered = "DELETE FROM offer_comment WHERE response IS NULL AND kept_back IS NULL"
        session.connection().exec_driver_sql(unanswered)
    found = table(client.get(f"{AT}/local-offer/2026.csv").text)
    assert [row[2] for row in found] == ["Comment", "'=1+1 clubs"], "no formula, none kept back"
    assert len(table(client.get(f"{AT}/local-offer/2025.csv").text)) == 1


def _uuid(stored_id: object) -> str:
    written = str(stored_id).replace("-", "")
    return "-".join((written[:8], written[8:12], written[12:16], written[16:20], written[20:]))


def test_compliment_is_marked_on_its_response_and_passed_on_with_a_yes(app: Flask) -> None:
    """R2-14."""
    tell(app, "The worker was lovely")
    client = sign_in(app)
    link = links(client)[0].partition("?")[0]
    at = f"{link}/compliment"
    assert f'href="{at}"' in client.get(link).text
    form = fields_like(client.get(at).text)
    wrong = client.post(at, data=form)
    assert wrong.status_code == 400
    assert "Choose the theme" in wrong.text
    early = client.post(at, data=form | {"theme": "communication", "passed_on": "14/8/2026"})
    assert early.status_code == 400
    assert "only with the family’s yes" in early.text
    days = {"agreed_on": "14/8/2026", "passed_on": "14/8/2026", "thanked_on": "14/8/2026"}
    assert client.post(at, data=form | {"theme": "communication"} | days).status_code == 303
    assert "14 August 2026" in client.get("/staff/compliments?saved=1").text
    late = client.post(at, data=form | {"theme": "send"})
    assert late.status_code == 409
    assert "Nothing of yours was saved yet" in late.text
    assert fields_like(late.text)["theme"] == "send"
    again = client.post(at, data=fields_like(late.text))
    assert again.status_code == 303
    assert rows(app, "SELECT theme FROM compliment") == [("send",)]
    assert client.get(f"/staff/responses/{NOBODY}/compliment").status_code == 404


def test_compliment_that_somebody_else_marks_first_is_told_too(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R2-14."""
    tell(app, "The worker was lovely")
    client = sign_in(app)
    at = f"{links(client)[0].partition('?')[0]}/compliment"
    form = fields_like(client.get(at).text)

    def overtaken(*_args: object, **_named: object) -> None:
        raise Conflict("Somebody was faster.")

    monkeypatch.setattr("feedback.web.staff.routes_complaints.record_compliment", overtaken)
    late = client.post(at, data=form | {"theme": "send"})
    assert late.status_code == 409
    assert fields_like(late.text)["theme"] == "send"
