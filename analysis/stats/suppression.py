"""The rules of primary suppression: which counts are small. What follows from them: `cell_suppression`.

Source: R4-30.
"""

LEAST_THRESHOLD = 5
"""Counts under it are [c]. It can be raised, never lowered."""
LEAST_GROUP = 10
"""Nothing is broken down, and no share is given, of fewer than so many."""


def check_threshold(threshold: int) -> int:
    """Return the threshold.

    Raises: ValueError when it is lower than policy allows: it can only be raised.
    """
    if threshold < LEAST_THRESHOLD:
        raise ValueError(f"The suppression threshold can be raised, never under {LEAST_THRESHOLD}.")
    return threshold
