"""What is done about what families say, what they are told of it, and what became of what was promised."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    Uuid,
)
from sqlalchemy.orm import Mapped, mapped_column

from feedback.domain.actions import (
    ActionOrigin,
    ActionState,
    HelpAnswer,
    OutcomeKind,
    OutcomeState,
)
from feedback.storage.models.base import UNORDERED, Base, JsonColumn, enum_column


class ActionRow(Base):
    """What will be done, by whom, by when, and how anybody will know (R1-09).

    `version` counts its changes, so that nobody overwrites what somebody else has changed meanwhile.
    `closed_on` is the day on which it was done or dropped, `told_on` that on which families first learned of it.
    """

    __tablename__ = "action"
    __table_args__ = (
        CheckConstraint("state <> 'blocked' OR blocked_because IS NOT NULL", name="blocked_says_why"),
        CheckConstraint("state <> 'done' OR evidence IS NOT NULL", name="done_has_evidence"),
        CheckConstraint("(state IN ('done', 'dropped')) = (closed_on IS NOT NULL)", name="closed_has_a_day"),
        Index("ix_action_state_due_on", "state", "due_on"),
    )  # fmt: skip

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    what: Mapped[str] = mapped_column(Text)
    measure: Mapped[str] = mapped_column(Text)
    owner_role: Mapped[str] = mapped_column(String(120))
    due_on: Mapped[date]
    state: Mapped[ActionState] = mapped_column(enum_column(ActionState))
    blocked_because: Mapped[str | None] = mapped_column(Text)
    evidence: Mapped[str | None] = mapped_column(Text)
    origin: Mapped[ActionOrigin] = mapped_column(enum_column(ActionOrigin))
    theme: Mapped[str | None] = mapped_column(String(60), index=True)
    quarter: Mapped[str | None] = mapped_column(String(7))
    service: Mapped[str] = mapped_column(String(40))
    partner: Mapped[str | None] = mapped_column(String(200))
    aim: Mapped[str | None] = mapped_column(String(200))
    area: Mapped[str | None] = mapped_column(String(10))
    risk_id: Mapped[str | None] = mapped_column(String(40))
    copied_by: Mapped[str | None] = mapped_column(String(200))
    agreed_on: Mapped[date]
    closed_on: Mapped[date | None]
    told_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)


class ActionStep(Base):
    """One change of an action: who, when, from which state to which, and which fields. Rows are only ever added."""

    __tablename__ = "action_step"
    __table_args__ = (UniqueConstraint("action_id", "place"),)

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    action_id: Mapped[UUID] = mapped_column(ForeignKey("action.id", ondelete="CASCADE"))
    place: Mapped[int]
    at_utc: Mapped[datetime]
    by_id: Mapped[UUID] = mapped_column(ForeignKey("staff_user.id"))
    from_state: Mapped[str | None] = mapped_column(String(40))
    to_state: Mapped[ActionState] = mapped_column(enum_column(ActionState))
    note: Mapped[str | None] = mapped_column(Text)
    changed: Mapped[list[Any]] = mapped_column(JsonColumn)


class ActionLink(Base):
    """A response that an action is for: its receipt shows what is done."""

    __tablename__ = "action_link"
    __table_args__ = (UNORDERED,)

    action_id: Mapped[UUID] = mapped_column(
        ForeignKey("action.id", ondelete="CASCADE"), primary_key=True
    )
    response_id: Mapped[UUID] = mapped_column(
        ForeignKey("response.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    linked_on: Mapped[date]


class OutcomeRow(Base):
    """What families are told of an action, in plain words; published by somebody who did not write it."""

    __tablename__ = "outcome"
    __table_args__ = (
        CheckConstraint("(kind = 'doing_it') = (by_on IS NOT NULL)", name="a_promise_has_a_day"),
        CheckConstraint("kind <> 'passed_on' OR passed_to IS NOT NULL", name="passed_on_says_to_whom"),
        CheckConstraint(
            "(state IN ('published', 'taken_down')) = (published_on IS NOT NULL)",
            name="published_has_a_day",
        ),
        CheckConstraint(
            "published_on IS NULL OR (checked_by IS NOT NULL AND checked_by <> written_by)",
            name="two_people",
        ),
        CheckConstraint("kind <> 'cannot' OR length(words) >= 20", name="cannot_says_why"),
        Index("ix_outcome_action_id", "action_id"),
        Index("ix_outcome_state", "state"),
    )  # fmt: skip

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    action_id: Mapped[UUID] = mapped_column(ForeignKey("action.id", ondelete="CASCADE"))
    kind: Mapped[OutcomeKind] = mapped_column(enum_column(OutcomeKind))
    words: Mapped[str] = mapped_column(Text)
    child_words: Mapped[str | None] = mapped_column(Text)
    by_on: Mapped[date | None]
    passed_to: Mapped[str | None] = mapped_column(String(200))
    state: Mapped[OutcomeState] = mapped_column(enum_column(OutcomeState))
    written_by: Mapped[UUID] = mapped_column(ForeignKey("staff_user.id"))
    written_utc: Mapped[datetime]
    checked_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff_user.id"))
    checked_utc: Mapped[datetime | None]
    published_on: Mapped[date | None]
    sent_back_because: Mapped[str | None] = mapped_column(Text)
    version: Mapped[int] = mapped_column(default=1)


class PromiseRow(Base):
    """The day that a published outcome promises. Whether it is kept or late follows from its days (R1-24)."""

    __tablename__ = "promise"
    __table_args__ = (
        CheckConstraint("kept_on IS NULL OR broken_on IS NULL", name="kept_or_broken"),
    )

    outcome_id: Mapped[UUID] = mapped_column(
        ForeignKey("outcome.id", ondelete="CASCADE"), primary_key=True
    )
    due_on: Mapped[date]
    kept_on: Mapped[date | None]
    broken_on: Mapped[date | None]


class HelpCount(Base):
    """One family's answer to "did it help?". `once_hash` tells a second answer, and leads to nobody."""

    __tablename__ = "help_count"
    __table_args__ = (UNORDERED,)

    outcome_id: Mapped[UUID] = mapped_column(
        ForeignKey("outcome.id", ondelete="CASCADE"), primary_key=True
    )
    once_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    answer: Mapped[HelpAnswer] = mapped_column(enum_column(HelpAnswer))


class ClosedDay(Base):
    """A day on which the offices are closed and which no calendar knows: given once, or for snow."""

    __tablename__ = "closed_day"

    day: Mapped[date] = mapped_column(primary_key=True)
    why: Mapped[str] = mapped_column(String(200))
    added_by: Mapped[UUID] = mapped_column(ForeignKey("staff_user.id"))
