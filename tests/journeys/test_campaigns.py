"""A library's poster: a phone reads it, only its code travels, and few answers show no number."""

import re

import pytest
import segno
from flask import Flask
from flask.testing import FlaskClient

from feedback.domain.enums import Role
from tests.journeys.officer import fields_of, rows, sign_in
from tests.journeys.walk import hidden, press, send

SLUG = "listening-to-families"
NEW = {
    "code": "hub", "title": "Summer fair", "venue": "Leominster hub",
    "starts_on": "2026-08-01", "ends_on": "2026-09-30",
}  # fmt: skip
STROKE = re.compile(r"M(\d+) ([\d.]+)|m(-?\d+) (-?\d+)|h(\d+)")


def with_campaign(app: Flask, role: Role = Role.OFFICER) -> FlaskClient:
    client = sign_in(app, role)
    token = fields_of(client.get("/staff/campaigns").text)["csrf_token"]
    made = client.post("/staff/campaigns", data={**NEW, "csrf_token": token})
    assert "Its posters are in the list." in client.get(made.location).text
    return client


def answer(app: Flask, start: str) -> None:
    client = app.test_client()
    html = client.get(start).text
    html = client.post(f"/{SLUG}/questions", data={**hidden(html), "go": "next"}).text
    html = press(client, SLUG, html, go="next", answer="good").text
    while "question" in hidden(html):
        html = press(client, SLUG, html, go="skip").text
    while 'id="send"' not in html:
        html = client.post(
            re.findall(r'<form method="post" action="([^"]+)"', html)[-1],
            data={**hidden(html), "go": "skip"},
        ).text
    assert send(client, SLUG, html).status_code == 200


def modules(svg: str) -> set[tuple[int, int]]:
    """Return the dark modules (column, row) that the picture draws, without its quiet zone."""
    dark, x, y = set(), 0, 0.0
    path = re.findall(r' d="([^"]+)"', svg)[-1]
    for left, top, dx, dy, length in STROKE.findall(path):
        if left:
            x, y = int(left), float(top)
        elif dx:
            x, y = x + int(dx), y + int(dy)
        else:
            dark |= {(x + step, int(y)) for step in range(int(length))}
            x += int(length)
    return {(column - 4, row - 4) for column, row in dark}


def test_square_says_the_address_with_the_code_and_nothing_else(app: Flask) -> None:
    """R3-19: level Q, quiet zone of four, the venue's code only."""
    client = with_campaign(app)
    svg = client.get("/staff/campaigns/HUB/qr.svg")
    assert svg.mimetype == "image/svg+xml"
    wanted = segno.make("http://localhost/go/HUB", error="q", micro=False, boost_error=False)
    dark = {
        (column, row)
        for row, line in enumerate(wanted.matrix)
        for column, value in enumerate(line)
        if value
    }
    assert modules(svg.text) == dark
    assert wanted.error == "Q"
    size = len(wanted.matrix) + 8
    assert f'width="{size}" height="{size}"' in svg.text, "four modules on every side"


@pytest.mark.parametrize(("size", "drawn_mm"), [("a4", 80), ("a5", 48)])
def test_poster_holds_what_somebody_needs_who_cannot_scan(
    app: Flask, size: str, drawn_mm: int
) -> None:
    page = with_campaign(app).get(f"/staff/campaigns/HUB/poster/{size}").text
    for words in ("Scan or visit", "localhost/go/HUB", "01432 260000", "999", "qr.svg"):
        assert words in page
    assert drawn_mm * 21 / 29 >= 30, "R3-19: the square itself is at least 3 cm, quiet zone apart"


def test_code_is_sealed_from_the_first_page_and_stored_with_the_answers(app: Flask) -> None:
    with_campaign(app)
    client = app.test_client()
    door = client.get("/go/hub").text
    assert f"/{SLUG}/?c=HUB" in door
    start = client.get(f"/{SLUG}/?c=HUB").text
    assert "HUB" not in start, "the code left the address for the sealed page"
    answer(app, f"/{SLUG}/?c=HUB")
    assert rows(app, "SELECT campaign FROM response") == [("HUB",)]


@pytest.mark.parametrize("code", ["nowhere", "ABCDEFGHI", "H1", "<b>", ""])
def test_code_of_no_campaign_stops_nobody_and_is_not_stored(app: Flask, code: str) -> None:
    assert app.test_client().get(f"/go/{code or 'x'}").status_code == 200
    answer(app, f"/{SLUG}/?c={code}")
    assert rows(app, "SELECT campaign FROM response") == [(None,)]


def test_few_answers_show_a_number_to_admins_alone(app: Flask) -> None:
    """R3-20."""
    officer = with_campaign(app)
    admin = sign_in(app, Role.ADMIN)
    for _ in range(4):
        answer(app, f"/{SLUG}/?c=HUB")
    assert '<td class="govuk-table__cell">fewer than 5</td>' in officer.get("/staff/campaigns").text
    assert '<td class="govuk-table__cell">4</td>' in admin.get("/staff/campaigns").text
    answer(app, f"/{SLUG}/?c=HUB")
    assert '<td class="govuk-table__cell">5</td>' in officer.get("/staff/campaigns").text


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"code": "HUB2"}, "2 to 8 letters"),
        ({"code": "HUB"}, "Another campaign has this code"),
        ({"title": " "}, "what the campaign is called"),
        ({"venue": "x" * 121}, "where it is"),
        ({"starts_on": "soon"}, "Enter the day"),
        ({"code": "NEW", "ends_on": "2026-07-01"}, "not before the first"),
    ],
)
def test_what_is_wrong_with_a_campaign_is_said_and_nothing_typed_is_lost(
    app: Flask, wrong: dict[str, str], words: str
) -> None:
    client = with_campaign(app)
    token = fields_of(client.get("/staff/campaigns").text)["csrf_token"]
    refused = client.post("/staff/campaigns", data={**NEW, "csrf_token": token, **wrong})
    assert refused.status_code in (400, 409)
    assert words in refused.text
    assert rows(app, "SELECT code FROM campaign") == [("HUB",)]
