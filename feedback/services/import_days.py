"""The day of a row: read from the file, or given where the file does not say one."""

import hashlib
import re
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from enum import StrEnum

from feedback.domain.errors import ImportRefused
from feedback.domain.quarters import Quarter

EARLIEST = date(2000, 1, 1)
"""A day before this is a spreadsheet's mistake: a number shown as a day, or the wrong of its two calendars."""

_TIME = r"(?:[t ,]+\d{1,2}[:.]\d{2}.*)?"
_YEAR_FIRST = re.compile(rf"(\d{{4}})[-/.](\d{{1,2}})[-/.](\d{{1,2}}){_TIME}")
_NUMBERS = re.compile(rf"(\d{{1,2}})[-/.](\d{{1,2}})[-/.](\d{{4}}|\d{{2}}){_TIME}")
_DAY_WORD = re.compile(
    rf"(\d{{1,2}})(?:st|nd|rd|th)?[ -]([a-z]{{3,9}})[ ,-]+(\d{{4}}|\d{{2}}){_TIME}"
)
_WORD_DAY = re.compile(rf"([a-z]{{3,9}}) (\d{{1,2}})(?:st|nd|rd|th)?,? (\d{{4}}){_TIME}")
_SERIAL = re.compile(r"\d{4,6}(?:\.\d+)?")
_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
    "november", "december",
)  # fmt: skip


class DayOrder(StrEnum):
    """Which comes first where a day is written in numbers, like 4/5/2026."""

    DAY_FIRST = "dmy"
    MONTH_FIRST = "mdy"


def find_day_orders(cells: Iterable[str]) -> frozenset[DayOrder] | None:
    """Return the orders in which every day that is written in numbers can be read.

    None where no day depends on it. Two orders mean that nobody can tell: the officer is asked.
    """
    possible = {DayOrder.DAY_FIRST, DayOrder.MONTH_FIRST}
    depends = False
    for cell in cells:
        if found := _NUMBERS.fullmatch(cell.strip().lower()):
            first, second = int(found[1]), int(found[2])
            depends = depends or first != second
            possible -= {DayOrder.MONTH_FIRST} if first > 12 else set()
            possible -= {DayOrder.DAY_FIRST} if second > 12 else set()
    return frozenset(possible) if depends else None


def read_day(written: str, order: DayOrder, *, latest: date) -> date:
    """Return the day that is written; a time beside it is dropped (R4-02).

    Raises: ValueError with words that go on after "Its column D", and hold nothing of what was written.
    """
    cell = written.strip().lower()
    if not cell:
        raise ValueError("is empty, where the day should be")
    if _SERIAL.fullmatch(cell):
        raise ValueError("is a number, not a day: show the column as dates in the spreadsheet")
    try:
        day = _as_day(cell, order)
    except ValueError:
        raise ValueError("is not a day that can be read") from None
    if day < EARLIEST:
        raise ValueError(f"is a day before {EARLIEST.year}")
    if day > latest:
        raise ValueError("is a day that is still to come")
    return day


def _as_day(cell: str, order: DayOrder) -> date:
    if found := _YEAR_FIRST.fullmatch(cell):
        return date(int(found[1]), int(found[2]), int(found[3]))
    if found := _NUMBERS.fullmatch(cell):
        first, second = int(found[1]), int(found[2])
        day, month = (first, second) if order is DayOrder.DAY_FIRST else (second, first)
        return date(_year(found[3]), month, day)
    if found := _DAY_WORD.fullmatch(cell):
        return date(_year(found[3]), _month(found[2]), int(found[1]))
    if found := _WORD_DAY.fullmatch(cell):
        return date(int(found[3]), _month(found[1]), int(found[2]))
    raise ValueError


def _year(written: str) -> int:
    return int(written) + (2000 if len(written) == 2 else 0)


def _month(written: str) -> int:
    """Return the number of the month that the word names or begins."""
    named = [n for n, month in enumerate(_MONTHS, start=1) if month.startswith(written)]
    if len(named) != 1:
        raise ValueError
    return named[0]


def fixed_day(day: date) -> Callable[[str], date]:
    """Return a rule that gives every row the same day."""
    return lambda _key: day


def spread_over(written: str) -> Callable[[str], date]:
    """Return a rule that spreads rows over `2026-Q3`, or over all quarters of `2026-Q1..2026-Q4`.

    The day follows from the row's key, so that a second run gives every row the day it had.

    Raises: ImportRefused when it is not written so.
    """
    first, _, last = written.partition("..")
    try:
        start = Quarter.parse(first).starts_on
        days = (Quarter.parse(last or first).ends_on - start).days + 1
    except ValueError as error:
        raise ImportRefused(f"{error} Several are written like 2026-Q1..2026-Q4.") from None
    if days < 1:
        raise ImportRefused("The last quarter comes before the first.")

    def day_of(key: str) -> date:
        number = int.from_bytes(hashlib.sha256(key.encode("utf-8", "replace")).digest()[:8])
        return start + timedelta(days=number % days)

    return day_of
