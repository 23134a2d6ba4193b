"""What people decided of a comment: who, when, which verdict. Reports read these."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from feedback.domain.enums import DecisionVerdict, FlagOutcome
from feedback.storage.models.base import Base, enum_column


class ThemeDecision(Base):
    """A person's verdict on one theme of one comment; two rows where it is both praised and criticised.

    `polarity` is NULL only where the theme was rejected. `suggested` tells whether the machine had said it.
    """

    __tablename__ = "theme_decision"
    __table_args__ = (
        UniqueConstraint("comment_id", "theme", "polarity"),
        CheckConstraint(
            "(verdict = 'rejected') = (polarity IS NULL)", name="rejected_has_no_polarity"
        ),
        CheckConstraint("polarity IN ('negative', 'neutral', 'positive')", name="polarity_known"),
        Index("ix_theme_decision_theme", "theme"),
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    comment_id: Mapped[UUID] = mapped_column(ForeignKey("comment.id", ondelete="CASCADE"))
    theme: Mapped[str] = mapped_column(String(60))
    polarity: Mapped[str | None] = mapped_column(String(10))
    verdict: Mapped[DecisionVerdict] = mapped_column(enum_column(DecisionVerdict))
    suggested: Mapped[bool]
    codebook_version: Mapped[str] = mapped_column(String(60))
    decided_by: Mapped[UUID] = mapped_column(ForeignKey("staff_user.id"))
    decided_utc: Mapped[datetime]


class SentimentDecision(Base):
    """A person's verdict on the feeling of one comment."""

    __tablename__ = "sentiment_decision"
    __table_args__ = (
        CheckConstraint(
            "sentiment IN ('negative', 'mixed', 'neutral', 'positive')", name="sentiment_known"
        ),
    )

    comment_id: Mapped[UUID] = mapped_column(
        ForeignKey("comment.id", ondelete="CASCADE"), primary_key=True
    )
    sentiment: Mapped[str] = mapped_column(String(10))
    decided_by: Mapped[UUID] = mapped_column(ForeignKey("staff_user.id"))
    decided_utc: Mapped[datetime]


class FlagDecision(Base):
    """What a person did about the flag on one comment."""

    __tablename__ = "flag_decision"

    comment_id: Mapped[UUID] = mapped_column(
        ForeignKey("comment.id", ondelete="CASCADE"), primary_key=True
    )
    outcome: Mapped[FlagOutcome] = mapped_column(enum_column(FlagOutcome))
    decided_by: Mapped[UUID] = mapped_column(ForeignKey("staff_user.id"))
    decided_utc: Mapped[datetime]
