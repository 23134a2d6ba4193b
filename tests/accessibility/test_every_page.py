"""Every family page in every version: the HTML has no error, and axe finds nothing.

Each page meets axe once on the narrowest phone; each layout also in the dark, in forced colours and on a desk.
"""

import json
import os
import shutil
import subprocess
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import unquote

import pytest
from flask import Flask, Response
from playwright.sync_api import Browser, Page
from werkzeug.middleware.dispatcher import DispatcherMiddleware
from werkzeug.serving import make_server

from feedback.services.runtime import Runtime
from forms.questionnaire import load_questionnaires
from tests.accessibility.test_pages_in_browser import assert_sound, browser
from tests.every_page import ADULT, build_app, family_pages

__all__ = ["browser"]
JAR = Path(os.environ.get("VNU_JAR", "assets/node_modules/vnu-jar/build/dist/vnu.jar"))
SHARES = 3
"""The pages are judged in so many parts, so that two workers can share them."""
SAME_LAYOUT = ("parent-carer-voice", "listening-to-families-meeting", "pl-")
"""Other words on pages that are drawn as another version's: the HTML checker reads them, axe does not."""
LAYOUTS = (
    "forums", "help", "privacy", "accessibility", f"{ADULT}-start", f"{ADULT}-paper",
    f"{ADULT}-ask-textarea-problem", f"{ADULT}-ask-checkbox", f"{ADULT}-ask-reply-problem", f"{ADULT}-check",
    f"{ADULT}-receipt", f"{ADULT}-kept", "under-8-start", "under-8-ask-radio", "easy-read-ask-checkbox",
    "code-found-letter", "code-letters-problem", "code-own-words-added", f"ar-{ADULT}-ask-radio",
    f"ar-{ADULT}-check",
)  # fmt: skip
LOOKS = {
    "dark": {"viewport": {"width": 360, "height": 740}, "color_scheme": "dark"},
    "forced": {"viewport": {"width": 360, "height": 740}, "forced_colors": "active"},
    "desk": {"viewport": {"width": 1280, "height": 800}},
}


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Flask, dict[str, str]]]:
    """Return the application and name -> HTML of every family page."""
    app = build_app(tmp_path_factory.mktemp("pages") / "pages.sqlite3")
    yield app, family_pages(app, tuple(load_questionnaires()), ("ar", "pl"))
    runtime: Runtime = app.extensions["feedback"]
    runtime.database.dispose()


@pytest.fixture(scope="module")
def shown(pages: tuple[Flask, dict[str, str]]) -> Iterator[str]:
    """Return the address under which each page is served as it was met, with its style and its scripts."""
    app, found = pages
    kept = Flask("kept", static_folder=None)
    kept.add_url_rule("/<name>", view_func=lambda name: Response(found[unquote(name)]))
    server = make_server("127.0.0.1", 0, DispatcherMiddleware(app, {"/kept": kept}), threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/kept"
    server.shutdown()
    thread.join()
    server.server_close()


def html_errors(folder: Path) -> list[str]:
    """Return what the HTML checker calls an error in the files of a folder."""
    ran = subprocess.run(
        ["java", "-jar", str(JAR), "--errors-only", "--format", "json", *map(str, folder.iterdir())],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    return [
        f"{Path(found['url']).name}:{found.get('lastLine')}: {found['message']}"
        for found in json.loads(ran.stderr)["messages"]
    ]


@pytest.fixture
def checker(tmp_path: Path) -> Path:
    """Return a folder for the HTML checker; says what is missing where it cannot run."""
    if not JAR.exists():
        pytest.skip("The HTML checker is missing: npm install, in assets/")
    if shutil.which("java") is None:
        assert not os.environ.get("CI"), "CI needs Java beside the HTML checker"
        pytest.skip("Java is missing: apt-get install default-jre-headless")
    folder = tmp_path / "html"
    folder.mkdir()
    return folder


def test_html_of_every_family_page_has_no_error(
    pages: tuple[Flask, dict[str, str]], checker: Path
) -> None:
    """R3-01."""
    for name, html in pages[1].items():
        (checker / f"{name}.html").write_text(html, encoding="utf-8")
    assert html_errors(checker) == []


def test_html_checker_sees_an_error(checker: Path) -> None:
    wrong = '<!doctype html><html lang="en"><head><title>A</title></head><body><p><ul></ul></p></body></html>'
    (checker / "wrong.html").write_text(wrong, encoding="utf-8")
    assert html_errors(checker)


def for_axe(name: str) -> bool:
    """Tell whether a page has a layout of its own, or belongs to a version whose every page axe meets."""
    if name.startswith(SAME_LAYOUT):
        return False
    repeated = name.endswith(("-problem", "-lost", "-kept"))
    return not repeated or name.startswith((ADULT, "easy-read", "code"))


def problems(page: Page, shown: str, names: Sequence[str]) -> list[str]:
    """Return what is wrong with each of the pages, so that one run tells everything."""
    found = []
    for name in names:
        page.goto(f"{shown}/{name}")
        try:
            assert_sound(page, name)
        except AssertionError as wrong:
            found.append(str(wrong))
    return found


@pytest.mark.browser
@pytest.mark.parametrize("share", range(SHARES))
def test_family_pages_are_sound(
    shown: str, pages: tuple[Flask, dict[str, str]], browser: Browser, share: int
) -> None:
    """R3-01, R3-03: each page once, at 320 pixels."""
    page = browser.new_page(viewport={"width": 320, "height": 640})
    met = [name for name in pages[1] if for_axe(name)]
    assert len(met) > 100
    wrong = problems(page, shown, met[share::SHARES])
    page.close()
    assert not wrong, "\n".join(wrong)


@pytest.mark.browser
@pytest.mark.parametrize("look", LOOKS)
def test_pages_in_the_dark_are_sound(shown: str, browser: Browser, look: str) -> None:
    """R3-01: each layout in the dark, in forced colours, and wide."""
    context = browser.new_context(**LOOKS[look])  # type: ignore[arg-type]
    page = context.new_page()
    wrong = problems(page, shown, LAYOUTS)
    context.close()
    assert not wrong, "\n".join(wrong)
