"""How a route reaches the running service."""

from typing import cast

from flask import current_app

from feedback.services.runtime import Runtime

EXTENSION = "feedback"


def current_runtime() -> Runtime:
    """Return the runtime of the application that serves this request.

    A route opens one transaction around one service call:
    `with runtime.database.transaction() as session: submit_response(session, runtime, submission)`.
    """
    return cast(Runtime, current_app.extensions[EXTENSION])
