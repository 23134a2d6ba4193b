"""Who did what. Rows are only ever added."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, String, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from feedback.domain.enums import AuditAction
from feedback.storage.models.base import UNORDERED, Base, JsonColumn, enum_column


class AuditEvent(Base):
    """One deed. `at_utc` stays NULL for what a family does: only the day is kept (R4-02).

    The key is random, because a running number between two timed deeds would tell the time as well.

    `detail` holds ids, codes and counts; never free text, a name or a receipt code.
    """

    __tablename__ = "audit_event"
    __table_args__ = (Index("ix_audit_event_subject", "subject_type", "subject_id"), UNORDERED)

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    on_day: Mapped[date]
    at_utc: Mapped[datetime | None]
    actor_id: Mapped[UUID | None] = mapped_column(Uuid)
    action: Mapped[AuditAction] = mapped_column(enum_column(AuditAction))
    subject_type: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[str] = mapped_column(String(64))
    detail: Mapped[dict[str, Any]] = mapped_column(JsonColumn)
