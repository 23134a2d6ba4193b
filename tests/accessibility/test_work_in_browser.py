"""Days of attack, in a real browser: the phone reckons by itself, and without a script the page says what to do."""

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page

from tests.accessibility.test_pages_in_browser import assert_sound, browser, press, send, served
from tests.journeys.test_family_is_not_a_machine import change, stored

__all__ = ["browser", "served"]
pytestmark = pytest.mark.browser


def to_check(page: Page, served: str) -> None:
    """Answer the first question and skip the rest."""
    page.goto(f"{served}/parent-carer-voice/")
    press(page.get_by_role("button", name="Start"))
    page.get_by_label("Good", exact=True).check()
    press(page.get_by_role("button", name="Continue"))
    while page.locator("h1").inner_text() != "Check your answers":
        press(page.get_by_role("button", name="Skip this question"))


def test_phone_reckons_and_sends_by_itself_when_pressed_early(
    app: Flask, served: str, browser: Browser
) -> None:
    change(app, proof_of_work=True)
    page = browser.new_page(viewport={"width": 360, "height": 740})
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    to_check(page, served)
    page.locator("#send").click()
    page.wait_for_selector(".receipt")
    assert stored(app) == 1
    assert faults == []
    page.close()


def test_page_says_when_the_phone_is_ready(
    app: Flask, served: str, browser: Browser, pictures: object
) -> None:
    change(app, proof_of_work=True)
    page = browser.new_page(viewport={"width": 320, "height": 740})
    to_check(page, served)
    page.get_by_text("Your phone is ready").wait_for()
    assert_sound(page, "work-ready", pictures)  # type: ignore[arg-type]
    assert send(page.locator("#send"))
    page.close()


def test_without_a_script_the_page_says_how_else_to_be_heard(
    app: Flask, served: str, browser: Browser
) -> None:
    change(app, proof_of_work=True)
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    to_check(page, served)
    assert page.get_by_text("You can still tell us").is_visible()
    press(page.locator("#send"))
    assert "nothing was sent" in page.inner_text(".govuk-error-summary")
    assert stored(app) == 0
    context.close()


def test_trap_is_met_by_nobody(served: str, browser: Browser) -> None:
    """Not by eye, not by keyboard, not by a screen reader."""
    page = browser.new_page(viewport={"width": 320, "height": 740})
    to_check(page, served)
    box = page.locator("[aria-hidden]:has(> #homepage)").bounding_box()
    assert box is not None
    assert box["width"] <= 1, "everything beyond is cut off"
    assert page.get_by_role("textbox").count() == 0, "not in the tree that a screen reader reads"
    for _ in range(40):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.id") != "homepage"
    page.close()
