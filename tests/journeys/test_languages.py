"""Oksana, Ioana, Marek and Salma tell what it is like in their own languages, on phones without JavaScript."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask, render_template_string
from flask.testing import FlaskClient

from feedback.app import create_app
from feedback.clock import Clock
from feedback.languages import known_languages, load_status, say_plain
from feedback.services.prepare_database import prepare_database
from feedback.services.runtime import Runtime
from feedback.settings import Settings
from tests.conftest import CheckedClient
from tests.databases import FIRST_KEY, NOON
from tests.journeys.officer import sign_in
from tests.journeys.test_family_tells_us import rows
from tests.journeys.walk import CODE, hidden

SLUG = "parent-carer-voice"
CODES = tuple(load_status())
WORDS = {
    "pl": "Czekamy na pomoc dla syna od wielu miesięcy i nikt nie oddzwonił",
    "ro": "Am așteptat opt luni și nimeni nu ne-a sunat înapoi despre fiul meu",
    "uk": "Ми чекали вісім місяців і ніхто нам не передзвонив щодо нашого сина",
    "ar": "انتظرنا ثمانية أشهر ولم يتصل بنا أحد بخصوص ابننا",
}
HELP = "We read it on working days. If you or someone else is in danger now, call 999."

TOLD = (
    "If we think someone may be badly hurt, we may have to tell people who can help. "
    "If you leave no details, we may not be able to find you."
)


@pytest.fixture
def speaking(ready_sqlite_url: str) -> Iterator[Flask]:
    """Return the application with every language switched on."""
    settings = Settings(
        ready_sqlite_url, (FIRST_KEY,), "s" * 40, https_only=False, languages=CODES, least_seconds=0
    )  # fmt: skip
    made = create_app(settings, clock=Clock.fixed(NOON))
    made.test_client_class = CheckedClient
    runtime: Runtime = made.extensions["feedback"]
    prepare_database(runtime)
    yield made
    runtime.database.dispose()


def post(client: FlaskClient, html: str, code: str, **fields: object) -> str:
    """Press a button of a question page in a language."""
    sent = {**hidden(html), **fields}
    return client.post(f"/{SLUG}/questions?lang={code}", data=sent).text


def walk(client: FlaskClient, code: str, answers: dict[str, str]) -> str:
    """Return the check page after these answers."""
    html = post(client, "", code, go="next")
    while (question := hidden(html).get("question")) is not None:
        given = answers.get(question)
        html = post(
            client, html, code, **({"go": "next", "answer": given} if given else {"go": "skip"})
        )
    return html


@pytest.mark.parametrize("code", CODES)
def test_journey_in_a_language_is_said_in_it_and_stored_with_it(speaking: Flask, code: str) -> None:
    """R3-21: free text is stored with the declared language, untagged, and waits for a person."""
    client, language = speaking.test_client(), known_languages()[code]
    start = client.get(f"/{SLUG}/?lang={code}")
    assert f'<html lang="{code}"' in start.text
    assert ('dir="rtl"' in start.text.split(">")[1]) == (language.direction == "rtl")
    assert say_plain(language, HELP) in start.text, "R4-20 on the start page"
    assert (
        say_plain(language, "This translation is a draft. A translator has not checked it yet.")
        in start.text
    )
    check = walk(client, code, {"overall": "poor", "could-be-better": WORDS[code]})
    assert WORDS[code] in check
    assert say_plain(language, "Very poor") not in check
    assert say_plain(language, "Poor") in check
    sent = client.post(f"/{SLUG}/send?lang={code}", data={"page": hidden(check)["page"]})
    assert say_plain(language, "Thank you, we have it") in sent.text
    assert say_plain(language, HELP) in sent.text, "R4-20 on the receipt"
    assert "Set-Cookie" not in sent.headers
    assert rows(speaking, "SELECT language FROM response") == [(code,)]
    assert rows(speaking, "SELECT language, language_measured, proposes FROM comment") == [
        (code, 0, 0)
    ]
    assert rows(speaking, "SELECT count(*) FROM theme_suggestion") == [(0,)]
    assert rows(speaking, "SELECT count(*) FROM sentiment_suggestion") == [(0,)]
    assert "To read (1)" in sign_in(speaking).get("/staff/queue").text
    known = CODE.search(sent.text)
    assert known is not None
    found = client.post(f"/status?lang={code}", data={"code": known[1]})
    assert say_plain(language, "We have your words") in found.text


@pytest.mark.parametrize("code", CODES)
def test_help_stands_before_and_after_free_text_in_every_language(
    speaking: Flask, code: str
) -> None:
    """R4-20 and R4-21."""
    client, language = speaking.test_client(), known_languages()[code]
    html = post(client, "", code, go="next")
    while hidden(html)["question"] != "went-well":
        html = post(client, html, code, go="skip")
    before, after = html.split("<textarea", 1)
    for part in (before, after):
        assert say_plain(language, HELP) in part
        assert "0800 1111" in part
    assert say_plain(language, TOLD) in before


def test_changing_the_language_in_mid_question_keeps_every_answer(speaking: Flask) -> None:
    """R3-21: also what is typed on the page and not yet sent on."""
    client = speaking.test_client()
    html = post(client, "", "pl", go="next")
    html = post(client, html, "pl", go="next", answer="poor")
    while hidden(html)["question"] != "went-well":
        html = post(client, html, "pl", go="skip")
    button = re.search(r'<button[^>]*lang="uk"[^>]*formaction="([^"]+)"', html)
    assert button is not None
    assert button[1] == f"/{SLUG}/questions?lang=uk"
    html = post(client, html, "uk", go="stay", answer="Пані Олена дуже допомогла")
    assert '<html lang="uk"' in html
    assert "Пані Олена дуже допомогла</textarea>" in html
    while "question" in hidden(html):
        html = (
            post(client, html, "uk", go="next", answer="Пані Олена дуже допомогла")
            if (hidden(html)["question"] == "went-well")
            else post(client, html, "uk", go="skip")
        )
    assert "Погано" in html
    assert "Пані Олена дуже допомогла" in html
    english = post(client, html, "en", go="check")
    assert "Poor" in english
    assert "Check your answers" in english


def test_too_long_an_answer_is_refused_in_the_language_and_kept_when_it_changes(
    speaking: Flask,
) -> None:
    client = speaking.test_client()
    html = post(client, "", "pl", go="next")
    while hidden(html)["question"] != "went-well":
        html = post(client, html, "pl", go="skip")
    refused = post(client, html, "pl", go="next", answer="słowo " * 1000)
    assert "Twoja odpowiedź jest za długa" in refused
    assert refused.count("słowo") >= 990
    again = post(client, refused, "ro", go="stay", answer="słowo " * 1000)
    assert "Răspunsul este prea lung" in again
    assert again.count("słowo") >= 990


def test_pages_kept_in_one_language_are_never_given_to_readers_of_another(speaking: Flask) -> None:
    client = speaking.test_client()
    seen = {code: client.get(f"/{SLUG}/?lang={code}").text for code in (*CODES, "en", "zz", "pl")}
    assert seen["en"] == seen["zz"] == client.get(f"/{SLUG}/").text
    assert '<html lang="en" class' in seen["en"]
    assert len(set(seen.values())) == len(CODES) + 1


def test_every_link_of_a_page_goes_on_in_its_language(speaking: Flask) -> None:
    page = speaking.test_client().get(f"/{SLUG}/?lang=ro").text
    main = page.split("<header", 1)[1].split("</footer>")[0].replace("</nav>", "", 1)
    addresses = re.findall(r'(?:href|action)="(/[^"]*)"', main)
    others = [a for a in addresses if "lang=ro" not in a]
    assert set(others) <= {f"/{SLUG}/", *(f"/{SLUG}/?lang={code}" for code in CODES)}


def test_page_whose_words_are_not_marked_says_that_it_is_english(speaking: Flask) -> None:
    """R3-21: a new page may be written before its words are gathered; no page of today is such a one."""
    new = '{% extends "base/layout_family.html" %}{% block heading %}New{% endblock %}'
    with speaking.test_request_context("/privacy?lang=pl"):
        speaking.preprocess_request()
        page, spoken = (
            render_template_string(one, exit_url="/", contacts={"formats": {"phone": "1"}})
            for one in (new, new.replace("%}{% block", "%}{% set spoken = true %}{% block"))
        )
    assert '<html lang="pl"' in page
    assert 'id="main" lang="en" dir="ltr"' in page
    assert 'id="main">' in spoken


def test_languages_that_are_not_switched_on_are_not_offered(client: FlaskClient) -> None:
    assert "Polski" not in client.get(f"/{SLUG}/?lang=pl").text
    assert '<html lang="en"' in client.get(f"/{SLUG}/?lang=pl").text


def test_error_page_speaks_the_language_too(speaking: Flask) -> None:
    page = speaking.test_client().get("/nie-ma?lang=pl")
    assert page.status_code == 404
    assert "Nie możemy znaleźć tej strony" in page.text


def test_numbers_and_codes_are_never_turned_round_from_right_to_left(speaking: Flask) -> None:
    """0800 1111 would read as 1111 0800: each stands in an element of its own direction."""
    client = speaking.test_client()
    for path in (f"/{SLUG}/?lang=ar", "/help?lang=ar"):
        page = client.get(path).text
        assert page.count('href="tel:') == page.count('dir="ltr" href="tel:') > 3
    sent = client.post(
        f"/{SLUG}/send?lang=ar",
        data={"page": hidden(walk(client, "ar", {"overall": "good"}))["page"]},
    )
    assert 'class="receipt" dir="ltr"' in sent.text
