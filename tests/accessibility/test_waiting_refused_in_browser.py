"""Answers that cannot wait, or cannot be taken when they arrive: said in plain words, and nothing is lost."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, Page

from feedback.clock import Clock
from feedback.services.runtime import Runtime
from feedback.settings import MasterKey
from feedback.storage.sealing import Keyring
from tests.accessibility.test_pages_in_browser import assert_sound, browser, press, served
from tests.accessibility.test_waiting_in_browser import SLUG, WORDS, keep, kept, phone, to_check
from tests.databases import NOON
from tests.journeys.test_family_is_not_a_machine import stored
from tests.journeys.test_family_without_signal import swap

__all__ = ["browser", "phone", "served"]
pytestmark = pytest.mark.browser


def late(app: Flask, phone: BrowserContext, _page: Page) -> None:
    """Let nine days go by on our side, while the phone's clock stood still."""
    swap(app, clock=Clock.fixed(NOON + timedelta(days=9)))


def new_key(app: Flask, phone: BrowserContext, _page: Page) -> None:
    """Take the key away that the answers were sealed for."""
    swap(app, keyring=Keyring((MasterKey("other", b"o" * 32),)))


def altered(_app: Flask, _phone: BrowserContext, page: Page) -> None:
    """Change one byte on the phone."""
    page.evaluate(
        """() => { const [one] = JSON.parse(localStorage.waiting);
        one.box = one.box.slice(0, -4) + (one.box.slice(-4) === 'AAAA' ? 'BBBB' : 'AAAA');
        localStorage.waiting = JSON.stringify([one]); }"""
    )


@pytest.mark.parametrize(
    ("harm", "heading", "stays"),
    [
        (late, "Your answers waited for too long", False),
        (new_key, "We cannot open your answers yet", True),
        (altered, "We cannot open your answers", False),
    ],
)
def test_what_cannot_be_taken_says_why(
    app: Flask,
    served: str,
    phone: BrowserContext,
    harm: Callable[[Flask, BrowserContext, Page], None],
    heading: str,
    stays: bool,
) -> None:
    page = to_check(phone, served)
    phone.set_offline(True)
    keep(page)
    harm(app, phone, page)
    phone.set_offline(False)
    page.wait_for_selector(f"h1:text-is('{heading}')")
    assert stored(app) == 0
    assert bool(kept(page)[0].get("box")) == stays
    page.goto(f"{served}/waiting")
    page.get_by_role("heading", name=heading).wait_for()
    assert_sound(page, "waiting-refused")
    assert len(kept(page)) == int(stays), "what ended is told once"


def test_key_that_comes_back_opens_what_waited(
    app: Flask, served: str, phone: BrowserContext
) -> None:
    runtime: Runtime = app.extensions["feedback"]
    before = runtime.keyring
    page = to_check(phone, served)
    phone.set_offline(True)
    keep(page)
    new_key(app, phone, page)
    phone.set_offline(False)
    page.wait_for_selector("h1:text('We cannot open your answers yet')")
    swap(app, keyring=before)
    page.evaluate("dispatchEvent(new Event('online'))")
    page.wait_for_selector("h1:text('Thank you, we have it')")
    assert stored(app) == 1


def test_what_waited_for_a_week_is_removed_from_the_phone_and_said_once(
    served: str, phone: BrowserContext
) -> None:
    page = to_check(phone, served)
    phone.set_offline(True)
    keep(page)
    page.close()
    phone.set_offline(False)
    page = phone.new_page()
    page.clock.install(time=NOON + timedelta(days=36500))
    page.goto(f"{served}/cookies")
    assert page.evaluate("localStorage.length") == 0, "long forgotten"
    page.close()


def test_week_old_answers_are_told_of(served: str, phone: BrowserContext) -> None:
    page = to_check(phone, served)
    phone.set_offline(True)
    keep(page)
    page.evaluate(
        """() => { const [one] = JSON.parse(localStorage.waiting); one.made -= 7.1 * 86400000;
        localStorage.waiting = JSON.stringify([one]); }"""
    )
    page.close()
    phone.set_offline(False)
    page = phone.new_page()
    page.goto(f"{served}/waiting")
    page.get_by_role("heading", name="Your answers waited for too long").wait_for()
    assert kept(page) == []


REFUSING = """Object.defineProperty(window, 'localStorage', {
    get() { throw new DOMException('no', 'SecurityError'); } });"""
FULL = """Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); };"""
NO_CRYPTO = """Object.defineProperty(window.crypto, 'subtle', { value: undefined });"""
BREAKS = """if (window.crypto.subtle) crypto.subtle.generateKey = () => Promise.reject(new Error('no'));"""


@pytest.mark.parametrize("lack", [REFUSING, FULL, NO_CRYPTO, BREAKS])
def test_phone_that_cannot_keep_says_so_and_loses_nothing(
    app: Flask, served: str, phone: BrowserContext, lack: str
) -> None:
    """Storage refused (a private window), full, or no sealing: the page stays, and Send sends."""
    phone.add_init_script(lack)
    page = to_check(phone, served)
    phone.set_offline(True)
    page.locator("#send").click()
    if lack is BREAKS:
        page.get_by_role("button", name="Keep them locked").click()
    page.get_by_text("This phone cannot keep them for later").wait_for()
    assert page.get_by_text(WORDS).first.is_visible()
    phone.set_offline(False)
    page.locator("#send").click()
    page.wait_for_selector(".receipt")
    assert stored(app) == 1


def test_too_long_to_wait_says_so_and_loses_nothing(
    app: Flask, served: str, phone: BrowserContext
) -> None:
    page = to_check(phone, served)
    phone.set_offline(True)
    page.locator("#send").click()
    page.evaluate("document.querySelector('[data-wait]').dataset.most = 100")
    page.get_by_role("button", name="Keep them locked").click()
    page.get_by_text("They are too long to wait").wait_for()
    assert page.get_by_text(WORDS).first.is_visible()
    assert kept(page) == []


def test_browser_without_what_it_takes_sends_by_itself(
    app: Flask, served: str, phone: BrowserContext
) -> None:
    phone.add_init_script("delete window.AbortController;")
    page = to_check(phone, served)
    press(page.locator("#send"))
    assert page.locator(".receipt").count() == 1
    assert page.url.endswith("/send"), "sent by the browser, not by a script"


def test_tablet_at_an_event_is_never_asked(served: str, phone: BrowserContext) -> None:
    page = phone.new_page()
    page.goto(f"{served}/{SLUG}/?kiosk=1")
    page.get_by_role("button", name="Start").click()
    page.wait_for_selector("text=Question 1 of")
    page.locator("input[name=answer]").first.check()
    page.get_by_role("button", name="Continue").click()
    page.wait_for_selector("text=Question 2 of")
    while page.locator("#send").count() == 0:
        before = page.locator("h1").inner_text()
        page.locator("button[value=skip]").first.click()
        page.wait_for_function(
            "before => document.querySelector('h1').innerText !== before", arg=before
        )
    phone.set_offline(True)
    page.locator("#send").click()
    page.get_by_text("We could not get through").wait_for()
    assert page.locator("[data-wait], [data-waits]").count() == 0
    assert page.evaluate("localStorage.length") == 0
