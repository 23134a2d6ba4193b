"""Files that an officer sends and that are not taken: said beside the field, before they are read where they can be."""

from io import BytesIO

import pytest
from flask import Flask

from feedback.services.import_grid import MOST_BYTES
from tests.journeys.officer import rows, sign_in
from tests.journeys.test_officer_imports import PATH, begin, upload


@pytest.mark.parametrize(
    ("content", "name", "fields", "words"),
    [
        (b"", "a.csv", {}, "empty"),
        (b"%PDF-1.7", "a.csv", {}, "something else"),
        (b"ID,Words\n1,a\n", "a.xlsx", {}, "no Excel workbook"),
        (b"ID,Words\n1,a\n", "", {}, "Choose a file"),
        (b"ID,Words\n1,a\n", "a.csv", {"slug": ""}, "Choose whose answers they are"),
        (b"ID,Words\n1,a\n", "a.csv", {"slug": "nowhere"}, "Choose whose answers they are"),
        (b"ID,Words\n1,a\n", "a.csv", {"encoding": "ebcdic"}, "Choose one of the answers"),
        (b"ID,Words\n1,a\n", "a.csv", {"csrf_token": "x"}, "Your session was renewed"),
    ],
)
def test_file_that_is_refused_is_refused_beside_its_field(
    app: Flask, content: bytes, name: str, fields: dict[str, str], words: str
) -> None:
    refused = upload(sign_in(app), content, name, **fields)
    assert refused.status_code == 400
    assert words in refused.text
    assert rows(app, "SELECT id FROM import_upload") == []


class Watched(BytesIO):
    """A body of which is known how much was read."""

    taken = 0

    def read(self, size: int | None = -1, /) -> bytes:
        """Count what is read."""
        got = super().read(size)
        self.taken += len(got)
        return got


def test_spreadsheet_of_60_mb_is_refused_before_it_is_read(app: Flask) -> None:
    client, body = sign_in(app), Watched(b"x" * 60_000_000)
    refused = client.post(
        "/staff/imports", input_stream=body, content_length=60_000_000,
        content_type="multipart/form-data; boundary=b",
    )  # fmt: skip
    assert refused.status_code == 413
    assert "larger than 20 MB. It was not read" in refused.text
    assert body.taken == 0


def test_file_just_over_the_limit_is_refused_and_no_other_page_takes_more_than_before(
    app: Flask,
) -> None:
    client = sign_in(app)
    refused = upload(client, b"a,b\n" + b"x" * MOST_BYTES, "a.csv")
    assert (refused.status_code, "20 MB" in refused.text) == (400, True)
    assert client.post("/staff/campaigns", data={"title": "x" * 600_000}).status_code == 413


def test_file_never_lies_on_a_disk_unsealed(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_arguments: object, **_named: object) -> None:
        raise AssertionError("a file was written")

    for name in ("TemporaryFile", "SpooledTemporaryFile", "NamedTemporaryFile"):
        monkeypatch.setattr(f"werkzeug.formparser.{name}", refuse, raising=False)
    lines = "".join(f"{number},{'w' * 900}\n" for number in range(1_500))
    _client, path = begin(app, f"ID,Words\n{lines}".encode(), "a.csv")
    assert PATH.fullmatch(path)
