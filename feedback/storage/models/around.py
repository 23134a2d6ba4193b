"""What stands around a response, each in a table of its own with its own retention (R4-03, R4-07)."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from feedback.domain.around import ComplaintWish, HandOffState
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
