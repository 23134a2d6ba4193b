"""The only place that asks what time it is. Passed in, so that tests and the demo can hold it still."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


def _system_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Clock:
    """A clock. `read` returns the moment in UTC."""

    read: Callable[[], datetime] = _system_now

    def now(self) -> datetime:
        """Return the moment, in UTC."""
        return self.read()

    def today(self) -> date:
        """Return the day in England, which is the day a family and an officer mean."""
        return self.read().astimezone(LONDON).date()

    @classmethod
    def fixed(cls, moment: datetime) -> "Clock":
        """Return a clock that stands still at the moment (which needs a time zone)."""
        stood = moment.astimezone(UTC)
        return cls(lambda: stood)
