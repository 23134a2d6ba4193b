"""Every page that a family can meet, as a browser without JavaScript is given it: one client walks them all.

What is walked here is judged in three places: by the HTML checker, by axe in a browser, and by a person's eye
(`./run bench pictures`).
"""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

from flask import Flask
from flask.testing import FlaskClient

from feedback.app import create_app
from feedback.clock import Clock
from feedback.domain.quarters import Quarter
from feedback.services.freeze_quarter import freeze_quarter
from feedback.services.mailbox import write_to_family
from feedback.services.prepare_database import prepare_database
from feedback.services.publish_report import publish_report
from feedback.services.runtime import Runtime
from feedback.settings import Settings
from tests.conftest import CheckedClient, add_staff
from tests.databases import FIRST_KEY, NOON
from tests.journeys.officer import rows
from tests.journeys.walk import CODE, HIDDEN

WORDS = "They listened. We still waited nine weeks, and nobody rang us back."
ADULT = "listening-to-families"
PUBLISHED = "2026-Q2"
PLAIN_PAGES = (
    "/", "/go/abcdefgh", "/help", "/what-we-heard",
    *(f"/what-we-heard/{PUBLISHED}{reading}" for reading in ("", "/easy-read", "/for-children")),
    "/accessibility", "/cookies", "/privacy",
    "/privacy/young-people", "/privacy/children", "/privacy/under-8", "/status", "/saved", "/waiting",
    "/data-protection", "/data-protection/answer", "/nowhere",
)  # fmt: skip
MOST_STEPS = 40
"""No journey is longer; without an end, a page that refuses every answer would be walked for ever."""
TOKEN = re.compile(r'name="page" value="([^"]+)"')
KIND = re.compile(r'<(textarea)|type="(radio|checkbox)"[^>]*name="answer"|inputmode="(numeric)"')
FIRST_CHOICE = re.compile(r'name="answer" value="([^"]+)"')


@dataclass
class Walk:
    """One walk through one version, in one language.

    Args:
        pages: name -> HTML of every page that was met.
    """

    client: FlaskClient
    slug: str
    language: str = ""
    pages: dict[str, str] = field(default_factory=dict)

    def get(self, path: str, name: str, /) -> str:
        """Open an address; keep its page."""
        return self.keep(name, self.client.get(path + self._way()).text)

    def post(self, path: str, name: str, html: str = "", /, **fields: str) -> str:
        """Press a button of a page; keep what is answered."""
        sent = {**dict(HIDDEN.findall(html)), **fields}
        return self.keep(name, self.client.post(path + self._way(), data=sent).text)

    def ask(self, name: str, html: str = "", /, **fields: str) -> str:
        """Press a button of a question page."""
        return self.post(f"/{self.slug}/questions", name, html, **fields)

    def behind(self, page: str, name: str, html: str, /, **fields: str) -> str:
        """Press a button of a page behind the code."""
        token = TOKEN.search(html)
        assert token is not None, f"{name} has no sealed page"
        return self.post(f"/status/{page}", name, page=token[1], **fields)

    def keep(self, name: str, html: str) -> str:
        """Keep a page that has a name; return it."""
        if name:
            tongue = f"{self.language}-" if self.language else ""
            self.pages[f"{tongue}{self.slug}-{name}".strip("-")] = html
        return html

    def _way(self) -> str:
        return f"?lang={self.language}" if self.language else ""


def build_app(path: Path, **settings: object) -> Flask:
    """Return an application on a SQLite file, with Arabic and Polish switched on."""
    chosen: dict[str, Any] = {"https_only": False, "languages": ("ar", "pl"), **settings}
    app = create_app(
        Settings(f"sqlite:///{path}", (FIRST_KEY,), "s" * 40, least_seconds=0, **chosen),
        clock=Clock.fixed(NOON),
    )
    app.test_client_class = CheckedClient
    prepare_database(app.extensions["feedback"])
    _publish(app)
    return app


def _publish(app: Flask) -> None:
    """Publish a quarter without an answer, so that its page is there."""
    runtime: Runtime = app.extensions["feedback"]
    with runtime.database.transaction() as session:
        frozen = freeze_quarter(session, runtime, Quarter.parse(PUBLISHED))
        publish_report(session, runtime, frozen, {})


def family_pages(app: Flask, slugs: tuple[str, ...], languages: tuple[str, ...]) -> dict[str, str]:
    """Return name -> HTML of every family page: of each version, in each other language one journey."""
    found = pages_in(app, slugs)
    for language in languages:
        found |= version_pages(app.test_client(), ADULT, language)
    return found


