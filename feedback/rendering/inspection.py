"""What an inspector asks of each theme: what was heard, what changed, evidence, whether families were told (R2-12)."""

import csv
import io

from analysis.reports.blocks import Grid, Paragraph
from analysis.reports.corrections import correction_line, corrections
from analysis.reports.figures import NOT_APPLICABLE
from analysis.reports.snapshot import QuarterSnapshot, ThemeRow
from feedback.rendering.html import draw_blocks, page_html
from feedback.rendering.tables import plain

HEAD = (
    "Theme",
    "Period",
    "Heard in (comments)",
    "Of all comments",
    "What families were told",
    "Since last quarter",
)
NOTHING = "Nothing was published to families about it in this period"


def inspection_grid(snapshot: QuarterSnapshot) -> Grid:
    """Return one row a theme; each has a period and a count, or the sign that stands for it."""
    rows = tuple(_row(snapshot, theme) for theme in snapshot.themes)
    return Grid("Each theme: heard, changed, told", HEAD, rows)


def inspection_html(snapshot: QuarterSnapshot, *, council: str) -> str:
    """Return the pack as a page."""
    title = f"Evidence for inspection, {snapshot.label}"
    actions = Grid(
        "Actions",
        ("Action", "Owner", "Due", "State", "Evidence", "Families told"),
        tuple((a.what, a.owner, a.due, a.state, a.evidence, a.told) for a in snapshot.actions),
    )
    drawn = draw_blocks(
        (
            Paragraph(council),
            *corrections(snapshot),
            inspection_grid(snapshot),
            actions if actions.rows else Paragraph("No action is recorded."),
        )
    )
    return page_html(title, f"<h1>{title}</h1>{drawn}")


def inspection_csv(snapshot: QuarterSnapshot) -> str:
    """Return the pack's table as CSV."""
    grid, written = inspection_grid(snapshot), io.StringIO()
    corrected = [(correction_line(snapshot), *[NOT_APPLICABLE] * (len(HEAD) - 1))]
    rows = (grid.header, *grid.rows, *(corrected if snapshot.version > 1 else ()))
    csv.writer(written, lineterminator="\n").writerows([plain(c) for c in row] for row in rows)
    return "\ufeff" + written.getvalue()


def _row(s: QuarterSnapshot, theme: ThemeRow) -> tuple[str, ...]:
    told = "; ".join(f"{t.words} ({t.on})" for t in s.told if t.about == theme.label)
    comments, share, _praise, _blame = theme.words
    return theme.label, s.label, comments, share, told or NOTHING, theme.change
