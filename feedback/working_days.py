"""Working days in England: every limit of the complaints procedure is counted in them.

The bank holidays are worked out, so that no list has to be renewed each year. Days that were moved or given
once are listed here; one that is still to come goes into the settings (FEEDBACK_EXTRA_BANK_HOLIDAYS).
Source: Banking and Financial Dealings Act 1971, schedule 1, and the royal proclamations made under it.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from functools import cache

MONDAY, SATURDAY = 0, 5

MOVED: dict[date, date] = {
    date(2020, 5, 4): date(2020, 5, 8),
    date(2022, 5, 30): date(2022, 6, 2),
}
"""Bank holidays that were held on another day: VE Day's 75 years, the Platinum Jubilee."""
GIVEN_ONCE = frozenset({date(2022, 6, 3), date(2022, 9, 19), date(2023, 5, 8)})
"""The Platinum Jubilee, the Queen's funeral, the Coronation."""


def easter_sunday(year: int) -> date:
    """Return Easter Sunday of a year of the Gregorian calendar.

    Source: J. Meeus, Astronomical Algorithms (1991), chapter 8, from a correspondent to Nature, 1876.
    """
    a, b, c = year % 19, year // 100, year % 100
    d, e = divmod(b, 4)
    g = (b - (b + 8) // 25 + 1) // 3
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    rest = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * rest) // 451
    month, day = divmod(h + rest - 7 * m + 114, 31)
    return date(year, month, day + 1)


@cache
def bank_holidays(year: int) -> frozenset[date]:
    """Return the year's bank holidays in England, substitute days in place of those on a weekend."""
    easter = easter_sunday(year)
    fixed = _substituted([date(year, 1, 1)]) | _substituted(
        [date(year, 12, 25), date(year, 12, 26)]
    )
    moving = {
        easter - timedelta(days=2),
        easter + timedelta(days=1),
        _first_monday(year, 5),
        _last_monday(date(year, 5, 31)),
        _last_monday(date(year, 8, 31)),
    }
    given = {day for day in GIVEN_ONCE if day.year == year}
    return frozenset({MOVED.get(day, day) for day in fixed | moving} | given)


def is_working_day(day: date, extra: Iterable[date] = ()) -> bool:
    """Tell whether the council's offices are open: Monday to Friday, no bank holiday, none of the extra days."""
    return day.weekday() < SATURDAY and day not in bank_holidays(day.year) and day not in set(extra)


def add_working_days(start: date, count: int, extra: Iterable[date] = ()) -> date:
    """Return the day that is `count` working days after `start`; the day of the start does not count.

    Args:
        count: at least 0; 0 gives the start itself where it is a working day, else the next one.
        extra: bank holidays that are not known here.
    """
    closed = frozenset(extra)
    day = start
    if count == 0:
        while not is_working_day(day, closed):
            day += timedelta(days=1)
        return day
    while count:
        day += timedelta(days=1)
        count -= is_working_day(day, closed)
    return day


def count_working_days(start: date, end: date, extra: Iterable[date] = ()) -> int:
    """Return how many working days lie after `start` up to and with `end`; below 0 where end is earlier."""
    closed = frozenset(extra)
    if end < start:
        return -count_working_days(end, start, closed)
    days = (start + timedelta(days=n) for n in range(1, (end - start).days + 1))
    return sum(is_working_day(day, closed) for day in days)


def _substituted(days: list[date]) -> set[date]:
    """Return the days, each on a weekend put on the next weekday that is not taken."""
    taken: set[date] = {day for day in days if day.weekday() < SATURDAY}
    for day in days:
        if day.weekday() >= SATURDAY:
            while day.weekday() >= SATURDAY or day in taken:
                day += timedelta(days=1)
            taken.add(day)
    return taken


def _first_monday(year: int, month: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(MONDAY - first.weekday()) % 7)


def _last_monday(last: date) -> date:
    return last - timedelta(days=last.weekday())
