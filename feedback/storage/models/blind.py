"""Comments that two people code without seeing the machine's answer or each other's (R5-14)."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, String, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from feedback.storage.models.base import Base, JsonColumn


class BlindSample(Base):
    """A random sample of a quarter's comments. It is closed when every comment that two people coded is agreed.

    The same seed draws the same comments of those that were there.
    """

    __tablename__ = "blind_sample"

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    quarter: Mapped[str] = mapped_column(String(7), index=True)
    seed: Mapped[int]
    opened_by: Mapped[UUID] = mapped_column(ForeignKey("staff_user.id"))
    opened_utc: Mapped[datetime]
    closed_utc: Mapped[datetime | None]


class BlindComment(Base):
    """One comment of a sample, its place in it, and what was agreed of it: theme -> polarity; NULL until then."""

    __tablename__ = "blind_comment"

    sample_id: Mapped[UUID] = mapped_column(ForeignKey("blind_sample.id"), primary_key=True)
    comment_id: Mapped[UUID] = mapped_column(
        ForeignKey("comment.id", ondelete="CASCADE"), primary_key=True
    )
    place: Mapped[int]
    agreed: Mapped[dict[str, Any] | None] = mapped_column(JsonColumn)
    agreed_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff_user.id"))
    agreed_utc: Mapped[datetime | None]


class BlindCoding(Base):
    """What one person said of one comment: theme -> polarity; nothing where no theme fits."""

    __tablename__ = "blind_coding"

    sample_id: Mapped[UUID] = mapped_column(ForeignKey("blind_sample.id"), primary_key=True)
    comment_id: Mapped[UUID] = mapped_column(
        ForeignKey("comment.id", ondelete="CASCADE"), primary_key=True
    )
    coder_id: Mapped[UUID] = mapped_column(ForeignKey("staff_user.id"), primary_key=True)
    codes: Mapped[dict[str, Any]] = mapped_column(JsonColumn)
    coded_utc: Mapped[datetime]
