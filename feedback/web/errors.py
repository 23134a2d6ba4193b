"""The one table from what went wrong to the page that says so in plain words."""

import logging

from flask import Flask, Response, current_app, render_template, request, url_for
from flask.globals import request_ctx
from werkzeug.exceptions import HTTPException, SecurityError

from feedback.domain.errors import (
    Conflict,
    FeedbackError,
    IllegalTransition,
    ImportRefused,
    NotAllowed,
    NotFound,
    ReceiptUnknown,
    SealBroken,
    StorageUnavailable,
    TooOften,
)

log = logging.getLogger("feedback.web")

STATUS_FOR: dict[type[FeedbackError], int] = {
    NotFound: 404,
    ReceiptUnknown: 404,
    NotAllowed: 403,
    Conflict: 409,
    IllegalTransition: 409,
    SealBroken: 400,
    ImportRefused: 400,
    TooOften: 429,
    StorageUnavailable: 503,
}

HEADINGS: dict[int, str] = {
    400: "We could not use that page",
    403: "This page is not open to you",
    404: "We cannot find that page",
    405: "That page is opened another way",
    409: "Something changed in the meantime",
    413: "That is more than we can take at once",
    429: "That is more than we can take today",
    503: "We cannot save anything just now",
}

WAYS_ON: dict[str, tuple[str, str]] = {
    "/committee": ("committee.reports", "All reports"),
    "/staff": ("staff.home", "Go to your first page"),
}
"""Side -> where it goes on after an error; families' start may not even be served by the same process."""

FAULT = "Something went wrong on our side"


def register_error_pages(app: Flask) -> None:
    """Give every error its page and status."""
    app.register_error_handler(FeedbackError, _known)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(SecurityError, _false_name)
    app.register_error_handler(Exception, _unknown)


def _known(error: FeedbackError) -> tuple[str, int]:
    status = next((s for kind, s in STATUS_FOR.items() if isinstance(error, kind)), 500)
    log.info("refused code=%s status=%d", error.code, status)
    return _page(status, error.public_message), status


def _http(error: HTTPException) -> tuple[str, int] | Response:
    if request_ctx.url_adapter is None:  # the name that was asked for cannot be any service's
        return _false_name(error)
    status = error.code or 500
    return _page(status, None), status


def _false_name(_error: HTTPException) -> Response:
    # Asked for under a name that is not ours: no address of ours can be written, so there is no page.
    return Response("This service does not answer to that name.\n", 400, mimetype="text/plain")


def _unknown(error: Exception) -> tuple[str, int]:
    # The class and the place, never the message: a message may hold what a family wrote.
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    where = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else "unknown"
    log.error("failed kind=%s at=%s", type(error).__name__, where)
    return _page(500, None), 500


def _page(status: int, message: str | None) -> str:
    heading = HEADINGS.get(status, FAULT)
    return render_template(
        "errors/error.html", heading=heading, message=message, status=status, way_on=_way_on()
    )


def _way_on() -> tuple[str, str] | None:
    """Return the address where the staff side goes on, and its words; None for a family, who starts again."""
    for side, (endpoint, words) in WAYS_ON.items():
        if request.path.startswith(side) and endpoint in current_app.view_functions:
            return url_for(endpoint), words
    return None
