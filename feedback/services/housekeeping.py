"""What is done regularly: close idle sign-ins, destroy originals that were kept long enough (R4-07)."""

from datetime import date, timedelta

from sqlalchemy import delete, select, update

from feedback.domain.enums import AuditAction
from feedback.services.audit import record
from feedback.services.runtime import Runtime
from feedback.storage.models import CommentRow, ResponseRow, StaffSession


def close_idle_sign_ins(runtime: Runtime) -> int:
    """Remove sessions that nobody can use any more; return how many."""
    oldest = runtime.clock.now() - timedelta(hours=runtime.settings.staff_session_hours)
    with runtime.database.transaction() as session:
        old = session.scalars(
            select(StaffSession.token_hash).where(StaffSession.opened_utc < oldest)
        ).all()
        session.execute(delete(StaffSession).where(StaffSession.token_hash.in_(old)))
    return len(old)


def destroy_old_originals(runtime: Runtime) -> int:
    """Destroy the data keys and sealed words of responses past their time; return how many responses.

    Masked words, tags and answers stay. Doing it again finds nothing.
    """
    before = _months_ago(runtime.clock.today(), runtime.settings.free_text_months)
    with runtime.database.transaction() as session:
        old = session.scalars(
            select(ResponseRow.id).where(
                ResponseRow.received_on < before, ResponseRow.wrapped_key.is_not(None)
            )
        ).all()
        session.execute(update(ResponseRow).where(ResponseRow.id.in_(old)).values(wrapped_key=None))
        session.execute(
            update(CommentRow).where(CommentRow.response_id.in_(old)).values(sealed_original=None)
        )
        if old:
            record(
                session,
                runtime,
                AuditAction.PURGED,
                subject=("responses", str(before)),
                detail={"count": len(old)},
            )
    return len(old)


def _months_ago(day: date, months: int) -> date:
    index = day.year * 12 + day.month - 1 - months
    return date(index // 12, index % 12 + 1, 1)
