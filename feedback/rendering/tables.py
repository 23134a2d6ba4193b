"""The report's tables as one CSV: which table, which row, which column, which value."""

import csv
import io

from analysis.reports.document import Grid, build_document
from analysis.reports.snapshot import QuarterSnapshot


def report_csv(snapshot: QuarterSnapshot) -> str:
    """Return the CSV, with a byte-order mark so that spreadsheets read it as UTF-8."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(["Quarter", "Table", "Row", "Column", "Value"])
    for block in build_document(snapshot):
        if isinstance(block, Grid):
            for row in block.rows:
                for column, value in zip(block.header[1:], row[1:], strict=True):
                    writer.writerow(
                        [plain(c) for c in (snapshot.quarter, block.title, row[0], column, value)]
                    )
    return "\ufeff" + written.getvalue()


def plain(cell: str) -> str:
    """Return the cell so that no spreadsheet runs it as a formula (OWASP, CSV injection)."""
    return f"'{cell}" if cell[:1] in "=+-@\t\r" else cell
