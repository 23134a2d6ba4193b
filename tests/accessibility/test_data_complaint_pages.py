"""A complaint about data in a real browser, from the family's form to the officer's answer (R4-11)."""

from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser

from feedback.domain.enums import Role
from tests.accessibility.test_pages_in_browser import assert_sound, browser, press, served
from tests.accessibility.test_staff_pages import LOOKS, enter
from tests.conftest import add_staff

__all__ = ["browser", "served"]
pytestmark = pytest.mark.browser


@pytest.mark.parametrize("look", ["phone", "desk"])
def test_pages_of_a_complaint_about_data_are_sound(
    app: Flask, served: str, browser: Browser, pictures: Path, look: str
) -> None:
    page = browser.new_page(**LOOKS[look])
    page.goto(f"{served}/data-protection")
    press(page.get_by_role("button", name="Send"))
    assert_sound(page, f"data-complaint-{look}-problem", pictures)
    page.get_by_label("What went wrong?").fill("My words were printed with the name of our school.")
    press(page.get_by_role("button", name="Send"))
    assert_sound(page, f"data-complaint-{look}-kept", pictures)
    code = page.locator(".receipt").inner_text()
    add_staff(app, Role.SAFEGUARDING)
    enter(page, served, email=f"{Role.SAFEGUARDING}@example.org")
    page.goto(f"{served}/staff/data-complaints")
    assert_sound(page, f"data-complaints-{look}", pictures)
    press(page.get_by_role("link", name="Sent on"))
    press(page.get_by_role("button", name="I have told them"))
    press(page.get_by_role("button", name="Tell them"))
    assert_sound(page, f"data-complaint-{look}-answer-problem", pictures)
    page.get_by_label("What we found").fill("We took the name out of the report.")
    press(page.get_by_role("button", name="Tell them"))
    page.goto(f"{served}/data-protection/answer")
    page.get_by_label("The code of your complaint").fill(code)
    press(page.get_by_role("button", name="Look"))
    assert "We took the name out" in page.inner_text("main")
    assert_sound(page, f"data-complaint-{look}-found", pictures)
    page.close()
