"""All formats of one report, written into a folder."""

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from analysis.reports.snapshot import QuarterSnapshot, to_json
from feedback.rendering.html import report_html
from feedback.rendering.inspection import inspection_csv, inspection_html
from feedback.rendering.pdf import report_pdf
from feedback.rendering.sheets import data_pack, report_ods
from feedback.rendering.short import child_html, easy_read_html
from feedback.rendering.tables import report_csv
from feedback.rendering.word import report_docx

FORMATS = ("html", "pdf", "docx", "csv", "ods", "easy-read", "child", "inspection", "pack")


def write_report(
    snapshot: QuarterSnapshot,
    folder: Path,
    *,
    council: str,
    frozen: datetime,
    formats: Sequence[str] = FORMATS,
) -> list[Path]:
    """Write the report's files and the snapshot itself; return their paths. A second run writes the same bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    makers: dict[str, tuple[str, Callable[[], bytes]]] = {
        "html": ("report.html", lambda: report_html(snapshot, council=council).encode()),
        "pdf": ("report.pdf", lambda: report_pdf(snapshot, council=council, frozen=frozen)),
        "docx": ("report.docx", lambda: report_docx(snapshot, council=council, frozen=frozen)),
        "csv": ("tables.csv", lambda: report_csv(snapshot).encode()),
        "ods": ("tables.ods", lambda: report_ods(snapshot, council=council)),
        "easy-read": ("easy-read.html", lambda: easy_read_html(snapshot, council=council).encode()),
        "child": ("for-children.html", lambda: child_html(snapshot, council=council).encode()),
        "inspection": (
            "inspection.html",
            lambda: inspection_html(snapshot, council=council).encode(),
        ),
        "pack": ("data-pack.zip", lambda: data_pack(snapshot, council=council)),
    }
    written = []
    for name in formats:
        file, make = makers[name]
        (folder / file).write_bytes(make())
        written.append(folder / file)
    if "inspection" in formats:
        (folder / "inspection.csv").write_text(inspection_csv(snapshot), encoding="utf-8")
        written.append(folder / "inspection.csv")
    (folder / "snapshot.json").write_text(to_json(snapshot) + "\n", encoding="utf-8")
    return [*written, folder / "snapshot.json"]
