"""Walk through the questions as a browser without JavaScript does: only what stands in the page is sent."""

import re
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')
CODE = re.compile(r'class="receipt" dir="ltr">([0-9A-Z-]+)<')


def hidden(html: str) -> dict[str, str]:
    """Return the hidden fields of the page's last form."""
    return dict(HIDDEN.findall(html))


def press(client: FlaskClient, slug: str, html: str, **fields: Any) -> TestResponse:
    """Press a button of a question page."""
    return client.post(f"/{slug}/questions", data={**hidden(html), **fields})


def to_check(client: FlaskClient, slug: str, answers: dict[str, Any]) -> str:
    """Answer these questions, skip the others; return the check page."""
    html = client.post(f"/{slug}/questions", data={"go": "next"}).text
    while (question := hidden(html).get("question")) is not None:
        if question in answers:
            html = press(client, slug, html, go="next", answer=answers[question]).text
        else:
            html = press(client, slug, html, go="skip").text
    return html


def send(client: FlaskClient, slug: str, check: str, **fields: Any) -> TestResponse:
    """Press send on the check page."""
    return client.post(f"/{slug}/send", data={"page": hidden(check)["page"], **fields})
