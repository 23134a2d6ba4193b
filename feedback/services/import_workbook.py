"""The first sheet of an Excel workbook that holds anything, as rows of text.

Only values are read: a formula gives what it last came to, and its own text is never kept. What the file could
do to whoever reads it is looked for before it is opened: packed sizes, document types, macros.
"""

import re
import warnings
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from io import BytesIO
from typing import Any
from zipfile import BadZipFile, ZipFile

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from feedback.domain.errors import ImportRefused

Numbered = tuple[int, tuple[str, ...]]

MOST_COLUMNS = 100
MOST_PARTS, MOST_UNPACKED = 2_000, 100_000_000
MOST_CELLS, LAST_ROW = 600_000, 1_048_576
"""So many cells are read in some seconds; no spreadsheet has a row after the last."""
NOT_A_WORKBOOK = (
    "The name ends in .xlsx, and the file cannot be read as an Excel workbook. Save it again."
)
NO_VALUE = "#VALUE!"
"""Stands for a formula that was never worked out; a row is not taken with it where it answers something."""

_CHUNK, _OVERLAP = 1 << 20, 400
_DECLARED = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]*?ref=[\"']([A-Z]+)(\d+):([A-Z]+)(\d+)[\"']")
_UNREADABLE = (
    InvalidFileException, BadZipFile, SyntaxError, KeyError, ValueError, TypeError, AttributeError, IndexError,
    OSError, EOFError, RuntimeError, zlib.error, OverflowError,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sheet:
    """What was read.

    Args:
        rows: those that hold anything, numbered as the spreadsheet shows them.
        spoiled: the number of a row -> why it cannot be read.
    """

    rows: list[Numbered]
    spoiled: Mapping[int, str]
    notes: tuple[str, ...]


@dataclass(slots=True)
class _Seen:
    """What a part of the file holds beside its cells."""

    formulas: bool = False
    merged: set[tuple[int, int]] = field(default_factory=set)


def read_workbook(content: bytes) -> Sheet:
    """Return the first visible sheet that holds anything.

    Raises: ImportRefused when it is no workbook, unpacks to too much, or has a heading of two rows.
    """
    try:
        seen = _look_through(content)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and rules that we do not read
            return _read(content, seen)
    except ImportRefused:
        raise
    except _UNREADABLE:
        raise ImportRefused(NOT_A_WORKBOOK) from None


def _look_through(content: bytes) -> dict[str, _Seen]:
    """Return what each part holds, having seen that none of them is dangerous."""
    with ZipFile(BytesIO(content)) as archive:
        parts = archive.infolist()
        names = {part.filename for part in parts}
        if "[Content_Types].xml" not in names or not any(n.endswith("workbook.xml") for n in names):
            raise ImportRefused(NOT_A_WORKBOOK)
        # No more than the declared size of a part is ever unpacked, so what is declared can be relied on.
        if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
            raise ImportRefused(
                "The workbook unpacks to more than 100 MB. It was not read. Copy the answers alone, as values, "
                "into a new workbook."
            )
        if any("vbaproject" in name.lower() for name in names):
            raise ImportRefused("The workbook holds macros. Save it as .xlsx without them.")
        return {
            part.filename: _look_at(archive, part.filename)
            for part in parts
            if part.filename.endswith((".xml", ".rels"))
        }


def _look_at(archive: ZipFile, name: str) -> _Seen:
    seen = _Seen()
    before = b""
    with archive.open(name) as part:
        while chunk := part.read(_CHUNK):
            if not before and chunk.startswith((b"\xff\xfe", b"\xfe\xff")):
                raise ImportRefused(NOT_A_WORKBOOK)  # nothing could be found in it
            looked = before + chunk
            if _DECLARED.search(looked):
                raise ImportRefused(
                    "The workbook declares a document type. None that is sound does."
                )
            seen.formulas = seen.formulas or _FORMULA.search(looked) is not None
            seen.merged.update((int(m[2]), int(m[4])) for m in _MERGED.finditer(looked))
            before = looked[-_OVERLAP:]
    return seen


def _read(content: bytes, seen: Mapping[str, _Seen]) -> Sheet:
    book = _open(content, data_only=True)
    visible = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    for sheet in visible:
        of_part = seen.get(sheet._worksheet_path.lstrip("/"), _Seen())
        twin = _open(content, data_only=False)[sheet.title] if of_part.formulas else None
        rows = list(_rows_of(sheet, twin))
        if rows:
            notes: tuple[str, ...] = ()
            if len(visible) > 1:
                notes = (
                    f"Only one sheet was read, the first that holds anything; {len(visible) - 1} were not.",
                )
            return Sheet(_of_one_width(rows), _spoiled_by_merging(rows, of_part.merged), notes)
    raise ImportRefused("The workbook holds no rows.")


def _of_one_width(rows: list[Numbered]) -> list[Numbered]:
    width = max(len(cells) for _number, cells in rows)
    return [(number, cells + ("",) * (width - len(cells))) for number, cells in rows]


def _open(content: bytes, *, data_only: bool) -> Any:
    return load_workbook(BytesIO(content), read_only=True, data_only=data_only, keep_links=False)


def _rows_of(sheet: Any, twin: Any) -> Iterator[Numbered]:
    """Yield the rows that hold anything; `twin` is the same sheet with its formulas, where it has any."""
    values = _cells(sheet, values_only=True)
    formulas = _cells(twin, values_only=False) if twin is not None else None
    held = 0
    for number, cells in enumerate(values, start=1):
        asked = next(formulas) if formulas is not None else None
        filled = len(cells) - cells.count(None)
        held += filled
        if held > MOST_CELLS or number > LAST_ROW:
            raise ImportRefused(
                f"The sheet has more than {MOST_CELLS:,} cells. Leave out columns, or split it."
            )
        if not filled and asked is None:
            continue
        row = [_as_text(cell) for cell in cells]
        if asked is not None:
            row = [
                NO_VALUE if not said and asked[place].data_type == "f" else said
                for place, said in enumerate(row)
            ]
        while row and not row[-1]:
            row.pop()
        if row:
            yield number, tuple(row)


def _cells(sheet: Any, *, values_only: bool) -> Iterator[Any]:
    sheet.reset_dimensions()  # what a file says of its own size is often wrong
    found: Iterator[Any] = sheet.iter_rows(
        min_row=1, max_col=MOST_COLUMNS + 1, values_only=values_only
    )
    return found


def _as_text(cell: object) -> str:
    """Return a cell as text; of a moment its day alone, for no time of day is kept (R4-02)."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def _spoiled_by_merging(rows: list[Numbered], merged: set[tuple[int, int]]) -> dict[int, str]:
    """Return which rows share merged cells with another row, and cannot be told apart."""
    top = rows[0][0]
    spoiled: dict[int, str] = {}
    for first, last in sorted(merged):
        if first <= top < last:
            raise ImportRefused(
                "The heading is merged over more than one row. Take the merged cells apart, and leave one row "
                "of questions."
            )
        if last > first:
            held = [number for number, _cells in rows if first <= number <= last]
            spoiled |= dict.fromkeys(
                held, "Some of its cells are merged with another row’s: take them apart."
            )
    return spoiled
