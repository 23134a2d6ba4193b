"""The pages on which a family arrives look by the styles that they hold as they look by the whole sheet (ADR 0021)."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser

from feedback.app import create_app
from feedback.clock import Clock
from feedback.services.prepare_database import prepare_database
from feedback.services.runtime import Runtime
from feedback.settings import Settings
from tests.accessibility.test_pages_in_browser import browser, served
from tests.databases import FIRST_KEY, NOON

__all__ = ["browser", "served"]
pytestmark = pytest.mark.browser
SHEET = re.compile(r"/static/family(-rtl)?\.\w+\.css$")
PHONE, DESK = {"width": 360, "height": 740}, {"width": 1280, "height": 800}
LOOKS: dict[str, tuple[str, dict[str, Any]]] = {
    "forums": ("/", {"viewport": PHONE}),
    "poster on a desk": ("/go/LIBRARY", {"viewport": DESK}),
    "start": ("/listening-to-families/", {"viewport": PHONE}),
    "start on a desk": ("/listening-to-families/", {"viewport": DESK}),
    "dark": ("/parent-carer-voice/", {"viewport": PHONE, "color_scheme": "dark"}),
    "forced colours": ("/young-people/", {"viewport": PHONE, "forced_colors": "active"}),
    "pictures": ("/under-8/", {"viewport": PHONE}),
    "easy read": ("/easy-read/", {"viewport": DESK}),
    "a group": ("/listening-to-families-meeting/", {"viewport": PHONE}),
    "right to left": ("/listening-to-families/?lang=ar", {"viewport": PHONE}),
    "forums right to left, dark": ("/?lang=ar", {"viewport": DESK, "color_scheme": "dark"}),
    "kiosk": ("/young-people/?kiosk=1", {"viewport": DESK}),
    "without scripts": ("/listening-to-families/", {"viewport": PHONE, "java_script_enabled": False}),
}  # fmt: skip


@pytest.fixture
def app(ready_sqlite_url: str) -> Iterator[Flask]:
    """Return the application with two more languages, so that the pages offer them."""
    settings = Settings(
        ready_sqlite_url, (FIRST_KEY,), "s" * 40, https_only=False, languages=("ar", "pl")
    )
    made = create_app(settings, clock=Clock.fixed(NOON))
    runtime: Runtime = made.extensions["feedback"]
    prepare_database(runtime)
    yield made
    runtime.database.dispose()


def drawn(browser: Browser, address: str, context: dict[str, Any], *, by_sheet: bool) -> bytes:
    """Return a picture of the page by one of the two: its own styles, or the sheet."""
    opened = browser.new_context(**context)
    page = opened.new_page()
    if by_sheet:
        page.route(re.compile(r"/[^.]*$"), without_its_styles)
    else:
        page.route(SHEET, lambda route: route.abort())
    page.goto(address, wait_until="networkidle")
    picture = page.screenshot(full_page=True, animations="disabled")
    opened.close()
    return picture


def without_its_styles(route: Any) -> None:
    answer = route.fetch()
    text, found = re.subn(r"<style>.*</style>", "", answer.text(), flags=re.DOTALL)
    assert found == 1
    route.fulfill(response=answer, body=text)


@pytest.mark.parametrize("look", LOOKS)
def test_page_looks_the_same_by_its_own_styles_and_by_the_sheet(
    served: str, browser: Browser, look: str
) -> None:
    """R3-04: so nothing moves or changes when the sheet comes."""
    path, context = LOOKS[look]
    own = drawn(browser, served + path, context, by_sheet=False)
    assert own == drawn(browser, served + path, context, by_sheet=True)


def test_style_that_is_not_ours_is_refused(served: str, browser: Browser) -> None:
    """ADR 0021: put into the page on its way, with the policy as it is sent."""
    page = browser.new_page(viewport=PHONE)
    page.route(re.compile(r"/$"), with_a_foreign_style)
    page.goto(f"{served}/")
    assert page.evaluate("getComputedStyle(document.querySelector('h1')).color") != "rgb(255, 0, 0)"
    assert page.evaluate("getComputedStyle(document.querySelector('.exit')).position") == "sticky"
    page.close()


def with_a_foreign_style(route: Any) -> None:
    answer = route.fetch()
    foreign = "<style>h1 { color: red !important }</style></head>"
    route.fulfill(response=answer, body=answer.text().replace("</head>", foreign))


def test_page_is_painted_before_anything_else_has_come(served: str, browser: Browser) -> None:
    """R3-04: one round trip. Neither the sheet nor a script ever comes here."""
    page = browser.new_page(viewport=PHONE)
    page.route("**/static/*", lambda _route: None)
    page.goto(f"{served}/listening-to-families/", wait_until="commit")
    # Asked again and again from outside: the page's own policy allows no words to be run as a script.
    for _try in range(100):
        if page.evaluate("performance.getEntriesByName('first-contentful-paint').length"):
            break
        page.wait_for_timeout(100)
    else:
        pytest.fail("Nothing was painted.")
    assert page.get_by_role("button", name="Start").is_visible()
    page.unroute("**/static/*")
    page.close()
