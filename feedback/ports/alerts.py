"""Send an alert by e-mail or GOV.UK Notify. It never holds a word, a name or an id of the family's (R4-26)."""

import base64
import hashlib
import hmac
import json
import smtplib
import ssl
import urllib.error
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from email.message import EmailMessage
from email.utils import make_msgid
from typing import Protocol

from feedback.alert_settings import AlertSettings, NotifySettings, SmtpSettings
from feedback.domain.digest import DAYS_COUNTED, DUE_WITHIN_DAYS, Digest
from feedback.domain.triage import Level

SECONDS = 20
SUBJECT = "A flag waits for you: voice of children and families"
_REASONS: dict[Level, str] = {
    Level.DUTY: "Something a family wrote was flagged. Please sign in, open Safeguarding and acknowledge it.",
    Level.DEPUTY: "A flag was not answered in time. You are told as the deputy.",
    Level.HEAD: "A flag was not answered in time, nor by the deputy. You are told as the head of service.",
    Level.DIRECTOR: "A flag was not answered in time, nor by the deputy or the head of service. "
    "You are told as the director of children’s services.",
}
DIGEST_SUBJECT = "This week’s counts: voice of children and families"
_REST = "This message holds nothing of what was written. Do not answer it."


class AlertNotSent(Exception):
    """The way to the people who are alerted is not open now. The message names no address."""


class AlertSender(Protocol):
    """A way to alert people."""

    def send(self, to: Sequence[str], *, subject: str, message: str, now: datetime) -> None:
        """Send one message to everybody.

        Raises: AlertNotSent when it could not be handed over.
        """


def words_for(level: Level) -> tuple[str, str]:
    """Return the subject and the message of an alert."""
    return SUBJECT, f"{_REASONS[level]}\n\n{_REST}\n"


def digest_words(week: date, digest: Digest) -> tuple[str, str]:
    """Return the subject and the message of a week's counts; the Monday stands in the message (R1-12)."""
    monday = f"{week.day} {week:%B %Y}"
    lines = (
        f"New responses in the {DAYS_COUNTED} days before: {digest.new}",
        f"Unread for more than one working day: {digest.unread_late}",
        f"The oldest unread response waits: {_say_age(digest.unread_age)}",
        f"Open safeguarding flags: {digest.open_flags}",
        f"The oldest open flag waits: {_say_age(digest.flag_age)}",
        f"Actions overdue: {digest.overdue}",
        f"Actions due in {DUE_WITHIN_DAYS} days: {digest.due_soon}",
        f"Promises to families that are or were late: {digest.promises_late}",
        f"Promises to families that were broken: {digest.promises_broken}",
    )
    listed = "\n".join(lines)
    return DIGEST_SUBJECT, f"Week of {monday}\n\n{listed}\n\n{_REST}\n"


def _say_age(days: int | None) -> str:
    if days is None:
        return "none waits"
    return f"{days} working day{'' if days == 1 else 's'}"


def find_sender(settings: AlertSettings) -> AlertSender | None:
    """Return the way that is configured; None where nothing is to be sent."""
    if settings.notify is not None:
        return NotifySender(settings.notify)
    return SmtpSender(settings.smtp) if settings.smtp is not None else None


@dataclass(slots=True)
class KeptAlerts:
    """A stand-in that sends nothing and remembers what it was given; `broken` refuses it all."""

    sent: list[tuple[tuple[str, ...], str, str]] = field(default_factory=list)
    broken: bool = False

    def send(self, to: Sequence[str], *, subject: str, message: str, now: datetime) -> None:
        """Remember the message."""
        if self.broken:
            raise AlertNotSent("stand-in")
        self.sent.append((tuple(to), subject, message))


@dataclass(frozen=True, slots=True)
class SmtpSender:
    """Sends through a mail server, with its certificate checked."""

    settings: SmtpSettings

    def send(self, to: Sequence[str], *, subject: str, message: str, now: datetime) -> None:
        """Hand the message to the server."""
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = self.settings.sender, ", ".join(to), subject
        # Without a domain given here the machine's own name would be looked up and told.
        mail["Message-ID"] = make_msgid(domain=self.settings.sender.rpartition("@")[2])
        mail["Date"] = now
        mail.set_content(message)
        try:
            with self._connect() as server:
                if self.settings.user:
                    server.login(self.settings.user, self.settings.password)
                server.send_message(mail)
        except (OSError, smtplib.SMTPException) as error:
            raise AlertNotSent(type(error).__name__) from None

    def _connect(self) -> smtplib.SMTP:
        kept, name = self.settings, self.settings.sender.rpartition("@")[2]
        if kept.security == "tls":
            context = ssl.create_default_context()
            return smtplib.SMTP_SSL(
                kept.host, kept.port, timeout=SECONDS, context=context, local_hostname=name
            )
        server = smtplib.SMTP(kept.host, kept.port, timeout=SECONDS, local_hostname=name)
        if kept.security == "starttls":
            server.starttls(context=ssl.create_default_context())
        return server


@dataclass(frozen=True, slots=True)
class NotifySender:
    """Sends through GOV.UK Notify, one call a person.

    Source: GOV.UK Notify REST API: a JSON web token (HS256, issuer = service id) made from the API key, whose
    last 73 characters are the service's id and the secret, each a UUID of 36 with a hyphen between.
    """

    settings: NotifySettings

    def send(self, to: Sequence[str], *, subject: str, message: str, now: datetime) -> None:
        """Call the service for each address; what was handed over before a failure is sent once more."""
        for address in to:
            written = {
                "email_address": address,
                "template_id": self.settings.template,
                "personalisation": {"subject": subject, "message": message},
            }
            self._post(json.dumps(written).encode(), now)

    def _post(self, body: bytes, now: datetime) -> None:
        request = urllib.request.Request(  # noqa: S310 (the address is the operator's own setting)
            f"{self.settings.url}/v2/notifications/email",
            data=body,
            headers={
                "Authorization": f"Bearer {_token(self.settings.key, now)}",
                "Content-Type": "application/json",
            },
        )
        try:
            with urllib.request.urlopen(request, timeout=SECONDS) as answer:  # noqa: S310
                answer.read()
        except (OSError, urllib.error.URLError) as error:
            raise AlertNotSent(type(error).__name__) from None


def _token(key: str, now: datetime) -> str:
    service, secret = key[-73:-37], key[-36:]
    parts = [{"typ": "JWT", "alg": "HS256"}, {"iss": service, "iat": int(now.timestamp())}]
    signed = ".".join(_encode(json.dumps(part, separators=(",", ":")).encode()) for part in parts)
    signature = hmac.digest(secret.encode(), signed.encode(), hashlib.sha256)
    return f"{signed}.{_encode(signature)}"


def _encode(written: bytes) -> str:
    return base64.urlsafe_b64encode(written).rstrip(b"=").decode()
