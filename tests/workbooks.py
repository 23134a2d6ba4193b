"""Workbooks as people and programs make them, and as they must not be: built here, so that none lies about."""

import re
from collections.abc import Callable, Sequence
from datetime import datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

SHEET = "xl/worksheets/sheet1.xml"


def workbook(
    *rows: Sequence[object], merged: Sequence[str] = (), mac: bool = False, others: int = 0
) -> bytes:
    """Return a workbook with these rows.

    Args:
        merged: ranges of cells, like `A2:A3`.
        mac: count days from 1904.
        others: how many more sheets it has.
    """
    book = Workbook()
    if mac:
        book.epoch = CALENDAR_MAC_1904
    sheet = book.active
    for row in rows:
        sheet.append(list(row))
    for cells in merged:
        sheet.merge_cells(cells)
    for number in range(others):
        book.create_sheet(f"Notes {number}").append(["not read"])
    return saved(book)


def saved(book: Workbook) -> bytes:
    """Return the workbook's bytes."""
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def rewritten(content: bytes, change: Callable[[bytes], bytes], part: str = SHEET) -> bytes:
    """Return the workbook with one of its parts changed."""
    out = BytesIO()
    with ZipFile(BytesIO(content)) as old, ZipFile(out, "w", ZIP_DEFLATED) as new:
        for info in old.infolist():
            held = old.read(info)
            new.writestr(info.filename, change(held) if info.filename == part else held)
    return out.getvalue()


def worked_out(content: bytes, value: str) -> bytes:
    """Return the workbook with this value beside every formula, as Excel keeps what each last came to."""
    beside = rb"\1<v>" + value.encode() + b"</v>"
    return rewritten(content, lambda xml: re.sub(rb"(</f>)<v(?: ?/>|></v>)", beside, xml))


def with_part(content: bytes, name: str, held: bytes) -> bytes:
    """Return the workbook with one part more."""
    out = BytesIO(content)
    with ZipFile(out, "a", ZIP_DEFLATED) as archive:
        archive.writestr(name, held)
    return out.getvalue()


def at(year: int, month: int, day: int) -> datetime:
    """Return a moment in the afternoon, as survey systems write it."""
    return datetime(year, month, day, 14, 25)  # noqa: DTZ001 (a spreadsheet has no time zones)
