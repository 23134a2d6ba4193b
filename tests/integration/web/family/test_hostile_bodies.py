"""Whatever is sent to a family's page is answered with a plain page: never a fault of ours, never anything stored."""

import io
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.journeys.test_family_tells_us import ANSWERS, rows
from tests.journeys.walk import CODE, hidden, send, to_check

SLUG = "parent-carer-voice"
NAMES = ("page", "question", "answer", "go", "changing", "may_quote", "csrf_token")
QUESTIONS = ("overall", "services", "went-well", "no-such", "__class__", "")
ODD = st.one_of(
    st.sampled_from(
        ("next", "skip", "back", "check", "change:overall", "change:", "yes", *QUESTIONS)
    ),
    st.text(max_size=40),
)
CALM = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def assert_refused_or_answered(app: Flask, status: int) -> None:
    assert status in (200, 303, 400, 404, 413, 415)
    assert rows(app, "SELECT count(*) FROM response") == [(0,)]


@CALM
@given(
    fields=st.dictionaries(st.sampled_from(NAMES), ODD, max_size=6),
    address=st.sampled_from(("questions", "send")),
    with_page=st.booleans(),
)
def test_any_fields_at_all_get_a_plain_page(
    app: Flask, fields: dict[str, str], address: str, with_page: bool
) -> None:
    client = app.test_client()
    if with_page:
        fields["page"] = hidden(client.post(f"/{SLUG}/questions", data={"go": "next"}).text)["page"]
    answered = client.post(f"/{SLUG}/{address}", data=fields)
    assert_refused_or_answered(app, answered.status_code)


@CALM
@given(body=st.binary(max_size=300))
def test_any_bytes_at_all_get_a_plain_page(app: Flask, body: bytes) -> None:
    answered = app.test_client().post(
        f"/{SLUG}/questions", data=body, content_type="application/x-www-form-urlencoded"
    )
    assert_refused_or_answered(app, answered.status_code)


@pytest.mark.parametrize(
    "sent",
    [
        {"data": "{}", "content_type": "application/json"},
        {"data": b"--x\r\nbroken", "content_type": "multipart/form-data; boundary=x"},
        {"data": b"abc", "content_type": "multipart/form-data"},
        {"data": {"answer": (io.BytesIO(b"picture"), "a.png"), "question": "went-well"}},
        {"data": {f"field{i}": "x" for i in range(5000)}},
        {"data": b"answer=%ED%A0%80%00&question=went-well"},
        {"data": b"%"},
        {"data": b"&".join([b"answer=school"] * 2000) + b"&question=services"},
        {"data": b"", "content_type": "text/plain"},
    ],
)
def test_odd_kinds_of_body_get_a_plain_page(app: Flask, sent: dict[str, Any]) -> None:
    answered = app.test_client().post(f"/{SLUG}/questions", **sent)
    assert_refused_or_answered(app, answered.status_code)


def test_file_sent_as_a_code_is_answered_kindly(app: Flask) -> None:
    sent = {"code": (io.BytesIO(b"picture"), "a.png")}
    assert app.test_client().post("/status", data=sent).status_code == 400


def test_half_a_character_and_a_null_byte_do_not_stop_a_sending(app: Flask) -> None:
    client = app.test_client()
    html = client.post(f"/{SLUG}/questions", data={"go": "next"}).text
    body = b"page=" + hidden(html)["page"].encode()
    body += b"&question=went-well&changing=yes&go=next&answer=kind%ED%A0%80%00people"
    check = client.post(
        f"/{SLUG}/questions", data=body, content_type="application/x-www-form-urlencoded"
    )
    assert "Check your answers" in check.text
    assert send(client, SLUG, check.text).status_code == 200


def test_four_presses_at_once_store_one_and_show_one_code(app: Flask) -> None:
    check = to_check(app.test_client(), SLUG, ANSWERS)
    with ThreadPoolExecutor(4) as pool:
        pages = list(pool.map(lambda _i: send(app.test_client(), SLUG, check), range(4)))
    assert {page.status_code for page in pages} == {200}
    assert len({found[1] for page in pages if (found := CODE.search(page.text))}) == 1
    assert rows(app, "SELECT count(*) FROM response") == [(1,)]


def test_hostile_host_header_is_never_repeated(app: Flask) -> None:
    client = app.test_client()
    for path in (f"/{SLUG}", f"/{SLUG}/", f"/{SLUG}/send", "/nowhere", "/help"):
        answered = client.get(path, headers={"Host": "evil.example"})
        assert "evil.example" not in answered.text + answered.headers.get("Location", "")


def test_address_without_its_last_stroke_works_too(app: Flask) -> None:
    """As people copy it from a poster."""
    assert app.test_client().get(f"/{SLUG}").status_code == 200
