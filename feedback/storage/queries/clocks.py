"""The days on which things happened to responses, from dated rows and the audit alone (R1-13)."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.domain.enums import AuditAction
from feedback.storage.models import AuditEvent, CommentRow, ContactDetail, ResponseRow


def list_received(session: Session, first: date, last: date) -> dict[UUID, date]:
    """Return response -> the day on which it came, of the days from first to last."""
    rows = session.execute(
        select(ResponseRow.id, ResponseRow.received_on)
        .where(ResponseRow.received_on.between(first, last))
        .order_by(ResponseRow.received_on, ResponseRow.id)
    )
    return {response_id: day for response_id, day in rows}


def list_reachable(session: Session, first: date, last: date) -> set[UUID]:
    """Return the responses of these days whose families left a way to be answered, and it is still kept."""
    rows = session.scalars(
        select(ContactDetail.response_id)
        .join(ResponseRow, ResponseRow.id == ContactDetail.response_id)
        .where(ResponseRow.received_on.between(first, last))
    )
    return set(rows)


def list_comments(session: Session, first: date, last: date) -> dict[str, UUID]:
    """Return the id of each comment of these days, as the audit writes it -> its response."""
    rows = session.execute(
        select(CommentRow.id, CommentRow.response_id)
        .join(ResponseRow, ResponseRow.id == CommentRow.response_id)
        .where(ResponseRow.received_on.between(first, last))
    )
    return {str(comment_id): response_id for comment_id, response_id in rows}


def list_deeds(
    session: Session, deeds: Sequence[AuditAction], *, since: date
) -> list[tuple[date, AuditAction, str, Mapping[str, Any]]]:
    """Return (day, deed, id of its subject, detail) of these deeds, the earliest day first."""
    rows = session.execute(
        select(AuditEvent.on_day, AuditEvent.action, AuditEvent.subject_id, AuditEvent.detail)
        .where(AuditEvent.action.in_(deeds), AuditEvent.on_day >= since)
        .order_by(AuditEvent.on_day, AuditEvent.id)
    )
    return [(day, deed, subject, detail) for day, deed, subject, detail in rows]