def pages_in(app: Flask, slugs: tuple[str, ...], language: str = "") -> dict[str, str]:
    """Return name -> HTML of every family page in one language: English where none is named."""
    client = app.test_client()
    plain = Walk(client, "", language)
    for path in PLAIN_PAGES:
        plain.get(path, path.strip("/").replace("/", "-") or "forums")
    found = dict(plain.pages)
    for slug in slugs:
        found |= version_pages(client, slug, language)
    return found | code_pages(app, language) | saved_pages(client, language)


def version_pages(client: FlaskClient, slug: str, language: str = "") -> dict[str, str]:
    """Return the start, one question of each kind and its refusal, check, the steps around it, receipt, paper."""
    walk = Walk(client, slug, language)
    walk.get(f"/{slug}/", "start")
    if not language:
        walk.get(f"/{slug}/paper", "paper")
    html, seen = walk.ask("", go="next"), set()
    begun = html
    for _step in range(MOST_STEPS):
        kind = "".join(next(iter(KIND.findall(html)), ()))
        step = dict(HIDDEN.findall(html)).get("question", "")
        if not step:
            break
        name = step.replace("after:", "") if step.startswith("after:") else kind
        if name not in seen:
            seen.add(name)
            walk.keep(f"ask-{name}", html)
            walk.ask(f"ask-{name}-problem", html, go="next", **_wrong(name))
        html = walk.ask("", html, go="next", **_right(step, html))
    walk.keep("check", html)
    walk.post(f"/{slug}/send", "check-problem", walk.ask("", begun, go="skip", changing="yes"))
    html = _about_you(walk, html)
    walk.post(f"/{slug}/send", "receipt", html)
    walk.post(f"/{slug}/send", "lost", page="x")
    return walk.pages


def code_pages(app: Flask, language: str = "") -> dict[str, str]:
    """Return the pages that a receipt opens: status, mailbox, own words, taking back."""
    walk = Walk(app.test_client(), "code", language)
    code = CODE.search(version_pages(walk.client, ADULT)[f"{ADULT}-receipt"])
    assert code is not None
    walk.post("/status", "empty", code="")
    walk.post("/status", "wrong", code="0000-0000-0000-0000")
    walk.post("/status", "found", code=code[1])
    _write_to(app)
    look = walk.post("/status", "found-letter", code=code[1])
    letters = walk.behind("messages", "letters", look)
    walk.behind("reply", "letters-problem", letters, words="")
    walk.behind("reply", "letters-sent", letters, words="The team in Ledbury.")
    own = walk.behind("words", "own-words", look)
    walk.behind("add", "own-words-problem", own, words="")
    walk.behind("add", "own-words-added", own, words="One more thing: the hall was cold.")
    sure = walk.behind("take-back", "take-back", look)
    walk.behind("take-back", "taken-back", sure, go="yes")
    return walk.pages


def saved_pages(client: FlaskClient, language: str = "") -> dict[str, str]:
    """Return the pages of stopping and going on."""
    walk = Walk(client, ADULT, language)
    html = walk.ask("", go="next")
    walk.ask("kept", html, go="save")
    walk.post("/saved", "saved-problem", code="")
    return walk.pages


def _about_you(walk: Walk, html: str) -> str:
    """Walk through the questions about oneself, where there are any; return the last page before sending."""
    if 'value="about-you"' not in html:
        return html
    html, seen = walk.ask("", html, go="about-you"), set()
    for _step in range(MOST_STEPS):
        step = dict(HIDDEN.findall(html)).get("question")
        if step is None:
            break
        kind = "checkbox" if 'type="checkbox"' in html else "radio"
        if kind not in seen:
            seen.add(kind)
            walk.keep(f"about-{kind}", html)
        html = walk.ask("", html, go="next", **_right(step, html))
    return walk.keep("ready", html)


def _right(step: str, html: str) -> dict[str, str]:
    """Return an answer that the page takes."""
    if step.endswith(":reply"):
        return {"phone": "07700 900777"}
    if 'inputmode="numeric"' in html:
        return {"answer": "12"}
    choice = FIRST_CHOICE.search(html)
    return {"answer": choice[1] if choice and "<textarea" not in html else WORDS}


def _wrong(name: str) -> dict[str, str]:
    """Return an answer that no page takes, where there is one."""
    if name == "reply":
        return {"name": "Jo", "email": "jo at home"}
    return {"answer": "x" * 20_000 if name == "textarea" else "no-such-answer"}


def _write_to(app: Flask) -> None:
    """Let an officer write to the newest response."""
    runtime: Runtime = app.extensions["feedback"]
    add_staff(app)
    (staff,) = rows(app, "SELECT id FROM staff_user")
    with runtime.database.transaction() as session:
        for number, (response,) in enumerate(rows(app, "SELECT id FROM response")):
            write_to_family(
                session, runtime, UUID(str(response)), "Thank you. Which team was it?",
                staff_id=UUID(str(staff[0])), once_key=f"once-{number}",
            )  # fmt: skip
