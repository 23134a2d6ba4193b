"""The outbox: alerts are sent until they are through, each within seconds of its time, none twice on purpose."""

import logging
from datetime import timedelta

from feedback.domain.triage import Level
from feedback.ports.alerts import AlertNotSent, AlertSender, find_sender, words_for
from feedback.services.runtime import Runtime
from feedback.storage.queries import triage as queries

AT_ONCE = 50
LONGEST_WAIT_MINUTES = 30
STUCK_TRIES = 3

log = logging.getLogger("feedback.alerts")


def send_alerts(runtime: Runtime, *, sender: AlertSender | None = None) -> int:
    """Send what is due; return how many were sent. Nothing is sent where nothing is configured.

    Each is sent outside every transaction and marked afterwards: a worker that dies between the two sends it
    twice, which does less harm than never.
    """
    sender = sender or find_sender(runtime.settings.alerts)
    if sender is None:
        return 0
    now = runtime.clock.now()
    with runtime.database.reading() as session:
        due = [
            (alert.id, alert.level, alert.tries)
            for alert in queries.list_due_alerts(session, now, limit=AT_ONCE)
        ]
    sent = 0
    for alert_id, level, tries in due:
        through = _send(runtime, sender, level)
        wait = timedelta(minutes=min(2**tries, LONGEST_WAIT_MINUTES))
        values = {"sent_utc": now} if through else {"next_try_utc": now + wait}
        with runtime.database.transaction() as session:
            queries.mark_alert(session, alert_id, tries=tries + 1, **values)
        sent += through
    return sent


def count_stuck(runtime: Runtime) -> int:
    """Return how many alerts have failed several times."""
    with runtime.database.reading() as session:
        return queries.count_stuck_alerts(session, tries=STUCK_TRIES)


def _send(runtime: Runtime, sender: AlertSender, level: Level) -> bool:
    subject, message = words_for(level)
    to = runtime.settings.alerts.to.get(level, ())
    try:
        sender.send(to, subject=subject, message=message, now=runtime.clock.now())
    except AlertNotSent as error:
        log.warning("alert not sent level=%s why=%s", level.value, error)
        return False
    return True
