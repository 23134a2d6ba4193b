"""Every answer has our headers once, whatever made it; what a page says itself stays."""

import pytest
from flask import Flask, Response

from feedback.security import CACHING, POLICY, protect


def served(*, https_only: bool) -> Flask:
    """Return an application of two pages, one of which says for itself how long it is kept and what it allows."""
    app = Flask("bare", static_folder=None)
    app.add_url_rule("/", view_func=lambda: "plain")
    own = {CACHING: "max-age=60", POLICY: "default-src 'none'"}
    app.add_url_rule("/own", endpoint="own", view_func=lambda: Response("own", headers=own))
    protect(app, https_only=https_only, max_body_bytes=1_000)
    return app


@pytest.mark.parametrize("path", ["/", "/not-there"])
def test_page_is_kept_nowhere_unless_it_says_so(path: str) -> None:
    """R3-09."""
    answer = served(https_only=False).test_client().get(path)
    assert answer.headers.getlist(CACHING) == ["no-store"]
    assert len(answer.headers.getlist(POLICY)) == 1
    assert answer.headers["X-Frame-Options"] == "DENY"


def test_page_keeps_what_it_says_itself() -> None:
    answer = served(https_only=False).test_client().get("/own")
    assert answer.headers.getlist(CACHING) == ["max-age=60"]
    assert answer.headers.getlist(POLICY) == ["default-src 'none'"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("path", ["/", "/own", "/not-there"])
def test_transport_security_is_promised_only_where_everything_is_encrypted(path: str) -> None:
    name = "Strict-Transport-Security"
    secure, plain = (served(https_only=only).test_client().get(path) for only in (True, False))
    assert secure.headers.getlist(name) == ["max-age=31536000; includeSubDomains"]
    assert name not in plain.headers
