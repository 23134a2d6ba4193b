"""Priya keeps the codebook: adds a theme, renames, merges, undoes; Sam's page of before is told kindly (R1-01)."""

from html import unescape

import pytest
from flask import Flask

from feedback.domain.enums import Role
from tests.journeys.officer import fields_of, links, rows, sign_in, tell

NEW = "/staff/codebook/themes/new"
WORDS = {
    "label": "Short breaks", "plain": "Breaks for families", "include": "respite and short breaks",
    "area": "iv", "controller": "shared", "why": "Families speak of it every week",
}  # fmt: skip


def test_theme_when_added_is_in_the_codebook_and_on_the_page_of_a_response(
    app_on_both: Flask,
) -> None:
    tell(app_on_both, "We waited eight months")
    client = sign_in(app_on_both)
    form = fields_of(client.get(NEW).text)
    assert client.post(NEW, data=form | WORDS).status_code == 303
    page = client.get("/staff/codebook").text
    assert "No suggestions yet" in page
    assert "Families speak of it every week" in page
    assert "14 August 2026" in page
    link = links(client)[0]
    chosen = {"add-0": "short-breaks", "how-0": "negative", "go": "stay"}
    saved = client.post(link, data=fields_of(client.get(link).text) | chosen)
    assert "Short breaks" in client.get(saved.location).text
    assert "Undo the newest change" not in client.get("/staff/codebook").text


def test_services_of_a_theme_are_kept_shown_and_find_its_comments(app_on_both: Flask) -> None:
    """Section 1.2: whatever service the family ticked, the queue finds the theme's comments by the theme's."""
    tell(app_on_both, "We waited eight months")
    client = sign_in(app_on_both)
    assert "Themes of a service" not in client.get("/staff/queue").text, "no theme has any yet"
    at = "/staff/codebook/themes/timeliness"
    written = {"include": "waiting lists and delays", "why": "The forums asked"}
    form = fields_of(client.get(at).text) | written
    assert "services" not in form
    sent = form | {"services": ["send", "school"]}
    assert client.post(at, data=sent).status_code == 303
    page = unescape(client.get("/staff/codebook").text)
    assert "<li>Special needs help and EHC plans</li><li>School</li>" in page
    ticked = client.get(at).text
    assert 'value="send" checked' in ticked
    assert 'value="school" checked' in ticked
    assert 'value="police" checked' not in ticked
    found = client.get("/staff/queue?of_service=send")
    assert "Themes of a service: Special needs help and EHC plans" in unescape(found.text)
    assert len(links(client, "/staff/queue?of_service=send")) == 1
    assert len(links(client, "/staff/queue?of_service=send&theme=communication")) == 0
    assert "Themes of a service: " not in client.get("/staff/queue?of_service=police").text
    split = client.get(f"{at}/split").text
    assert 'value="send" checked' in split, "what is split off begins with the same services"


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("label", "", "Enter a name of 3 to 80 characters"),
        ("label", "Waiting and timeliness", "Another theme has this name"),
        ("plain", " ", "Enter what families read"),
        ("include", "short", "Write when to take this theme"),
        ("examples", "x" * 301, "Write at most 10 examples"),
        ("area", "xx", "Choose one of the answers on the page"),
        ("controller", "me", "Choose one of the answers on the page"),
        ("services", "me", "Choose services that are on the page"),
        ("why", "", "Write why"),
        ("base", "99", "Somebody else changed the codebook"),
        ("base", "²", "Somebody else changed the codebook"),
        ("csrf_token", "old", "Your session was renewed"),
    ],
)
def test_theme_when_it_cannot_be_stored_says_so_and_keeps_what_was_written(
    app: Flask, field: str, value: str, said: str
) -> None:
    client = sign_in(app)
    sent = fields_of(client.get(NEW).text) | WORDS | {field: value}
    refused = client.post(NEW, data=sent)
    assert refused.status_code in (400, 409)
    assert said in unescape(refused.text)
    kept = fields_of(refused.text)
    assert kept["why"] == sent["why"]
    assert kept["label"] == sent["label"]
    assert rows(app, "SELECT count(*) FROM codebook_version") == [(1,)]


def test_merge_when_made_shows_what_it_touches_first_and_a_page_of_before_is_noticed(
    app: Flask,
) -> None:
    tell(app, "We waited eight months and nobody rang us back")
    client = sign_in(app)
    link = links(client)[0]
    before = fields_of(client.get(link).text)
    address = "/staff/codebook/themes/timeliness/retire"
    page = client.get(address).text
    assert "We waited eight months" in page
    refused = client.post(address, data=fields_of(page) | {"into": "", "why": "They overlap"})
    assert "Choose what takes its place" in refused.text
    sent = fields_of(refused.text) | {"into": "communication"}
    assert client.post(address, data=sent).status_code == 303
    page = unescape(client.get("/staff/codebook").text)
    assert "now part of Communication and information" in page
    assert "still to follow a merge" in page
    from feedback.services.change_codebook import follow_merges

    follow_merges(app.extensions["feedback"])
    assert "still to follow a merge" not in client.get("/staff/codebook").text
    late = client.post(link, data=before | {"theme-0-timeliness": "negative", "go": "stay"})
    assert late.status_code == 409
    assert rows(app, "SELECT count(*) FROM theme_decision") == [(0,)]


def test_newest_change_when_undone_is_gone(app: Flask) -> None:
    client = sign_in(app)
    move = "/staff/codebook/themes/timeliness/move"
    form = {"csrf_token": fields_of(client.get(NEW).text)["csrf_token"]}
    assert client.post(move, data=form | {"base": "1", "go": "up"}).status_code == 303
    assert rows(app, "SELECT max(number) FROM codebook_version") == [(2,)]
    assert client.post("/staff/codebook/undo", data=form | {"base": "2"}).status_code == 303
    assert rows(app, "SELECT max(number) FROM codebook_version") == [(1,)]
    assert client.post("/staff/codebook/undo", data=form | {"base": "1"}).status_code == 409
    assert client.post("/staff/codebook/undo", data={"base": "2"}).status_code == 400
    assert sign_in(app, Role.COMMITTEE).get("/staff/codebook").status_code == 403
