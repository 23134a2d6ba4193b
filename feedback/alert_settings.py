"""Who is alerted of a flag and by which way; nobody and none unless an operator says so (R4-23)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, cast

from feedback.domain.enums import Role
from feedback.domain.triage import Level

if TYPE_CHECKING:
    from feedback.settings import Reader

Security = Literal["starttls", "tls", "none"]
NOTIFY_URL = "https://api.notifications.service.gov.uk"
DIGEST_ROLES = frozenset({Role.OFFICER, Role.SAFEGUARDING})
"""The roles that may be sent the week's counts: those that see the same on the page."""


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
    """The addresses of each level, and the way to them; Notify where both are set.

    Args:
        digest_to, digest_roles: who is sent the week's counts, by address and by role (R1-12).
    """

    to: Mapping[Level, tuple[str, ...]] = field(default_factory=dict)
    smtp: SmtpSettings | None = None
    notify: NotifySettings | None = None
    digest_to: tuple[str, ...] = ()
    digest_roles: frozenset[Role] = frozenset()

    @property
    def sends_digest(self) -> bool:
        """Tell whether anybody is sent the week's counts."""
        wanted = bool(self.digest_to or self.digest_roles)
        return wanted and (self.smtp is not None or self.notify is not None)

    def reaches(self, level: Level) -> bool:
        """Tell whether anybody is told at a level."""
        return bool(self.to.get(level)) and (self.smtp is not None or self.notify is not None)


def read_alerts(reader: "Reader") -> AlertSettings:
    """Return who is alerted and how. Addresses without a way, or a way without addresses, are a mistake."""
    to = {
        Level.DUTY: reader.addresses("FEEDBACK_ALERT_DUTY"),
        Level.DEPUTY: reader.addresses("FEEDBACK_ALERT_DEPUTY"),
        Level.HEAD: reader.addresses("FEEDBACK_ALERT_HEAD"),
        Level.DIRECTOR: reader.addresses("FEEDBACK_ALERT_DIRECTOR"),
    }
    smtp, notify = _read_smtp(reader), _read_notify(reader)
    digest_to, roles = reader.addresses("FEEDBACK_DIGEST_TO"), _read_roles(reader)
    has_a_way = smtp is not None or notify is not None
    if (any(to.values()) or bool(digest_to) or bool(roles)) != has_a_way:
        reader.problems.append(
            "Whoever is told (FEEDBACK_ALERT_DUTY, FEEDBACK_DIGEST_TO) and a way to them belong together: "
            "set FEEDBACK_SMTP_HOST or FEEDBACK_NOTIFY_KEY."
        )
    told = {level: found for level, found in to.items() if found}
    return AlertSettings(told, smtp, notify, digest_to, roles)


def _read_roles(reader: "Reader") -> frozenset[Role]:
    written = reader.text("FEEDBACK_DIGEST_ROLES", "").replace(",", " ").split()
    known = {role.value: role for role in DIGEST_ROLES}
    if not set(written) <= set(known):
        reader.problems.append("FEEDBACK_DIGEST_ROLES can be officer, safeguarding or both.")
    return frozenset(known[name] for name in written if name in known)


def _read_smtp(reader: "Reader") -> SmtpSettings | None:
    host = reader.text("FEEDBACK_SMTP_HOST", "")
    if not host:
        return None
    sender = reader.addresses("FEEDBACK_SMTP_FROM")
    security = reader.text("FEEDBACK_SMTP_SECURITY", "starttls")
    if len(sender) != 1:
        reader.problems.append("FEEDBACK_SMTP_FROM must be the one address that alerts come from.")
    if security not in ("starttls", "tls", "none"):
        reader.problems.append("FEEDBACK_SMTP_SECURITY must be starttls, tls or none.")
    return SmtpSettings(
        host=host,
        port=reader.number("FEEDBACK_SMTP_PORT", 587, least=1),
        sender="".join(sender[:1]),
        security=cast(Security, security),
        user=reader.text("FEEDBACK_SMTP_USER", ""),
        password=reader.environ.get("FEEDBACK_SMTP_PASSWORD", ""),
    )


def _read_notify(reader: "Reader") -> NotifySettings | None:
    key = reader.text("FEEDBACK_NOTIFY_KEY", "")
    if not key:
        return None
    template = reader.text("FEEDBACK_NOTIFY_TEMPLATE", "")
    if len(key) < 74 or not template:
        reader.problems.append(
            "FEEDBACK_NOTIFY_KEY must be a whole API key, and FEEDBACK_NOTIFY_TEMPLATE the id of a template."
        )
    return NotifySettings(key, template, reader.text("FEEDBACK_NOTIFY_URL", NOTIFY_URL))
