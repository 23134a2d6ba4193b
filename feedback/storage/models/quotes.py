"""What people settle before words are quoted: masks, court matters, two approvals (R4-05, R4-41 to R4-43)."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from feedback.domain.quotes import QuoteState
from feedback.storage.models.base import UNORDERED, Base, enum_column


class MaskDecision(Base):
    """A stretch of the original that a person hid, or showed again; it outlives a newer engine's reading.

    `start` and `end` are code points of the original; `kind` is NULL where a mask was taken away.
    """

    __tablename__ = "mask_decision"
    __table_args__ = (
        CheckConstraint("start_at >= 0 AND end_at > start_at", name="a_stretch"),
        UNORDERED,
    )

    comment_id: Mapped[UUID] = mapped_column(
        ForeignKey("comment.id", ondelete="CASCADE"), primary_key=True
    )
    start_at: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    end_at: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str | None] = mapped_column(String(40))
    decided_by: Mapped[UUID] = mapped_column(ForeignKey("staff_user.id"))
    decided_utc: Mapped[datetime]


class CourtMark(Base):
    """A person's word on whether a comment speaks of a court or a legal matter (R1-18)."""

    __tablename__ = "court_mark"

    comment_id: Mapped[UUID] = mapped_column(
        ForeignKey("comment.id", ondelete="CASCADE"), primary_key=True
    )
    is_court: Mapped[bool]
    decided_by: Mapped[UUID] = mapped_column(ForeignKey("staff_user.id"))
    decided_utc: Mapped[datetime]


class RecognitionMark(Base):
    """A person's word on whether somebody who knows the family could recognise them in a comment (R4-05)."""

    __tablename__ = "recognition_mark"

    comment_id: Mapped[UUID] = mapped_column(
        ForeignKey("comment.id", ondelete="CASCADE"), primary_key=True
    )
    recognisable: Mapped[bool]
    decided_by: Mapped[UUID] = mapped_column(ForeignKey("staff_user.id"))
    decided_utc: Mapped[datetime]


class Quote(Base):
    """A comment that the rule picked for a quarter's report, for one theme and one way of speaking of it.

    `words_hash` is of the masked text that was picked: approvals are of these words and no others.
    """

    __tablename__ = "quote"
    __table_args__ = (
        UniqueConstraint("quarter", "comment_id"),
        CheckConstraint("polarity IN ('negative', 'neutral', 'positive')", name="polarity_known"),
        Index("ix_quote_comment_id", "comment_id"),
        UNORDERED,
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    quarter: Mapped[str] = mapped_column(String(7))
    comment_id: Mapped[UUID] = mapped_column(ForeignKey("comment.id", ondelete="CASCADE"))
    theme: Mapped[str] = mapped_column(String(60))
    polarity: Mapped[str] = mapped_column(String(10))
    seed: Mapped[str] = mapped_column(String(80))
    words_hash: Mapped[str] = mapped_column(String(64))
    state: Mapped[QuoteState] = mapped_column(enum_column(QuoteState))
    refused_because: Mapped[str | None] = mapped_column(String(40))
    refused_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff_user.id"))


class QuoteApproval(Base):
    """One person's yes to one quote; a quote needs two people's."""

    __tablename__ = "quote_approval"

    quote_id: Mapped[UUID] = mapped_column(
        ForeignKey("quote.id", ondelete="CASCADE"), primary_key=True
    )
    staff_id: Mapped[UUID] = mapped_column(ForeignKey("staff_user.id"), primary_key=True)
    words_hash: Mapped[str] = mapped_column(String(64))
    approved_utc: Mapped[datetime]
