"""Frozen quarters."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from feedback.storage.models.base import Base


class QuarterSnapshotRow(Base):
    """One frozen quarter or year: canonical JSON text and its SHA-256. A later version never replaces an earlier one.

    `counts` is what was counted before anything was hidden, figures only, for the year's own figures (R5-20).
    """

    __tablename__ = "quarter_snapshot"
    __table_args__ = (UniqueConstraint("quarter", "version"),)

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    quarter: Mapped[str] = mapped_column(String(7), index=True)
    version: Mapped[int]
    content_hash: Mapped[str] = mapped_column(String(64))
    payload: Mapped[str] = mapped_column(Text)
    counts: Mapped[str | None] = mapped_column(Text)
    change_note: Mapped[str | None] = mapped_column(Text)
    frozen_utc: Mapped[datetime]
    frozen_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff_user.id"))
