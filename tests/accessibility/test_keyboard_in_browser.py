"""The adult form by keyboard alone, from the start to the receipt, with scripts and without: every stop can be seen."""

import re
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page

from tests.accessibility.test_pages_in_browser import browser, served
from tests.journeys.test_family_is_not_a_machine import stored

__all__ = ["browser", "served"]
pytestmark = pytest.mark.browser
SLUG = "listening-to-families"
WORDS = "They listened. We still waited nine weeks."
MOST_STOPS = 60
LOOK = """() => {
  const at = document.activeElement, label = at.matches('[type=radio], [type=checkbox]') && at.nextElementSibling;
  const outlined = (style) => style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0;
  const marks = (style) => style.boxShadow !== 'none' || outlined(style);
  const seen = getComputedStyle(label || at, label ? '::before' : null);
  const box = (label || at).getBoundingClientRect();
  return { tag: at.tagName, name: at.getAttribute('name') || '', value: at.getAttribute('value') || '',
    words: at.textContent.trim(), marked: marks(seen),
    inView: box.bottom > 0 && box.top < innerHeight && box.width > 1 };
}"""
"""What the focus stands on, whether it is marked and in view. A radio's mark is drawn before its label."""


def stop(page: Page) -> dict[str, str]:
    """Press Tab; return where the focus stands now, which must be marked and in view (WCAG 2.2, 2.4.7, 2.4.11)."""
    page.keyboard.press("Tab")
    found: dict[str, str] = page.evaluate(LOOK)
    if found["tag"] != "BODY":
        assert found["marked"], f"no mark on {found['words'] or found['name']}"
        assert found["inView"], f"out of sight: {found['words'] or found['name']}"
    return found


def go_to(page: Page, *, words: str = "", name: str = "") -> None:
    """Press Tab until the focus stands on the control with this name, or whose words begin so."""
    for _ in range(MOST_STOPS):
        found = stop(page)
        if (name and found["name"] == name) or (words and found["words"].startswith(words)):
            return
    raise AssertionError(f"the keyboard never reached {words or name}")


def enter(page: Page) -> None:
    """Press Enter, and wait until another page stands there."""
    before = page.locator("h1").inner_text()
    page.keyboard.press("Enter")
    page.locator("h1").filter(has_not_text=re.compile(f"^{re.escape(before)}$")).wait_for()
    page.wait_for_load_state()


def answer(page: Page) -> None:
    """Answer the question that is shown with keys alone."""
    if page.locator("textarea#answer").count():
        go_to(page, name="answer")
        page.keyboard.type(WORDS)
        go_to(page, words="Continue")
    else:
        go_to(page, name="answer")
        page.keyboard.press("Space")
        if "complaint" in page.locator("h1").inner_text():
            while not page.locator("input[value=no]").is_checked():
                page.keyboard.press("ArrowDown")
    enter(page)


@pytest.mark.parametrize("scripts", [True, False])
def test_whole_journey_by_keyboard_with_every_stop_in_sight(
    app: Flask, served: str, browser: Browser, pictures: Path | None, scripts: bool
) -> None:
    """R3-03: Tab, Space, Enter and the arrows; looked at at 360 by 740."""
    context = browser.new_context(
        viewport={"width": 360, "height": 740}, java_script_enabled=scripts
    )
    page = context.new_page()

    def picture(name: str) -> None:
        if pictures:
            page.screenshot(path=pictures / f"keys-{name}-{'on' if scripts else 'off'}.png")

    page.goto(f"{served}/{SLUG}/")
    assert stop(page)["words"].startswith("Exit this page")
    picture("exit")
    assert stop(page)["words"] == "Skip to main content"
    picture("skip")
    go_to(page, words="Start")
    picture("start")
    enter(page)
    for step in range(20):
        if page.locator("#send").count():
            break
        if step == 0:
            go_to(page, name="answer")
            picture("answer")
            page.keyboard.press("Space")
            enter(page)
            continue
        answer(page)
    go_to(page, name="may_quote")
    page.keyboard.press("Space")
    assert page.locator("#may_quote").is_checked()
    picture("quote")
    go_to(page, words="Send")
    picture("send")
    enter(page)
    assert re.fullmatch(r"(?:\w{4}-){3}\w{4}", page.locator(".receipt").inner_text())
    picture("receipt")
    assert stored(app) == 1
    context.close()


@pytest.mark.parametrize("scripts", [True, False])
def test_way_out_by_keyboard_from_the_middle(served: str, browser: Browser, scripts: bool) -> None:
    """Three times Shift where scripts run; the first stop of every page where they do not."""
    context = browser.new_context(java_script_enabled=scripts)
    page = context.new_page()
    page.route(
        "**/weather", lambda route: route.fulfill(body="<h1>Weather</h1>", content_type="text/html")
    )
    page.goto(f"{served}/{SLUG}/")
    go_to(page, words="Start")
    enter(page)
    if scripts:
        go_to(page, name="answer")
        for _ in range(3):
            page.keyboard.press("Shift")
    else:
        stop(page)
        page.keyboard.press("Enter")
    page.wait_for_selector("text=Weather")
    context.close()
