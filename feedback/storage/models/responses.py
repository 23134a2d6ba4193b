"""What families gave: questionnaires as they were asked, responses, answers, comments, receipts.

The default response holds no name, contact, address, device or time of day (R4-02). Free text stands in
`comment` only: the original sealed, the masked text in the clear.
"""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Text,
    Uuid,
    false,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from feedback.domain.enums import Channel, ResponseState
from feedback.storage.models.base import UNORDERED, Base, JsonColumn, enum_column


class QuestionnaireRow(Base):
    """A questionnaire version; its key is the hash of its content, so it cannot change (R2-16)."""

    __tablename__ = "questionnaire"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    slug: Mapped[str] = mapped_column(String(60), index=True)
    forum: Mapped[str] = mapped_column(String(20))
    audience: Mapped[str] = mapped_column(String(40))
    language: Mapped[str] = mapped_column(String(10))
    title: Mapped[str]
    definition: Mapped[dict[str, Any]] = mapped_column(JsonColumn)
    first_asked_on: Mapped[date]


class ResponseRow(Base):
    """One person's answers, or what one group says together.

    `collective` marks a group's: it counts once, apart from people, and `represents` is how many it says
    it speaks for, NULL where it did not say (R2-10). `staff_present` marks answers that somebody paid to be
    there helped with (R3-14).

    `once_hash` is a keyed hash of what makes a sending unique, so that a repeat stores nothing.
    `wrapped_key` is the response's own data key, wrapped by the master key `key_id`; destroying it
    (NULL) destroys the originals. `unsure` marks what the machine could not read or was not sure of;
    it only orders the queue.

    Three columns repeat what other tables say, so that a quarter is counted from one row a response (ADR 0022):
    `chosen` its answers (`feedback.domain.chosen`), `said` what its comments speak of (`feedback.domain.said`),
    `read_on` the first day on which a person had read it. NULL in the first two says: look at the rows themselves.
    """

    __tablename__ = "response"
    __table_args__ = (
        CheckConstraint("length(quarter) = 7", name="quarter_written"),
        CheckConstraint("represents IS NULL OR (collective AND represents > 1)", name="a_group"),
        Index("ix_response_quarter_forum", "quarter", "forum"),
        Index("ix_response_state_received_on", "state", "received_on"),
        # Whatever is counted of a quarter's people is read from this index alone, from one end to the other.
        Index(
            "ix_response_people",
            "quarter",
            "collective",
            "questionnaire_id",
            "staff_present",
            "received_on",
            "read_on",
            "forum",
            "channel",
            "chosen",
            "said",
            "id",
        ),
        Index("ix_response_queue", "state", "unsure", "received_on", "id"),
        UNORDERED,
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    questionnaire_id: Mapped[str] = mapped_column(ForeignKey("questionnaire.id"))
    forum: Mapped[str] = mapped_column(String(20))
    channel: Mapped[Channel] = mapped_column(enum_column(Channel))
    campaign: Mapped[str | None] = mapped_column(String(8))
    language: Mapped[str] = mapped_column(String(10))
    received_on: Mapped[date]
    quarter: Mapped[str] = mapped_column(String(7))
    state: Mapped[ResponseState] = mapped_column(enum_column(ResponseState))
    may_quote: Mapped[bool] = mapped_column(default=False)
    once_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    key_id: Mapped[str] = mapped_column(String(40))
    wrapped_key: Mapped[bytes | None] = mapped_column(LargeBinary)
    import_batch_id: Mapped[UUID | None] = mapped_column(ForeignKey("import_batch.id"))
    collective: Mapped[bool] = mapped_column(default=False)
    represents: Mapped[int | None]
    staff_present: Mapped[bool] = mapped_column(default=False)
    unsure: Mapped[bool] = mapped_column(default=False, server_default=false())
    chosen: Mapped[str | None] = mapped_column(Text)
    said: Mapped[str | None] = mapped_column(Text)
    read_on: Mapped[date | None]

    answers: Mapped[list["AnswerRow"]] = relationship(cascade="all, delete-orphan")
    comments: Mapped[list["CommentRow"]] = relationship(cascade="all, delete-orphan")


class AnswerRow(Base):
    """One chosen answer, or one skipped question (`value` NULL and `skipped` true; R1-03).

    `position` counts the answers to one question from 0. The key puts the answers of a response side
    by side, which is how they are always read. A free-text answer has its row in `comment`, and here
    only when it was skipped.
    """

    __tablename__ = "answer"
    __table_args__ = (
        CheckConstraint("skipped = (value IS NULL)", name="skipped_has_no_value"),
        Index(
            "ix_answer_services",
            "value",
            "response_id",
            sqlite_where=text("construct = 'services'"),
            postgresql_where=text("construct = 'services'"),
        ),
        UNORDERED,
    )

    response_id: Mapped[UUID] = mapped_column(
        ForeignKey("response.id", ondelete="CASCADE"), primary_key=True
    )
    question_id: Mapped[str] = mapped_column(String(60), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    construct: Mapped[str] = mapped_column(String(40))
    value: Mapped[str | None] = mapped_column(String(60))
    skipped: Mapped[bool]


class CommentRow(Base):
    """One free-text answer: the original sealed, the masked text, and what language it is in.

    `analysis_version` names the engine that made the suggestions beside it; `proposes` is the
    suggestion mark. Privacy: `sealed_original` opens only with the response's key and a stated reason.
    """

    __tablename__ = "comment"
    __table_args__ = (Index("ix_comment_language", "language", "response_id"), UNORDERED)

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    response_id: Mapped[UUID] = mapped_column(
        ForeignKey("response.id", ondelete="CASCADE"), index=True
    )
    question_id: Mapped[str] = mapped_column(String(60))
    construct: Mapped[str] = mapped_column(String(40))
    sealed_original: Mapped[bytes | None] = mapped_column(LargeBinary)
    masked: Mapped[str] = mapped_column(Text)
    mask_spans: Mapped[list[dict[str, Any]]] = mapped_column(JsonColumn)
    language: Mapped[str] = mapped_column(String(10))
    language_measured: Mapped[bool]
    proposes: Mapped[bool] = mapped_column(default=False)
    analysis_version: Mapped[str] = mapped_column(String(120))


class Receipt(Base):
    """The keyed hash of the code that only the family holds."""

    __tablename__ = "receipt"
    __table_args__ = (UNORDERED,)

    code_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    response_id: Mapped[UUID] = mapped_column(
        ForeignKey("response.id", ondelete="CASCADE"), unique=True
    )
