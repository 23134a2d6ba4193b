"""The day of a row in a file that does not say one."""

import hashlib
from collections.abc import Callable
from datetime import date, timedelta

from feedback.domain.errors import ImportRefused
from feedback.domain.quarters import Quarter


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
