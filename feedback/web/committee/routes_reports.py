"""Published reports: the list, each one, its files and its tables. Nothing here can reach a comment."""

import mimetypes
from dataclasses import dataclass

from flask import Response, abort, render_template
from markupsafe import Markup

from analysis.reports.document import Grid, build_document
from feedback.domain.errors import NotFound
from feedback.rendering.files import FORMATS, NAMES, make_files, names_of
from feedback.rendering.html import draw_blocks, report_parts
from feedback.services.freeze_quarter import FrozenQuarter
from feedback.services.publish_report import find_published, list_published, read_file
from feedback.web.committee.blueprint import blueprint
from feedback.web.periods import label_of, read_period
from feedback.web.runtime import current_runtime
from feedback.web.staff.words import say_day

FILES = {
    "report.pdf": "PDF",
    "report.docx": "Word",
    "tables.ods": "Spreadsheet",
    "tables.csv": "CSV",
    "data-pack.zip": "All tables as files (zip)",
    "easy-read.html": "Easy Read",
    "for-children.html": "For children",
    "inspection.html": "Evidence for inspection",
    "snapshot.json": "The figures for other programs (JSON)",
}
"""The files that a report's page offers, in their order."""


@dataclass(frozen=True, slots=True)
class ReportView:
    """One published period in words, with its earlier versions."""

    period: str
    label: str
    version: int
    published: str
    note: str
    earlier: tuple[int, ...]


@blueprint.get("/reports")
def reports() -> str:
    """List the published reports, the newest first."""
    return render_template("committee/reports.html", reports=list_views())


@blueprint.get("/reports/<written>")
def report(written: str) -> str:
    """Show the newest published version of one report, made from its snapshot."""
    return _report(written, None)


@blueprint.get("/reports/<written>/version-<int:version>")
def report_version(written: str, version: int) -> str:
    """Show one version of a report, also one that another took the place of."""
    return _report(written, version)


@blueprint.get("/reports/<written>/version-<int:version>/<file>")
def report_file(written: str, version: int, file: str) -> Response:
    """Give one file, byte for byte as it was published; one that was not kept is made from the snapshot."""
    if file not in names_of(FORMATS):
        abort(404)
    period, runtime = read_period(written), current_runtime()
    with runtime.database.reading() as session:
        frozen = find_published(session, period, version=version)
        try:
            content = read_file(session, period, file, version=version)
        except NotFound:
            formats = [name for name, files in NAMES.items() if file in files]
            made = make_files(
                frozen.snapshot,
                council=runtime.settings.council_name,
                frozen=frozen.frozen_utc,
                formats=formats,
            )
            content = made[file]
    kind = mimetypes.guess_type(file)[0] or "application/octet-stream"
    answer = Response(content, content_type=kind)
    name = f"{period}-version-{version}-{file}"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@blueprint.get("/reports/<written>/tables")
def tables(written: str) -> str:
    """List the tables of a report."""
    frozen = get_published(written)
    return render_template("committee/tables.html", frozen=frozen, grids=grids_of(frozen))


@blueprint.get("/reports/<written>/tables/<int:number>")
def table(written: str, number: int) -> str:
    """Show one table of a report: as far down as anybody can look."""
    frozen = get_published(written)
    grids = grids_of(frozen)
    if not 1 <= number <= len(grids):
        abort(404)
    grid = grids[number - 1]
    return render_template(
        "committee/table.html",
        frozen=frozen,
        title=grid.title,
        drawn=Markup(draw_blocks([grid])),  # noqa: S704 (it escapes every word itself)
    )


def get_published(written: str) -> FrozenQuarter:
    """Return the newest published version of the period that an address names."""
    with current_runtime().database.reading() as session:
        return find_published(session, read_period(written))


def grids_of(frozen: FrozenQuarter) -> list[Grid]:
    """Return the report's tables in their order."""
    return [block for block in build_document(frozen.snapshot) if isinstance(block, Grid)]


def list_views() -> list[ReportView]:
    """Return the published periods, the newest first."""
    with current_runtime().database.reading() as session:
        rows = list_published(session)
    found: dict[str, list[int]] = {}
    for row in rows:
        found.setdefault(row.quarter, []).append(row.version)
    newest = {row.quarter: row for row in reversed(rows)}
    return [
        ReportView(
            period=period,
            label=label_of(period),
            version=versions[0],
            published=say_day(newest[period].published_utc.date()),
            note=newest[period].change_note or "",
            earlier=tuple(versions[1:]),
        )
        for period, versions in found.items()
    ]


def _report(written: str, version: int | None) -> str:
    period = read_period(written)
    with current_runtime().database.reading() as session:
        frozen = find_published(session, period, version=version)
        newest = find_published(session, period)
    return render_template(
        "committee/report.html",
        parts=Markup(report_parts(frozen.snapshot)),  # noqa: S704 (it escapes every word itself)
        frozen=frozen,
        newest=newest.version,
        files=FILES,
    )
