"""Safeguarding's pages in a real browser: axe finds nothing, and a phone is enough."""

from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser

from feedback.domain.enums import Role
from tests.accessibility.test_pages_in_browser import assert_sound, browser, press, served
from tests.accessibility.test_staff_pages import LOOKS, WORDS, enter
from tests.conftest import add_staff
from tests.journeys.officer import tell

__all__ = ["browser", "served"]
pytestmark = pytest.mark.browser


@pytest.mark.parametrize("look", ["phone", "desk", "forced-phone"])
def test_safeguarding_pages_are_sound_without_script(
    app: Flask, served: str, browser: Browser, pictures: Path, look: str
) -> None:
    for words in WORDS[:2]:
        tell(app, words)
    add_staff(app, Role.SAFEGUARDING)
    page = browser.new_page(**LOOKS[look])
    enter(page, served, "safeguarding@example.org")
    assert page.url.endswith("/staff/safeguarding")
    assert_sound(page, f"triage-{look}-queue", pictures)
    press(page.locator(".queue a").first)
    page.locator("summary").click()
    assert_sound(page, f"triage-{look}-case", pictures)
    press(page.get_by_role("button", name="I take this on"))
    page.get_by_label("Referred to MASH now").check()
    press(page.get_by_role("button", name="Save"))
    assert_sound(page, f"triage-{look}-problem", pictures)
    page.get_by_label("Not a safeguarding matter").check()
    page.get_by_label("Officers too").check()
    press(page.get_by_role("button", name="Save"))
    assert_sound(page, f"triage-{look}-second", pictures)
    page.goto(f"{served}/staff/queue")
    press(page.locator(".queue a").last)
    page.get_by_text("Worried about somebody?").click()
    assert_sound(page, f"triage-{look}-raise", pictures)
    page.close()
