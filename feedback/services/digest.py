"""The week's counts: on a page at any time, kept each week, and sent once to whoever asked for them (R1-12)."""

import logging
from dataclasses import asdict, dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from feedback.domain.clocks import PROMISED_WORKING_DAYS, Step
from feedback.domain.digest import Digest, monday_of
from feedback.ports.alerts import AlertNotSent, AlertSender, digest_words, find_sender
from feedback.services.closed_days import closed_days
from feedback.services.runtime import Runtime
from feedback.storage.queries import digest as queries
from feedback.working_days import add_working_days, count_working_days
from feedback.working_hours import next_open

WEEKS_SHOWN = 13
LONGEST_WAIT_MINUTES = 60

log = logging.getLogger("feedback.digest")


@dataclass(frozen=True, slots=True)
class KeptWeek:
    """One week as it was counted, by its Monday, and whether it was sent to anybody."""

    week: date
    digest: Digest
    sent: bool


def count_digest(session: Session, runtime: Runtime) -> Digest:
    """Return the counts as they stand now; one statement besides the one for closed days."""
    today, closed = runtime.clock.today(), closed_days(session, runtime)
    found = queries.count(session, today, read_since=_read_since(today, closed))
    return Digest(
        new=found.new,
        unread_late=found.unread_late,
        open_flags=found.open_flags,
        flag_age=_age(found.oldest_flag, today, closed),
        unread_age=_age(found.oldest_unread, today, closed),
        overdue=found.overdue,
        due_soon=found.due_soon,
        promises_late=found.promises_late,
        promises_broken=found.promises_broken,
    )


def list_weeks(session: Session) -> list[KeptWeek]:
    """Return the last quarter's weeks, the newest first."""
    return [
        KeptWeek(row.week, Digest(**row.counts), row.sent_utc is not None)  # type: ignore[arg-type]
        for row in queries.list_weeks(session, limit=WEEKS_SHOWN)
    ]


def keep_week(runtime: Runtime) -> int:
    """Keep this week's counts once, in the first office hour in which a worker runs; return 1 when it did.

    They are put out to be sent where somebody asked for them: a week is one row, so it cannot be sent twice.
    """
    now, week = runtime.clock.now(), monday_of(runtime.clock.today())
    with runtime.database.transaction() as session:
        closed = closed_days(session, runtime)
        if next_open(now, runtime.settings.office_hours, closed) != now:
            return 0
        if queries.find_week(session, week) is not None:
            return 0
        send_at = now if runtime.settings.alerts.sends_digest else None
        counts = asdict(count_digest(session, runtime))
        queries.add_week(session, week, counts, send_at=send_at)
    return 1


def send_digest(runtime: Runtime, *, sender: AlertSender | None = None) -> int:
    """Send the newest week's counts if they are due; return 1 when they are through.

    Nothing is sent where nothing is configured. Like an alert it is sent outside every transaction and marked
    afterwards.
    """
    alerts, now = runtime.settings.alerts, runtime.clock.now()
    sender = sender or find_sender(alerts)
    if sender is None or not alerts.sends_digest:
        return 0
    with runtime.database.reading() as session:
        due = queries.find_due(session, now)
        if due is None:
            return 0
        week, tries, digest = due.week, due.tries, Digest(**due.counts)  # type: ignore[arg-type]
        to = sorted({*alerts.digest_to, *queries.list_people(session, alerts.digest_roles)})
    through = _send(runtime, sender, to, week, digest)
    wait = timedelta(minutes=min(2**tries, LONGEST_WAIT_MINUTES))
    values = {"sent_utc": now} if through else {"next_try_utc": now + wait}
    with runtime.database.transaction() as session:
        queries.mark_week(session, week, tries=tries + 1, **values)
    return int(through)


def _send(runtime: Runtime, sender: AlertSender, to: list[str], week: date, digest: Digest) -> bool:
    """Send to each person apart, so that nobody reads who else is told."""
    subject, message = digest_words(week, digest)
    try:
        for address in to:
            sender.send((address,), subject=subject, message=message, now=runtime.clock.now())
    except AlertNotSent as error:
        log.warning("digest not sent why=%s", error)
        return False
    return bool(to)


def _read_since(today: date, closed: frozenset[date]) -> date:
    """Return the earliest day whose responses are still within the promised working day."""
    limit, day = PROMISED_WORKING_DAYS[Step.READ], today
    while add_working_days(day - timedelta(days=1), limit, closed) >= today:
        day -= timedelta(days=1)
    return day


def _age(oldest: date | None, today: date, closed: frozenset[date]) -> int | None:
    return None if oldest is None else max(0, count_working_days(oldest, today, closed))
