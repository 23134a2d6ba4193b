"""The words in which what the registers hold is printed, on the officers' pages and in the report."""

from collections.abc import Mapping
from datetime import date

from feedback.domain.registers import (
    AimStatus,
    Direction,
    KeptBack,
    OfferAbout,
    Rating,
    RequestStatus,
)

NONE, NO_ANSWER, NO_DAY, NOT_SENT = "None", "No answer yet", "No day agreed", "Not sent"
AIM_STATES: Mapping[AimStatus, str] = {
    AimStatus.NOT_BEGUN: "Not begun",
    AimStatus.UNDER_WAY: "Under way",
    AimStatus.MET: "Met",
    AimStatus.NOT_MET: "Not met",
    AimStatus.STOPPED: "Stopped",
}
ABOUT: Mapping[OfferAbout, str] = {
    OfferAbout.CONTENT: "What is in it",
    OfferAbout.GAPS: "What is missing",
    OfferAbout.QUALITY: "How good the help is",
    OfferAbout.ACCESS: "How easy it is to find and read",
    OfferAbout.MAKING: "How it was made",
}
KEPT_BACK: Mapping[KeptBack, str] = {
    KeptBack.ABUSIVE: "It is abusive",
    KeptBack.ONE_PERSON: "It is about the help of one person",
}
REQUEST_STATES: Mapping[RequestStatus, str] = {
    RequestStatus.OPEN: "Open",
    RequestStatus.ANSWERED: "Answered",
    RequestStatus.WITHDRAWN: "Withdrawn",
}
RATINGS: Mapping[Rating, str] = {
    Rating.LOW: "Low",
    Rating.MEDIUM: "Medium",
    Rating.HIGH: "High",
    Rating.VERY_HIGH: "Very high",
}
DIRECTIONS: Mapping[Direction, str] = {
    Direction.UP: "Getting larger",
    Direction.STEADY: "Steady",
    Direction.DOWN: "Getting smaller",
}


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
