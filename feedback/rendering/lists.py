"""A table as CSV."""

import csv
import io
from collections.abc import Iterable, Sequence

from feedback.rendering.tables import plain


def list_csv(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return the CSV, with a byte-order mark so that spreadsheets read it as UTF-8; no cell is a formula."""
    written = io.StringIO()
    csv.writer(written, lineterminator="\n").writerows(
        [plain(cell) for cell in row] for row in (header, *rows)
    )
    return "\ufeff" + written.getvalue()
