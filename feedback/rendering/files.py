"""All formats of one report, written into a folder."""

from collections.abc import Callable, Mapping, Sequence
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

NAMES: dict[str, tuple[str, ...]] = {
    "html": ("report.html",),
    "pdf": ("report.pdf",),
    "docx": ("report.docx",),
    "csv": ("tables.csv",),
    "ods": ("tables.ods",),
    "easy-read": ("easy-read.html",),
    "child": ("for-children.html",),
    "inspection": ("inspection.html", "inspection.csv"),
    "pack": ("data-pack.zip",),
}
"""Format -> the files that it is written as."""
FORMATS = tuple(NAMES)
SNAPSHOT = "snapshot.json"


def names_of(formats: Sequence[str]) -> list[str]:
    """Return the names of the files that these formats are written as, the snapshot itself last."""
    named = [name for wanted in formats for name in NAMES[wanted]]
    return [*named, SNAPSHOT]


def make_files(
    snapshot: QuarterSnapshot,
    *,
    council: str,
    frozen: datetime,
    formats: Sequence[str] = FORMATS,
) -> dict[str, bytes]:
    """Return name -> content of the report's files and of the snapshot itself; the same bytes every time."""
    makers: dict[str, Callable[[], bytes]] = {
        "report.html": lambda: report_html(snapshot, council=council).encode(),
        "report.pdf": lambda: report_pdf(snapshot, council=council, frozen=frozen),
        "report.docx": lambda: report_docx(snapshot, council=council, frozen=frozen),
        "tables.csv": lambda: report_csv(snapshot).encode(),
        "tables.ods": lambda: report_ods(snapshot, council=council),
        "easy-read.html": lambda: easy_read_html(snapshot, council=council).encode(),
        "for-children.html": lambda: child_html(snapshot, council=council).encode(),
        "inspection.html": lambda: inspection_html(snapshot, council=council).encode(),
        "inspection.csv": lambda: inspection_csv(snapshot).encode(),
        "data-pack.zip": lambda: data_pack(snapshot, council=council),
        SNAPSHOT: lambda: f"{to_json(snapshot)}\n".encode(),
    }
    return {name: makers[name]() for name in names_of(formats)}


def write_files(files: Mapping[str, bytes], folder: Path) -> list[Path]:
    """Write files into a folder; return their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return [folder / name for name in files]


def write_report(
    snapshot: QuarterSnapshot,
    folder: Path,
    *,
    council: str,
    frozen: datetime,
    formats: Sequence[str] = FORMATS,
) -> list[Path]:
    """Write the report's files and the snapshot itself; return their paths. A second run writes the same bytes."""
    files = make_files(snapshot, council=council, frozen=frozen, formats=formats)
    return write_files(files, folder)
