"""Pages of the registers, of complaints' steps and of compliments: axe finds nothing, a phone is enough."""

from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser

from feedback.domain.registers import Register
from tests.accessibility.test_pages_in_browser import assert_sound, browser, press, served
from tests.accessibility.test_staff_pages import enter
from tests.integration.services.registering import MADE_UP
from tests.journeys.officer import links, sign_in, tell
from tests.journeys.test_complaints_officer import complained, link_of
from tests.journeys.test_officer_keeps_registers import AT, stored
from tests.journeys.test_officer_takes_extracts import freeze

__all__ = ["browser", "complained", "served"]
pytestmark = pytest.mark.browser


@pytest.mark.parametrize(("width", "forced"), [(320, "none"), (1280, "none"), (1280, "active")])
def test_pages_kept_for_the_committee_are_sound(
    complained: Flask, served: str, browser: Browser, pictures: Path, width: int, forced: str
) -> None:
    """R3-01."""
    tell(complained, "The worker was lovely and rang back")
    officer = sign_in(complained)
    response = links(officer)[0].partition("?")[0]
    complaint = link_of(officer)
    entries = {register: stored(complained, register) for register in MADE_UP}
    freeze(complained)
    context = browser.new_context(
        viewport={"width": width, "height": 740}, forced_colors=forced
    )  # fmt: skip
    page = context.new_page()
    enter(page, served)
    addresses = {str(register): f"{AT}/{register}" for register in Register} | {
        "registers": AT,
        "aim": f"{AT}/aims/{entries[Register.AIMS]}",
        "lundy": "/staff/lundy",
        "board": "/staff/board",
        "complaint": complaint,
        "steps": f"{complaint}/steps",
        "compliment": f"{response}/compliment",
        "compliments": "/staff/compliments",
    }
    for name, path in addresses.items():
        page.goto(served + path)
        assert_sound(page, f"kept-{forced}-{name}", pictures)
    for name, path in {"measure": f"{AT}/measures/new", "steps": f"{complaint}/steps"}.items():
        page.goto(served + path)
        if name == "steps":
            page.get_by_label("Acknowledged on").fill("1/1/2020")
        press(page.get_by_role("button", name="Save"))
        assert page.locator(".govuk-error-summary").count() == 1
        assert_sound(page, f"kept-{forced}-{name}-problem", pictures)
    context.close()
