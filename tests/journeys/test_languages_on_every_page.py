"""Every page that families meet can be read in another language from where it is, and nothing typed is lost (R3-21)."""

import re
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.every_page import ADULT, family_pages
from tests.journeys.test_family_tells_us import ANSWERS, rows
from tests.journeys.test_family_uses_its_code import ask, told
from tests.journeys.test_languages import speaking
from tests.journeys.walk import CODE, hidden, press, send, to_check

__all__ = ["speaking"]
SLUG = "parent-carer-voice"
POLISH = re.compile(r'<(?:a|button)[^>]*lang="pl"[^>]*>Polski</(?:a|button)>')
FORM = re.compile(r"<form\b.*?</form>", re.DOTALL)


def switch(client: FlaskClient, html: str, **typed: str) -> str:
    """Press the button of Polish, with everything that stands in its form and what was typed; return the page."""
    (form,) = (one for one in FORM.findall(html) if POLISH.search(one))
    button = POLISH.search(form)
    assert button
    address = re.search(r'formaction="([^"]+)"', button[0])
    go = re.search(r'name="go" value="([^"]+)"', button[0])
    assert address
    assert go
    sent = [*hidden(form).items(), *typed.items(), ("go", go[1])]
    fields: dict[str, list[str]] = {}
    for name, value in sent:
        fields.setdefault(name, []).append(unescape(value))
    answered = client.post(unescape(address[1]), data=fields)
    assert answered.status_code == 200
    assert '<html lang="pl"' in answered.text
    return answered.text


def test_every_family_page_offers_the_other_languages(speaking: Flask) -> None:
    """Paper alone does not: it is printed."""
    pages = family_pages(speaking, (ADULT, "children"), ())
    without = [name for name, html in pages.items() if not POLISH.search(html)]
    assert [name for name in without if not name.endswith("-paper")] == []


def test_steps_around_the_questions_keep_what_was_typed(speaking: Flask) -> None:
    client = speaking.test_client()
    html = client.post(f"/{SLUG}/questions", data={"go": "next"}).text
    while hidden(html)["question"] != "after:complaint":
        html = press(client, SLUG, html, go="skip").text
    html = switch(client, html, answer="yes")
    assert re.search(r'value="yes"[^>]* checked', html)
    html = press(client, SLUG, html, go="next", answer="yes").text
    html = switch(client, html, name="Jo", phone="07700 900777", safe_way="po 18")
    assert "07700 900777" in html
    assert "po 18</textarea>" in html


def test_questions_about_oneself_and_the_last_page_keep_everything(speaking: Flask) -> None:
    client = speaking.test_client()
    check = to_check(client, SLUG, ANSWERS)
    page = hidden(check)["page"]
    about = client.post(
        f"/{SLUG}/questions", data={"page": page, "go": "about-you", "may_quote": "yes"}
    ).text
    chosen = re.findall(r'name="answer" value="([^"]+)"', about)[1]
    assert re.search(rf'value="{chosen}"[^>]* checked', switch(client, about, answer=chosen))
    ready = press(client, SLUG, about, go="rest", answer=chosen).text
    assert hidden(switch(client, ready))["may_quote"] == "yes"


def test_receipt_shows_the_same_code_and_stores_nothing_more(speaking: Flask) -> None:
    client = speaking.test_client()
    receipt = send(client, SLUG, to_check(client, SLUG, ANSWERS)).text
    first, again = CODE.search(receipt), CODE.search(switch(client, receipt))
    assert first
    assert again
    assert again[1] == first[1]
    assert rows(speaking, "SELECT count(*) FROM response") == [(1,)]
    for wrong in ({"page": "x", "reply": "not_asked"}, hidden(receipt) | {"reply": "x"}):
        assert client.post(f"/{SLUG}/receipt", data=wrong).headers["Location"] == "/status"


def test_saved_answers_stay_saved_under_the_same_code(speaking: Flask) -> None:
    client = speaking.test_client()
    html = client.post(f"/{SLUG}/questions", data={"go": "next"}).text
    kept = press(client, SLUG, html, go="save", answer="poor").text
    again = switch(client, kept)
    first, second = CODE.search(kept), CODE.search(again)
    assert first
    assert second
    assert first[1] == second[1]
    assert rows(speaking, "SELECT count(*) FROM saved_draft") == [(1,)]
    assert f"{first[1][:4]}x</" not in again
    wrong = client.post("/saved", data={"code": "7G"}).text
    assert 'value="7G"' in switch(client, wrong, code="7G")


def test_pages_behind_a_code_keep_the_code_and_the_words(speaking: Flask) -> None:
    client = speaking.test_client()
    code = told(client)
    ask(speaking, "Which office was it?")
    found = client.post("/status", data={"code": code}).text
    assert hidden(switch(client, found))["page"]
    letters = client.post("/status/messages", data={"page": hidden(found)["page"]}).text
    assert "Leominster.</textarea>" in switch(client, letters, words="Leominster.")
    own = client.post("/status/words", data={"page": hidden(found)["page"]}).text
    add = own[own.index('id="add"') :]
    assert "One thing more</textarea>" in switch(client, add, words="One thing more")
    change = own[: own.index('id="add"')]
    change = FORM.findall(change)[0]
    changed = switch(client, change, words="Other words")
    assert "Other words</textarea>" in changed
    assert "<details open>" in changed
    sure = client.post("/status/take-back", data={"page": hidden(found)["page"]}).text
    assert "take-back" in switch(client, sure)
    assert rows(speaking, "SELECT count(*) FROM response") == [(1,)]


def test_asking_for_the_code_again_keeps_what_was_to_be_done(speaking: Flask) -> None:
    client = speaking.test_client()
    told(client)
    late = client.post(
        "/status/change", data={"page": "x", "words": "Mine", "go": "take-out", "comment": "7"}
    )
    html = switch(client, late.text, code="7G2K", words="Mine")
    assert "Mine</textarea>" in html
    assert 'value="7G2K"' in html
    assert 'name="go" value="take-out"' in html
    assert 'type="hidden" name="go" value="again"' not in html
    wrong = client.post("/status", data={"code": "7G"}).text
    assert 'value="7G"' in switch(client, wrong, code="7G")


def test_complaint_about_data_keeps_words_and_code(speaking: Flask) -> None:
    client = speaking.test_client()
    form = hidden(client.get("/data-protection").text)
    refused = client.post("/data-protection", data=form | {"words": "", "phone": "1"}).text
    html = switch(client, refused, words="My words", phone="07700 900777")
    assert "My words</textarea>" in html
    assert "07700 900777" in html
    sent = client.post("/data-protection", data=hidden(html) | {"words": "My words"}).text
    first, again = CODE.search(sent), CODE.search(switch(client, sent))
    assert first
    assert again
    assert first[1] == again[1]
    late = client.post("/data-protection/kept", data={"page": "x"})
    assert late.headers["Location"] == "/data-protection/answer"
    found = client.post("/data-protection/answer", data={"code": first[1]}).text
    assert "2026" in switch(client, found)
    wrong = client.post("/data-protection/answer", data={"code": "7G"}).text
    assert 'value="7G"' in switch(client, wrong, code="7G")


@pytest.mark.parametrize("path", ["/nowhere", "/status/take-back"])
def test_page_that_carries_nothing_leads_to_the_first_page(speaking: Flask, path: str) -> None:
    html = speaking.test_client().get(path, follow_redirects=True).text
    assert POLISH.search(html)
