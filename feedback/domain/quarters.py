"""Quarters of the calendar year, the period that every report is about."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

_WRITTEN = re.compile(r"^(\d{4})-Q([1-4])$")


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    """A calendar quarter; 2026-Q3 is July to September 2026."""

    year: int
    number: int

    @classmethod
    def parse(cls, written: str) -> "Quarter":
        """Return the quarter written as `2026-Q3`.

        Raises: ValueError when it is not written so.
        """
        found = _WRITTEN.match(written)
        if found is None:
            raise ValueError("A quarter is written like 2026-Q3.")
        return cls(int(found[1]), int(found[2]))

    @classmethod
    def containing(cls, day: date) -> "Quarter":
        """Return the quarter that the day lies in."""
        return cls(day.year, (day.month - 1) // 3 + 1)

    @property
    def starts_on(self) -> date:
        """Return the first day."""
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def ends_on(self) -> date:
        """Return the last day."""
        return self.shifted(1).starts_on - timedelta(days=1)

    def shifted(self, quarters: int) -> "Quarter":
        """Return the quarter that many later (earlier when negative)."""
        index = self.year * 4 + self.number - 1 + quarters
        return Quarter(index // 4, index % 4 + 1)

    @property
    def label(self) -> str:
        """Return the words for a page: `July to September 2026`."""
        return f"{self.starts_on:%B} to {self.ends_on:%B} {self.year}"

    def __str__(self) -> str:
        return f"{self.year}-Q{self.number}"
