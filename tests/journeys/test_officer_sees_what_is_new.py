"""Priya looks at what families begin to speak of, and makes a theme of it, a part of one, or nothing (R1-12)."""

import re
from datetime import date
from html import unescape
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from feedback.domain.enums import Role
from feedback.services.questionnaires import register_questionnaire
from feedback.services.runtime import Runtime
from feedback.services.submit_response import submit_response
from feedback.storage.models import Flag
from tests.journeys.officer import fields_of, links, rows, sign_in
from tests.made_up import ADULTS, made_up_submission, only

PAGE = "/staff/emerging?quarter=2026-Q3"
HUB = "The warm hub on {} Street closed and we miss it."
STREETS = ("Mill", "High", "Church", "Bridge", "Castle", "Chapel", "Bath", "Park")
OTHERS = ("They were kind {}.", "Nobody rang back {}.")


def hear(app: Flask, words: str, day: date = date(2026, 8, 3)) -> None:
    """Store one family's words, without walking through the form."""
    runtime: Runtime = app.extensions["feedback"]
    with runtime.database.transaction() as session:
        register_questionnaire(session, runtime, ADULTS)
        made = made_up_submission(uuid4().hex, answers=only(words), received_on=day)
        submit_response(session, runtime, made)
        session.execute(update(Flag).values(held=False))


def fill(app: Flask, hubs: int = 8) -> FlaskClient:
    """Store two quarters in which families begin to speak of a hub; return an officer's browser."""
    for street in STREETS[:hubs]:
        hear(app, HUB.format(street))
    for number in range(6):
        for pattern in OTHERS:
            hear(app, pattern.format("in May"), date(2026, 5, 4 + number))
    return sign_in(app)


def hub_of(client: FlaskClient, page: str = PAGE) -> str:
    """Return the address of the phrase."""
    found = re.search(r'href="([^"]+)">warm hub</a>', client.get(page).text)
    assert found is not None
    return unescape(found[1])


def test_phrase_that_grew_is_shown_with_its_comments_and_no_address_holds_it(app: Flask) -> None:
    client = fill(app)
    page = client.get(PAGE).text
    assert "grew by more than chance" in page
    assert "hub" in page
    assert "8 of 8 comments, 0 of 12 in the quarter before" in page
    address = hub_of(client)
    assert "hub" not in address
    assert address.startswith("/staff/emerging/2026-Q3/")
    assert client.get(address).text.count("Open the response") == 8
    assert "What no theme covers" in client.get("/staff/emerging").text
    assert client.get("/staff/emerging?quarter=summer").status_code == 404
    assert client.get("/staff/emerging/2026-Q3/0123456789abcdef").status_code == 404


def test_phrase_when_accepted_becomes_a_theme_of_a_new_version_and_its_comments_wait_to_be_decided(
    app: Flask,
) -> None:
    client = fill(app)
    address = hub_of(client)
    form = fields_of(client.get(f"{address}/theme").text)
    assert "warm hub" in client.get(f"{address}/theme").text
    sent = form | {
        "plain": "Warm hubs", "label": "Warm hubs", "include": "Families speak of a warm hub",
        "area": "iv",
    }  # fmt: skip
    saved = client.post(f"{address}/theme", data=sent)
    assert saved.status_code == 303
    page = client.get(saved.location).text
    assert "Became Warm hubs" in page
    assert "8 of them have no decision" in page
    ((number, change, theme),) = rows(
        app, "SELECT number, change, theme FROM codebook_version ORDER BY number DESC LIMIT 1"
    )
    assert (number, change, theme) == (2, "added", "warm-hubs")
    assert rows(app, "SELECT subject_id FROM audit_event WHERE action = 'emerging_decided'") == [
        ("warm-hubs",)
    ]
    log = client.get("/staff/codebook").text
    assert "It came up in 8 comments that no theme covers" in log
    assert "20 more comments with it must be decided" in log
    link = links(client, saved.location)[0]
    chosen = {"add-0": "warm-hubs", "how-0": "negative", "go": "stay"}
    client.post(link, data=fields_of(client.get(link).text) | chosen)
    assert "7 of them have no decision" in client.get(saved.location).text
    waiting = client.get(PAGE).text.partition("What was made of others")[0]
    assert address not in waiting


def test_phrase_when_its_theme_was_undone_waits_again(app: Flask) -> None:
    client = fill(app)
    address = hub_of(client)
    sent = fields_of(client.get(f"{address}/theme").text) | {
        "plain": "Warm hubs", "label": "Warm hubs", "include": "Families speak of a warm hub",
        "area": "iv",
    }  # fmt: skip
    assert client.post(f"{address}/theme", data=sent).status_code == 303
    client.post("/staff/codebook/undo", data=fields_of(client.get("/staff/codebook").text))
    assert hub_of(client) == address
    assert "Make a new theme of it" in client.get(address).text


