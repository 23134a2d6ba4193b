"""How long things took: the middle, the slow tenth, and the oldest that still waits."""

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass

SLOW_SHARE = 0.9


@dataclass(frozen=True, slots=True)
class Pace:
    """What a list of durations says.

    Args:
        count: how many were done. median, slow: in the unit of the durations; None where nothing was done.
        slow: nine of ten took no longer.
        waiting: how many are still to be done. oldest: how long the oldest of them has waited, or None.
    """

    count: int
    median: float | None
    slow: int | None
    waiting: int
    oldest: int | None


def pace(done: Sequence[int], waiting: Sequence[int] = ()) -> Pace:
    """Return the pace of what was done, and of what waits.

    Source: R1-13; the 90th percentile by nearest rank (Hyndman and Fan 1996, definition 1), so that it is a
        duration that somebody did wait.
    """
    ordered = sorted(done)
    rank = math.ceil(SLOW_SHARE * len(ordered)) - 1
    return Pace(
        count=len(ordered),
        median=statistics.median(ordered) if ordered else None,
        slow=ordered[rank] if ordered else None,
        waiting=len(waiting),
        oldest=max(waiting, default=None),
    )
