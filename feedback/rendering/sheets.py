"""The tables as an OpenDocument spreadsheet and as one CSV a table, by the government's rules for spreadsheets.

A cover, notes, a contents sheet, then one table a sheet from A1 on, with no blank row or column; what a sign means is
said in the notes. Source: R5-23; Analysis Function, "Releasing statistics in spreadsheets" (2021);
OpenDocument 1.3, part 3.
"""

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from xml.sax.saxutils import escape, quoteattr

from analysis.reports.document import Grid, build_document, title_of
from analysis.reports.figures import MARKERS
from analysis.reports.snapshot import QuarterSnapshot, to_json
from feedback.rendering.tables import plain, report_csv

ODS = "application/vnd.oasis.opendocument.spreadsheet"
LONGEST_NAME = 28
_NUMBER = re.compile(r"\d{1,3}(?:,\d{3})*|\d+")
_PERCENT = re.compile(r"\d{1,3}%")
_SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{of}:1.0"'
    for name, of in (
        ("office", "office"), ("table", "table"), ("text", "text"), ("style", "style"), ("manifest", "manifest"),
        ("meta", "meta"),
    )
)  # fmt: skip
_ALSO = (
    'xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/"'
)
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_STYLES = (
    '<office:automatic-styles><style:style style:name="head" style:family="table-cell"><style:text-properties '
    'fo:font-weight="bold"/></style:style></office:automatic-styles>'
)
Sheet = tuple[str, Sequence[Sequence[str]]]
"""Its name, and its rows of text; the second row of a table's sheet is its header."""


def report_sheets(snapshot: QuarterSnapshot, *, council: str) -> list[Sheet]:
    """Return the sheets in order: cover, notes, contents, then each table."""
    grids = [block for block in build_document(snapshot) if isinstance(block, Grid)]
    names = [f"{n}_{_short(grid.title)}"[:LONGEST_NAME] for n, grid in enumerate(grids, 1)]
    cover = [
        [title_of(snapshot)],
        [f"Published by {council}. Period: {snapshot.label}."],
        ["Made from the same frozen figures as the report; every table of it is here."],
        ["Open Government Licence v3.0. No names and no comments are in this file."],
    ]
    notes = [["Sign", "Meaning"], *([mark, words] for mark, words in MARKERS.items())]
    notes.append(["Small", f"A count is small under {snapshot.threshold}."])
    notes += [["Rounded", "Counts are rounded to the nearest 5."]] if snapshot.rounded else []
    contents = [["Sheet", "Table"], *([n, g.title] for n, g in zip(names, grids, strict=True))]
    tables = [
        (name, [[f"{grid.title}, {snapshot.label}"], list(grid.header), *grid.rows])
        for name, grid in zip(names, grids, strict=True)
    ]
    return [("Cover", cover), ("Notes", notes), ("Contents", contents), *tables]


def report_ods(snapshot: QuarterSnapshot, *, council: str) -> bytes:
    """Return the spreadsheet. The same snapshot gives the same bytes."""
    sheets = "".join(_sheet(*sheet) for sheet in report_sheets(snapshot, council=council))
    content = (
        f'{_HEAD}<office:document-content {_SPACES} {_ALSO} office:version="1.3">{_STYLES}'
        f"<office:body><office:spreadsheet>{sheets}</office:spreadsheet></office:body></office:document-content>"
    )
    meta = (
        f'{_HEAD}<office:document-meta {_SPACES} {_ALSO} office:version="1.3"><office:meta>'
        f"<dc:title>{escape(title_of(snapshot))}</dc:title><dc:creator>{escape(council)}</dc:creator>"
        "<dc:language>en-GB</dc:language></office:meta></office:document-meta>"
    )
    listed = "".join(
        f"<manifest:file-entry manifest:full-path={quoteattr(path)} manifest:media-type={quoteattr(kind)}/>"
        for path, kind in (("/", ODS), ("content.xml", "text/xml"), ("meta.xml", "text/xml"))
    )
    manifest = (
        f'{_HEAD}<manifest:manifest {_SPACES} manifest:version="1.3">{listed}</manifest:manifest>'
    )
    return fixed_zip(
        [
            ("mimetype", ODS.encode()),
            ("content.xml", content.encode()),
            ("meta.xml", meta.encode()),
            ("META-INF/manifest.xml", manifest.encode()),
        ],
        stored=("mimetype",),
    )


def data_pack(snapshot: QuarterSnapshot, *, council: str) -> bytes:
    """Return what is given to whoever asks for the data: the published tables and nothing else (R4-10)."""
    sheets = report_sheets(snapshot, council=council)
    return fixed_zip(
        [
            ("tables.csv", report_csv(snapshot).encode()),
            ("tables.ods", report_ods(snapshot, council=council)),
            ("snapshot.json", f"{to_json(snapshot)}\n".encode()),
            *((f"{place:02d}_{name}.csv", _csv(rows)) for place, (name, rows) in enumerate(sheets)),
        ]
    )


def fixed_zip(files: Iterable[tuple[str, bytes]], *, stored: Sequence[str] = ()) -> bytes:
    """Return a zip whose files are dated 1980, so that equal contents are equal bytes.

    Args:
        stored: names that are not compressed.
    """
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files:
            kind = zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED
            packed.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content, kind)
    return written.getvalue()


def _csv(rows: Sequence[Sequence[str]]) -> bytes:
    written = io.StringIO()
    csv.writer(written, lineterminator="\n").writerows([plain(c) for c in row] for row in rows)
    return f"\ufeff{written.getvalue()}".encode()


def _short(title: str) -> str:
    return re.sub(r"[^A-Za-z0-9]+", "_", title).strip("_")


def _sheet(name: str, rows: Sequence[Sequence[str]]) -> str:
    heads = {0} if name == "Cover" else {0, 1}
    drawn = "".join(_row(row, head=place in heads) for place, row in enumerate(rows))
    return f"<table:table table:name={quoteattr(name)}>{drawn}</table:table>"


def _row(cells: Sequence[str], *, head: bool) -> str:
    return "<table:table-row>" + "".join(_cell(c, head=head) for c in cells) + "</table:table-row>"


def _cell(words: str, *, head: bool) -> str:
    """Return a cell: a count or percentage as a number that can be added up, anything else as text."""
    text = f"<text:p>{escape(words)}</text:p>"
    style = ' table:style-name="head"' if head else ""
    if _NUMBER.fullmatch(words):
        kind = f'office:value-type="float" office:value="{words.replace(",", "")}"'
    elif _PERCENT.fullmatch(words):
        kind = f'office:value-type="percentage" office:value="{int(words[:-1]) / 100:g}"'
    else:
        kind = 'office:value-type="string"'
    return f"<table:table-cell{style} {kind}>{text}</table:table-cell>"
