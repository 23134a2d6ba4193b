"""Every kind of page that a member of staff can walk to, once on a phone and once on a desk: axe finds nothing."""

from collections import deque
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page
from werkzeug.exceptions import HTTPException

from feedback.domain.enums import Role
from feedback.domain.quarters import Quarter
from feedback.services.draft_report import make_draft
from feedback.services.runtime import Runtime
from feedback.services.staff_accounts import create_staff
from tests.accessibility.test_pages_in_browser import assert_sound, browser, served
from tests.accessibility.test_staff_pages import LOOKS, WORDS, enter
from tests.conftest import PASSWORD
from tests.journeys.officer import tell

__all__ = ["browser", "served"]
pytestmark = pytest.mark.browser
EVERYBODY = "everything@example.org"
LEAST_PAGES = 30
"""Fewer kinds of pages would mean that the walk lost its way."""


def kind_of_page(app: Flask, path: str) -> str | None:
    """Return the endpoint of a staff path that opens by a link; None for what is no page of ours."""
    try:
        endpoint, _values = app.url_map.bind("localhost").match(path, "GET")
    except HTTPException:
        return None
    return str(endpoint) if str(endpoint).startswith("staff.") else None


def walk(app: Flask, page: Page, served: str, look: str, pictures: Path) -> set[str]:
    """Follow links from the queue, one page of each kind; return the kinds that were met."""
    met: set[str] = set()
    waiting = deque(["/staff/", "/staff/queue"])
    while waiting:
        address = waiting.popleft()
        kind = kind_of_page(app, urlsplit(address).path)
        if kind is None or kind in met:
            continue
        met.add(kind)
        if "file" in kind or "poster_code" in kind:
            continue
        answered = page.goto(served + address)
        assert answered is not None
        assert answered.status == 200, f"{kind}: {answered.status}"
        assert_sound(page, f"walk-{look}-{kind.removeprefix('staff.')}", pictures)
        hrefs = page.locator("a[href]").evaluate_all("all => all.map(a => a.getAttribute('href'))")
        waiting.extend(href for href in hrefs if href.startswith("/staff"))
    return met


@pytest.mark.parametrize("look", ["phone", "desk"])
def test_every_kind_of_page_that_links_lead_to_is_sound(
    app: Flask, served: str, browser: Browser, pictures: Path, look: str
) -> None:
    for number, words in enumerate(WORDS):
        tell(app, words, "could-be-better" if number % 2 else "went-well")
    runtime: Runtime = app.extensions["feedback"]
    roles = frozenset({Role.OFFICER, Role.SAFEGUARDING, Role.COMPLAINTS, Role.ADMIN})
    with runtime.database.transaction() as session:
        create_staff(session, runtime, email=EVERYBODY, name="Test", password=PASSWORD, roles=roles)
        last = Quarter.containing(runtime.clock.today()).shifted(-1)
        make_draft(session, runtime, last, staff_id=None)
    page = browser.new_page(**LOOKS[look])
    enter(page, served, EVERYBODY)
    met = walk(app, page, served, look, pictures)
    assert len(met) >= LEAST_PAGES, sorted(met)
    page.close()
