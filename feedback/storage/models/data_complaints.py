"""Complaints about the use of data, sealed under a key of their own; no response stands beside them (R4-11)."""

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from feedback.domain.data_complaints import DataComplaintState
from feedback.storage.models.base import UNORDERED, Base, enum_column


class DataComplaintRow(Base):
    """One complaint. `sealed` holds its words and how to reply; `sealed_answer` what its writer is told.

    `flagged` says that the machine found what a person must read today (R4-22).
    """

    __tablename__ = "data_complaint"
    __table_args__ = (
        CheckConstraint(
            "(state = 'received') = (acknowledged_on IS NULL)", name="acknowledged_has_a_day"
        ),
        CheckConstraint(
            "(state = 'answered') = (answered_on IS NOT NULL AND sealed_answer IS NOT NULL)",
            name="answered_has_an_answer",
        ),
        Index("ix_data_complaint_state_received_on", "state", "received_on"),
        UNORDERED,
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    received_on: Mapped[date]
    flagged: Mapped[bool] = mapped_column(default=False)
    state: Mapped[DataComplaintState] = mapped_column(enum_column(DataComplaintState))
    once_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    code_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    key_id: Mapped[str] = mapped_column(String(40))
    wrapped_key: Mapped[bytes] = mapped_column(LargeBinary)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    acknowledged_on: Mapped[date | None]
    answered_on: Mapped[date | None]
    sealed_answer: Mapped[bytes | None] = mapped_column(LargeBinary)
    handled_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff_user.id"))
