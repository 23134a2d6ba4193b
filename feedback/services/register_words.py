"""How days, counts and shares are said where the registers are printed, and what stands where nothing does."""

from datetime import date

NONE, NO_ANSWER, NO_DAY, NOT_SENT = "None", "No answer yet", "No day agreed", "Not sent"


def say_day(day: date) -> str:
    """Return the day as people write it: 4 August 2026."""
    return f"{day.day} {day:%B %Y}"


def say_count(count: int, threshold: int) -> str:
    """Return a count of people as it may be printed: none, `[c]` where it is small, or the number."""
    if not count:
        return "none"
    return "[c]" if count < threshold else f"{count:,}"


def say_share(hits: int, total: int, threshold: int, *, of: str) -> str:
    """Return a share as it may be printed: neither it nor what is left may point at a few people.

    >>> say_share(90, 120, 5, of="responses"), say_share(119, 120, 5, of="responses")
    ('75% of responses', '[c]')
    """
    if total < 2 * threshold:
        return "too few to report"
    if hits in (0, total):
        return f"{'all' if hits else 'none'} of the {of}"
    if hits < threshold or total - hits < threshold:
        return "[c]"
    return f"{round(100 * hits / total)}% of {of}"
