"""Officers' pages in a real browser: axe finds nothing, a phone is enough, a keyboard is enough, no script runs."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page

from feedback.domain.enums import Role
from tests.accessibility.test_pages_in_browser import assert_sound, browser, press, served
from tests.conftest import PASSWORD, add_staff
from tests.journeys.officer import fields_of, links, rows, sign_in, tell

__all__ = ["browser", "served"]
pytestmark = pytest.mark.browser
LOOKS = {
    "phone": {"viewport": {"width": 360, "height": 740}},
    "desk": {"viewport": {"width": 1280, "height": 800}},
    "forced": {"viewport": {"width": 1280, "height": 800}, "forced_colors": "active"},
    "forced-phone": {"viewport": {"width": 320, "height": 740}, "forced_colors": "active"},
}
WORDS = (
    "The worker was lovely but we waited eight months and nobody rang us back.",
    "dad hits me when mum is out and school does nothing",
    "Mam już dość czekania na pomoc dla mojego syna, nikt nie oddzwania",
    "The new short breaks club is brilliant. Could you open it on Sundays too? " * 6,
)


@pytest.fixture(params=sorted(LOOKS))
def context(request: pytest.FixtureRequest, browser: Browser) -> Iterator[BrowserContext]:
    """Return a browser that looks as people's do."""
    made = browser.new_context(**LOOKS[request.param])
    yield made
    made.close()


def enter(page: Page, served: str, email: str = "officer@example.org") -> None:
    """Sign in by typing."""
    page.goto(f"{served}/staff/sign-in")
    page.get_by_label("Email address").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    press(page.get_by_role("button", name="Sign in"))


def test_every_staff_page_is_sound(
    app: Flask, served: str, context: BrowserContext, pictures: Path, request: pytest.FixtureRequest
) -> None:
    look = request.node.callspec.params["context"]
    for number, words in enumerate(WORDS):
        tell(app, words, "could-be-better" if number % 2 else "went-well")
    add_staff(app, Role.SAFEGUARDING)
    page = context.new_page()
    page.goto(f"{served}/staff/sign-in")
    press(page.get_by_role("button", name="Sign in"))
    assert_sound(page, f"staff-{look}-sign-in-problem", pictures)
    enter(page, served, "safeguarding@example.org")
    page.goto(f"{served}/staff/queue")
    assert_sound(page, f"staff-{look}-queue", pictures)
    press(page.locator(".queue a").first)
    assert_sound(page, f"staff-{look}-flagged", pictures)
    page.locator("summary").first.click()
    assert_sound(page, f"staff-{look}-flagged-words", pictures)
    press(page.get_by_role("button", name="Save and next", exact=True))
    assert_sound(page, f"staff-{look}-response", pictures)
    page.get_by_label("Add a theme").select_option("send")
    press(page.get_by_role("button", name="Save and stay"))
    assert_sound(page, f"staff-{look}-response-problem", pictures)
    page.get_by_label("How it is spoken of").select_option("negative")
    press(page.get_by_role("button", name="Save and stay"))
    assert_sound(page, f"staff-{look}-response-saved", pictures)
    page.goto(f"{served}/staff/queue?show=read")
    assert_sound(page, f"staff-{look}-read", pictures)
    page.goto(f"{served}/staff/find")
    press(page.get_by_role("button", name="Find"))
    assert_sound(page, f"staff-{look}-find-problem", pictures)
    page.get_by_label("Words").fill("wait -school")
    press(page.get_by_role("button", name="Find"))
    assert "waited" in page.locator("mark").all_inner_texts()
    assert_sound(page, f"staff-{look}-found", pictures)
    for address in (
        "",
        "/themes/timeliness",
        "/themes/timeliness/retire",
        "/themes/timeliness/split",
        "/take-in-table",
        "/take-in",
    ):
        page.goto(f"{served}/staff/codebook{address}")
        assert_sound(page, f"staff-{look}-codebook{address}", pictures)
    press(page.get_by_role("button", name="Take them in"))
    assert_sound(page, f"staff-{look}-codebook-problem", pictures)
    page.goto(f"{served}/staff/nowhere")
    assert_sound(page, f"staff-{look}-nowhere", pictures)


@pytest.mark.parametrize("look", ["phone", "desk"])
def test_conflict_and_lost_session_are_sound(
    app: Flask, served: str, browser: Browser, pictures: Path, look: str
) -> None:
    tell(app, WORDS[0])
    other = sign_in(app)
    link = links(other)[0]
    page = browser.new_page(**LOOKS[look])
    enter(page, served)
    page.goto(served + link)
    form = fields_of(other.get(link).text)
    other.post(link, data=form | {"theme-0-timeliness": "negative", "feeling-0": "mixed"})
    page.get_by_role("group", name="Waiting and timeliness").get_by_label("Not about this").check()
    press(page.get_by_role("button", name="Save and stay"))
    assert "Nothing of yours was saved yet" in page.content()
    assert_sound(page, f"staff-{look}-conflict", pictures)
    page.context.clear_cookies()
    press(page.get_by_role("button", name="Save and stay"))
    assert_sound(page, f"staff-{look}-lost-session", pictures)
    page.get_by_label("Email address").fill("officer@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    press(page.get_by_role("button", name="Sign in"))
    assert_sound(page, f"staff-{look}-resumed", pictures)
    press(page.get_by_role("button", name="Save and stay"))
    stands = "SELECT verdict FROM theme_decision WHERE theme = 'timeliness'"
    assert rows(app, stands) == [("rejected",)]
    page.close()


def press_until(page: Page, words: str) -> None:
    """Press Tab until the focus is on what has these words or this name; fail after 120 times."""
    for _ in range(120):
        page.keyboard.press("Tab")
        reached = page.evaluate(
            "(() => { const e = document.activeElement;"
            " return (e.innerText || '') + ' ' + (e.name || '') + ' ' + (e.value || ''); })()"
        )
        if words in reached:
            return
    pytest.fail(f"Tab never reached {words}")


def test_twenty_comments_by_keyboard_alone_and_without_script(
    app: Flask, served: str, browser: Browser
) -> None:
    for number in range(20):
        tell(app, f"We waited {number + 2} months and nobody rang us back")
    add_staff(app, Role.OFFICER)
    context = browser.new_context(java_script_enabled=False, **LOOKS["desk"])
    page = context.new_page()
    page.goto(f"{served}/staff/sign-in")
    press_until(page, "email")
    page.keyboard.type("officer@example.org")
    press_until(page, "password")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/staff/queue")
    press_until(page, "We waited")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    for number in range(20):
        press_until(page, "theme-0-timeliness")
        page.keyboard.press("ArrowDown")  # from "Not decided", the last, round to the first
        press_until(page, "Save and next" if number % 2 else "Agree with the rest")
        with page.expect_navigation():
            page.keyboard.press("Enter")
    assert "Everything has been read" in page.content()
    assert rows(app, "SELECT count(*) FROM response WHERE state = 'read'") == [(20,)]
    decided = "SELECT count(*) FROM theme_decision WHERE theme='timeliness' AND polarity='negative'"
    assert rows(app, decided) == [(20,)]
    context.close()
