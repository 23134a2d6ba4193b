"""Alerts go out as configured and hold nothing of what a family wrote (R4-23, R4-26)."""

import base64
import hmac
import json
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from feedback.alert_settings import AlertSettings, NotifySettings, SmtpSettings
from feedback.domain.enums import Role
from feedback.domain.errors import SettingsError
from feedback.domain.triage import Level
from feedback.ports.alerts import AlertNotSent, AlertSender, find_sender, words_for
from feedback.services.keys import new_master_key
from feedback.settings import Settings
from tests.databases import NOON

TO = ("lee@example.org", "kim@example.org")
SERVICE, SECRET = "1" * 8 + "-1111-1111-1111-" + "1" * 12, "2" * 8 + "-2222-2222-2222-" + "2" * 12
MUST = {"FEEDBACK_MASTER_KEYS": new_master_key("k"), "FEEDBACK_SECRET_KEY": "s" * 40}


class Inbox:
    """Keeps the mail that a server is given."""

    def __init__(self) -> None:
        self.mail: list[Any] = []

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        """Take one message."""
        self.mail.append(envelope)
        return "250 OK"


def send(sender: AlertSender | None) -> None:
    """Send the deputy's alert."""
    assert sender is not None
    subject, message = words_for(Level.DEPUTY)
    sender.send(TO, subject=subject, message=message, now=NOON)


def test_mail_reaches_everybody_of_the_level() -> None:
    inbox = Inbox()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = Controller(inbox, hostname="127.0.0.1", port=port)
    server.start()
    try:
        smtp = SmtpSettings("127.0.0.1", port, "voices@example.org", security="none")
        send(find_sender(AlertSettings(smtp=smtp)))
    finally:
        server.stop()
    assert inbox.mail[0].rcpt_tos == list(TO)
    assert b"You are told as the deputy" in inbox.mail[0].content.replace(b"=\r\n", b"")


def test_mail_server_that_is_away_is_said_without_an_address() -> None:
    smtp = SmtpSettings("127.0.0.1", 9, "voices@example.org", security="none")
    with pytest.raises(AlertNotSent) as refused:
        send(find_sender(AlertSettings(smtp=smtp)))
    assert "@" not in str(refused.value)


@pytest.fixture
def notify() -> Iterator[tuple[str, list[tuple[str, dict[str, Any]]]]]:
    """Return the address of a stand-in for GOV.UK Notify, and what it was told."""
    told: list[tuple[str, dict[str, Any]]] = []

    class Answer(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            told.append((self.headers["Authorization"], json.loads(body)))
            self.send_response(201)
            self.end_headers()

        def log_message(self, *_args: Any) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Answer)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", told
    server.shutdown()
    thread.join()
    server.server_close()


def test_notify_is_called_once_a_person_with_a_signed_token(notify: Any) -> None:
    url, told = notify
    settings = NotifySettings(f"team-{SERVICE}-{SECRET}", "template", url)
    send(find_sender(AlertSettings(notify=settings)))
    assert [body["email_address"] for _token, body in told] == list(TO)
    signed, _dot, signature = told[0][0].removeprefix("Bearer ").rpartition(".")
    wanted = hmac.digest(SECRET.encode(), signed.encode(), "sha256")
    assert base64.urlsafe_b64encode(wanted).rstrip(b"=").decode() == signature
    claims = json.loads(base64.urlsafe_b64decode(signed.split(".")[1] + "=="))
    assert claims == {"iss": SERVICE, "iat": int(NOON.timestamp())}


def test_nothing_is_sent_unless_an_operator_says_so() -> None:
    settings = Settings.from_env(MUST)
    assert find_sender(settings.alerts) is None
    assert not settings.alerts.reaches(Level.DUTY)


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"FEEDBACK_ALERT_DUTY": "lee@example.org"}, "belong together"),
        ({"FEEDBACK_DIGEST_ROLES": "officer"}, "belong together"),
        ({"FEEDBACK_DIGEST_ROLES": "committee"}, "officer, safeguarding or both"),
        ({"FEEDBACK_SMTP_HOST": "mail"}, "FEEDBACK_SMTP_FROM"),
        ({"FEEDBACK_ALERT_DUTY": "lee at work"}, "e-mail addresses"),
        ({"FEEDBACK_NOTIFY_KEY": "short"}, "whole API key"),
        ({"FEEDBACK_OFFICE_HOURS": "all day"}, "09:00-17:00"),
    ],
)
def test_wrong_setting_stops_the_start(wrong: dict[str, str], named: str) -> None:
    with pytest.raises(SettingsError, match=named):
        Settings.from_env(MUST | wrong)


def test_settings_of_a_mail_server_are_read() -> None:
    given = {"FEEDBACK_ALERT_DUTY": ", ".join(TO), "FEEDBACK_SMTP_HOST": "mail",
             "FEEDBACK_SMTP_FROM": "voices@example.org", "FEEDBACK_SMTP_PASSWORD": "hush"}  # fmt: skip
    settings = Settings.from_env(MUST | given)
    assert settings.alerts.to == {Level.DUTY: TO}
    assert settings.alerts.reaches(Level.DUTY)
    assert not settings.alerts.reaches(Level.HEAD)
    assert "hush" not in repr(settings)
    assert not settings.alerts.sends_digest


def test_settings_of_the_week_s_counts_are_read() -> None:
    """R1-12."""
    given = {"FEEDBACK_DIGEST_TO": "head@example.org", "FEEDBACK_DIGEST_ROLES": "officer, safeguarding",
             "FEEDBACK_SMTP_HOST": "mail", "FEEDBACK_SMTP_FROM": "voices@example.org"}  # fmt: skip
    alerts = Settings.from_env(MUST | given).alerts
    assert alerts.sends_digest
    assert alerts.digest_to == ("head@example.org",)
    assert alerts.digest_roles == {Role.OFFICER, Role.SAFEGUARDING}
    assert not alerts.reaches(Level.DUTY)