def test_phrase_when_made_part_of_a_theme_stands_among_its_words(app: Flask) -> None:
    client = fill(app)
    address = hub_of(client)
    sent = fields_of(client.get(address).text) | {"into": "community-activities", "why": "The same"}
    saved = client.post(address, data=sent)
    assert saved.status_code == 303
    assert "Part of " in client.get(saved.location).text
    assert "hub" in client.get("/staff/codebook/themes/community-activities").text


def test_phrase_when_set_aside_comes_back_only_when_it_grows(app: Flask) -> None:
    client = fill(app, hubs=6)
    for number in range(30):
        hear(app, f"They were kind on day {number}.")
    address = hub_of(client)
    sent = fields_of(client.get(address).text) | {"into": "-", "why": "A passing thing"}
    saved = client.post(address, data=sent)
    assert "Set aside" in client.get(saved.location).text
    page = client.get(PAGE).text
    assert address in page.partition("What was made of others")[2]
    assert address not in page.partition("What was made of others")[0]
    hear(app, HUB.format("New"))
    assert address not in client.get(PAGE).text.partition("What was made of others")[0]
    for number in range(25):
        hear(app, HUB.format(f"{number}th"))
    page = client.get(PAGE).text.partition("What was made of others")[0]
    assert "It was looked at before: A passing thing" in page


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"into": ""}, "Choose a theme, or set the phrase aside"),
        ({"why": ""}, "Write why"),
        ({"base": "99"}, "Somebody else changed the codebook"),
        ({"csrf_token": "old"}, "Your session was renewed"),
    ],
)
def test_phrase_when_it_cannot_be_stored_says_so_and_keeps_what_was_written(
    app: Flask, sent: dict[str, str], said: str
) -> None:
    client = fill(app)
    address = hub_of(client)
    form = fields_of(client.get(address).text) | {"into": "community-activities", "why": "The same"}
    refused = client.post(address, data=form | sent)
    assert refused.status_code in (400, 409)
    assert said in unescape(refused.text)
    assert fields_of(refused.text)["into"] == sent.get("into", "community-activities")
    assert rows(app, "SELECT count(*) FROM emerging_phrase") == [(0,)]


def test_phrase_when_its_theme_cannot_be_stored_says_so(app: Flask) -> None:
    client = fill(app)
    address = f"{hub_of(client)}/theme"
    form = fields_of(client.get(address).text) | {"include": "warm hubs of the town", "area": "iv"}
    for change, status, said in (
        ({"label": "", "plain": "Hubs"}, 400, "Enter a name"),
        ({"label": "Waiting and timeliness", "plain": "Hubs"}, 409, "Another theme has this name"),
    ):
        refused = client.post(address, data=form | change)
        assert refused.status_code == status
        assert said in unescape(refused.text)
    assert rows(app, "SELECT count(*) FROM emerging_phrase") == [(0,)]


def test_phrase_when_the_theme_has_no_room_for_it_says_so(app: Flask) -> None:
    client = fill(app)
    address = hub_of(client)
    theme = "/staff/codebook/themes/community-activities"
    longest = fields_of(client.get(theme).text) | {
        "include": "x" * 999, "plain": "Clubs", "label": "Clubs", "why": "For the test",
    }  # fmt: skip
    assert client.post(theme, data=longest).status_code == 303
    form = fields_of(client.get(address).text) | {"into": "community-activities", "why": "The same"}
    refused = client.post(address, data=form)
    assert refused.status_code == 409
    assert "would grow too long" in unescape(refused.text)


def test_what_is_held_back_or_from_few_people_is_nowhere(app: Flask) -> None:
    client = fill(app, hubs=4)
    runtime: Runtime = app.extensions["feedback"]
    assert "hub" not in client.get(PAGE).text
    for street in STREETS:
        hear(app, HUB.format(street) + " dad hits me when mum is out")
    with runtime.database.transaction() as session:
        session.execute(update(Flag).values(held=True))
    assert "hub" not in client.get(PAGE).text
    assert "hub" not in sign_in(app, Role.SAFEGUARDING).get(PAGE).text


def test_phrase_in_another_quarter_says_how_it_stood_there(app: Flask) -> None:
    client = fill(app)
    address = hub_of(client)
    sent = fields_of(client.get(address).text) | {"into": "-", "why": "A passing thing"}
    assert client.post(address, data=sent).status_code == 303
    earlier = client.get(address.replace("2026-Q3", "2026-Q2")).text
    assert "0 of 12 comments; nothing to compare with in the quarter before" in earlier
    assert "None of this quarter that you may read" in earlier
    later = client.get(address.replace("2026-Q3", "2026-Q4")).text
    assert "0 of 0 comments, 8 of 8 in the quarter before: no growth" in later
