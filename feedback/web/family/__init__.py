"""The pages that families see: no account, no cookie, nothing stored on the phone."""

import logging
from collections.abc import Iterable
from datetime import date, timedelta
from functools import partial
from typing import Any

from flask import Flask, request

from feedback.contact_points import ContactPoint
from feedback.domain.errors import SettingsError
from feedback.services.waiting import WAITING_DAYS, waiting_key
from feedback.settings import HELP_REFUSE_AFTER_DAYS, HELP_WARN_AFTER_DAYS, HelpLine
from feedback.web.family import (
    kept_pages,
    routes_data_complaint,
    routes_heard,
    routes_mailbox,
    routes_own_words,
    routes_pages,
    routes_published,
    routes_saved,
    routes_status,
    routes_tell_us,
    routes_waiting,
)
from feedback.web.family.blueprint import blueprint
from feedback.web.runtime import current_runtime

JOURNEYS = (
    routes_pages,
    routes_data_complaint,
    routes_tell_us,
    routes_status,
    routes_heard,
    routes_published,
    routes_own_words,
    routes_mailbox,
    routes_saved,
    routes_waiting,
)
OTHER_SIDE = ("/staff", "/committee")

log = logging.getLogger("feedback.web.family")


def register(app: Flask) -> None:
    """Add the families' pages.

    Raises: SettingsError when a help number has not been checked for half a year (R4-20): a family must
        never meet a number that may be wrong.
    """
    runtime = app.extensions["feedback"]
    today = runtime.clock.today()
    check_last_checked("FEEDBACK_HELP_LINES", runtime.settings.help_lines, today)
    check_last_checked("FEEDBACK_CONTACT_POINTS", runtime.settings.contact_points, today)
    app.extensions[kept_pages.EXTENSION] = kept_pages.KeptPages()
    app.context_processor(_everywhere)
    app.register_blueprint(blueprint)


def check_last_checked(setting: str, lines: Iterable[HelpLine | ContactPoint], today: date) -> None:
    """Warn of numbers that are due for a check, and refuse to go on with numbers that may be wrong.

    Source: R4-20: 90 and 180 days.
    """
    ages = {line: (today - line.last_checked).days for line in lines}
    refused = [line.name for line, days in ages.items() if days > HELP_REFUSE_AFTER_DAYS]
    if refused:
        raise SettingsError(
            f"{setting}: not checked for {HELP_REFUSE_AFTER_DAYS} days: {', '.join(refused)}."
        )
    for line, days in ages.items():
        if days > HELP_WARN_AFTER_DAYS:
            due = line.last_checked + timedelta(days=HELP_REFUSE_AFTER_DAYS)
            log.warning(
                "number %s was last checked %d days ago; %s must check it by %s",
                line.code,
                days,
                line.owner,
                due,
            )


def _everywhere() -> dict[str, Any]:
    """Give every page the council's name; a family's page also the way out and the help numbers."""
    settings = current_runtime().settings
    return {
        "council_name": settings.council_name,
        "exit_url": settings.exit_url,
        "help_lines": settings.help_lines,
        "page_minutes": settings.page_minutes,
        "waiting_days": WAITING_DAYS,
        "longest_sent": settings.max_body_bytes,
        "waiting_key": partial(waiting_key, current_runtime()),
        "contacts": {point.code: point for point in settings.contact_points},
        "for_families": not request.path.startswith(OTHER_SIDE),
    }
