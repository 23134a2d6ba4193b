"""Working days of England over Easter, Christmas and the days that were given once (R2-11)."""

from datetime import date, timedelta

import pytest

from feedback.working_days import (
    add_working_days,
    bank_holidays,
    count_working_days,
    easter_sunday,
    is_working_day,
)

PUBLISHED = {
    2020: "01-01 04-10 04-13 05-08 05-25 08-31 12-25 12-28",
    2021: "01-01 04-02 04-05 05-03 05-31 08-30 12-27 12-28",
    2022: "01-03 04-15 04-18 05-02 06-02 06-03 08-29 09-19 12-26 12-27",
    2023: "01-02 04-07 04-10 05-01 05-08 05-29 08-28 12-25 12-26",
    2024: "01-01 03-29 04-01 05-06 05-27 08-26 12-25 12-26",
    2025: "01-01 04-18 04-21 05-05 05-26 08-25 12-25 12-26",
    2026: "01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28",
    2027: "01-01 03-26 03-29 05-03 05-31 08-30 12-27 12-28",
}
"""As the government published them for England and Wales."""


@pytest.mark.parametrize("year", sorted(PUBLISHED))
def test_bank_holidays_when_worked_out_are_those_that_were_published(year: int) -> None:
    assert sorted(f"{day:%m-%d}" for day in bank_holidays(year)) == PUBLISHED[year].split()


@pytest.mark.parametrize(
    "day", [date(1961, 4, 2), date(2000, 4, 23), date(2008, 3, 23), date(2011, 4, 24), date(2038, 4, 25)]
)  # fmt: skip
def test_easter_when_worked_out_is_the_known_sunday(day: date) -> None:
    assert easter_sunday(day.year) == day


@pytest.mark.parametrize(
    ("start", "count", "due"),
    [
        # Over Easter 2026: Good Friday 3 April, Easter Monday 6 April.
        (date(2026, 3, 31), 3, date(2026, 4, 7)),
        (date(2026, 4, 2), 1, date(2026, 4, 7)),
        (date(2026, 3, 27), 10, date(2026, 4, 14)),
        # Over Christmas 2026: the 25th a Friday, Boxing Day on Saturday and so held on Monday the 28th.
        (date(2026, 12, 24), 1, date(2026, 12, 29)),
        (date(2026, 12, 18), 10, date(2027, 1, 6)),
        # A Saturday counts from the Monday after.
        (date(2026, 8, 15), 1, date(2026, 8, 17)),
        (date(2026, 8, 15), 0, date(2026, 8, 17)),
        (date(2026, 8, 14), 0, date(2026, 8, 14)),
    ],
)
def test_due_day_when_counted_leaves_out_weekends_and_bank_holidays(
    start: date, count: int, due: date
) -> None:
    assert add_working_days(start, count) == due


def test_due_day_when_a_holiday_is_given_is_a_day_later() -> None:
    given = [date(2026, 8, 17)]
    assert add_working_days(date(2026, 8, 14), 1, given) == date(2026, 8, 18)
    assert not is_working_day(given[0], given)


def test_count_when_turned_round_fits_the_due_day() -> None:
    for offset in range(400):
        start = date(2026, 1, 1) + timedelta(days=offset)
        for count in (1, 3, 10, 20):
            due = add_working_days(start, count)
            assert is_working_day(due)
            assert count_working_days(start, due) == count
            assert count_working_days(due, start) == -count or not is_working_day(start)
