"""Pages on which the machine is measured and taught, in a real browser: axe finds nothing, a phone is enough."""

from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser

from tests.accessibility.test_pages_in_browser import assert_sound, browser, press, served
from tests.accessibility.test_staff_pages import LOOKS, enter
from tests.journeys.officer import sign_in
from tests.journeys.test_officer_sees_what_is_new import PAGE, fill
from tests.journeys.test_officers_code_blind import MEASURE, another, code, draw
from tests.journeys.test_officers_code_blind import fill as fill_blind

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


@pytest.mark.parametrize("look", ["phone", "desk", "forced-phone"])
def test_pages_of_blind_coding_are_sound(
    app: Flask, served: str, browser: Browser, pictures: Path, look: str
) -> None:
    fill_blind(app)
    priya, sam = sign_in(app), another(app, "sam")
    sample = draw(priya)
    page = browser.new_page(**LOOKS[look])
    enter(page, served)
    page.goto(f"{served}{sample}/code")
    assert_sound(page, f"measure-{look}-code", pictures)
    press(page.get_by_role("button", name="Save and next"))
    assert_sound(page, f"measure-{look}-code-problem", pictures)
    code(priya, sample, theme_timeliness="negative")
    page.goto(f"{served}{sample}")
    assert_sound(page, f"measure-{look}-waits", pictures)
    code(sam, sample, theme_send="positive", theme_timeliness="negative")
    page.goto(f"{served}{sample}")
    assert_sound(page, f"measure-{look}-differ", pictures)
    press(page.get_by_role("link", name="Settle what it says").first)
    assert_sound(page, f"measure-{look}-settle", pictures)
    page.goto(f"{served}{MEASURE}")
    assert_sound(page, f"measure-{look}", pictures)
    page.goto(f"{served}/staff/audit")
    press(page.get_by_role("button", name="Take it away (CSV)"))
    assert_sound(page, f"measure-{look}-trail-problem", pictures)
    page.close()
