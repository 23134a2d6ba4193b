"""When schools in England are usually closed, to warn of a consultation that falls into it.

Each council sets its own term dates, and they differ by some days; these are the usual weeks. Easter: two weeks
around Easter Sunday; half terms: the weeks of the late May bank holiday, of late October and of mid February.
"""

from datetime import date, timedelta

from feedback.working_days import easter_sunday

WEEK = timedelta(days=6)


def school_holidays(year: int) -> tuple[tuple[date, date], ...]:
    """Return (first, last day) of each usual holiday that begins in the year, in order."""
    easter = easter_sunday(year)
    february, may, october = (
        _monday(date(year, month, day)) for month, day in ((2, 15), (5, 31), (10, 28))
    )
    return (
        (february, february + WEEK),
        (easter - timedelta(days=9), easter + timedelta(days=7)),
        (may, may + WEEK),
        (date(year, 7, 22), date(year, 9, 1)),
        (october, october + WEEK),
        (date(year, 12, 20), date(year + 1, 1, 3)),
    )


def holidays_between(first: date, last: date) -> list[tuple[date, date]]:
    """Return the usual holidays of which at least a day lies between these two days."""
    years = range(first.year - 1, last.year + 1)
    all_ = (holiday for year in years for holiday in school_holidays(year))
    return [(begins, ends) for begins, ends in all_ if begins <= last and ends >= first]


def _monday(day: date) -> date:
    """Return the Monday of the week of a day."""
    return day - timedelta(days=day.weekday())
