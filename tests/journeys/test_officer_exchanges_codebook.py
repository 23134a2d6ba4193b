"""Priya gives the codebook to a researcher, and takes in the researcher's codes."""

import io

from flask import Flask

from feedback.services.exchange_codebook import NAMESPACE
from tests.journeys.officer import fields_of, rows, sign_in

ADDRESS = "/staff/codebook/take-in"
FILE = (
    f'<CodeBook xmlns="{NAMESPACE}"><Codes><Code guid="1" name="Short breaks" isCodable="true">'
    "<Description>respite</Description></Code></Codes></CodeBook>"
).encode()


def test_codebook_when_given_out_comes_back_without_a_new_version(app_on_both: Flask) -> None:
    client = sign_in(app_on_both)
    given = client.get("/staff/codebook/codebook.qdc")
    assert given.headers["Content-Disposition"] == 'attachment; filename="codebook.qdc"'
    assert b"Waiting and timeliness" in client.get("/staff/codebook/codebook.csv").data
    form = fields_of(client.get(ADDRESS).text) | {"why": "To see"}
    sent = form | {"file": (io.BytesIO(given.data), "a.qdc")}
    assert "in the codebook already" in client.post(ADDRESS, data=sent).text
    sent = form | {"file": (io.BytesIO(FILE), "b.qdc")}
    assert client.post(ADDRESS, data=sent).status_code == 303
    assert "Taken in from a file" in client.get("/staff/codebook").text
    assert rows(app_on_both, "SELECT max(number) FROM codebook_version") == [(2,)]


def test_file_when_missing_or_no_codebook_is_said_beside_the_field(app: Flask) -> None:
    client = sign_in(app)
    form = fields_of(client.get(ADDRESS).text) | {"why": "To see what happens"}
    form.pop("file", None)
    assert "Choose a file" in client.post(ADDRESS, data=form).text
    sent = form | {"file": (io.BytesIO(b"%PDF"), "a.qdc")}
    refused = client.post(ADDRESS, data=sent)
    assert refused.status_code == 400
    assert "not a REFI-QDA codebook" in refused.text
    assert "To see what happens" in refused.text, "nothing typed is lost"
    forged = form | {"csrf_token": "x", "file": (io.BytesIO(FILE), "a.qdc")}
    assert client.post(ADDRESS, data=forged).status_code == 400
    assert rows(app, "SELECT count(*) FROM codebook_version") == [(1,)]
