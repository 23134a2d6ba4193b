"""The steps of an import in a real browser: axe finds nothing, a phone is enough, and the files are sent by hand."""

from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser

from tests.accessibility.test_pages_in_browser import assert_sound, browser, press, served
from tests.accessibility.test_staff_pages import LOOKS, enter
from tests.conftest import add_staff
from tests.journeys.test_officer_imports import ANSWERS, FORMS
from tests.workbooks import workbook

__all__ = ["browser", "served"]
pytestmark = pytest.mark.browser


@pytest.mark.parametrize("look", ["phone", "desk", "forced"])
def test_steps_of_an_import_are_sound(
    app: Flask, served: str, browser: Browser, pictures: Path, look: str
) -> None:
    add_staff(app)
    page = browser.new_page(**LOOKS[look])
    enter(page, served)
    page.goto(f"{served}/staff/imports")
    press(page.get_by_role("button", name="Send the file"))
    assert_sound(page, f"imports-{look}-problem", pictures)
    content = workbook(FORMS, *ANSWERS, (3, "then", "then", "", "", "Poor", "x", ""))
    page.get_by_label("The file").set_input_files(
        {"name": "answers.xlsx", "mimeType": "application/zip", "buffer": content}
    )
    page.get_by_label("Whose answers are they?").select_option("listening-to-families")
    press(page.get_by_role("button", name="Send the file"))
    press(page.get_by_role("button", name="Go on"))
    assert_sound(page, f"imports-{look}-columns-problem", pictures)
    page.get_by_label("What the survey is called").fill("Schools 2026")
    press(page.get_by_role("button", name="Go on"))
    assert_sound(page, f"imports-{look}-answers", pictures)
    press(page.get_by_role("button", name="Go on"))
    page.get_by_label("All of them or none").check()
    press(page.get_by_role("button", name="Store 1 row"))
    assert_sound(page, f"imports-{look}-check-problem", pictures)
    page.get_by_label("Those that can be taken").check()
    press(page.get_by_role("button", name="Store 1 row"))
    assert_sound(page, f"imports-{look}-stored", pictures)
    press(page.get_by_role("link", name="To the files"))
    assert_sound(page, f"imports-{look}", pictures)
    page.close()
