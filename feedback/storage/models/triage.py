"""A flag on its way through triage, the alerts about it, and who must not read what (R4-23, R4-24, R1-20)."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    UniqueConstraint,
    Uuid,
)
from sqlalchemy.orm import Mapped, mapped_column

from feedback.domain.triage import Level, TriageState
from feedback.storage.models.base import UNORDERED, Base, enum_column


class Triage(Base):
    """The clock of one flag and what people did while it ran.

    The three moments of the clock are kept only while it runs: they would tell when a family wrote (R4-02).
    Afterwards `acknowledged_in_time` and `decided_in_time` are what is left of it (R4-29).
    `sealed_details` (who took it over, when, their reference) opens with the response's own key.
    `about_staff_id` is the member of staff that an allegation is about.
    """

    __tablename__ = "triage"
    __table_args__ = (
        CheckConstraint(
            "(state = 'second_wanted') = (proposed IS NOT NULL)", name="second_wanted_for_something"
        ),
        CheckConstraint("escalated BETWEEN 0 AND 3", name="escalated_known"),
        Index("ix_triage_state", "state"),
        UNORDERED,
    )

    comment_id: Mapped[UUID] = mapped_column(
        ForeignKey("comment.id", ondelete="CASCADE"), primary_key=True
    )
    state: Mapped[TriageState] = mapped_column(enum_column(TriageState))
    urgency: Mapped[str] = mapped_column(String(10))
    starts_utc: Mapped[datetime | None]
    acknowledge_by_utc: Mapped[datetime | None]
    decide_by_utc: Mapped[datetime | None]
    escalated: Mapped[int] = mapped_column(default=0)
    acknowledged_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff_user.id"))
    acknowledged_in_time: Mapped[bool | None]
    decided_in_time: Mapped[bool | None]
    proposed: Mapped[str | None] = mapped_column(String(40))
    proposed_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff_user.id"))
    seconded_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff_user.id"))
    about_staff_id: Mapped[UUID | None] = mapped_column(ForeignKey("staff_user.id"))
    sealed_details: Mapped[bytes | None] = mapped_column(LargeBinary)


class Alert(Base):
    """A message without content that waits to be sent, again and again until it is (the outbox).

    Kept while the clock of its flag runs, and no longer.
    """

    __tablename__ = "alert"
    __table_args__ = (UniqueConstraint("comment_id", "level"), UNORDERED)

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    comment_id: Mapped[UUID] = mapped_column(ForeignKey("comment.id", ondelete="CASCADE"))
    level: Mapped[Level] = mapped_column(enum_column(Level))
    tries: Mapped[int] = mapped_column(default=0)
    next_try_utc: Mapped[datetime]
    sent_utc: Mapped[datetime | None]


class StaffService(Base):
    """A service that a member of staff works in, or manages (R1-20)."""

    __tablename__ = "staff_service"

    user_id: Mapped[UUID] = mapped_column(
        ForeignKey("staff_user.id", ondelete="CASCADE"), primary_key=True
    )
    service: Mapped[str] = mapped_column(String(60), primary_key=True)
    manages: Mapped[bool]
