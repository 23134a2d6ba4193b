"""Small clearing up: sign-ins that nobody uses any more."""

from datetime import timedelta

from feedback.services.runtime import Runtime
from feedback.storage.queries.retention import delete_sessions


def expire_sessions(runtime: Runtime) -> int:
    """Delete the sign-ins that have been idle or open for too long; return how many."""
    now, settings = runtime.clock.now(), runtime.settings
    with runtime.database.transaction() as session:
        return delete_sessions(
            session,
            idle_since=now - timedelta(minutes=settings.staff_idle_minutes),
            opened_before=now - timedelta(hours=settings.staff_session_hours),
        )
