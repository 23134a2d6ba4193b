"""Work as an officer's browser without JavaScript does: only what stands in the page is sent."""

import re
from html.parser import HTMLParser
from uuid import UUID

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from feedback.domain.enums import Role
from feedback.services.runtime import Runtime
from tests.conftest import PASSWORD, add_staff
from tests.journeys.walk import send, to_check

SLUG = "listening-to-families"
CSRF = re.compile(r'name="csrf_token" value="([^"]+)"')
LINK = re.compile(r'href="(/staff/responses/[0-9a-f-]{36})(?:\?[^"]*)?"')


class Fields(HTMLParser):
    """The fields of the page's decision form (or its only form) as a browser would send them."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.sent: dict[str, str] = {}
        self._select: str | None = None
        self._inside = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take in what is chosen."""
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._inside = not given.get("action", "").endswith("sign-out")
        if not self._inside:
            return
        kind = given.get("type", "text")
        if tag == "select":
            self._select = given["name"]
        elif tag == "option" and self._select is not None:
            if "selected" in given or self._select not in self.sent:
                self.sent[self._select] = given["value"]
        elif tag == "input" and (kind not in ("radio", "checkbox") or "checked" in given):
            self.sent[given["name"]] = given.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        """Leave a list or a form."""
        if tag == "select":
            self._select = None
        elif tag == "form":
            self._inside = False


def fields_of(html: str) -> dict[str, str]:
    """Return what the page's form would send as it stands."""
    return Fields(html).sent


def sign_in(app: Flask, role: Role = Role.OFFICER, *, email: str | None = None) -> FlaskClient:
    """Return the browser of a member of staff; a new one of this role unless an address is given."""
    client = app.test_client()
    answered = type_password(client, email or add_staff(app, role))
    assert answered.status_code == 303
    return client


def type_password(client: FlaskClient, email: str, password: str = PASSWORD) -> object:
    """Send the sign-in form; return what was answered."""
    form = fields_of(client.get("/staff/sign-in").text)
    return client.post("/staff/sign-in", data=form | {"email": email, "password": password})


def tell(app: Flask, words: str, question: str = "went-well") -> None:
    """Let a family send words."""
    client = app.test_client()
    check = to_check(client, SLUG, {question: words, "overall": "good", "who": "parent"})
    assert send(client, SLUG, check).status_code == 200


def links(client: FlaskClient, address: str = "/staff/queue") -> list[str]:
    """Return the addresses of the responses on a page, in its order."""
    return list(dict.fromkeys(LINK.findall(client.get(address).text)))


def rows(app: Flask, sql: str) -> list[tuple[object, ...]]:
    """Return what the database answers."""
    runtime: Runtime = app.extensions["feedback"]
    with runtime.database.reading() as session:
        return [tuple(row) for row in session.execute(text(sql))]


def id_of(link: str) -> UUID:
    """Return the response's id in its address."""
    return UUID(link.rpartition("/")[2])
