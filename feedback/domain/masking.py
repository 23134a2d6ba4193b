"""Why an original may be opened at the masking desk, and nothing else (R4-05, R4-42)."""

from enum import StrEnum


class OpeningReason(StrEnum):
    """What somebody has to look at the original for; it is written down with their name."""

    SHOWS_TOO_MUCH = "shows_too_much"
    HIDES_TOO_MUCH = "hides_too_much"
    BEFORE_QUOTE = "before_quote"
