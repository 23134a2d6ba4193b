"""Priya and Sam code the same comments alone; Lena settles where they differ; the page says what is counted (R5-14)."""

import re
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient

from feedback.domain.enums import AuditAction, Role
from feedback.services.audit import record
from feedback.services.runtime import Runtime
from tests.conftest import add_staff
from tests.journeys.officer import fields_of, rows, sign_in
from tests.journeys.test_officer_sees_what_is_new import hear

MEASURE = "/staff/measure"
SAMPLE = re.compile(r"/staff/measure/samples/[0-9a-f-]{36}")
SETTLE = re.compile(r'href="(/staff/measure/samples/[0-9a-f-]{36}/comments/[0-9a-f-]{36})"')
NUMBERS = (
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
)


def fill(app: Flask) -> None:
    """Store enough comments of one quarter, on one theme each."""
    for number in NUMBERS:
        hear(app, f"We waited {number} months for a place.")


def another(app: Flask, name: str) -> FlaskClient:
    """Return the browser of one more officer."""
    address = f"{name}@example.org"
    add_staff(app, Role.OFFICER, email=address)
    return sign_in(app, email=address)


def draw(client: FlaskClient) -> str:
    """Draw a sample; return its address."""
    form = fields_of(client.get(MEASURE).text)
    drawn = client.post(f"{MEASURE}/samples", data=form | {"quarter": "2026-Q3", "size": "30"})
    assert drawn.status_code == 303
    return str(drawn.location)


def code(client: FlaskClient, sample: str, **chosen: str) -> int:
    """Code all comments alike; return how many."""
    done = 0
    while (page := client.get(f"{sample}/code")).status_code == 200:
        sent = fields_of(page.text) | {key.replace("_", "-"): how for key, how in chosen.items()}
        assert client.post(f"{sample}/code", data=sent).status_code == 303
        done += 1
    assert page.location == sample
    return done


def test_sample_when_coded_by_two_and_settled_says_what_is_counted(app: Flask) -> None:
    fill(app)
    priya = sign_in(app)
    assert "Nobody has coded comments here" in priya.get(MEASURE).text
    assert "before it came here" in priya.get(MEASURE).text
    sample = draw(priya)
    assert code(priya, sample, theme_timeliness="negative") == 11
    assert "You have finished" in priya.get(sample).text
    sam = another(app, "sam")
    assert code(sam, sample, theme_timeliness="positive") == 11
    lena = another(app, "lena")
    page = lena.get(sample).text
    assert "Both coded 11 comments, no of them alike" in page or "0 of them alike" in page
    assert page.count("Settle what it says") == 11
    for address in SETTLE.findall(page):
        form = lena.get(address)
        assert "Criticised" in form.text
        refused = lena.post(address, data=fields_of(form.text))
        assert refused.status_code == 400
        assert "or say that none fits" in unescape(refused.text)
        sent = fields_of(form.text) | {"theme-timeliness": "both"}
        assert lena.post(address, data=sent).status_code == 303
        assert lena.get(address).status_code == 303, "it is settled"
    assert "Closed on 14 August 2026" in lena.get(sample).text
    measured = unescape(lena.get(MEASURE).text)
    assert "1.00 (0.74 to 1.00)" in measured
    assert "Counted where nobody decided" in measured
    assert "Not counted automatically: too few to tell" in measured
    assert rows(app, "SELECT count(*) FROM theme_decision WHERE theme = 'timeliness'") == [(22,)]


def test_page_of_a_coder_holds_neither_the_machines_answer_nor_the_other_ones(app: Flask) -> None:
    """R5-14: whoever has seen an answer leans towards it."""
    fill(app)
    priya, sam = sign_in(app), another(app, "sam")
    sample = draw(priya)
    plain = sam.get(f"{sample}/code").text
    code(priya, sample, theme_timeliness="negative")
    assert rows(app, "SELECT count(*) > 0 FROM theme_suggestion WHERE theme = 'timeliness'") == [
        (1,)
    ]
    page = sam.get(f"{sample}/code").text
    without_token = re.compile(r'name="csrf_token" value="[^"]+"')
    assert without_token.sub("", page) == without_token.sub("", plain)
    assert "<mark" not in page
    assert "selected" not in page.replace('value="" selected', "")
    for hint in ("suggest", "Priya", "Test said", "confidence", "engine"):
        assert hint not in page
    assert "Criticised:" not in sam.get(sample).text
    assert "is shown when two people have coded everything" in sam.get(sample).text
    assert sam.get(f"{sample}/comments/{sample[-36:]}").status_code == 409


