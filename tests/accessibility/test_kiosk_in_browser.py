"""A tablet at an event: by touch alone, and nothing is left for the next person."""

from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page

from tests.accessibility.test_pages_in_browser import assert_sound, browser, served
from tests.accessibility.test_versions_in_browser import OWN, VOICES
from tests.journeys.test_family_is_not_a_machine import change, stored

__all__ = ["browser", "served"]
pytestmark = pytest.mark.browser
SLUG = "listening-to-families"


def test_tablet_is_used_by_touch_leaves_nothing_behind_and_starts_again(
    served: str, browser: Browser, pictures: Path
) -> None:
    context = browser.new_context(viewport={"width": 800, "height": 1100}, has_touch=True)
    page = context.new_page()
    page.clock.install()
    page.goto(f"{served}/{SLUG}/?kiosk=1")
    assert_sound(page, "kiosk-start", pictures)
    page.get_by_role("button", name="Start").tap()
    page.wait_for_selector("text=Question 1 of")
    page.locator("input[name=answer]").first.tap()
    page.get_by_role("button", name="Continue").tap()
    page.wait_for_selector("text=Question 2 of")
    assert page.evaluate("history.length") <= 2, "answers stand behind the back button"
    page.clock.run_for(50_000)
    assert page.locator("[data-idle]").is_visible(), "nobody is told that it is about to be cleared"
    assert_sound(page, "kiosk-idle", pictures)
    page.clock.run_for(15_000)
    page.wait_for_selector("text=We will not know it is you")
    while page.locator("#send").count() == 0:
        before = page.locator("h1").inner_text()
        answer = page.locator("input[name=answer]")
        skip = page.locator("button[value=skip]")
        if "Overall" in before:
            answer.first.tap()
            skip = page.locator("button[value=next]")
        elif skip.count() == 0:
            skip = page.locator("button[value=next]")
        skip.first.tap()
        page.wait_for_function(
            "before => document.querySelector('h1').innerText !== before", arg=before
        )
    page.locator("#send").tap()
    page.wait_for_selector(".receipt")
    assert page.url == f"{served}/{SLUG}/?kiosk=1"
    page.clock.run_for(61_000)
    page.wait_for_selector("text=We will not know it is you")
    assert page.locator(".receipt").count() == 0
    assert context.cookies() == []
    context.close()


def step(page: Page, button: str) -> None:
    """Press a button of a tablet's page, and wait until another page stands in its place."""
    before = page.locator("h1").inner_text()
    page.locator(button).first.click()
    page.wait_for_function(
        "before => document.querySelector('h1').innerText !== before", arg=before
    )


def to_receipt(page: Page, address: str) -> None:
    """Choose an answer, skip the rest and send."""
    page.goto(address)
    step(page, ".start")
    page.locator("input[name=answer]").first.check()
    while page.locator("#send").count() == 0:
        step(page, "button[value=next]" if "1 of" in page.content() else "button[value=skip]")
    page.locator("#send").click()
    page.wait_for_selector(".receipt")


def test_tablet_reads_every_page_aloud_and_falls_silent_when_the_page_changes(
    served: str, browser: Browser
) -> None:
    """R3-12: pages change in place, and what reads them aloud comes along."""
    page = browser.new_page(viewport={"width": 800, "height": 1100})
    page.add_init_script(VOICES % OWN)
    page.goto(f"{served}/children/?kiosk=1")
    page.get_by_role("button", name="Listen to this page").click()
    assert page.evaluate("window.said.length") == 1
    step(page, ".start")
    assert page.evaluate("window.speechSynthesis.speaking") is None, "still heard on the next page"
    question = page.locator("h1").inner_text()
    page.get_by_role("button", name="Listen to this page").click()
    page.evaluate("window.finish()")
    assert page.evaluate("window.said.at(-1)") == [question, "near"]
    while page.locator("#send").count() == 0:
        page.locator("input[name=answer]").first.check() if "1 of" in page.content() else None
        step(page, "button[value=next]" if "1 of" in page.content() else "button[value=skip]")
        page.get_by_role("button", name="Listen to this page").wait_for()
    page.locator("#send").click()
    page.wait_for_selector(".receipt")
    page.get_by_role("button", name="Listen to this page").wait_for()
    assert page.evaluate("[...document.scripts].length") <= 2, "scripts pile up"
    page.close()


def test_tablet_keeps_no_picture_and_no_copy_of_a_code(served: str, browser: Browser) -> None:
    """The next person has the same tablet, with its downloads and its clipboard."""
    page = browser.new_page(viewport={"width": 800, "height": 1100})
    to_receipt(page, f"{served}/{SLUG}/?kiosk=1")
    assert page.get_by_text("take a photo of it with your own phone").is_visible()
    assert page.locator("[data-keep], [data-do]").count() == 0
    page.close()


def test_tablet_reckons_on_days_of_attack(app: Flask, served: str, browser: Browser) -> None:
    change(app, proof_of_work=True)
    page = browser.new_page(viewport={"width": 800, "height": 1100})
    to_receipt(page, f"{served}/{SLUG}/?kiosk=1")
    assert stored(app) == 1
    page.close()
