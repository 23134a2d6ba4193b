"""Priya splits a theme by words and by ticking, sees what would change, and Sam codes at the same time (R1-01)."""

import re
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient

from feedback.services.split_theme import follow_splits
from tests.conftest import add_staff
from tests.journeys.officer import fields_of, links, rows, sign_in, tell

ADDRESS = "/staff/codebook/themes/timeliness/split"
PLAN, CALL = "We waited eight months for the plan", "We waited and nobody rang us back"
WORDS = {
    "label": "Waiting for a plan", "plain": "Did you wait for your plan?", "include": "plans that come late",
    "area": "iv", "controller": "council", "why": "SEND asks for it apart",
}  # fmt: skip
SHOWN = re.compile(r'name="shown" value="([0-9a-f-]{36})"')


def look(client: FlaskClient, phrases: str) -> tuple[str, dict[str, object]]:
    """Look at what would change; return the page, and what it would send."""
    opened = client.get(ADDRESS).text
    asked: dict[str, object] = fields_of(opened) | WORDS | {"phrases": phrases, "go": "see"}
    page = client.post(ADDRESS, data=asked | {"shown": SHOWN.findall(opened)})
    assert page.status_code == 200
    for name, words in WORDS.items():
        assert words in page.text, f"what was typed as {name} stays"
    sent: dict[str, object] = fields_of(page.text) | WORDS | {"phrases": phrases}
    return unescape(page.text), sent | {"shown": SHOWN.findall(page.text), "go": "split"}


def test_split_when_seen_first_says_what_goes_keeps_what_was_typed_and_then_goes(
    app_on_both: Flask,
) -> None:
    app = app_on_both
    for words in (PLAN, CALL):
        tell(app, words)
    client = sign_in(app)
    page, sent = look(client, "plan")
    assert (
        "1 comment</strong> that the machine alone suggests would go; 1 comment would stay" in page
    )
    assert PLAN in page
    assert CALL not in page
    assert client.post(ADDRESS, data=sent).status_code == 303
    codebook = unescape(client.get("/staff/codebook").text)
    assert "0 of 1 comments have gone to Waiting for a plan" in codebook
    assert "Split off: Waiting for a plan" in codebook
    assert "Undo the newest change" not in codebook
    assert follow_splits(app.extensions["feedback"]) == 1
    codebook = client.get("/staff/codebook").text
    assert "have gone to" not in codebook
    (back,) = re.findall(r'href="(\S+retire\?into=timeliness)"', codebook)
    assert '<option value="timeliness" selected>' in client.get(back).text


def test_comments_when_ticked_by_hand_go_without_a_word(app: Flask) -> None:
    for words in (PLAN, CALL):
        tell(app, words)
    client = sign_in(app)
    page, sent = look(client, "")
    shown = SHOWN.findall(page)
    assert len(shown) == 2
    refused = client.post(ADDRESS, data=sent | {"one": []})
    assert "No comment would go" in refused.text
    ticked = client.post(ADDRESS, data=sent | {"one": shown[0], "why": ""})
    assert f'value="{shown[0]}" checked' in ticked.text, "nothing ticked is lost"
    assert client.post(ADDRESS, data=sent | {"one": shown[0]}).status_code == 303
    assert rows(app, "SELECT count(*) FROM theme_split") == [(1,)]


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("phrases", "*", "Write at most 30 words or phrases"),
        ("phrases", "zebra", "No comment would go"),
        ("phrases", "waited", "Every comment would go"),
        ("label", "", "Enter a name of 3 to 80 characters"),
        ("label", "School and learning", "Another theme has this name"),
        ("why", "", "Write why"),
        ("base", "99", "Somebody else changed the codebook"),
        ("csrf_token", "old", "Your session was renewed"),
    ],
)
def test_split_when_it_cannot_be_made_says_so_beside_the_field_and_keeps_everything(
    app: Flask, field: str, value: str, said: str
) -> None:
    for words in (PLAN, CALL):
        tell(app, words)
    client = sign_in(app)
    _page, sent = look(client, "plan")
    if field == "phrases":
        sent |= {"shown": [], "one": []}
    refused = client.post(ADDRESS, data=sent | {field: value})
    assert refused.status_code in (400, 409)
    assert said in unescape(refused.text)
    assert fields_of(refused.text)["plain"] == WORDS["plain"]
    assert field in ("base", "csrf_token") or value in unescape(refused.text)
    assert rows(app, "SELECT max(number) FROM codebook_version") == [(1,)]


def test_words_when_wrong_or_too_common_are_said_while_looking(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    tell(app, PLAN)
    client = sign_in(app)
    form = fields_of(client.get(ADDRESS).text)
    wrong = client.post(ADDRESS, data=form | {"phrases": "x", "go": "see"})
    assert wrong.status_code == 400
    assert "each on a line of 2 to 80 characters" in wrong.text
    monkeypatch.setattr("feedback.services.split_theme.MOST_AT_ONCE", 0)
    many = client.post(ADDRESS, data=form | {"phrases": "plan", "go": "see"})
    assert "More than 5,000 comments hold these words" in many.text


def test_split_while_others_code_keeps_what_they_chose_and_overwrites_nothing(app: Flask) -> None:
    """Two sessions: Sam's page was opened before Priya's split; nothing typed is lost, nothing half-stored."""
    for words in (PLAN, CALL):
        tell(app, words)
    priya = sign_in(app)
    sam = sign_in(app, email=add_staff(app, email="sam@example.org"))
    (link,) = [one for one in links(sam) if "for the plan" in sam.get(one).text]
    before = fields_of(sam.get(link).text)
    _page, sent = look(priya, "plan")
    assert priya.post(ADDRESS, data=sent).status_code == 303
    follow_splits(app.extensions["feedback"])
    chosen = {"theme-0-timeliness": "negative", "feeling-0": "negative", "go": "stay"}
    late = sam.post(link, data=before | chosen)
    assert late.status_code == 409
    assert rows(app, "SELECT count(*) FROM theme_decision") == [(0,)]
    assert rows(app, "SELECT count(*) FROM sentiment_decision") == [(0,)]
    kept = fields_of(late.text)
    assert kept["feeling-0"] == "negative", "what Sam chose is still chosen"
    assert "Waiting for a plan" in late.text
    assert sam.post(link, data=kept | {"go": "stay"}).status_code == 303
    assert rows(app, "SELECT sentiment FROM sentiment_decision") == [("negative",)]
