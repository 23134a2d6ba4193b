"""The page of quotes in a real browser: axe finds nothing, and a phone is enough."""

from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser

from tests.accessibility.test_pages_in_browser import assert_sound, browser, press, served
from tests.accessibility.test_staff_pages import LOOKS, enter
from tests.journeys.officer import tell
from tests.journeys.test_officers_choose_quotes import QUOTES, ready

__all__ = ["browser", "served"]
pytestmark = pytest.mark.browser


@pytest.mark.parametrize("look", ["phone", "desk"])
def test_quotes_page_is_sound(
    app: Flask, served: str, browser: Browser, pictures: Path, look: str
) -> None:
    tell(app, "The judge told them to help us and nobody did")
    ready(app)
    page = browser.new_page(**LOOKS[look])
    enter(page, served)
    page.goto(served + QUOTES)
    press(page.get_by_role("button", name="Choose what is missing"))
    assert_sound(page, f"quotes-{look}", pictures)
    press(page.get_by_role("button", name="Approve quote 1"))
    assert_sound(page, f"quotes-{look}-problem", pictures)
    page.close()
