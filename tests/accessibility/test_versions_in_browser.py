"""The pictured versions in a real browser: readable in the dark and in forced colours, read aloud by request."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.accessibility.test_pages_in_browser import assert_sound, browser, press, send, served

__all__ = ["browser", "served"]
pytestmark = pytest.mark.browser

PICTURED = ("under-8", "children", "easy-read")
VOICES = """
  window.said = []; window.cancelled = 0;
  const voices = %s;
  const speech = { speaking: null, getVoices: () => voices, addEventListener: () => {},
    cancel: () => { window.cancelled += 1; speech.speaking = null; },
    speak: one => { window.said.push([one.text, one.voice.name]); speech.speaking = one; } };
  Object.defineProperty(window, 'speechSynthesis', { value: speech });
  window.SpeechSynthesisUtterance = function (text) { this.text = text; };
  window.finish = () => { const one = speech.speaking; if (one) one.onend(); };
"""
OWN = "[{ name: 'far', lang: 'en-GB', localService: false }, { name: 'near', lang: 'en-GB', localService: true }]"
FAR = "[{ name: 'far', lang: 'en-GB', localService: false }]"


def to_question(page: Page, served: str, slug: str) -> None:
    page.goto(f"{served}/{slug}/")
    press(page.get_by_role("button", name="Start"))


@pytest.mark.parametrize("scheme", ["dark", "forced"])
def test_pictures_are_drawn_and_sound_in_other_colours(
    served: str, browser: Browser, pictures: Path, scheme: str
) -> None:
    context = browser.new_context(
        viewport={"width": 360, "height": 740},
        color_scheme="dark" if scheme == "dark" else "light",
        forced_colors="active" if scheme == "forced" else "none",
    )
    page = context.new_page()
    with page.expect_response(re.compile(r"/static/pictures\.\w+\.svg$")) as sheet:
        page.goto(f"{served}/under-8/")
    assert sheet.value.ok
    press(page.get_by_role("button", name="Start"))
    assert_sound(page, f"faces-{scheme}", pictures)
    sizes = page.evaluate(
        "[...document.querySelectorAll('.pic use')].map(u => u.getBoundingClientRect().width)"
    )
    assert len(sizes) == 5
    assert all(size >= 60 for size in sizes), "a picture is not drawn"
    context.close()


def test_pictures_are_asked_for_once_on_the_whole_way(served: str, browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 360, "height": 740})
    asked: list[str] = []
    page.on("response", lambda r: None if r.from_service_worker else asked.append(r.url))
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    sizes: list[int] = []
    session.on("Network.loadingFinished", lambda e: sizes.append(int(e["encodedDataLength"])))
    page.goto(f"{served}/easy-read/", wait_until="networkidle")
    assert sum("pictures." in url for url in asked) == 1
    assert sum(sizes) <= 20_000, "R3-04: the first page with all its pictures stays light"
    page.close()


@pytest.mark.parametrize("slug", PICTURED)
def test_listen_reads_the_question_and_its_answers_with_a_voice_of_the_phone(
    served: str, browser: Browser, slug: str
) -> None:
    page = browser.new_page(viewport={"width": 360, "height": 740})
    page.add_init_script(VOICES % OWN)
    to_question(page, served, slug)
    question = page.locator("h1").inner_text()
    page.get_by_role("button", name="Listen to this page").click()
    assert page.get_by_role("button", name="Stop").is_visible()
    for _ in range(20):
        page.evaluate("window.finish()")
    said = page.evaluate("window.said")
    assert {voice for _words, voice in said} == {"near"}, "promise 7: no words leave the phone"
    words = [line for line, _voice in said]
    assert words[1] == question
    labels = page.locator("#main label").all_inner_texts()
    assert words[-len(labels) :] == [label.strip() for label in labels]
    assert page.get_by_role("button", name="Listen to this page").is_visible(), "it came to its end"
    page.close()


def test_listen_never_says_what_somebody_typed(served: str, browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 360, "height": 740})
    page.add_init_script(VOICES % OWN)
    to_question(page, served, "children")
    while not page.locator("textarea").count():
        press(page.get_by_role("button", name="Skip this question"))
    page.locator("textarea").fill("a secret of mine")
    page.get_by_role("button", name="Listen to this page").click()
    for _ in range(30):
        page.evaluate("window.finish()")
    said = " ".join(line for line, _voice in page.evaluate("window.said"))
    assert "secret" not in said
    assert "We do not read this straight away" in said, "R4-20 is heard as well"
    page.close()


def test_leaving_stops_the_voice(served: str, browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 360, "height": 740})
    page.add_init_script(VOICES % OWN)
    page.route("**/weather", lambda route: route.abort())
    to_question(page, served, "children")
    page.get_by_role("button", name="Listen to this page").click()
    before = page.evaluate("window.cancelled")
    page.evaluate("document.body.textContent = ''")
    page.wait_for_function("before => window.cancelled > before", arg=before)
    page.close()


@pytest.mark.parametrize("voices", [FAR, "[]"])
def test_no_button_where_a_voice_would_send_words_away(
    served: str, browser: Browser, voices: str
) -> None:
    page = browser.new_page()
    page.add_init_script(VOICES % voices)
    to_question(page, served, "easy-read")
    assert page.locator("[data-listen]").is_hidden()
    page.close()


def test_pictured_version_with_scripts_off_is_whole(served: str, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    to_question(page, served, "under-8")
    assert page.locator("[data-listen]").is_hidden()
    assert page.locator("label").all_inner_texts()[:3] == ["Good", "OK", "Not good"]
    page.get_by_label("OK", exact=True).check()
    press(page.get_by_role("button", name="Continue"))
    assert page.locator(".govuk-caption-m").inner_text() == "Question 2 of 6"
    context.close()


@pytest.mark.parametrize("slug", PICTURED)
def test_every_page_of_the_way_can_be_heard_but_never_what_somebody_wrote(
    served: str, browser: Browser, slug: str
) -> None:
    """R3-12: also the page before sending, the steps around it and the receipt, without answers and code."""
    page = browser.new_page(viewport={"width": 360, "height": 740})
    page.add_init_script(VOICES % OWN)
    to_question(page, served, slug)
    for _ in range(40):
        page.get_by_role("button", name="Listen to this page").click()
        if page.locator("#send").count():
            break
        if page.locator("#safe_way").count():
            press(page.get_by_role("button", name="Leave no details"))
        elif page.locator("textarea").count():
            page.locator("textarea").fill("My secret words")
            press(page.get_by_role("button", name="Continue"))
        else:
            page.locator("input[name=answer]").first.check()
            press(page.get_by_role("button", name="Continue"))
    while page.evaluate("window.speechSynthesis.speaking !== null"):
        page.evaluate("window.finish()")
    heard = str(page.evaluate("window.said"))
    assert "Nothing has been sent yet" in heard
    assert "Before you send" in heard
    assert "secret" not in heard
    code = send(page.locator("#send"))
    page.get_by_role("button", name="Listen to this page").click()
    while page.evaluate("window.speechSynthesis.speaking !== null"):
        page.evaluate("window.finish()")
    heard = str(page.evaluate("window.said"))
    assert "Thank you, we have it" in heard
    assert code[:4] not in heard
    page.close()
