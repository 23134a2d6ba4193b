"""Files of the registers, Lundy's page and the Improvement Board's page: all from what was frozen."""

from uuid import UUID

from flask import Response, abort, render_template, request

from analysis.reports.lundy import MEANS, lundy_page
from feedback.domain.errors import NotFound
from feedback.domain.quarters import Quarter
from feedback.rendering.lists import list_csv
from feedback.services.board_brief import board_brief
from feedback.services.extracts import (
    Extract,
    newest_snapshot,
    offer_extract,
    partner_extract,
    risk_extract,
)
from feedback.services.freeze_quarter import find_frozen, list_frozen
from feedback.web.runtime import current_runtime
from feedback.web.staff.blueprint import blueprint


@blueprint.get("/registers/partners/<uuid:entry_id>/extract.csv")
def partner_file(entry_id: UUID) -> Response:
    """Return a partner's own themes of a quarter, and nobody else's (R1-02)."""
    runtime = current_runtime()
    with runtime.database.reading() as session:
        return _file(partner_extract(session, runtime, entry_id))


@blueprint.get("/registers/risks/extract.csv")
def risk_file() -> Response:
    """Return the risks with their themes' trends, without a word of families (R1-10)."""
    with current_runtime().database.reading() as session:
        return _file(risk_extract(session))


@blueprint.get("/registers/local-offer/<int:year>.csv")
def offer_file(year: int) -> Response:
    """Return a year of the Local Offer; refused while a comment has no answer (R2-09)."""
    with current_runtime().database.reading() as session:
        return _file(offer_extract(session, year))


@blueprint.get("/lundy")
def lundy() -> str:
    """Show Lundy's four elements for a frozen quarter; what was not done says so (R2-01)."""
    with current_runtime().database.reading() as session:
        frozen = [written for written, _version, _day in list_frozen(session) if "-Q" in written]
        if not frozen:
            return render_template("staff/lundy.html", quarter=None)
        chosen = request.args.get("quarter", frozen[0])
        if chosen not in frozen:
            abort(404)
        snapshot = find_frozen(session, Quarter.parse(chosen)).snapshot
    return render_template(
        "staff/lundy.html",
        quarter=snapshot.label,
        now=chosen,
        quarters=[(written, Quarter.parse(written).label) for written in frozen],
        lines=lundy_page(snapshot),
        means=MEANS,
    )


@blueprint.get("/board")
def board() -> str:
    """Show one page for the Improvement Board, of the newest frozen quarter."""
    runtime = current_runtime()
    with runtime.database.reading() as session:
        try:
            snapshot = newest_snapshot(session)
        except NotFound:
            return render_template("staff/board.html", quarter=None)
        brief = board_brief(session, runtime, snapshot)
    return render_template("staff/board.html", quarter=snapshot.label, brief=brief)


def _file(extract: Extract) -> Response:
    answer = Response(list_csv(extract.header, extract.rows), content_type="text/csv; charset=utf-8")  # fmt: skip
    answer.headers["Content-Disposition"] = f'attachment; filename="{extract.name}.csv"'
    return answer
