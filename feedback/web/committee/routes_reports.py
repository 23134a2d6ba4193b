"""Frozen reports: the list, and each one. Nothing here can reach a comment."""

import re

from flask import abort, render_template
from markupsafe import Markup

from feedback.domain.quarters import Quarter
from feedback.rendering.html import report_parts
from feedback.services.freeze_quarter import find_frozen, list_frozen
from feedback.web.committee.blueprint import blueprint
from feedback.web.runtime import current_runtime

_YEAR = re.compile(r"\d{4}", re.ASCII)


@blueprint.get("/reports")
def reports() -> str:
    """List the frozen quarters, newest first."""
    with current_runtime().database.reading() as session:
        return render_template("committee/reports.html", frozen=list_frozen(session))


@blueprint.get("/reports/<written>")
def report(written: str) -> str:
    """Show one report, of a quarter or a year, made from its snapshot."""
    try:
        # A year is written by its four digits alone.
        period = written if _YEAR.fullmatch(written) else Quarter.parse(written)
    except ValueError:
        abort(404)
    with current_runtime().database.reading() as session:
        frozen = find_frozen(session, period)
    # report_parts escapes every word itself.
    return render_template(
        "committee/report.html",
        parts=Markup(report_parts(frozen.snapshot)),  # noqa: S704
        frozen=frozen,
    )
