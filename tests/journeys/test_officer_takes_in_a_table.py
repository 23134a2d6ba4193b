"""Priya changes the codebook in a spreadsheet: she sees what would change, then all of it comes in, or nothing."""

import csv
import io
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import Workbook
from werkzeug.test import TestResponse

from feedback.services.exchange_codebook import COLUMNS
from tests.journeys.officer import fields_of, rows, sign_in

ADDRESS = "/staff/codebook/take-in-table"
WHY = "Agreed with the forums"
VERSIONS = "SELECT max(number) FROM codebook_version"


def given_out(client: FlaskClient) -> list[dict[str, str]]:
    """Return the rows of the table that the codebook gives out."""
    text = client.get("/staff/codebook/codebook.csv").data.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def as_file(table: list[dict[str, str]], columns: tuple[str, ...] = COLUMNS) -> bytes:
    """Return rows as a spreadsheet saves them."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, columns, restval="", extrasaction="ignore")
    writer.writeheader()
    writer.writerows(table)
    return out.getvalue().encode()


def send(
    client: FlaskClient, content: bytes, *, name: str = "a.csv", why: str = WHY, **more: str
) -> TestResponse:
    """Choose a file on the page."""
    form = fields_of(client.get(ADDRESS).text) | {"why": why} | more
    return client.post(ADDRESS, data=form | {"file": (io.BytesIO(content), name)})


def test_table_when_it_comes_back_unchanged_changes_nothing(app_on_both: Flask) -> None:
    client = sign_in(app_on_both)
    same = send(client, client.get("/staff/codebook/codebook.csv").data)
    assert same.status_code == 400
    assert "says nothing that the codebook does not say already" in same.text
    assert WHY in same.text
    assert rows(app_on_both, VERSIONS) == [(1,)]


def test_table_when_changed_is_seen_first_and_comes_in_as_one_version_that_can_be_undone(
    app_on_both: Flask,
) -> None:
    client = sign_in(app_on_both)
    table = given_out(client)
    table[0] |= {"name": "Heard and involved", "examples": "Nobody asked us. | They listened."}
    table[1] |= {"area": "IX", "whose": "Shared", "services": "school | send"}
    table.append({"name": "Short breaks", "take_when": "'=respite and short breaks"})
    seen = send(client, as_file(table))
    assert seen.status_code == 200
    page = unescape(seen.text)
    assert "1 new theme, 2 changed, 18 as they are" in page
    assert "<ins>Heard and involved</ins>" in page
    assert "Area: <del>v</del> becomes <ins>ix</ins>" in page
    assert "<ins>send | school</ins>" in page
    assert rows(app_on_both, VERSIONS) == [(1,)], "nothing is stored yet"
    sent = fields_of(seen.text)
    sent.pop("file", None)
    assert client.post(ADDRESS, data=sent).status_code == 303
    assert rows(app_on_both, VERSIONS) == [(2,)]
    now = given_out(client)
    assert now[0]["name"] == "Heard and involved"
    assert now[0]["id"] == "listened-to", "it is the same theme, so its tags stay"
    assert (now[1]["area"], now[1]["whose"]) == ("ix", "shared")
    assert now[1]["services"] == "send | school", "in the order of the page"
    assert (now[-1]["id"], now[-1]["take_when"]) == ("short-breaks", "'=respite and short breaks")
    page = client.get("/staff/codebook").text
    assert "Taken in from a file" in page
    assert WHY in page
    assert "Undo the newest change" in page


def test_workbook_with_few_columns_leaves_the_others_as_they_are(app: Flask) -> None:
    client = sign_in(app)
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Name", "take_when", "our own notes"])
    sheet.append(["Waiting and timeliness", "waiting lists and late answers", "x"])
    out = io.BytesIO()
    book.save(out)
    before = {row["id"]: row for row in given_out(client)}["timeliness"]
    seen = send(client, out.getvalue(), name="a.xlsx")
    sent = fields_of(seen.text)
    sent.pop("file", None)
    assert client.post(ADDRESS, data=sent).status_code == 303
    after = {row["id"]: row for row in given_out(client)}["timeliness"]
    assert after == before | {
        "take_when": "waiting lists and late answers",
        "description": "waiting lists and late answers",
        "version": after["version"],
    }


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"name": "Ab"}, "Enter a name of 3 to 80 characters"),
        ({"name": "School and learning"}, "Another theme has this name"),
        ({"take_when": "short"}, "Write when to take this theme"),
        ({"area": "xx"}, "Write the assurance area as i to xi"),
        ({"whose": "me"}, "Write whose it is: council, shared"),
        ({"services": "send | buses"}, "Write services by their codes"),
        ({"examples": "|".join("x" * 11)}, "Write at most 10 examples"),
        ({"retired": "Yes"}, "Retire or merge it on its own page"),
        ({"id": "communication"}, "Another row is about the same theme"),
    ],
)
def test_row_when_it_cannot_be_taken_is_named_and_nothing_is_stored(
    app: Flask, row: dict[str, str], said: str
) -> None:
    client = sign_in(app)
    table = given_out(client)
    table[0] |= row
    table.append({"name": "A sound row", "take_when": "something quite new"})
    refused = send(client, as_file(table))
    assert refused.status_code == 400
    page = unescape(refused.text)
    assert "Row 2: " in page
    assert said in page
    assert WHY in page, "nothing typed is lost"
    assert 'type="file"' in page, "and the file can be chosen again"
    assert rows(app, VERSIONS) == [(1,)]


def test_row_of_a_theme_that_was_retired_is_left_or_named(app: Flask) -> None:
    client = sign_in(app)
    before = given_out(client)
    retire = "/staff/codebook/themes/send/retire"
    form = fields_of(client.get(retire).text) | {"into": "-", "why": "Not used here"}
    assert client.post(retire, data=form).status_code == 303
    assert "already" in send(client, as_file(given_out(client))).text
    assert "This theme is retired here" in send(client, as_file(before)).text


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"", "a.csv", "The file is empty"),
        (b"%PDF", "a.csv", "something else"),
        (b"label,area\nx,y\n", "a.csv", "no column “name”"),
        (b"name,Name\nx,y\n", "a.csv", "two columns with the same name"),
        (b"name\n" + b"x\n" * 201, "a.csv", "more than 200 rows"),
        (b"name\n" + b"x" * 200_001, "a.csv", "larger than 200 kB"),
        (b"name\nx\n", "a.qdc", "Only CSV files and Excel workbooks"),
    ],
)
def test_file_when_it_is_no_table_is_refused_in_plain_words(
    app: Flask, content: bytes, name: str, said: str
) -> None:
    refused = send(sign_in(app), content, name=name)
    assert refused.status_code == 400
    assert said in unescape(refused.text)
    assert WHY in refused.text


def test_form_when_half_filled_in_keeps_the_table_that_was_read(app: Flask) -> None:
    client = sign_in(app)
    form = fields_of(client.get(ADDRESS).text) | {"why": WHY}
    form.pop("file", None)
    assert "Choose a file" in client.post(ADDRESS, data=form).text
    new = b"name,take_when\nShort breaks,respite and short breaks\n"
    for wrong in ({"why": ""}, {"csrf_token": "old"}):
        refused = send(client, new, **{"why": WHY} | wrong)
        assert refused.status_code == 400
        assert "Short breaks" in fields_of(refused.text)["table"], (
            "the file need not be chosen again"
        )
    late = fields_of(send(client, new).text) | {"base": "99"}
    late.pop("file", None)
    told = client.post(ADDRESS, data=late)
    assert told.status_code == 409
    assert "Somebody else changed the codebook" in told.text
    again = fields_of(told.text)
    assert client.post(ADDRESS, data=again).status_code == 303
    assert rows(app, VERSIONS) == [(2,)]
