"""Frozen quarters."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from feedback.storage.models.base import Base


class QuarterSnapshotRow(Base):
    """One frozen quarter: canonical JSON text and its SHA-256. A later version never replaces an earlier one."""

    __tablename__ = "quarter_snapshot"
    __table_args__ = (UniqueConstraint("quarter", "version"),)

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    quarter: Mapped[str] = mapped_column(String(7), index=True)
    version: Mapped[int]
    content_hash: Mapped[str] = mapped_column(String(64))
    payload: Mapped[str] = mapped_column(Text)
    change_note: Mapped[str | None] = mapped_column(Text)
    frozen_utc: Mapped[datetime]
    frozen_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff_user.id"))
