"""The overview of a quarter, and its themes: counts alone, each leading to what stands behind it."""

from flask import render_template, request

from feedback.domain.quarters import Quarter
from feedback.services.overview import (
    LEAST_WITHOUT_COMMENTS,
    quarter_to_open,
    read_overview,
    read_themes,
)
from feedback.web.access import Access, may_open
from feedback.web.runtime import current_runtime
from feedback.web.staff.blueprint import blueprint
from feedback.web.staff.guard import current_staff, sees_held
from feedback.web.staff.views_actions import quarters_back
from feedback.web.staff.views_overview import Part, Way, parts_of, themes_part, way_for


@blueprint.get("/overview")
def overview() -> str:
    """Show how many told us, how long they waited, who felt listened to, and who was not heard."""
    runtime, quarter = current_runtime(), _quarter()
    with runtime.database.reading() as session:
        found = read_overview(
            session, runtime, quarter, sees_held=sees_held(current_staff()), least=_least()
        )
    return _page("Overview", quarter, parts_of(found, quarter, _way()))


@blueprint.get("/overview/themes")
def overview_themes() -> str:
    """Show what people spoke of and how, this quarter and the one before."""
    runtime, quarter = current_runtime(), _quarter()
    with runtime.database.reading() as session:
        found = read_themes(
            session, runtime, quarter, sees_held=sees_held(current_staff()), least=_least()
        )
    return _page("Themes over time", quarter, [themes_part(found, _way())])


def _page(heading: str, quarter: Quarter, parts: list[Part]) -> str:
    today = Quarter.containing(current_runtime().clock.today())
    return render_template(
        "staff/overview.html",
        heading=heading,
        quarter=quarter.label,
        now=str(quarter),
        quarters=quarters_back(today),
        here=request.endpoint,
        parts=parts,
        least=_least(),
    )


def _quarter() -> Quarter:
    runtime = current_runtime()
    try:
        return Quarter.parse(request.args.get("quarter", ""))
    except ValueError:
        with runtime.database.reading() as session:
            return quarter_to_open(session, runtime, sees_held=sees_held(current_staff()))


def _reads_comments() -> bool:
    return may_open(Access.OFFICER, current_staff().roles)


def _least() -> int:
    """Return the smallest count that the reader sees: who reads no comments sees no small one (R4-35)."""
    return 0 if _reads_comments() else LEAST_WITHOUT_COMMENTS


def _way() -> Way:
    return way_for(reads_comments=_reads_comments())
