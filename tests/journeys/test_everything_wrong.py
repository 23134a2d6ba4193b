"""Whoever sends a form with much wrong meets one list of it, in the order of the page (promise 8).

That the list is in order, and that each line leads to its field, `tests/page_checks.py` sees on every page.
"""

import re

import pytest
from flask import Flask

from tests.journeys.officer import fields_of, sign_in

LISTED = re.compile(r'<li><a href="#([^"]+)">')
KEPT = ("csrf_token", "base", "version", "page", "asked", "origin")


@pytest.mark.parametrize(
    ("address", "changes", "wrong"),
    [
        ("/staff/codebook/themes/timeliness", {}, ["label", "plain", "include", "area", "controller", "why"]),
        ("/staff/codebook/themes/timeliness/retire", {}, ["into", "why"]),
        ("/staff/actions/new", {"due_on": "1/6/2026"}, ["what", "measure", "owner_role", "due_on", "service"]),
        ("/staff/enter/listening-to-families/together", {"channel": "x"},
         ["channel-phone", "received_on", "language", "read_back"]),
    ],
)  # fmt: skip
def test_what_is_wrong_is_listed_in_the_order_of_the_page(
    app: Flask, address: str, changes: dict[str, str], wrong: list[str]
) -> None:
    client = sign_in(app)
    stands = fields_of(client.get(address).text)
    sent = {name: words if name in KEPT else "" for name, words in stands.items()}
    refused = client.post(address, data=sent | changes)
    assert refused.status_code == 400
    listed = LISTED.findall(refused.text)
    assert listed[: len(wrong)] == wrong
    title = refused.text.index("govuk-error-summary")
    assert "autofocus" in refused.text[title : title + 200], (
        "the list has the focus without a script"
    )


def test_editor_of_a_question_lists_its_words_before_its_answers(app: Flask) -> None:
    client = sign_in(app)
    token = fields_of(client.get("/staff/questionnaires/listening-to-families").text)
    draft = client.post(
        "/staff/questionnaires/listening-to-families/begin",
        data={"csrf_token": token["csrf_token"]},
    ).location
    assert 'href="#changes"' in client.get(draft).text, "nobody scrolls past all questions"
    stands = fields_of(client.get(f"{draft}/questions/listened").text)
    sent = {name: words if name in KEPT else "" for name, words in stands.items()}
    refused = client.post(f"{draft}/questions/listened", data=sent)
    listed = LISTED.findall(refused.text)
    assert (refused.status_code, listed[0]) == (400, "words")
    assert any(name.startswith("label-") for name in listed[1:])
