"""Which counts may be published. Applied when a snapshot is built, so that no renderer can forget (promise 6).

This is primary suppression with a first secondary step inside one table: a lone hidden cell could be worked
out from the total, so a second one is hidden with it. Linked tables and earlier quarters are not yet
covered; docs/disclosure.md says what that means.
"""

from collections.abc import Sequence

LEAST_THRESHOLD = 5
LEAST_GROUP = 10
"""Source: R4-30: counts of 1 to 4 are [c]; shares of fewer than 10 are not shown."""


def check_threshold(threshold: int) -> int:
    """Return the threshold.

    Raises: ValueError when it is lower than policy allows: it can only be raised.
    """
    if threshold < LEAST_THRESHOLD:
        raise ValueError(f"The suppression threshold can be raised, never under {LEAST_THRESHOLD}.")
    return threshold


def suppress(counts: Sequence[int], *, threshold: int) -> list[int | None]:
    """Return the counts of one table that may be shown; None stands for [c].

    A count over 0 and under the threshold is hidden. Where just one is hidden, or all hidden ones together
    come to less than the threshold, the smallest shown one over 0 is hidden too.
    """
    check_threshold(threshold)
    shown: list[int | None] = [None if 0 < n < threshold else n for n in counts]
    while _can_be_worked_out(counts, shown, threshold):
        candidates = [i for i, n in enumerate(shown) if n]
        if not candidates:
            break
        shown[min(candidates, key=lambda i: (counts[i], i))] = None
    return shown


def _can_be_worked_out(counts: Sequence[int], shown: Sequence[int | None], threshold: int) -> bool:
    hidden = [counts[i] for i, n in enumerate(shown) if n is None]
    return bool(hidden) and (len(hidden) == 1 or sum(hidden) < threshold)