def test_what_both_coded_alike_is_taken_at_once(app: Flask) -> None:
    fill(app)
    priya, sam = sign_in(app), another(app, "sam")
    sample = draw(priya)
    for client in (priya, sam):
        assert code(client, sample, theme_timeliness="negative") == 11
    page = priya.get(sample).text
    assert "Take the 11 that both coded alike" in page
    refused = priya.post(f"{sample}/agree", data={"csrf_token": "old"})
    assert refused.status_code == 303
    assert "Take the 11" in priya.get(sample).text
    priya.post(f"{sample}/agree", data=fields_of(page))
    assert "Closed on" in priya.get(sample).text
    assert rows(app, "SELECT count(*) FROM theme_decision WHERE verdict = 'confirmed'") == [(11,)]
    assert "Code it" not in priya.get(MEASURE).text


@pytest.mark.parametrize(
    ("chosen", "said"),
    [
        ({}, "or say that none fits"),
        ({"none": "y", "theme-timeliness": "both"}, "Take one of them back"),
        ({"theme-timeliness": "very"}, "or say that none fits"),
        ({"csrf_token": "old", "theme-timeliness": "both"}, "Your session was renewed"),
    ],
)
def test_coding_when_it_cannot_be_stored_says_so_and_keeps_what_was_chosen(
    app: Flask, chosen: dict[str, str], said: str
) -> None:
    fill(app)
    client = sign_in(app)
    sample = draw(client)
    sent = fields_of(client.get(f"{sample}/code").text) | chosen
    refused = client.post(f"{sample}/code", data=sent)
    assert refused.status_code == 400
    assert said in unescape(refused.text)
    if chosen.get("theme-timeliness") == "both":
        assert fields_of(refused.text)["theme-timeliness"] == "both"
    assert rows(app, "SELECT count(*) FROM blind_coding") == [(0,)]


def test_coding_when_no_theme_fits_or_the_page_is_late_is_right(app: Flask) -> None:
    fill(app)
    client = sign_in(app)
    sample = draw(client)
    first = fields_of(client.get(f"{sample}/code").text)
    assert client.post(f"{sample}/code", data=first | {"none": "y"}).status_code == 303
    assert "Comment 2 of 11" in client.get(f"{sample}/code").text
    again = fields_of(client.get(f"{sample}/code").text) | {"comment": first["comment"]}
    assert client.post(f"{sample}/code", data=again | {"none": "y"}).status_code == 303
    assert "Comment 2 of 11" in client.get(f"{sample}/code").text
    assert rows(app, "SELECT count(*) FROM blind_coding") == [(1,)]


@pytest.mark.parametrize(
    ("chosen", "status", "said"),
    [
        ({"quarter": "2026-Q1"}, 400, "Choose a quarter that is in the list"),
        ({"size": "1000"}, 400, "Choose how many comments"),
        ({"csrf_token": "old"}, 400, "Your session was renewed"),
        ({}, 409, "fewer than 10 comments left"),
    ],
)
def test_sample_when_it_cannot_be_drawn_says_so(
    app: Flask, chosen: dict[str, str], status: int, said: str
) -> None:
    hear(app, "We waited.")
    client = sign_in(app)
    form = fields_of(client.get(MEASURE).text) | {"quarter": "2026-Q3"}
    refused = client.post(f"{MEASURE}/samples", data=form | chosen)
    assert refused.status_code == status
    assert said in unescape(refused.text)
    assert "<title>Error: " in refused.text


def test_sample_that_two_others_code_is_not_open_to_a_third(app: Flask) -> None:
    fill(app)
    priya, sam, lena = sign_in(app), another(app, "sam"), another(app, "lena")
    sample = draw(priya)
    for client in (priya, sam):
        sent = fields_of(client.get(f"{sample}/code").text) | {"none": "y"}
        assert client.post(f"{sample}/code", data=sent).status_code == 303
    assert lena.get(f"{sample}/code").status_code == 403
    assert "Code it" not in lena.get(MEASURE).text
    assert SAMPLE.search(lena.get(MEASURE).text)


def test_learning_from_decisions_is_told_before_and_after(app: Flask) -> None:
    runtime: Runtime = app.extensions["feedback"]
    with runtime.database.transaction() as session:
        for adopted, now in ((True, 0.71), (False, 0.6)):
            detail = {"blind": 40, "f1_before": 0.6, "f1_now": now, "adopted": adopted}
            record(
                session, runtime, AuditAction.MODEL_COMPARED, subject=("model", "m"), detail=detail
            )
    page = sign_in(app).get(MEASURE).text
    assert "0.71" in page
    assert "Taken up at the next start" in page
    assert "Not surely better: the old one stays" in page
