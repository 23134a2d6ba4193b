"""Every address of the family side that takes something, as the application lists them: what each must survive."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from tests.journeys.test_family_tells_us import SLUG, rows
from tests.journeys.test_family_uses_its_code import told
from tests.journeys.walk import hidden

FIELDS = (
    "page", "question", "answer", "go", "changing", "may_quote", "code", "once", "words", "comment",
    "outcome", "helped", "slug", "destroy", "homepage", "work", "name", "email", "phone", "lang",
)  # fmt: skip
EXPECTED = {200, 303, 400, 404, 409, 413, 415}
"""What a plain page may answer; a fault of ours (500) is never one of them."""


def posts(app: Flask) -> Iterator[str]:
    """Return every address of the family side that takes a POST."""
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            if rule.endpoint.startswith("family.") and "POST" in (rule.methods or set()):
                values = dict.fromkeys(rule.arguments, SLUG)
                yield app.url_map.bind("localhost").build(rule.endpoint, values, method="POST")


def stored(app: Flask) -> list[tuple[Any, ...]]:
    """Return what is stored of families."""
    return rows(
        app, "SELECT (SELECT count(*) FROM response), (SELECT count(*) FROM comment),"
        " (SELECT count(*) FROM answer), (SELECT count(*) FROM mailbox_message)"
    )  # fmt: skip


def check(app: Flask, address: str, sent: dict[str, Any], allowed: set[int]) -> None:
    """Post it, and ask for a plain page with a heading and nothing stored."""
    before = stored(app)
    answered = app.test_client().post(address, **sent)
    assert answered.status_code in allowed, address
    if answered.mimetype == "text/html":
        assert "<h1" in answered.text, address
    assert stored(app) == before, address


def test_there_are_as_many_addresses_as_we_know(app: Flask) -> None:
    assert len(set(posts(app))) >= 13


def test_body_that_is_too_large_gets_a_plain_page(app: Flask) -> None:
    for address in posts(app):
        check(app, address, {"data": {"answer": "x" * 600_000}}, {413})
        pieces = b"--b\r\nContent-Disposition: form-data; name=answer\r\n\r\n" + b"x" * 600_000
        kind = "multipart/form-data; boundary=b"
        check(app, address, {"data": pieces, "content_type": kind}, {413})


def test_null_bytes_get_a_plain_page(app: Flask) -> None:
    for address in posts(app):
        body = "&".join(f"{name}=%00a%00" for name in FIELDS)
        kind = "application/x-www-form-urlencoded"
        check(app, address, {"data": body, "content_type": kind}, EXPECTED - {413})


@pytest.mark.parametrize("go", ["next", "skip", "back", "save", "stay", "take-out", "no-such"])
def test_choice_that_is_not_on_the_page_gets_a_plain_page(app: Flask, go: str) -> None:
    """Without a page, with a good page, and with a good code: no words of anybody's go with them."""
    client = app.test_client()
    code = told(client)
    page = hidden(client.post(f"/{SLUG}/questions", data={"go": "next"}).text)["page"]
    wrong = dict.fromkeys(FIELDS, "no-such") | {"go": go, "words": "", "answer": "no-such"}
    without_page = {name: value for name, value in wrong.items() if name != "page"}
    for address in posts(app):
        for sent in (wrong, wrong | {"page": page}, without_page | {"code": code}):
            check(app, address, {"data": sent}, EXPECTED)


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:80", "a" * 300, "<script>", "@evil.example"]
)
def test_false_host_is_never_reflected_by_anything_that_takes_a_post(app: Flask, host: str) -> None:
    for address in posts(app):
        answered = app.test_client().post(address, data={"go": "next"}, headers={"Host": host})
        assert answered.status_code in EXPECTED, address
        assert host not in answered.text
        assert all(host not in value for value in answered.headers.values())
