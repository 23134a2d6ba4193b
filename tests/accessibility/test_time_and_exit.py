"""In a real browser: a page warns before it grows old and can be extended; the way out counts aloud."""

import pytest
from playwright.sync_api import Browser, Page

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


def write_and_leave(page: Page, served: str) -> None:
    """Write something on a question's page, and leave from the next one."""
    page.goto(f"{served}/help")
    page.goto(served + START)
    press(page.get_by_role("button", name="Start"))
    while page.locator("textarea").count() == 0:
        press(page.get_by_role("button", name="Skip this question"))
    page.locator("textarea").fill(WORDS)
    press(page.get_by_role("button", name="Continue"))
    press(page.get_by_role("link", name="Exit this page"))
    page.wait_for_selector("text=Weather")


WORDS = "He must not see this."


def test_nothing_behind_the_way_out_is_shown_again_by_going_back_or_loading_again(
    served: str, browser: Browser
) -> None:
    """Section 3.4: what can be done against the Back button; the history itself cannot be cleared."""
    context = browser.new_context()
    page = context.new_page()
    page.route(
        "**/weather", lambda route: route.fulfill(body="<h1>Weather</h1>", content_type="text/html")
    )
    write_and_leave(page, served)
    for _ in range(3):
        page.evaluate("setTimeout(() => history.back(), 0)")
        page.wait_for_timeout(400)
        if "chrome-error" in page.evaluate("location.href"):
            # The browser asks before it sends a page again: whoever says yes is led away all the same.
            page.reload()
        page.wait_for_selector("text=Weather")
        assert WORDS not in page.content()
        assert served not in page.url
    page.goto(served + START)
    assert page.locator("h1").inner_text() != "Weather", "a page that is opened anew is shown"
    page.reload()
    assert page.url == served + START, "and opening it anew forgets that somebody left"
    assert context.cookies() == []
    context.close()


def test_another_tab_and_a_browser_without_storage_are_not_led_away(
    served: str, browser: Browser
) -> None:
    context = browser.new_context()
    context.route(
        "**/weather", lambda route: route.fulfill(body="<h1>Weather</h1>", content_type="text/html")
    )
    page = context.new_page()
    write_and_leave(page, served)
    other = context.new_page()
    other.goto(served + START)
    other.reload()
    assert other.url == served + START
    context.add_init_script(
        "Object.defineProperty(window, 'sessionStorage', { get() { throw new Error('refused'); } });"
    )
    third = context.new_page()
    write_and_leave(third, served)
    assert third.locator("h1").inner_text() == "Weather"
    context.close()
