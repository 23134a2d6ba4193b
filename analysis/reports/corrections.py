"""Which version of a report somebody holds, and what was corrected: printed in every format (R5-03)."""

from analysis.reports.blocks import Block, Grid, Paragraph
from analysis.reports.snapshot import QuarterSnapshot

VERSIONS = "Corrections to this report"


def corrections(s: QuarterSnapshot) -> tuple[Block, ...]:
    """Return what was corrected since the first version; nothing for a first version.

    It is a table, so that the spreadsheet and the CSV carry it as the page does.
    """
    if s.version == 1:
        return ()
    rows = tuple((f"Version {change.version}", change.note) for change in s.changes)
    return (Paragraph(correction_line(s)), Grid(VERSIONS, ("Version", "What was corrected"), rows))


def correction_line(s: QuarterSnapshot) -> str:
    """Return the newest correction as a sentence or two; empty for a first version."""
    if s.version == 1:
        return ""
    newest = s.changes[-1].note if s.changes else ""
    return (
        f"This is version {s.version}. It takes the place of the ones before. Corrected: {newest}"
    )
