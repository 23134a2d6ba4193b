"""The questionnaire editor and its preview in a browser: axe finds nothing, on a phone and on a desk."""

from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page

from tests.accessibility.test_pages_in_browser import assert_sound, browser, served
from tests.accessibility.test_staff_pages import LOOKS, enter
from tests.conftest import add_staff

__all__ = ["browser", "served"]
pytestmark = pytest.mark.browser
SLUG = "easy-read"


def begin(page: Page, served: str) -> str:
    """Begin a draft by its button; return its address."""
    page.goto(f"{served}/staff/questionnaires/{SLUG}")
    page.get_by_role("button", name="Change it").click()
    return page.url.partition("?")[0]


@pytest.mark.parametrize("look", ["phone", "desk"])
def test_editor_is_sound_from_the_list_to_a_second_persons_page(
    app: Flask, served: str, browser: Browser, pictures: Path, look: str
) -> None:
    page = browser.new_page(**LOOKS[look])
    enter(page, served, add_staff(app))
    page.goto(f"{served}/staff/questionnaires")
    assert_sound(page, f"editor-{look}-list", pictures)
    draft = begin(page, served)
    assert_sound(page, f"editor-{look}-draft", pictures)
    page.goto(f"{draft}/questions/overall")
    page.get_by_label("The question", exact=True).fill("Is it good; is it quick?")
    page.get_by_role("button", name="Save").click()
    assert_sound(page, f"editor-{look}-refused", pictures)
    page.get_by_label("The question", exact=True).fill("Is it good?")
    page.get_by_role("button", name="Save").click()
    assert_sound(page, f"editor-{look}-saved", pictures)
    page.goto(f"{draft}/opening")
    assert_sound(page, f"editor-{look}-opening", pictures)
    number = draft.rpartition("/")[2]
    for place in ("0", "1", "paper"):
        page.goto(f"{served}/staff/questionnaires/preview/{number}/{place}")
        assert_sound(page, f"editor-{look}-preview-{place}", pictures)
    page.goto(f"{served}/staff/questionnaires/{SLUG}/copy")
    assert_sound(page, f"editor-{look}-copy", pictures)
    page.close()
