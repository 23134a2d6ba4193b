"""What the machine suggested. Never mixed with what people decided (promise 4).

`evidence` is a list of {start, end, words, weight} on the comment's masked text.
"""

from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from feedback.domain.enums import FlagState
from feedback.storage.models.base import UNORDERED, Base, JsonColumn, enum_column


class ThemeSuggestion(Base):
    """A suggested theme with polarity (negative, neutral, positive), confidence and the words behind it."""

    __tablename__ = "theme_suggestion"
    __table_args__ = (
        CheckConstraint("polarity IN ('negative', 'neutral', 'positive')", name="polarity_known"),
        CheckConstraint("confidence BETWEEN 0 AND 1", name="confidence_share"),
        Index("ix_theme_suggestion_theme", "theme", "comment_id"),
        UNORDERED,
    )

    comment_id: Mapped[UUID] = mapped_column(
        ForeignKey("comment.id", ondelete="CASCADE"), primary_key=True
    )
    theme: Mapped[str] = mapped_column(String(60), primary_key=True)
    polarity: Mapped[str] = mapped_column(String(10), primary_key=True)
    confidence: Mapped[float]
    sure: Mapped[bool]
    evidence: Mapped[list[dict[str, Any]]] = mapped_column(JsonColumn)
    version: Mapped[str] = mapped_column(String(120))


class SentimentSuggestion(Base):
    """The suggested feeling of one comment; score -1..1."""

    __tablename__ = "sentiment_suggestion"
    __table_args__ = (
        CheckConstraint(
            "sentiment IN ('negative', 'mixed', 'neutral', 'positive')", name="sentiment_known"
        ),
        UNORDERED,
    )

    comment_id: Mapped[UUID] = mapped_column(
        ForeignKey("comment.id", ondelete="CASCADE"), primary_key=True
    )
    sentiment: Mapped[str] = mapped_column(String(10))
    score: Mapped[float]
    confidence: Mapped[float]
    evidence: Mapped[list[dict[str, Any]]] = mapped_column(JsonColumn)
    version: Mapped[str] = mapped_column(String(120))


class Flag(Base):
    """A comment that a person must read today, why, and whether somebody has (R4-22, R4-23).

    While it is `held`, the whole response is for safeguarding leads alone (R4-25).
    """

    __tablename__ = "flag"
    __table_args__ = (
        CheckConstraint("urgency IN ('immediate', 'concern')", name="urgency_known"),
        Index(
            "ix_flag_held",
            "comment_id",
            sqlite_where=text("held = 1"),
            postgresql_where=text("held"),
        ),
        UNORDERED,
    )

    comment_id: Mapped[UUID] = mapped_column(
        ForeignKey("comment.id", ondelete="CASCADE"), primary_key=True
    )
    urgency: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str] = mapped_column(Text)
    confidence: Mapped[float]
    evidence: Mapped[list[dict[str, Any]]] = mapped_column(JsonColumn)
    version: Mapped[str] = mapped_column(String(120))
    state: Mapped[FlagState] = mapped_column(enum_column(FlagState), index=True)
    held: Mapped[bool] = mapped_column(default=True)
