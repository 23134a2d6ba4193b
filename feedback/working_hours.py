"""Office hours: every clock of a flag runs in them alone, on working days in England (R4-23)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from feedback.clock import LONDON
from feedback.working_days import is_working_day

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class OfficeHours:
    """When the office opens and closes on a working day, in England's own time."""

    opens: time = time(9)
    closes: time = time(17)

    @classmethod
    def parse(cls, written: str) -> "OfficeHours":
        """Return the hours written `09:00-17:00`.

        Raises: ValueError when they are not two times, the earlier one first.
        """
        opens, dash, closes = written.partition("-")
        hours = cls(time.fromisoformat(opens.strip()), time.fromisoformat(closes.strip()))
        if not dash or hours.opens >= hours.closes:
            raise ValueError("The office opens before it closes.")
        return hours


def next_open(moment: datetime, hours: OfficeHours, extra: Iterable[date] = ()) -> datetime:
    """Return the moment itself where the office is open, else the moment at which it opens next; in UTC."""
    closed = frozenset(extra)
    local = moment.astimezone(LONDON)
    day = local.date()
    if is_working_day(day, closed):
        if local.timetz().replace(tzinfo=None) < hours.opens:
            return _at(day, hours.opens)
        if local.timetz().replace(tzinfo=None) < hours.closes:
            return moment.astimezone(UTC)
    day += ONE_DAY
    while not is_working_day(day, closed):
        day += ONE_DAY
    return _at(day, hours.opens)


def add_office_minutes(
    moment: datetime, minutes: int, hours: OfficeHours, extra: Iterable[date] = ()
) -> datetime:
    """Return the moment that is so many office minutes later, in UTC; the last minute of a day counts to it."""
    closed = frozenset(extra)
    now, left = next_open(moment, hours, closed), timedelta(minutes=minutes)
    while True:
        room = closing_of(now, hours) - now
        if left <= room:
            return now + left
        left -= room
        now = next_open(closing_of(now, hours), hours, closed)


def closing_of(moment: datetime, hours: OfficeHours) -> datetime:
    """Return the moment at which the office closes on the moment's day, in UTC."""
    return _at(moment.astimezone(LONDON).date(), hours.closes)


def _at(day: date, when: time) -> datetime:
    return datetime.combine(day, when, LONDON).astimezone(UTC)
