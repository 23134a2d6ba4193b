"""Tables on the officers' and the committee's pages in a real browser: words stay whole, columns stay apart."""

from itertools import pairwise

import pytest
from flask import Flask
from playwright.sync_api import Browser

from feedback.domain.enums import Role
from feedback.domain.quarters import Quarter
from feedback.services.digest import keep_week
from feedback.services.freeze_quarter import freeze_quarter
from feedback.services.publish_report import publish_report
from feedback.services.runtime import Runtime
from tests.accessibility.test_pages_in_browser import browser, served
from tests.accessibility.test_staff_pages import LOOKS, enter
from tests.conftest import add_staff
from tests.journeys.officer import tell

__all__ = ["browser", "served"]
pytestmark = pytest.mark.browser
TALLEST = 150
"""Pixels: a heading of a column that is taller has been broken letter by letter."""


def test_headings_of_the_week_are_not_broken_into_letters_on_a_phone(
    app: Flask, served: str, browser: Browser
) -> None:
    """R1-12, and promise 8: at 360 pixels the table scrolls within itself instead."""
    add_staff(app)
    runtime: Runtime = app.extensions["feedback"]
    keep_week(runtime)
    page = browser.new_page(**LOOKS["phone"])
    enter(page, served)
    page.goto(f"{served}/staff/week")
    heights = page.locator("th[scope=col]").evaluate_all("all => all.map(a => a.clientHeight)")
    assert len(heights) > 10, "the table of weeks stands there"
    assert max(heights) < TALLEST
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.close()


def test_tables_of_a_report_have_lines_and_columns_that_stand_apart(
    app: Flask, served: str, browser: Browser
) -> None:
    """R5-22: the page of a report is its master, so it is drawn as its file is."""
    add_staff(app, Role.COMMITTEE)
    runtime: Runtime = app.extensions["feedback"]
    quarter = Quarter.containing(runtime.clock.today()).shifted(-1)
    with runtime.database.transaction() as session:
        publish_report(session, runtime, freeze_quarter(session, runtime, quarter), {})
    page = browser.new_page(**LOOKS["desk"])
    enter(page, served, "committee@example.org")
    page.goto(f"{served}/committee/reports/{quarter}")
    drawn = page.locator(".report th, .report td").evaluate_all(
        "all => all.map(a => getComputedStyle(a)).map(s => [s.textAlign, s.borderBottomStyle, s.paddingRight])"
    )
    assert drawn
    assert {tuple(one) for one in drawn} == {("left", "solid", "12px")}
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"{served}/committee/reports/{quarter}/tables")
    room = page.locator("main ol").evaluate("list => getComputedStyle(list).paddingLeft")
    assert float(room.removesuffix("px")) >= 32, "numbers of two figures hung over the edge"
    page.close()


def test_flag_in_the_list_stands_in_lines_and_not_in_columns_of_letters(
    app: Flask, served: str, browser: Browser
) -> None:
    """R4-25, promise 8: the parts of a row stood beside each other, a word on three lines."""
    tell(app, "dad hits me when mum is out")
    add_staff(app, Role.SAFEGUARDING)
    page = browser.new_page(**LOOKS["phone"])
    enter(page, served, "safeguarding@example.org")
    page.goto(f"{served}/staff/safeguarding")
    boxes = page.locator(".queue > li").first.evaluate(
        "row => [...row.children].map(part => part.getBoundingClientRect()).map(b => [b.top, b.bottom])"
    )
    assert len(boxes) == 3
    assert all(after[0] >= before[1] for before, after in pairwise(boxes))
    page.close()
