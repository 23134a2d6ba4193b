"""Office hours: clocks stand still at night, on weekends and on bank holidays (R4-23)."""

from datetime import UTC, date, datetime, time

import pytest

from feedback.working_hours import OfficeHours, add_office_minutes, closing_of, next_open

HOURS = OfficeHours()
FRIDAY = date(2026, 8, 28)
"""The Monday after it is the bank holiday of August."""


def london(day: date, hour: int, minute: int = 0) -> datetime:
    """Return a summer's moment in England, in UTC."""
    return datetime(day.year, day.month, day.day, hour - 1, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("starts", "minutes", "expected"),
    [
        (london(FRIDAY, 10), 30, london(FRIDAY, 10, 30)),
        (london(FRIDAY, 7), 30, london(FRIDAY, 9, 30)),
        (london(FRIDAY, 16, 30), 30, london(FRIDAY, 17)),
        (london(FRIDAY, 16, 45), 30, london(date(2026, 9, 1), 9, 15)),
        (london(date(2026, 8, 29), 12), 120, london(date(2026, 9, 1), 11)),
        (london(date(2026, 9, 2), 10), 480, london(date(2026, 9, 3), 10)),
    ],
    ids=[
        "in hours",
        "early",
        "to the last minute",
        "over a bank holiday",
        "weekend",
        "a whole day",
    ],
)
def test_office_minutes_run_in_office_hours_alone_r4_23(
    starts: datetime, minutes: int, expected: datetime
) -> None:
    assert add_office_minutes(starts, minutes, HOURS) == expected


def test_clock_turned_back_in_october_keeps_the_hours_of_england() -> None:
    friday = datetime(2026, 10, 23, 15, 45, tzinfo=UTC)  # 16:45 in summer time
    assert add_office_minutes(friday, 30, HOURS) == datetime(2026, 10, 26, 9, 15, tzinfo=UTC)


def test_extra_bank_holiday_is_closed() -> None:
    day = date(2026, 9, 1)
    assert next_open(london(day, 10), HOURS, {day}) == london(date(2026, 9, 2), 9)
    assert closing_of(london(day, 10), HOURS) == london(day, 17)


@pytest.mark.parametrize("wrong", ["", "9", "17:00-09:00", "09:00", "nine-five", "09:00-09:00"])
def test_hours_that_are_none_are_refused(wrong: str) -> None:
    with pytest.raises(ValueError):
        OfficeHours.parse(wrong)
    assert OfficeHours.parse(" 08:30 - 16:30 ") == OfficeHours(time(8, 30), time(16, 30))
