"""Scripts that never come, come half, or fail in the middle: the whole journey goes on without them (R3-03)."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, Route

from tests.accessibility.test_pages_in_browser import browser, press, served
from tests.journeys.test_family_is_not_a_machine import change, stored

__all__ = ["browser", "served"]
pytestmark = pytest.mark.browser
SLUG = "under-8"
"""The shortest form, and the one with every script: the way out, reading aloud, waiting, keeping the code."""
SCRIPTS = ("family", "speak", "waiting", "receipt")
FAULT = "throw new Error('a fault in the middle')"
MIDWAY = {
    "listening to keys": f"document.addEventListener = () => {{ {FAULT}; }};",
    "finding the notice of a page that grows old": (
        "const find = document.querySelector.bind(document); document.querySelector = "
        f"(wanted) => {{ if (wanted.includes('keep-open')) {FAULT}; return find(wanted); }};"
    ),
    "what the tab remembers": f"Storage.prototype.getItem = () => {{ {FAULT}; }};",
    "what the phone keeps": (
        f"Object.defineProperty(window, 'localStorage', {{ get() {{ {FAULT}; }} }});"
    ),
    "the voices": f"speechSynthesis.getVoices = () => {{ {FAULT}; }};",
    "the answers before they are sent": f"window.FormData = function () {{ {FAULT}; }};",
    "sending": f"window.fetch = () => {{ {FAULT}; }};",
    "giving up after a while": f"window.AbortController = function () {{ {FAULT}; }};",
    "keeping the code": "Object.defineProperty(navigator, 'clipboard', { value: undefined });",
}
"""Where a script fails -> what makes it fail there, in every page."""


@pytest.fixture
def phone(browser: Browser) -> Iterator[BrowserContext]:
    """Return a phone."""
    context = browser.new_context(viewport={"width": 360, "height": 740})
    yield context
    context.close()


def goes_through(page: Page, served: str, *, way: str = "") -> None:
    """Walk from the start to the receipt, and open the answers with the code."""
    page.goto(f"{served}/{SLUG}/{way}")
    press(page.get_by_role("button", name="Start"))
    for _ in range(20):
        if page.locator("#send").count():
            break
        if page.locator("textarea").count():
            page.locator("textarea").fill("They played with me.")
        else:
            page.locator("input[name=answer]").first.check()
        press(page.get_by_role("button", name="Continue"))
    page.locator("#send").click()
    page.wait_for_selector(".receipt")
    code = page.locator(".receipt").inner_text()
    assert re.fullmatch(r"(?:\w{4}-){3}\w{4}", code)
    page.goto(f"{served}/status")
    page.get_by_label("Your code").fill(code)
    press(page.get_by_role("button", name="Look"))
    assert page.locator("h1").inner_text() == "We have your words"


def half(route: Route) -> None:
    """Answer with the first half of a script, as where the connection broke; no browser can read that."""
    answer = route.fetch()
    route.fulfill(response=answer, body=answer.text()[: len(answer.text()) // 2])


@pytest.mark.parametrize("script", [*SCRIPTS, "*"])
@pytest.mark.parametrize("comes", ["never", "half"])
def test_journey_goes_through_where_a_script_does_not_arrive(
    app: Flask, served: str, phone: BrowserContext, script: str, comes: str
) -> None:
    blocked: list[str] = []

    def block(route: Route) -> None:
        blocked.append(route.request.url)
        if comes == "never":
            route.abort()
        else:
            half(route)

    phone.route(f"**/static/{script}.*.js", block)
    goes_through(phone.new_page(), served)
    assert blocked, "the journey never asked for it"
    assert stored(app) == 1


@pytest.mark.parametrize("where", MIDWAY)
def test_journey_goes_through_where_a_script_fails_in_the_middle(
    app: Flask, served: str, phone: BrowserContext, where: str
) -> None:
    phone.add_init_script(f"{{ {MIDWAY[where]} }}")
    goes_through(phone.new_page(), served)
    assert stored(app) == 1


@pytest.mark.parametrize("comes", ["never", "half"])
def test_tablet_goes_through_where_its_script_does_not_arrive(
    app: Flask, served: str, phone: BrowserContext, comes: str
) -> None:
    phone.route(
        "**/static/kiosk.*.js", lambda route: route.abort() if comes == "never" else half(route)
    )
    goes_through(phone.new_page(), served, way="?kiosk=1")
    assert stored(app) == 1


def test_way_out_is_a_plain_link_where_its_script_does_not_arrive(
    served: str, phone: BrowserContext
) -> None:
    page = phone.new_page()
    page.route("**/static/*.js", lambda route: route.abort())
    page.route(
        "**/weather", lambda route: route.fulfill(body="<h1>Weather</h1>", content_type="text/html")
    )
    page.goto(f"{served}/{SLUG}/")
    press(page.get_by_role("link", name="Exit this page"))
    assert page.locator("h1").inner_text() == "Weather"


def test_days_of_attack_say_whom_to_ring_where_the_sum_does_not_arrive(
    app: Flask, served: str, phone: BrowserContext
) -> None:
    change(app, proof_of_work=True)
    page = phone.new_page()
    page.route("**/static/work.*.js", lambda route: route.abort())
    page.goto(f"{served}/{SLUG}/")
    press(page.get_by_role("button", name="Start"))
    page.locator("input[name=answer]").first.check()
    press(page.get_by_role("button", name="Continue"))
    while page.locator("#send").count() == 0:
        press(page.get_by_role("button", name="Skip this question"))
    assert page.get_by_text("You can still tell us").is_visible()
    assert stored(app) == 0
