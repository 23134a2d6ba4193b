"""Small clearing up: sign-ins that nobody uses any more, counts of days that are over."""

from datetime import timedelta

from feedback.services.runtime import Runtime
from feedback.storage.queries.retention import (
    delete_attempts_before,
    delete_sessions,
    delete_taken_back_before,
)

TAKEN_BACK_DAYS = 60
"""How long an old page must not send again what was taken back; no page or waiting answer lives that long."""


def expire_sessions(runtime: Runtime) -> int:
    """Delete the sign-ins that have been idle or open for too long; return how many."""
    now, settings = runtime.clock.now(), runtime.settings
    with runtime.database.transaction() as session:
        return delete_sessions(
            session,
            idle_since=now - timedelta(minutes=settings.staff_idle_minutes),
            opened_before=now - timedelta(hours=settings.staff_session_hours),
        )


def forget_attempts(runtime: Runtime) -> int:
    """Delete the counts of earlier days with their salts, and old marks of what was taken back; return how many."""
    today = runtime.clock.today()
    with runtime.database.transaction() as session:
        counts = delete_attempts_before(session, today)
        return counts + delete_taken_back_before(session, today - timedelta(days=TAKEN_BACK_DAYS))
