"""No signal, in a real browser: the connection is cut at every step, and nothing is lost, doubled or readable."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, Route

from tests.accessibility.test_pages_in_browser import assert_sound, browser, press, served
from tests.journeys.test_family_is_not_a_machine import stored

__all__ = ["browser", "served"]
pytestmark = pytest.mark.browser
WORDS = "Nobody rang us back for nine weeks."
SLUG = "parent-carer-voice"


@pytest.fixture
def phone(browser: Browser) -> Iterator[BrowserContext]:
    """Return a phone whose pages must not fail."""
    context = browser.new_context(viewport={"width": 360, "height": 740})
    faults: list[str] = []
    context.on("weberror", lambda fault: faults.append(str(fault.error)))
    yield context
    context.close()
    assert faults == [], "a script failed"


def to_check(phone: BrowserContext, served: str) -> Page:
    """Write something; return the page before it is sent."""
    page = phone.new_page()
    page.goto(f"{served}/{SLUG}/")
    press(page.get_by_role("button", name="Start"))
    while page.locator("h1").inner_text() != "Check your answers":
        if page.locator("textarea").count():
            page.locator("textarea").fill(WORDS)
            press(page.get_by_role("button", name="Continue"))
        else:
            press(page.get_by_role("button", name="Skip this question"))
    return page


def keep(page: Page) -> str:
    """Press Send without signal and let the answers wait; return the key that is shown."""
    page.locator("#send").click()
    page.get_by_role("button", name="Keep them locked on this phone").click()
    page.wait_for_selector("h1:text('Your answers are waiting')")
    return page.locator("[data-secret]").inner_text()


def kept(page: Page) -> list[dict[str, Any]]:
    """Return what the phone keeps."""
    found: list[dict[str, Any]] = json.loads(
        page.evaluate("localStorage.getItem('waiting')") or "[]"
    )
    return found


def opens(page: Page, served: str, code: str) -> bool:
    """Tell whether the code opens the answers."""
    page.goto(f"{served}/status")
    page.get_by_label("Your code").fill(code)
    press(page.get_by_role("button", name="Look"))
    return page.locator("h1").inner_text() == "We have your words"


def test_without_signal_answers_wait_locked_and_are_sent_when_it_comes_back(
    app: Flask, served: str, phone: BrowserContext, pictures: Path
) -> None:
    """Section 3 and peers row 4: asked first, cipher text alone, one response, and the same receipt as ever."""
    page = to_check(phone, served)
    assert not page.locator("[data-wait]").is_visible(), "offered while there is signal"
    phone.set_offline(True)
    page.get_by_text("They are locked. Nobody who picks up").wait_for()
    assert kept(page) == [], "kept before anybody agreed"
    page.locator("#send").click()
    page.wait_for_selector("h2:focus:text('We could not send your answers')")
    assert_sound(page, "waiting-offer", pictures)
    keep_button = page.get_by_role("button", name="Keep them locked on this phone")
    keep_button.click()
    page.wait_for_selector("h1:text('Your answers are waiting')")
    assert_sound(page, "waiting-waits", pictures)
    assert page.title().startswith("Your answers are waiting")
    everything = page.content() + json.dumps(kept(page))
    assert WORDS not in everything
    assert page.locator("form").count() == 0, "the sealed page must go too: we would open it"
    assert 'name="page"' not in everything
    (one,) = kept(page)
    assert set(one) == {"id", "made", "state", "box", "salt"}
    assert page.locator("[data-secret]").inner_text() not in json.dumps(one)
    assert phone.cookies() == []
    assert stored(app) == 0
    phone.set_offline(False)
    page.wait_for_selector("h1:text('Thank you, we have it')")
    assert stored(app) == 1
    assert_sound(page, "waiting-sent", pictures)
    code = page.locator("[data-code]").first.inner_text()
    page.get_by_role("button", name="I have my code").click()
    page.wait_for_selector("h1:text('Removed from this phone')")
    assert page.evaluate("localStorage.length") == 0
    assert opens(page, served, code)


def test_signal_that_comes_back_before_a_choice_asks_to_send(
    app: Flask, served: str, phone: BrowserContext
) -> None:
    page = to_check(phone, served)
    phone.set_offline(True)
    page.locator("#send").click()
    page.get_by_role("button", name="Keep them locked").wait_for()
    phone.set_offline(False)
    page.get_by_text("There is signal again. Press Send.").wait_for()
    page.locator("#send").click()
    page.wait_for_selector(".receipt")
    assert stored(app) == 1
    assert kept(page) == []


@pytest.mark.parametrize("after_it_was_handled", [False, True])
def test_connection_cut_while_sending_loses_and_doubles_nothing(
    app: Flask, served: str, phone: BrowserContext, after_it_was_handled: bool
) -> None:
    page = to_check(phone, served)

    def cut(route: Route) -> None:
        if after_it_was_handled:
            route.fetch()
        route.abort()

    page.route("**/send", cut)
    page.locator("#send").click()
    page.get_by_role("button", name="Try again").wait_for()
    assert WORDS in page.content(), "nothing that was typed is lost"
    assert stored(app) == int(after_it_was_handled)
    page.unroute("**/send")
    page.get_by_role("button", name="Try again").click()
    page.wait_for_selector(".receipt")
    assert stored(app) == 1
    assert ("You had sent this already" in page.content()) == after_it_was_handled
    assert opens(page, served, page.locator(".receipt").inner_text())


@pytest.mark.parametrize("page_stays_open", [False, True])
@pytest.mark.parametrize("after_it_was_handled", [False, True])
@pytest.mark.parametrize("handled_before_it_waited", [False, True])
def test_connection_cut_while_waiting_loses_and_doubles_nothing(
    app: Flask,
    served: str,
    phone: BrowserContext,
    page_stays_open: bool,
    after_it_was_handled: bool,
    handled_before_it_waited: bool,
) -> None:
    """The sending may have arrived before the answers waited, and the envelope before its answer was cut off."""
    page = to_check(phone, served)
    seen: list[int] = []

    def cut(route: Route) -> None:
        seen.append(1)
        if after_it_was_handled:
            route.fetch()
        route.abort()

    def cut_sending(route: Route) -> None:
        if handled_before_it_waited:
            route.fetch()
        route.abort()

    phone.route("**/send", cut_sending)
    phone.route("**/waiting", lambda r: cut(r) if r.request.method == "POST" else r.continue_())
    key = keep(page)
    page.wait_for_timeout(300)
    assert seen
    assert page.locator("h1").inner_text() == "Your answers are waiting"
    assert stored(app) == int(after_it_was_handled or handled_before_it_waited)
    phone.unroute("**/waiting")
    if page_stays_open:
        page.evaluate("dispatchEvent(new Event('online'))")
        page.wait_for_selector("h1:text('Thank you, we have it')")
        code = page.locator("[data-code]").first.inner_text()
    else:
        page.close()
        page = phone.new_page()
        page.goto(f"{served}/{SLUG}/")
        press(page.get_by_role("link", name="Your answers on this phone"))
        page.get_by_text("These answers were sent").wait_for()
        page.get_by_label("The key that you wrote down").fill(key.lower().replace("-", " "))
        page.get_by_role("button", name="Show my code").click()
        page.wait_for_selector("[data-shown]:not([hidden])")
        code = page.locator("[data-shown] [data-code]").inner_text()
    assert stored(app) == 1
    assert opens(page, served, code)


def test_next_start_page_sends_and_the_code_needs_the_key(
    app: Flask, served: str, phone: BrowserContext, pictures: Path
) -> None:
    """Whoever picks the phone up sees that answers were sent, and cannot get at them."""
    page = to_check(phone, served)
    phone.set_offline(True)
    keep(page)
    page.close()
    phone.set_offline(False)
    page = phone.new_page()
    with page.expect_response(lambda r: r.url.endswith("/waiting") and r.status == 200):
        page.goto(f"{served}/listening-to-families/")
    page.get_by_role("link", name="Your answers on this phone").wait_for()
    assert_sound(page, "waiting-start", pictures)
    assert stored(app) == 1
    page.goto(f"{served}/waiting")
    page.get_by_text("These answers were sent").wait_for()
    page.get_by_label("The key that you wrote down").fill("0000-0000")
    page.get_by_role("button", name="Show my code").click()
    page.get_by_text("That key does not open it").wait_for()
    assert_sound(page, "waiting-wrong-key", pictures)
    page.get_by_role("button", name="Remove this from the phone").click()
    page.get_by_role("button", name="No, keep it").click()
    assert len(kept(page)) == 1
    page.get_by_role("button", name="Remove this from the phone").click()
    page.get_by_role("button", name="Yes, remove it").click()
    page.get_by_text("Nothing is waiting on this phone").wait_for()
    assert page.evaluate("localStorage.length") == 0
    assert_sound(page, "waiting-nothing", pictures)


def test_removing_what_waits_leaves_nothing_and_sends_nothing(
    app: Flask, served: str, phone: BrowserContext
) -> None:
    page = to_check(phone, served)
    phone.set_offline(True)
    keep(page)
    page.get_by_role("button", name="Remove this from the phone").click()
    page.get_by_role("button", name="Yes, remove it").click()
    page.wait_for_selector("h1:text('Removed from this phone')")
    assert kept(page) == []
    phone.set_offline(False)
    page.goto(f"{served}/waiting")
    page.get_by_text("Nothing is waiting on this phone").wait_for()
    assert stored(app) == 0


def test_back_does_not_return_to_the_answers_that_wait(served: str, phone: BrowserContext) -> None:
    page = to_check(phone, served)
    phone.route("**/send", lambda route: route.abort())
    phone.route("**/waiting", lambda r: r.abort() if r.request.method == "POST" else r.continue_())
    keep(page)
    with page.expect_navigation(url="**/waiting"):
        page.evaluate("setTimeout(() => history.back(), 0)")
    page.wait_for_selector("h1:text('Answers on this phone')")
    assert WORDS not in page.content()
