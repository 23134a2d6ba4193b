"""What is counted each week of what waits and what is owed (R1-12). Counts and ages only: nothing that was written."""

from dataclasses import dataclass
from datetime import date, timedelta

DAYS_COUNTED = 7
DUE_WITHIN_DAYS = 14
"""Actions due so soon are told beside those that are overdue. Source: R1-12."""


@dataclass(frozen=True, slots=True)
class Digest:
    """One week's counts.

    Args:
        new: responses of the seven days before. unread_late: that nobody has read within the promised working day.
        open_flags: that are not decided. flag_age, unread_age: working days that the oldest waits; None: none does.
        overdue, due_soon: actions still to be done. promises_late, promises_broken: of all that were published.
    """

    new: int
    unread_late: int
    open_flags: int
    flag_age: int | None
    unread_age: int | None
    overdue: int
    due_soon: int
    promises_late: int
    promises_broken: int


def monday_of(day: date) -> date:
    """Return the Monday of the day's week."""
    return day - timedelta(days=day.weekday())
