"""The week's counts: right, kept once a week, and sent once to whoever asked for them (R1-12)."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from feedback.alert_settings import AlertSettings, SmtpSettings
from feedback.clock import Clock
from feedback.domain.actions import OutcomeKind
from feedback.domain.digest import Digest
from feedback.domain.enums import Role
from feedback.ports.alerts import KeptAlerts, digest_words
from feedback.services.digest import count_digest, keep_week, list_weeks, send_digest
from feedback.services.runtime import Runtime
from tests.integration.services.acting import agree, tell
from tests.integration.services.reviewing import (
    MIXED,
    add_lead,
    add_officer,
    add_response,
    counted_statements,
    decide,
    load,
)

NOTHING = Digest(0, 0, 0, None, None, 0, 0, 0, 0)
SMTP = SmtpSettings("mail.invalid", 25, "voices@example.org", security="none")
TO = "head@example.org"


def at(runtime: Runtime, day: int, hour: int = 9, month: int = 8) -> Runtime:
    """Return the runtime as it is at an hour (UTC) of a day of 2026."""
    return replace(runtime, clock=Clock.fixed(datetime(2026, month, day, hour, tzinfo=UTC)))


def asking(runtime: Runtime, *roles: Role, to: tuple[str, ...] = (TO,)) -> Runtime:
    """Return the runtime with somebody who wants the counts, and a way to them."""
    alerts = AlertSettings(smtp=SMTP, digest_to=to, digest_roles=frozenset(roles))
    return replace(runtime, settings=replace(runtime.settings, alerts=alerts))


def counts(runtime: Runtime) -> Digest:
    """Return the counts as they stand."""
    with runtime.database.reading() as session:
        return count_digest(session, runtime)


def fill(runtime: Runtime) -> None:
    """Store what each of the counts finds at least once, seen from Monday 17 August."""
    priya, sam = add_officer(runtime), add_officer(runtime, "sam@example.org", "Sam")
    read = add_response(runtime, day=10)
    decide(at(runtime, 11), load(runtime, read), priya)
    add_response(runtime, day=9)  # eight days before, a Sunday, unread
    add_response(runtime, day=13)
    add_response(runtime, day=14, urgency="concern")
    add_response(runtime, day=17)
    agree(at(runtime, 3), priya, due_on=date(2026, 8, 14))
    soon = agree(at(runtime, 3), priya, due_on=date(2026, 8, 28))
    agree(at(runtime, 3), priya, due_on=date(2026, 9, 1))
    for_day = {"kind": OutcomeKind.DOING_IT, "by_on": date(2026, 8, 12)}
    tell(at(runtime, 4), soon, priya, sam, **for_day)


def test_digest_counts_what_waits_and_what_is_owed(runtime: Runtime) -> None:
    """R1-12: on fixture data, seen from a Monday."""
    assert counts(runtime) == NOTHING
    fill(runtime)
    assert counts(at(runtime, 17)) == Digest(
        new=3, unread_late=2, open_flags=1, flag_age=1, unread_age=6, overdue=1, due_soon=1,
        promises_late=1, promises_broken=0,
    )  # fmt: skip


def test_digest_is_counted_in_two_statements_however_much_there_is(runtime: Runtime) -> None:
    fill(runtime)
    with counted_statements(runtime) as sent:
        counts(at(runtime, 17))
    assert len([words for words in sent if words.startswith("SELECT")]) == 2


def test_unread_late_begins_after_a_whole_working_day(runtime: Runtime) -> None:
    add_response(runtime, day=28)  # Friday before the bank holiday
    assert counts(at(runtime, 1, month=9)).unread_late == 0
    assert counts(at(runtime, 2, month=9)).unread_late == 1


def test_week_is_kept_once_in_its_first_office_hour(runtime: Runtime) -> None:
    """R1-12: Monday 31 August is a bank holiday, so that week begins on Tuesday."""
    assert keep_week(at(runtime, 31)) == 0
    assert keep_week(at(runtime, 1, hour=5, month=9)) == 0
    assert keep_week(at(runtime, 1, month=9)) == 1
    add_response(runtime, day=31)
    assert keep_week(at(runtime, 3, month=9)) == 0
    assert keep_week(at(runtime, 7, month=9)) == 1
    with runtime.database.reading() as session:
        weeks = list_weeks(session)
    assert [(kept.week, kept.digest.new, kept.sent) for kept in weeks] == [
        (date(2026, 9, 7), 1, False), (date(2026, 8, 31), 0, False),
    ]  # fmt: skip


def test_digest_when_the_jobs_run_again_in_the_week_is_sent_once(runtime: Runtime) -> None:
    """R1-12: counts alone, to each person apart, once a week."""
    fill(runtime)
    add_lead(runtime)
    post, monday = KeptAlerts(), asking(at(runtime, 17), Role.SAFEGUARDING)
    for _again in range(2):
        keep_week(monday)
        send_digest(monday, sender=post)
    thursday = asking(at(runtime, 20), Role.SAFEGUARDING)
    keep_week(thursday)
    assert send_digest(thursday, sender=post) == 0
    assert [to for to, _subject, _message in post.sent] == [(TO,), ("lee@example.org",)]
    written = post.sent[0][2]
    assert "Week of 17 August 2026" in written
    assert "New responses in the 7 days before: 3\n" in written
    assert "The oldest open flag waits: 1 working day\n" in written
    assert MIXED not in written
    assert "Ring every family" not in written


def test_digest_when_the_way_is_shut_is_tried_again_and_then_sent(
    runtime: Runtime, caplog: pytest.LogCaptureFixture
) -> None:
    post, monday = KeptAlerts(broken=True), asking(at(runtime, 17))
    keep_week(monday)
    assert send_digest(monday, sender=post) == 0
    assert TO not in caplog.text
    post.broken = False
    assert send_digest(monday, sender=post) == 0, "not before its next turn"
    assert send_digest(asking(at(runtime, 17, hour=10)), sender=post) == 1


def test_digest_that_nobody_asked_for_is_sent_to_nobody(runtime: Runtime) -> None:
    post = KeptAlerts()
    keep_week(at(runtime, 17))
    assert send_digest(at(runtime, 17), sender=post) == 0
    # Asked for in the middle of a week: from the next one on.
    assert send_digest(asking(at(runtime, 18)), sender=post) == 0
    nobody = asking(at(runtime, 24), Role.SAFEGUARDING, to=())
    keep_week(nobody)
    assert send_digest(nobody, sender=post) == 0
    assert post.sent == []


def test_message_says_when_nothing_waits() -> None:
    _subject, message = digest_words(date(2026, 8, 17), NOTHING)
    assert message.count("none waits") == 2
