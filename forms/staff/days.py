"""A day as an officer types it: 31/3/2027, 31 3 2027 or 2027-03-31. What was typed is never changed."""

import re
from datetime import date

_DAY_FIRST = re.compile(r"^(\d{1,2})[\s/.-]+(\d{1,2})[\s/.-]+(\d{4})$")


def read_day(typed: str | None) -> date | None:
    """Return the day that was typed, or None when it is no day.

    >>> read_day(" 31/3/2027 ")
    datetime.date(2027, 3, 31)
    """
    written = (typed or "").strip()
    found = _DAY_FIRST.match(written)
    try:
        if found is not None:
            return date(int(found[3]), int(found[2]), int(found[1]))
        return date.fromisoformat(written)
    except ValueError:
        return None
