"""The pages that families see: no account, no cookie, nothing stored on the phone."""

from datetime import timedelta
from typing import Any

from flask import Flask

from feedback.domain.errors import SettingsError
from feedback.settings import HELP_REFUSE_AFTER_DAYS
from feedback.web.family import routes_pages, routes_status, routes_tell_us
from feedback.web.family.blueprint import blueprint
from feedback.web.runtime import current_runtime

JOURNEYS = (routes_pages, routes_tell_us, routes_status)


def register(app: Flask) -> None:
    """Add the families' pages.

    Raises: SettingsError when a help number has not been checked for half a year (R4-20): a family must
        never meet a number that may be wrong.
    """
    runtime = app.extensions["feedback"]
    oldest = runtime.clock.today() - timedelta(days=HELP_REFUSE_AFTER_DAYS)
    stale = [line.name for line in runtime.settings.help_lines if line.last_checked < oldest]
    if stale:
        raise SettingsError(
            f"FEEDBACK_HELP_LINES: not checked for {HELP_REFUSE_AFTER_DAYS} days: {', '.join(stale)}."
        )
    app.register_blueprint(blueprint)


@blueprint.context_processor
def _everywhere() -> dict[str, Any]:
    """Give every family page the council's name, the way out and the help numbers."""
    settings = current_runtime().settings
    return {
        "council_name": settings.council_name,
        "exit_url": settings.exit_url,
        "help_lines": settings.help_lines,
    }
