"""What the accessibility statement says of itself: when it was made and reviewed, and what is claimed."""

from dataclasses import dataclass
from datetime import date

from feedback.domain.errors import SettingsError

REVIEW_DAYS = 365
"""Source: R3-05, the Public Sector Bodies Accessibility Regulations 2018: reviewed at least once a year."""


@dataclass(frozen=True, slots=True)
class Statement:
    """The facts of the statement.

    Args:
        status: `not`, `partially` or `fully`.
        audit: names the audit that found full compliance; without one nobody claims it (R3-06).
    """

    prepared_on: date
    reviewed_on: date
    status: str = "partially"
    audit: str | None = None

    def __post_init__(self) -> None:
        """Refuse a claim that nobody has checked."""
        if self.status == "fully" and not self.audit:
            raise SettingsError("The accessibility statement cannot say fully without an audit.")


# Change the day when somebody has read the statement again and tried the pages.
STATEMENT = Statement(prepared_on=date(2026, 11, 23), reviewed_on=date(2026, 11, 25))
