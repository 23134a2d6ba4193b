"""Who did what. Rows are only ever added, and what is added is sealed into a chain."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, String, Uuid, text
from sqlalchemy.orm import Mapped, mapped_column

from feedback.domain.enums import AuditAction
from feedback.storage.models.base import UNORDERED, Base, JsonColumn, enum_column

STEP_DEEDS = (
    AuditAction.MESSAGE_SENT,
    AuditAction.CONTACT_OPENED,
    AuditAction.RESPONSE_READ,
    AuditAction.THEME_DECIDED,
    AuditAction.RESPONSE_LINKED,
    AuditAction.FAMILY_TOLD,
)
"""The deeds by which clocks stop. The index of them is read by their subject, without the rows themselves."""
_IS_STEP = text(f"action IN ({', '.join(repr(deed.value) for deed in STEP_DEEDS)})")


class AuditEvent(Base):
    """One deed. `at_utc` stays NULL for what a family does: only the day is kept (R4-02).

    The key is random, because a running number between two timed deeds would tell the time as well.

    `detail` holds ids, codes and counts; never free text, a name or a receipt code. `mac` is a keyed hash of all the
    rest, which only the service can make; NULL in what was written before there was one.
    """

    __tablename__ = "audit_event"
    __table_args__ = (
        Index("ix_audit_event_subject", "subject_type", "subject_id"),
        Index(
            "ix_audit_event_steps",
            "subject_id",
            "on_day",
            "action",
            sqlite_where=_IS_STEP,
            postgresql_where=_IS_STEP,
        ),
        UNORDERED,
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    on_day: Mapped[date]
    at_utc: Mapped[datetime | None]
    actor_id: Mapped[UUID | None] = mapped_column(Uuid)
    action: Mapped[AuditAction] = mapped_column(enum_column(AuditAction))
    subject_type: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[str] = mapped_column(String(64))
    detail: Mapped[dict[str, Any]] = mapped_column(JsonColumn)
    mac: Mapped[str | None] = mapped_column(String(64))


class AuditSeal(Base):
    """One link of a chain: each hash is over the deed and the hash before it.

    Two chains: what staff did, in the order of time; and what families and the service did, each day's deeds in the
    order of their random ids once the day is over, so that the order tells nobody's time of day (R4-02). No foreign
    key: a deed that is missing must be noticed, not refused.
    """

    __tablename__ = "audit_seal"
    __table_args__ = (
        CheckConstraint("chain IN ('staff', 'family')", name="chain_known"),
        UNORDERED,
    )

    chain: Mapped[str] = mapped_column(String(10), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    event_id: Mapped[UUID] = mapped_column(Uuid, unique=True)
    hash: Mapped[str] = mapped_column(String(64))
