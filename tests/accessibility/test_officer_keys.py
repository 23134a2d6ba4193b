"""An officer and twenty comments with keys alone in a real browser; and one by Tab where no script runs."""

import re
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page

from feedback.domain.enums import Role
from tests.accessibility.test_keyboard_in_browser import go_to
from tests.accessibility.test_pages_in_browser import assert_sound, browser, press, served
from tests.accessibility.test_staff_pages import enter
from tests.conftest import add_staff
from tests.journeys.officer import rows, tell

__all__ = ["browser", "served"]
pytestmark = pytest.mark.browser
TWENTY = 20
DECIDED = "SELECT count(*) FROM theme_decision"
READ = "SELECT count(*) FROM response WHERE state = 'read'"


def words(number: int) -> str:
    """Return what a family said: each differs, and each has a theme that the machine is sure of."""
    return f"We waited {number + 2} months for the plan and nobody rang us back about it."


def key(page: Page, keys: str) -> None:
    """Press keys that lead to another page, and wait until it stands."""
    with page.expect_navigation():
        page.keyboard.press(keys)


def address(page: Page) -> str:
    """Return which response is open."""
    found = re.search(r"/responses/[0-9a-f-]+", page.url)
    assert found, page.url
    return found[0]


def focused(page: Page) -> str:
    """Return the id or the class of what the focus stands on."""
    return str(page.evaluate("document.activeElement.id || document.activeElement.className"))


def change_first_theme(page: Page) -> None:
    """With 1 to the first theme, with the arrows to another answer."""
    page.keyboard.press("1")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")


def add_a_theme(page: Page) -> None:
    """With t to the list, by typing its name; the next list says how; Esc leads back to the comment."""
    page.keyboard.press("t")
    page.keyboard.type("Money")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    assert focused(page).startswith("comment")


def look_at_the_sheet(page: Page, pictures: Path) -> None:
    """With ? to the sheet of keys, with Esc away from it."""
    page.keyboard.press("?")
    assert page.locator("#keys").is_visible()
    assert_sound(page, "officer-keys-sheet", pictures)
    page.keyboard.press("Escape")
    assert not page.locator("#keys").is_visible()


def claim_and_note(page: Page, pictures: Path) -> None:
    """With c claimed, with m a note written; single keys are letters where one writes."""
    opened = address(page)
    key(page, "c")
    assert page.get_by_text("You have claimed it.").is_visible()
    page.keyboard.press("m")
    page.keyboard.type("Ask transport about this, as in June? s a x")
    assert address(page) == opened
    page.keyboard.press("Tab")
    key(page, "Enter")
    assert page.get_by_text("Ask transport about this").is_visible()
    page.keyboard.press("j")
    assert focused(page).startswith("comment")
    assert_sound(page, "officer-keys-note", pictures)


def change_undo_and_add(app: Flask, page: Page) -> None:
    """With 1, y and u a theme changed and the change taken back; with t and s another theme added."""
    opened = page.url.partition("?")[0]
    change_first_theme(page)
    key(page, "y")
    assert page.url.startswith(opened), "saved and stayed"
    assert rows(app, DECIDED) == [(1,)]
    key(page, "u")
    assert rows(app, DECIDED) == [(0,)], "undone"
    page.goto(opened)
    add_a_theme(page)
    key(page, "s")
    assert rows(app, f"{DECIDED} WHERE theme = 'practical-help'") == [(1,)]
    assert rows(app, READ) == [(1,)]


def pass_over_and_doubt(app: Flask, page: Page, pictures: Path) -> None:
    """With n past one, with x another left for a colleague: neither is read."""
    opened = address(page)
    key(page, "n")
    assert address(page) != opened
    key(page, "x")
    assert page.get_by_text("It stays in the queue for a colleague.").is_visible()
    assert rows(app, READ) == [(1,)]
    assert_sound(page, "officer-keys-unsure", pictures)


def test_twenty_comments_with_keys_alone(
    app: Flask, served: str, browser: Browser, pictures: Path
) -> None:
    """R3-03: no mouse from the list to the last; accept, change, add, not sure, note, claim, next, undo, the sheet."""
    for number in range(TWENTY):
        tell(app, words(number))
    add_staff(app, Role.OFFICER)
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    enter(page, served)
    page.goto(f"{served}/staff/queue")
    look_at_the_sheet(page, pictures)
    for single in "jjk":
        page.keyboard.press(single)
    key(page, "Enter")
    claim_and_note(page, pictures)
    change_undo_and_add(app, page)
    pass_over_and_doubt(app, page, pictures)
    for _left in range(TWENTY * 2):
        if "/responses/" not in page.url:
            break
        key(page, "a")
    assert rows(app, READ) == [(TWENTY,)], "also the one left for a colleague, met again at the end"
    assert page.get_by_text("Everything has been read.").is_visible()
    assert faults == []
    page.close()


def test_one_comment_by_tab_where_no_script_runs(app: Flask, served: str, browser: Browser) -> None:
    """R3-03: every stop is marked and in sight, and Enter saves."""
    tell(app, words(0))
    add_staff(app, Role.OFFICER)
    context = browser.new_context(
        java_script_enabled=False, viewport={"width": 1280, "height": 800}
    )
    page = context.new_page()
    enter(page, served)
    page.goto(f"{served}/staff/queue")
    press(page.locator(".queue a").first)
    go_to(page, name="feeling-0")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Space")
    go_to(page, words="Agree with the rest")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert rows(app, READ) == [(1,)]
    context.close()
