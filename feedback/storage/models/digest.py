"""The counts of each week, and whether they were sent to whoever asked for them (R1-12)."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from feedback.storage.models.base import Base, JsonColumn


class WeeklyDigest(Base):
    """One week's counts, by its Monday; the key lets a week be told of once.

    `next_try_utc` is when it is sent, or tried again; NULL where nobody asked for it. Privacy: counts, no content.
    """

    __tablename__ = "weekly_digest"
    __table_args__ = (
        CheckConstraint("sent_utc IS NULL OR next_try_utc IS NOT NULL", name="sent_was_to_be_sent"),
    )

    week: Mapped[date] = mapped_column(primary_key=True)
    counts: Mapped[dict[str, int | None]] = mapped_column(JsonColumn)
    tries: Mapped[int] = mapped_column(default=0)
    next_try_utc: Mapped[datetime | None]
    sent_utc: Mapped[datetime | None]
