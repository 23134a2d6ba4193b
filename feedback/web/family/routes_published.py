"""Published reports for everybody: a light page, Easy Read, a child's page, and the files that were kept (R5-19)."""

import mimetypes
from collections.abc import Callable

from flask import Response, abort, render_template

from analysis.reports.blocks import Bullets, Heading
from analysis.reports.public import PublicBlock, public_blocks
from analysis.reports.snapshot import QuarterSnapshot
from feedback.rendering.short import child_lines, easy_read_lines
from feedback.services.publish_report import (
    find_published,
    list_files,
    list_periods,
    read_file,
)
from feedback.web.family.blueprint import blueprint
from feedback.web.family.kept_pages import kept_pages
from feedback.web.periods import label_of, read_period
from feedback.web.runtime import current_runtime

SHORT: dict[str, tuple[str, Callable[[QuarterSnapshot], list[str]]]] = {
    "easy-read": ("What people told us: Easy Read", easy_read_lines),
    "for-children": ("What you told us", child_lines),
}
FILES = {"report.pdf": "The whole report (PDF)", "tables.csv": "All tables (CSV)"}
"""What is offered, where it was kept when the report was published; nothing is made anew for a visitor."""
Item = tuple[str, str, tuple[str, ...]]


@blueprint.get("/what-we-heard/<written>")
def published(written: str) -> Response:
    """Show what was heard, what changed and what the figures cannot say."""
    period = _published(written)
    with current_runtime().database.reading() as session:
        found = find_published(session, period)
        kept = set(list_files(session, period))
    return kept_pages().whole(
        ("published", period),
        lambda: render_template(
            "family/published.html",
            period=period,
            label=label_of(period),
            items=[_item(block) for block in public_blocks(found.snapshot)],
            files={name: words for name, words in FILES.items() if name in kept},
        ),
        made_from=found.content_hash,
    )


@blueprint.get("/what-we-heard/<written>/<reading>")
def published_short(written: str, reading: str) -> Response:
    """Show the same on one page of short lines, in Easy Read or for children."""
    if reading not in SHORT:
        abort(404)
    period, (title, lines) = _published(written), SHORT[reading]
    with current_runtime().database.reading() as session:
        found = find_published(session, period)
    return kept_pages().whole(
        ("published", period, reading),
        lambda: render_template(
            "family/published_short.html",
            period=period,
            label=label_of(period),
            title=title,
            lines=lines(found.snapshot),
        ),
        made_from=found.content_hash,
    )


@blueprint.get("/what-we-heard/<written>/file/<file>")
def published_file(written: str, file: str) -> Response:
    """Give one file, byte for byte as it was published."""
    if file not in FILES:
        abort(404)
    period = _published(written)
    with current_runtime().database.reading() as session:
        content = read_file(session, period, file)
    answer = Response(content, content_type=mimetypes.guess_type(file)[0])
    answer.headers["Content-Disposition"] = f'attachment; filename="{period}-{file}"'
    return answer


def _published(written: str) -> str:
    """Return the period that the address names, where something of it is published."""
    period = read_period(written)
    with current_runtime().database.reading() as session:
        known = list_periods(session)
    if period not in known:
        abort(404)
    return period


def _item(block: PublicBlock) -> Item:
    """Return (kind, words, items) for the template."""
    if isinstance(block, Bullets):
        return ("list", "", block.items)
    return ("heading" if isinstance(block, Heading) else "words", block.words, ())
