"""Headers, cookies, caching, body limits and logs: what protects every page of both surfaces. No views."""

import logging
from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import TYPE_CHECKING, Any

from flask import Flask, Request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from werkzeug.middleware.proxy_fix import ProxyFix

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

# Nothing is allowed but our own files: no inline script or style, no frame, no third party (promise 7).
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)

# Scripts of the families' pages send to ourselves: to keep a page open, and what waited. No other page's does.
CONNECTING = f"{CONTENT_SECURITY_POLICY}; connect-src 'self'"

POLICY = "Content-Security-Policy"
HEADERS = {
    POLICY: CONTENT_SECURITY_POLICY,
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), interest-cohort=()",
    "X-Robots-Tag": "noindex, nofollow",
}
TRANSPORT_SECURITY = {"Strict-Transport-Security": "max-age=31536000; includeSubDomains"}
CACHING = "Cache-Control"
_KEPT: list[tuple[str, str]] = []
_NOT_KEPT = [(CACHING, "no-store")]
STAFF_PATHS = ("/staff", "/committee")
"""Where a session may be: everywhere else there is none to read or to write, so no page can set a cookie."""


def policy_with_style(digest: str) -> str:
    """Return the policy of a family's page that holds the one style element with this digest; any other is refused.

    Args:
        digest: as the policy writes it, for example `sha256-...=`.
    """
    return CONNECTING.replace("style-src 'self'", f"style-src 'self' '{digest}'")


class KeptInMemory(Request):
    """A request whose files are never written to a disk before we have sealed them."""

    def _get_file_stream(self, *_about: object, **_named: object) -> BytesIO:
        """Return where a file is read into. No larger one comes here than the page takes."""
        return BytesIO()


class StaffSessions(SecureCookieSessionInterface):
    """Sessions of the staff side alone. A family's page that wrote to one would fail (R3-09)."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """Return the session of a staff page; None, which Flask makes an unwritable one, for any other."""
        return super().open_session(app, request) if request.path.startswith(STAFF_PATHS) else None


def stand_behind(app: Flask, *, proxies: int, hosts: Sequence[str]) -> None:
    """Believe our own proxies about the address they saw, and answer to no name but our own.

    The address is used for counting alone (feedback/services/attempts.py) and kept nowhere.
    """
    if proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=proxies)  # type: ignore[method-assign]
    if hosts:
        app.config["TRUSTED_HOSTS"] = list(hosts)


def protect(app: Flask, *, https_only: bool, max_body_bytes: int) -> None:
    """Give the application its headers, cookie flags and limits; no page is cached unless it says so (R3-09)."""
    app.config.update(
        MAX_CONTENT_LENGTH=max_body_bytes,
        MAX_FORM_MEMORY_SIZE=max_body_bytes,
        MAX_FORM_PARTS=200,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Strict",
        SESSION_COOKIE_SECURE=https_only,
        SESSION_COOKIE_NAME="staff",
    )
    app.request_class = KeptInMemory
    app.session_interface = StaffSessions()
    app.wsgi_app = _with_headers(app.wsgi_app, https_only=https_only)  # type: ignore[method-assign, assignment]
    # The development server's access log holds addresses; ours must not (R4-02).
    logging.getLogger("werkzeug").setLevel(logging.ERROR)


def _with_headers(inner: "WSGIApplication", *, https_only: bool) -> "WSGIApplication":
    """Return the application with our headers on everything that it answers, whatever made the answer.

    Put on here, where nothing looks each of them up: that cost a tenth of a plain page.
    """
    always = {**HEADERS, **TRANSPORT_SECURITY} if https_only else HEADERS
    of_staff = list(always.items())
    of_families = list({**always, POLICY: CONNECTING}.items())
    but_policy = [header for header in of_families if header[0] != POLICY]

    def answer(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        fixed = of_staff if environ["PATH_INFO"].startswith(STAFF_PATHS) else of_families

        def start(status: str, headers: list[tuple[str, str]], *error: Any) -> Any:
            own = [name for name, _value in headers]
            added = but_policy if POLICY in own else fixed
            kept = _KEPT if CACHING in own else _NOT_KEPT
            return start_response(status, headers + added + kept, *error)

        return inner(environ, start)

    return answer
