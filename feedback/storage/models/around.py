"""What stands around a response, each in a table of its own with its own retention (R4-03, R4-07)."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from feedback.domain.around import ComplaintWish, HandOffState
from feedback.domain.complaints import Advocacy, ComplaintOutcome
from feedback.storage.models.base import UNORDERED, Base, enum_column


class ContactDetail(Base):
    """How to reach a family that asked for an answer: one sealed row, opened by one service alone.

    Sealed under the response's own key, bound to this row. `kept_from` is the day from which its time runs:
    the day of sending, later that of the last reply.
    """

    __tablename__ = "contact_detail"
    __table_args__ = (Index("ix_contact_detail_kept_from", "kept_from"), UNORDERED)

    response_id: Mapped[UUID] = mapped_column(
        ForeignKey("response.id", ondelete="CASCADE"), primary_key=True
    )
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    kept_from: Mapped[date]


class HandOff(Base):
    """A response that its family calls a complaint, or may. The clock runs from the day of sending."""

    __tablename__ = "hand_off"
    __table_args__ = (
        CheckConstraint("(state = 'done') = (done_utc IS NOT NULL)", name="done_has_a_moment"),
        Index("ix_hand_off_state_received_on", "state", "received_on"),
        UNORDERED,
    )

    response_id: Mapped[UUID] = mapped_column(
        ForeignKey("response.id", ondelete="CASCADE"), primary_key=True
    )
    wish: Mapped[ComplaintWish] = mapped_column(enum_column(ComplaintWish))
    received_on: Mapped[date]
    state: Mapped[HandOffState] = mapped_column(enum_column(HandOffState))
    done_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff_user.id"))
    done_utc: Mapped[datetime | None]


class EqualityCount(Base):
    """How often one answer about oneself was given in a quarter. No row belongs to anybody.

    A number is all that is kept, so no combination of answers can be put beside anybody's words.
    """

    __tablename__ = "equality_count"
    __table_args__ = (CheckConstraint("count > 0", name="counted"), UNORDERED)

    quarter: Mapped[str] = mapped_column(String(7), primary_key=True)
    forum: Mapped[str] = mapped_column(String(20), primary_key=True)
    audience: Mapped[str] = mapped_column(String(40), primary_key=True)
    question: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[str] = mapped_column(String(40), primary_key=True)
    count: Mapped[int]


class ComplaintRow(Base):
    """What was done about a complaint, each on its day (section 2.7). `version` counts its changes."""

    __tablename__ = "complaint"
    __table_args__ = (
        CheckConstraint(
            "stage_2_answered_on IS NULL OR stage_2_asked_on IS NOT NULL", name="stage_2_was_asked"
        ),
        CheckConstraint(
            "stage_3_answered_on IS NULL OR stage_3_asked_on IS NOT NULL", name="stage_3_was_asked"
        ),
        UNORDERED,
    )

    response_id: Mapped[UUID] = mapped_column(
        ForeignKey("hand_off.response_id", ondelete="CASCADE"), primary_key=True
    )
    acknowledged_on: Mapped[date | None]
    advocacy: Mapped[Advocacy | None] = mapped_column(enum_column(Advocacy))
    advocacy_offered_on: Mapped[date | None]
    is_complex: Mapped[bool] = mapped_column(default=False)
    stage_1_answered_on: Mapped[date | None]
    stage_2_asked_on: Mapped[date | None]
    is_extended: Mapped[bool] = mapped_column(default=False)
    stage_2_answered_on: Mapped[date | None]
    stage_3_asked_on: Mapped[date | None]
    panel_held_on: Mapped[date | None]
    panel_reported_on: Mapped[date | None]
    stage_3_answered_on: Mapped[date | None]
    outcome: Mapped[ComplaintOutcome | None] = mapped_column(enum_column(ComplaintOutcome))
    learning: Mapped[str | None] = mapped_column(Text)
    version: Mapped[int] = mapped_column(default=1)


class ComplimentRow(Base):
    """A response that thanks somebody; passed to the worker only with the family's yes (R2-14)."""

    __tablename__ = "compliment"
    __table_args__ = (
        CheckConstraint("passed_on IS NULL OR agreed_on IS NOT NULL", name="passed_on_with_a_yes"),
        UNORDERED,
    )

    response_id: Mapped[UUID] = mapped_column(
        ForeignKey("response.id", ondelete="CASCADE"), primary_key=True
    )
    theme: Mapped[str] = mapped_column(String(60))
    agreed_on: Mapped[date | None]
    passed_on: Mapped[date | None]
    thanked_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)
