"""Priya types in for families: from paper, beside a father who cannot write, and after a meeting."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from feedback.domain.enums import Role
from forms.questionnaire import load_questionnaires
from tests.journeys.officer import fields_of, links, rows, sign_in, tell
from tests.journeys.walk import CODE

SLUG = "listening-to-families"
BOXES = ("may_quote", "read_back", "q-services")
WORDS = "We waited seven months and Mrs Featherstone never rang us back"
ENTRY = "SELECT read_back, second_hand FROM staff_entry"


def address(way: str, slug: str = SLUG) -> str:
    return f"/staff/enter/{slug}/{way}"


def filled(client: FlaskClient, way: str, slug: str = SLUG, **more: str) -> dict[str, str]:
    """Return the fields of the form with an answer and some words."""
    return {
        **fields_of(client.get(address(way, slug)).text),
        "q-overall": "poor",
        "q-could-be-better": WORDS,
        **more,
    }


def without_ticks(fields: dict[str, str]) -> dict[str, str]:
    """A box that is not ticked is not sent."""
    return {name: value for name, value in fields.items() if name not in BOXES}


@pytest.mark.parametrize("slug", sorted(load_questionnaires()))
def test_screen_asks_in_the_order_and_with_the_ids_of_the_paper(app: Flask, slug: str) -> None:
    """R3-18."""
    client = sign_in(app)
    on_screen = re.findall(r"\[([\w-]+)\]", client.get(address("paper", slug)).text)
    on_paper = re.findall(r"\[([\w-]+)\]", app.test_client().get(f"/{slug}/paper").text)
    assert on_screen == on_paper


def test_paper_is_stored_as_paper_masked_and_without_a_code(app: Flask) -> None:
    client = sign_in(app)
    fields = without_ticks(filled(client, "paper", received_on="2026-07-02"))
    stored = client.post(address("paper"), data=fields)
    assert "It is stored" in stored.text
    assert CODE.search(stored.text) is None
    assert rows(app, "SELECT channel, received_on, may_quote FROM response") == [
        ("paper", "2026-07-02", 0)
    ]
    assert rows(app, ENTRY) == [(0, 0)]
    assert rows(app, "SELECT count(*) FROM receipt") == [(0,)]
    (masked,) = rows(app, "SELECT masked FROM comment")[0]
    assert "Featherstone" not in str(masked)
    assert rows(app, "SELECT skipped FROM answer WHERE question_id = 'listened'") == [(1,)]


def test_letter_is_the_familys_own_words_and_never_quoted(app: Flask) -> None:
    """R1-19, R4-41: nobody asked them, so no box of the page and none that is put there says yes."""
    client = sign_in(app)
    page = client.get(address("letter")).text
    assert "may_quote" not in page
    assert "its limits run from the day it came" in page, "R2-11"
    fields = without_ticks(filled(client, "letter", received_on="2026-07-02"))
    stored = client.post(address("letter"), data=fields | {"may_quote": "y"})
    assert "delete the e-mail" in stored.text
    assert CODE.search(stored.text) is None
    assert rows(app, "SELECT channel, received_on, may_quote FROM response") == [
        ("paper", "2026-07-02", 0)
    ]
    assert rows(app, ENTRY) == [(0, 0)], "first hand"
    assert "a letter or an e-mail" in client.get(links(client)[0]).text
    (detail,) = rows(app, "SELECT detail FROM audit_event WHERE subject_type = 'staff_entry'")[0]
    assert '"way": "letter"' in str(detail)
    assert client.get(address("letter", "parent-carer-voice-meeting")).status_code == 404


def test_typing_together_needs_read_back_and_agreed_and_gives_them_the_code(app: Flask) -> None:
    """R3-17: the channel, who typed, and that they agreed."""
    client = sign_in(app)
    fields = without_ticks(filled(client, "together", channel="phone", language="pl"))
    refused = client.post(address("together"), data=fields)
    assert refused.status_code == 400
    assert "Read it back to them" in refused.text
    assert WORDS in refused.text, "nothing typed is lost"
    assert 'value="poor" checked' in refused.text
    assert rows(app, "SELECT count(*) FROM response") == [(0,)]
    stored = client.post(address("together"), data=fields | {"read_back": "y"})
    code = CODE.search(stored.text)
    assert code is not None
    assert rows(app, "SELECT channel, language FROM response") == [("phone", "pl")]
    assert rows(app, ENTRY) == [(1, 0)]
    assert rows(app, "SELECT staff_id FROM staff_entry") == rows(app, "SELECT id FROM staff_user")
    assert "We have your words" in app.test_client().post("/status", data={"code": code[1]}).text


def test_meeting_is_second_hand_and_says_so_to_who_reads_it(app: Flask) -> None:
    client = sign_in(app)
    client.post(address("meeting"), data=without_ticks(filled(client, "meeting")))
    assert rows(app, "SELECT channel FROM response") == [("forum_meeting",)]
    assert rows(app, ENTRY) == [(0, 1)]
    assert "Second-hand: noted by staff in a meeting" in client.get(links(client)[0]).text


def test_groups_meeting_form_counts_once_with_how_many_it_speaks_for(app: Flask) -> None:
    """R2-10."""
    client, slug = sign_in(app), "parent-carer-voice-meeting"
    fields = fields_of(client.get(address("meeting", slug)).text)
    sent = without_ticks(fields) | {"q-represents": "12", "q-could-be-better": WORDS}
    assert "It is stored" in client.post(address("meeting", slug), data=sent).text
    assert rows(app, "SELECT collective, represents FROM response") == [(1, 12)]
    assert client.get(address("together", slug)).status_code == 404


def test_pressing_twice_stores_one(app: Flask) -> None:
    client = sign_in(app)
    fields = filled(client, "together", read_back="y")
    first, second = (client.post(address("together"), data=fields).text for _ in range(2))
    assert rows(app, "SELECT count(*) FROM response") == [(1,)]
    assert CODE.findall(first) == CODE.findall(second)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"received_on": "2030-01-01"}, "not in the future"),
        ({"received_on": "soon"}, "Enter the day"),
        ({"q-overall": "superb"}, "Choose one of the answers"),
        ({"q-could-be-better": "x" * 5001}, "too long"),
        ({"channel": "web"}, "Choose one of the answers"),
        ({"page": "not ours"}, "Your session was renewed"),
        ({"csrf_token": "not ours"}, "Your session was renewed"),
        ({"q-overall": "", "q-could-be-better": ""}, "Type in at least one answer"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    app: Flask, wrong: dict[str, str], words: str
) -> None:
    client = sign_in(app)
    typed = {"q-went-well": "She listened"} if "q-could-be-better" not in wrong else {}
    sent = without_ticks(filled(client, "paper")) | typed | wrong
    refused = client.post(address("paper"), data={k: v for k, v in sent.items() if v})
    assert refused.status_code == 400
    assert words in refused.text
    assert all(text in refused.text for text in typed.values())
    assert rows(app, "SELECT count(*) FROM response") == [(0,)]


def test_forms_are_offered_as_people_look_for_them(app: Flask) -> None:
    """R3-17: adults' first, a group's own last; not by their addresses, care leavers' before all."""
    page = sign_in(app).get("/staff/enter").text
    found = [page.index(f"/staff/enter/{slug}/paper") for slug in
             ("listening-to-families", "young-people", "care-leavers", "parent-carer-voice-meeting")]  # fmt: skip
    assert found == sorted(found)


def test_nothing_that_others_sent_can_be_seen_from_there(app: Flask) -> None:
    """R3-17: complaints staff type in, and open nobody's words."""
    tell(app, "A secret of somebody else")
    client = sign_in(app, Role.COMPLAINTS)
    pages = [client.get(path).text for path in ("/staff/enter", address("paper"))]
    fields = without_ticks(filled(client, "paper"))
    pages.append(client.post(address("paper"), data=fields).text)
    for page in pages:
        assert "secret" not in page
        assert "/staff/responses/" not in page
    assert client.get("/staff/queue").status_code == 403
    assert sign_in(app, Role.COMMITTEE).get("/staff/enter").status_code == 403
