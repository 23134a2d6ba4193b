"""A tablet at an event: by touch alone, and nothing is left for the next person."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.accessibility.test_pages_in_browser import assert_sound, browser, served

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
