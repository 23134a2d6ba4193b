"""Priya looks for what families said of a waiting list; nothing that she types stands in an address or a log."""

import logging
from html import unescape

import pytest
from flask import Flask

from feedback.domain.enums import Role
from tests.journeys.officer import LINK, fields_of, sign_in, tell


def test_words_when_looked_for_are_shown_marked_and_lead_to_the_response(
    app_on_both: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    tell(app_on_both, "We waited eight months for speech therapy")
    tell(app_on_both, "The school was kind")
    client = sign_in(app_on_both)
    form = fields_of(client.get("/staff/find").text)
    caplog.clear()
    answered = client.post("/staff/find", data=form | {"words": 'wait "speech therapy" -dentist'})
    assert answered.status_code == 200
    assert "<mark>waited</mark>" in answered.text
    assert "The school was kind" not in answered.text
    assert client.get(LINK.findall(answered.text)[0]).status_code == 200
    assert "therapy" not in caplog.text
    assert client.get("/staff/find?words=therapy").text.count("therapy") == 0


def test_markup_when_found_is_text(app: Flask) -> None:
    tell(app, "<script>alert(1)</script> we waited")
    client = sign_in(app)
    form = fields_of(client.get("/staff/find").text)
    answered = client.post("/staff/find", data=form | {"words": "alert"})
    assert "<script>" not in answered.text
    assert "<mark>alert</mark>" in answered.text


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"words": "  "}, "Type the words that you look for"),
        ({"words": "-school"}, "Type at least one word that must be there"),
        ({"words": "x" * 201}, "at most 200 characters"),
        ({"words": "wait", "forum": "nobody"}, "Choose one of the answers on the page"),
        ({"words": "wait", "quarter": "1999-Q1"}, "Choose one of the answers on the page"),
        ({"words": "wait", "csrf_token": "old"}, "Your session was renewed"),
    ],
)
def test_search_when_it_cannot_be_done_says_so_beside_the_field_and_keeps_the_words(
    app: Flask, sent: dict[str, str], said: str
) -> None:
    client = sign_in(app)
    refused = client.post("/staff/find", data=fields_of(client.get("/staff/find").text) | sent)
    assert refused.status_code == 400
    assert said in unescape(refused.text)
    assert fields_of(refused.text)["words"] == sent["words"]


def test_flagged_words_when_looked_for_are_found_by_the_lead_alone(app: Flask) -> None:
    tell(app, "dad hits me when mum is out")
    for role, shown in ((Role.OFFICER, False), (Role.SAFEGUARDING, True)):
        client = sign_in(app, role)
        form = fields_of(client.get("/staff/find").text)
        answered = client.post("/staff/find", data=form | {"words": "hits"})
        assert ("<mark>hits</mark>" in answered.text) is shown, role
    assert sign_in(app, Role.COMMITTEE).get("/staff/find").status_code == 403


def test_quarters_are_offered_in_words(app: Flask) -> None:
    tell(app, "We waited eight months")
    page = sign_in(app).get("/staff/find").text
    assert '<option value="2026-Q3">July to September 2026</option>' in page
