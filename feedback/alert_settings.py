"""Who is alerted of a flag and by which way; nobody and none unless an operator says so (R4-23)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from feedback.domain.triage import Level

Security = Literal["starttls", "tls", "none"]
NOTIFY_URL = "https://api.notifications.service.gov.uk"


@dataclass(frozen=True, slots=True)
class SmtpSettings:
    """A mail server of the council's own."""

    host: str
    port: int
    sender: str
    security: Security = "starttls"
    user: str = ""
    password: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class NotifySettings:
    """GOV.UK Notify: an API key and the id of a template with ((subject)) and ((message))."""

    key: str = field(repr=False)
    template: str
    url: str = NOTIFY_URL


@dataclass(frozen=True, slots=True)
class AlertSettings:
    """The addresses of each level, and the way to them; Notify where both are set."""

    to: Mapping[Level, tuple[str, ...]] = field(default_factory=dict)
    smtp: SmtpSettings | None = None
    notify: NotifySettings | None = None

    def reaches(self, level: Level) -> bool:
        """Tell whether anybody is told at a level."""
        return bool(self.to.get(level)) and (self.smtp is not None or self.notify is not None)
