"""What a code opens, in a real browser: sound at 320 pixels, and kept as a picture."""

from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page

from tests.accessibility.test_pages_in_browser import assert_sound, browser, press, served
from tests.journeys.test_family_uses_its_code import ask, told

__all__ = ["browser", "served"]
pytestmark = pytest.mark.browser


def button(page: Page, name: str) -> None:
    """Press a button that leads to another page."""
    press(page.get_by_role("button", name=name, exact=True))


@pytest.mark.parametrize("width", [320, 1280])
def test_pages_behind_the_code_are_sound(
    app: Flask, served: str, browser: Browser, pictures: Path, width: int
) -> None:
    code = told(app.test_client())
    ask(app, "Which office was it?")
    context = browser.new_context(viewport={"width": width, "height": 740})
    page = context.new_page()
    page.goto(f"{served}/status")
    page.get_by_label("Your code").fill(code.lower())
    button(page, "Look")
    assert_sound(page, "code-found", pictures)
    button(page, "Read our messages")
    page.get_by_label("Your reply").fill("Leominster.")
    button(page, "Send your reply")
    assert_sound(page, "code-messages", pictures)
    button(page, "Back")
    button(page, "See, change or add")
    page.locator("summary").first.click()
    assert_sound(page, "code-words", pictures)
    button(page, "Send this too")
    assert_sound(page, "code-words-problem", pictures)
    button(page, "Back")
    button(page, "Take it back")
    assert_sound(page, "code-take-back", pictures)
    button(page, "Yes, take it back")
    assert_sound(page, "code-taken-back", pictures)
    assert context.cookies() == []
    assert served in page.url
    assert code not in page.url
    context.close()


@pytest.mark.parametrize("width", [320, 1280])
def test_saved_answers_are_shown_whole_and_kept_as_a_picture(
    served: str, browser: Browser, pictures: Path, width: int
) -> None:
    page = browser.new_page(viewport={"width": width, "height": 740})
    page.goto(f"{served}/parent-carer-voice/")
    press(page.get_by_role("button", name="Start"))
    button(page, "Save and go on later")
    assert_sound(page, "saved-code", pictures)
    code = page.locator(".receipt").inner_text()
    assert len(code.replace("\n", "")) == 24
    with page.expect_download() as downloaded:
        page.get_by_role("button", name="Save as a picture").click()
    assert downloaded.value.suggested_filename == "code.png"
    assert "Saved as code.png" in page.locator("p[role=status]").inner_text()
    page.goto(f"{served}/saved")
    page.get_by_label("The code for your saved answers").fill(code)
    button(page, "Go on")
    assert "Question 1 of" in page.content()
    page.close()
