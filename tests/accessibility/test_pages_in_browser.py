"""Every page in a real browser: axe finds nothing, nothing scrolls sideways, the journey works without script."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, Locator, Page
from werkzeug.serving import make_server

from feedback.domain.enums import Role
from feedback.domain.quarters import Quarter
from feedback.services.freeze_quarter import freeze_quarter
from feedback.services.publish_report import publish_report
from feedback.services.runtime import Runtime
from tests.conftest import PASSWORD, add_staff

pytestmark = [pytest.mark.browser, pytest.mark.quick]
SIZES = ((320, 640), (360, 740), (1280, 800))
MOST_STEPS = 40
"""A page that refuses every answer must fail a journey, not hold it for ever."""


@pytest.fixture(scope="module")
def browser(chromium: Browser) -> Browser:
    """Return the browser of this run: what a test opens in it, the test closes."""
    return chromium


@pytest.fixture
def served(app: Flask) -> Iterator[str]:
    """Return the address at which the application is served on this machine."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def press(control: Locator) -> None:
    """Press what leads to another page, and wait until that page stands: never judge the one being left."""
    with control.page.expect_navigation():
        control.click()


def send(control: Locator) -> str:
    """Press what sends the answers; return the code. A script may have put the receipt in this page's place."""
    control.click()
    control.page.wait_for_selector(".receipt")
    return control.page.locator(".receipt").inner_text()


def assert_sound(page: Page, name: str, pictures: Path | None = None) -> None:
    """Assert that axe finds nothing and nothing scrolls sideways; keep a picture where a folder is given."""
    found = Axe().run(page, options={"reporter": "no-passes"})
    assert found.violations_count == 0, f"{name}: {found.generate_report()}"
    width = page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    assert width <= 0, f"{name} scrolls sideways by {width}"
    if pictures is None:
        return
    size = page.viewport_size or {"width": 0}
    page.screenshot(
        path=pictures / f"{name.strip('/').replace('/', '-') or 'forums'}-{size['width']}.png",
        full_page=True,
    )


def test_what_is_wrong_with_a_page_is_seen(browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 320, "height": 640})
    page.set_content('<html lang="en"><title>A</title><main><h1>A</h1><img src="x"></main></html>')
    with pytest.raises(AssertionError, match="image-alt"):
        assert_sound(page, "picture without words")
    page.set_content(
        '<html lang="en"><title>A</title><main style="width:999px"><h1>A</h1></main></html>'
    )
    with pytest.raises(AssertionError, match="scrolls sideways"):
        assert_sound(page, "wide")
    page.close()


@pytest.mark.parametrize("scripts", [False, True])
def test_journey_without_script_is_sound_on_every_page(
    served: str, browser: Browser, scripts: bool
) -> None:
    """R3-03; what axe says of each of its pages: test_every_page.py."""
    context = browser.new_context(
        viewport={"width": 360, "height": 740}, java_script_enabled=scripts
    )
    page = context.new_page()
    page.goto(f"{served}/listening-to-families/")
    press(page.get_by_role("button", name="Start"))
    for _step in range(MOST_STEPS):
        if page.locator("h1").inner_text() == "Check your answers":
            break
        if page.locator("textarea#answer").count():
            page.locator("textarea").fill("They listened. We still waited nine weeks.")
        elif page.locator("#safe_way").count():
            page.get_by_label("Phone number").fill("07700 900777")
        else:
            page.locator("input[name=answer]").first.check()
        press(page.get_by_role("button", name="Continue"))
    press(page.get_by_role("button", name="Answer questions about me first"))
    for _step in range(MOST_STEPS):
        if page.locator("h1").inner_text() == "Ready to send":
            break
        page.locator("input[name=answer]").first.check()
        press(page.get_by_role("button", name="Continue"))
    code = send(page.get_by_role("button", name="Send"))
    assert code.count("-") == 3
    page.goto(f"{served}/status")
    page.get_by_label("Your code").fill(code)
    press(page.get_by_role("button", name="Look"))
    assert page.locator("h1").inner_text() == "We have your words"
    assert context.cookies() == []
    context.close()


def test_error_page_moves_focus_to_what_is_wrong(
    served: str, browser: Browser, pictures: Path
) -> None:
    page = browser.new_page(viewport={"width": 360, "height": 740})
    page.goto(f"{served}/status")
    press(page.get_by_role("button", name="Look"))
    assert page.evaluate("document.activeElement.className") == "govuk-error-summary"
    assert_sound(page, "status-error", pictures)
    page.close()


def test_shift_three_times_leaves_at_once(served: str, browser: Browser) -> None:
    page = browser.new_page()
    page.route("**/weather", lambda route: route.abort())
    page.goto(f"{served}/listening-to-families/")
    with page.expect_request("**/weather") as left:
        for _ in range(3):
            page.keyboard.press("Shift")
    assert left.value.is_navigation_request()
    page.close()


@pytest.mark.parametrize("size", SIZES[1:])
def test_committee_pages_are_sound(
    app: Flask, served: str, browser: Browser, pictures: Path, size: tuple[int, int]
) -> None:
    runtime: Runtime = app.extensions["feedback"]
    add_staff(app, Role.COMMITTEE)
    with runtime.database.transaction() as session:
        for number in (1, 2):
            frozen = freeze_quarter(session, runtime, Quarter(2026, number))
            publish_report(session, runtime, frozen, {})
    page = browser.new_page(viewport={"width": size[0], "height": size[1]})
    page.goto(f"{served}/staff/sign-in")
    page.get_by_label("Email address").fill("committee@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    press(page.get_by_role("button", name="Sign in"))
    assert_sound(page, "committee-reports", pictures)
    press(page.get_by_role("link", name="April to June 2026", exact=True))
    assert_sound(page, "committee-report", pictures)
    for path in ("how-to-read", "reports/2026-Q2/questions", "reports/2026-Q2/tables", "reports/2026-Q2/tables/1",
                 "compare?earlier=x", "compare?earlier=2026-Q1&later=2026-Q2"):  # fmt: skip
        page.goto(f"{served}/committee/{path}")
        assert_sound(page, f"committee-{path.replace('/', '-').split('?')[0]}", pictures)
    page.close()
