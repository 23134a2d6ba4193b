"""In a real browser: a page warns before it grows old and can be extended; the way out counts aloud."""

import pytest
from playwright.sync_api import Browser

from tests.accessibility.test_pages_in_browser import browser, press, served

__all__ = ["browser", "served"]
pytestmark = pytest.mark.browser
START = "/listening-to-families/"


def test_page_warns_before_it_grows_old_and_keeps_what_is_chosen(
    served: str, browser: Browser
) -> None:
    """WCAG 2.2, 2.2.1 Timing Adjustable; R3-10."""
    page = browser.new_page(viewport={"width": 320, "height": 640})
    page.clock.install()
    page.goto(served + START)
    press(page.get_by_role("button", name="Start"))
    note = page.get_by_role("alert")
    page.locator("input[name=answer]").first.check()
    for _ in range(2):
        page.clock.fast_forward(24 * 60_000)
        assert not note.is_visible()
        page.clock.fast_forward(61_000)
        note.wait_for(state="visible")
        before = page.locator("input[name=page]").first.input_value()
        page.get_by_role("button", name="I need more time").click()
        note.wait_for(state="hidden")
        assert page.locator("input[name=page]").first.input_value() != before
    assert page.locator("input[name=answer]").first.is_checked()
    press(page.get_by_role("button", name="Continue"))
    assert "Question 2 of" in page.content()
    page.close()


def test_shift_is_counted_aloud_and_forgotten_when_something_else_is_pressed(
    served: str, browser: Browser
) -> None:
    """The pattern "exit this page" (section 3.4): who cannot see the page hears how many presses are to come."""
    page = browser.new_page()
    page.goto(served + START)
    said = page.locator(".exit [role=status]")
    page.keyboard.press("Shift")
    assert said.inner_text() == "Shift pressed. Press it 2 more times to leave."
    page.keyboard.press("Shift")
    assert said.inner_text() == "Shift pressed. Press it once more to leave."
    page.keyboard.press("a")
    page.keyboard.press("Shift")
    assert said.inner_text() == "Shift pressed. Press it 2 more times to leave."
    assert page.url.endswith(START)
    page.close()
