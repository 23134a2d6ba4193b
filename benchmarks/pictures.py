"""A picture of every family page, to be looked at: `./run bench pictures [--into DIR]`.

Narrow and wide in the light; the pages of one version also in the dark and in forced colours.
"""

import argparse
import shutil
import sys
import tempfile
import threading
from pathlib import Path
from typing import Any

from flask import Flask, Response
from playwright.sync_api import Browser, sync_playwright
from werkzeug.middleware.dispatcher import DispatcherMiddleware
from werkzeug.serving import make_server

from benchmarks.line import print_line
from forms.questionnaire import load_questionnaires
from tests.every_page import ADULT, build_app, family_pages

FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
         "--disable-background-networking", "--disable-component-update", "--disable-sync"]  # fmt: skip
PHONE, DESK = {"width": 360, "height": 740}, {"width": 1280, "height": 800}
LOOKS: dict[str, dict[str, Any]] = {
    "phone": {"viewport": PHONE},
    "desk": {"viewport": DESK},
    "dark": {"viewport": PHONE, "color_scheme": "dark"},
    "forced": {"viewport": PHONE, "forced_colors": "active"},
}


def main() -> None:
    """Draw every page and say how many pictures there are."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--into", type=Path, default=Path("build/pictures"))
    target = parser.parse_args().into
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        sys.exit("Chromium is not installed: apt-get install chromium")
    with tempfile.TemporaryDirectory() as folder:
        app = build_app(Path(folder, "pages.sqlite3"))
        pages = family_pages(app, tuple(load_questionnaires()), ("ar", "pl"))
        server = make_server("127.0.0.1", 0, _serving(app, pages), threaded=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
            shown = f"http://127.0.0.1:{server.server_port}/kept"
            drawn = sum(_draw(browser, look, shown, pages, target / look) for look in LOOKS)
            browser.close()
        server.shutdown()
    print_line("pictures", [{"name": "pictures of family pages", "value": drawn, "unit": "files",
                             "reference": None, "ratio": None, "bar": None, "ok": True}])  # fmt: skip


def _serving(app: Flask, pages: dict[str, str]) -> DispatcherMiddleware:
    kept = Flask("kept", static_folder=None)
    kept.add_url_rule("/<name>", view_func=lambda name: Response(pages[name]))
    return DispatcherMiddleware(app, {"/kept": kept})


def _draw(browser: Browser, look: str, shown: str, pages: dict[str, str], folder: Path) -> int:
    wanted = [
        name for name in pages if look in ("phone", "desk") or name.startswith((ADULT, "code"))
    ]
    context = browser.new_context(**LOOKS[look])
    page = context.new_page()
    for name in wanted:
        page.goto(f"{shown}/{name}")
        page.screenshot(path=folder / f"{name}.png", full_page=True)
    context.close()
    return len(wanted)


if __name__ == "__main__":
    main()
