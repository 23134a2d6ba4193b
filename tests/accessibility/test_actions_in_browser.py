"""Pages of actions, texts for families, clocks and the board in a browser: axe finds nothing, a phone is enough."""

from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser

from tests.accessibility.test_pages_in_browser import assert_sound, browser, press, served
from tests.accessibility.test_staff_pages import enter
from tests.journeys.officer import sign_in
from tests.journeys.test_family_is_told import agree, post, second_officer, tell, write

__all__ = ["browser", "served"]
pytestmark = pytest.mark.browser


@pytest.mark.parametrize(("width", "forced"), [(320, "none"), (1280, "none"), (1280, "active")])
def test_pages_of_closing_the_loop_are_sound(
    app: Flask, served: str, browser: Browser, pictures: Path, width: int, forced: str
) -> None:
    code, priya, sam = tell(app), sign_in(app), second_officer(app)
    response = priya.get("/staff/queue").text.split('href="/staff/responses/')[1][:36]
    at = f"/staff/responses/{response}/actions"
    action = agree(priya, origin="forum", theme="", service="dentist", partner="NHS")
    post(priya, at, at, action=action.rpartition("/")[2])
    published = write(priya, action, kind="doing_it", by_on="1/9/2026")
    post(sam, published, published, go="publish", says="y")
    waiting = write(priya, action)
    context = browser.new_context(
        viewport={"width": width, "height": 740}, forced_colors=forced
    )  # fmt: skip
    page = context.new_page()
    enter(page, served, "sam@example.org")
    for name, path in {
        "actions": "/staff/actions",
        "action": action,
        "tell": f"{action}/tell",
        "outcomes": "/staff/outcomes",
        "outcome": waiting,
        "clocks": "/staff/clocks",
        "response-actions": at,
        "board": "/what-we-heard",
        "board-child": "/what-we-heard/for-children",
    }.items():
        page.goto(served + path)
        assert_sound(page, f"loop-{forced}-{name}", pictures)
    page.goto(f"{served}/staff/actions/new")
    page.get_by_label("Done by").fill("25/12/2026")
    press(page.get_by_role("button", name="Save"))
    assert_sound(page, f"loop-{forced}-action-problem", pictures)
    page.goto(f"{served}/status")
    page.get_by_label("Your code").fill(code)
    press(page.get_by_role("button", name="Look"))
    assert "Did it help?" in page.content()
    assert_sound(page, f"loop-{forced}-found", pictures)
    context.close()


def test_reading_age_while_typing_is_the_servers(app: Flask, served: str, browser: Browser) -> None:
    """R2-05: the same sum in the browser and on the server."""
    action = agree(sign_in(app))
    page = browser.new_page()
    enter(page, served)
    page.goto(f"{served}{action}/tell")
    hard = "Statutory obligations necessitate alternative prioritisation. We are sorry: it took too long."
    page.get_by_label("In plain words").fill(hard)
    page.get_by_text("Reading age: about").first.wait_for()
    typed = page.locator("#words-age").inner_text()
    press(page.get_by_role("button", name="Show the reading age"))
    assert "problem" in page.content(), "no kind was chosen"
    assert page.locator("#words-age").inner_text() == typed
    page.close()
