"""Pages on which the machine is measured and taught, in a real browser: axe finds nothing, a phone is enough."""

from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser

from tests.accessibility.test_pages_in_browser import assert_sound, browser, press, served
from tests.accessibility.test_staff_pages import LOOKS, enter
from tests.journeys.test_officer_sees_what_is_new import PAGE, fill

__all__ = ["browser", "served"]
pytestmark = pytest.mark.browser


@pytest.mark.parametrize("look", ["phone", "desk", "forced-phone"])
def test_what_no_theme_covers_is_sound(
    app: Flask, served: str, browser: Browser, pictures: Path, look: str
) -> None:
    fill(app)
    page = browser.new_page(**LOOKS[look])
    enter(page, served)
    page.goto(served + PAGE)
    assert_sound(page, f"emerging-{look}", pictures)
    press(page.get_by_role("link", name="warm hub", exact=True))
    press(page.get_by_role("button", name="Save"))
    assert_sound(page, f"emerging-{look}-problem", pictures)
    press(page.get_by_role("button", name="Make a new theme of it"))
    assert_sound(page, f"emerging-{look}-theme", pictures)
    press(page.get_by_role("button", name="Save as a new version"))
    assert_sound(page, f"emerging-{look}-settled", pictures)
    page.close()
