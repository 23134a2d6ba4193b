"""What the committee keeps beside the figures: one table a register, one row a record (see `domain.registers`).

`version` counts the changes of a row, so that nobody overwrites what somebody else has changed meanwhile.
"""

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, String, Text, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from feedback.domain.registers import (
    AimStatus,
    Direction,
    KeptBack,
    OfferAbout,
    Rating,
    RequestStatus,
)
from feedback.storage.models.base import Base, enum_column


class RegisterRow(Base):
    """What every register's rows have."""

    __abstract__ = True

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    version: Mapped[int] = mapped_column(default=1)


class AimRow(RegisterRow):
    """An aim of the Participation Strategy (R1-08)."""

    __tablename__ = "aim"
    __table_args__ = (
        UniqueConstraint("reference"),
        CheckConstraint("status <> 'met' OR evidence IS NOT NULL", name="met_has_evidence"),
        CheckConstraint(
            "evidence IS NULL OR evidence_quarter IS NOT NULL", name="evidence_has_a_quarter"
        ),
    )

    reference: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(Text)
    owner_role: Mapped[str] = mapped_column(String(120))
    measure: Mapped[str] = mapped_column(Text)
    target: Mapped[str] = mapped_column(Text)
    status: Mapped[AimStatus] = mapped_column(enum_column(AimStatus))
    posts: Mapped[str | None] = mapped_column(String(10))
    hours: Mapped[int | None]
    pounds: Mapped[int | None]
    evidence: Mapped[str | None] = mapped_column(Text)
    evidence_quarter: Mapped[str | None] = mapped_column(String(7))


class ActivityRow(RegisterRow):
    """One time that children or families took part in something (R2-02)."""

    __tablename__ = "activity"
    __table_args__ = (
        CheckConstraint("rung BETWEEN 1 AND 8", name="rung_of_the_ladder"),
        CheckConstraint("rung <= 3 OR feedback_loop IS NOT NULL", name="above_3_tells_back"),
    )

    title: Mapped[str] = mapped_column(Text)
    held_on: Mapped[date]
    took_part: Mapped[str] = mapped_column(String(200))
    rung: Mapped[int]
    chosen_by: Mapped[str] = mapped_column(String(120))
    why: Mapped[str] = mapped_column(Text)
    confirmed_by: Mapped[str | None] = mapped_column(String(200))
    feedback_loop: Mapped[str | None] = mapped_column(Text)
    outcome: Mapped[str | None] = mapped_column(Text)


class ConsultationRow(RegisterRow):
    """A consultation with what makes it fair (R2-03)."""

    __tablename__ = "consultation"
    __table_args__ = (
        CheckConstraint("NOT is_closed OR considered IS NOT NULL", name="closed_was_considered"),
        CheckConstraint("closes_on > opens_on", name="closes_after_it_opens"),
    )

    title: Mapped[str] = mapped_column(Text)
    decision_maker: Mapped[str] = mapped_column(String(200))
    declared_by: Mapped[str] = mapped_column(String(120))
    declared_on: Mapped[date]
    information_link: Mapped[str] = mapped_column(String(500))
    opens_on: Mapped[date]
    closes_on: Mapped[date]
    equality_link: Mapped[str] = mapped_column(String(500))
    considered: Mapped[str | None] = mapped_column(Text)
    is_closed: Mapped[bool] = mapped_column(default=False)


class OfferCommentRow(RegisterRow):
    """A comment on the Local Offer with the council's answer, as it is published (R2-09)."""

    __tablename__ = "offer_comment"

    received_on: Mapped[date]
    about: Mapped[OfferAbout] = mapped_column(enum_column(OfferAbout))
    comment: Mapped[str] = mapped_column(Text)
    kept_back: Mapped[KeptBack | None] = mapped_column(enum_column(KeptBack))
    response: Mapped[str | None] = mapped_column(Text)
    action: Mapped[str | None] = mapped_column(Text)


class MeasureRow(RegisterRow):
    """A measure that the law or the government asks for; none without its source (R1-06)."""

    __tablename__ = "statutory_measure"
    __table_args__ = (CheckConstraint("source <> ''", name="has_a_source"),)

    title: Mapped[str] = mapped_column(String(200))
    value: Mapped[str] = mapped_column(String(80))
    period: Mapped[str] = mapped_column(String(80))
    source: Mapped[str] = mapped_column(String(200))
    taken_on: Mapped[date]
    target: Mapped[str | None] = mapped_column(String(80))


class ComparisonRow(RegisterRow):
    """Our value beside another council's; none without definition and period (R1-11)."""

    __tablename__ = "comparison"
    __table_args__ = (
        CheckConstraint("definition <> '' AND period <> ''", name="says_what_and_when"),
    )

    indicator: Mapped[str] = mapped_column(String(200))
    definition: Mapped[str] = mapped_column(Text)
    ours: Mapped[str] = mapped_column(String(80))
    theirs: Mapped[str] = mapped_column(String(80))
    council: Mapped[str] = mapped_column(String(200))
    period: Mapped[str] = mapped_column(String(80))
    link: Mapped[str] = mapped_column(String(500))
    retrieved_on: Mapped[date]


class InformationRequestRow(RegisterRow):
    """What somebody asked to be told, and the answer (R1-17)."""

    __tablename__ = "information_request"
    __table_args__ = (
        UniqueConstraint("reference"),
        CheckConstraint(
            "(status = 'answered') = (answered_on IS NOT NULL)", name="answered_has_a_day"
        ),
    )

    reference: Mapped[str] = mapped_column(String(20))
    asked_for: Mapped[str] = mapped_column(Text)
    asked_by: Mapped[str] = mapped_column(String(120))
    asked_of: Mapped[str] = mapped_column(String(120))
    owner_role: Mapped[str] = mapped_column(String(120))
    status: Mapped[RequestStatus] = mapped_column(enum_column(RequestStatus))
    asked_on: Mapped[date | None]
    due_on: Mapped[date | None]
    answered_on: Mapped[date | None]
    answer: Mapped[str | None] = mapped_column(Text)


class RiskRow(RegisterRow):
    """An entry of the risk register that a theme bears on (R1-10)."""

    __tablename__ = "risk"
    __table_args__ = (UniqueConstraint("risk_id", "theme"),)

    risk_id: Mapped[str] = mapped_column(String(40))
    title: Mapped[str] = mapped_column(String(200))
    rating: Mapped[Rating] = mapped_column(enum_column(Rating))
    direction: Mapped[Direction] = mapped_column(enum_column(Direction))
    owner_role: Mapped[str] = mapped_column(String(120))
    theme: Mapped[str] = mapped_column(String(60))


class PartnerThemeRow(RegisterRow):
    """A theme of a quarter that is a partner's to answer (R1-02, R1-22)."""

    __tablename__ = "partner_theme"
    __table_args__ = (
        UniqueConstraint("partner", "theme", "quarter"),
        CheckConstraint(
            "answered_on IS NULL OR (shared_on IS NOT NULL AND answered_on >= shared_on)",
            name="answered_after_it_was_shared",
        ),
    )

    partner: Mapped[str] = mapped_column(String(120))
    theme: Mapped[str] = mapped_column(String(60))
    quarter: Mapped[str] = mapped_column(String(7))
    shared_on: Mapped[date | None]
    answered_on: Mapped[date | None]
    answer: Mapped[str | None] = mapped_column(Text)


class PracticeRow(RegisterRow):
    """Something that families praise and others could copy (R1-15)."""

    __tablename__ = "practice"

    what: Mapped[str] = mapped_column(Text)
    service: Mapped[str] = mapped_column(String(40))
    theme: Mapped[str] = mapped_column(String(60))
    quarter: Mapped[str] = mapped_column(String(7))
    copied_by: Mapped[str] = mapped_column(String(200))


class ForumCommentRow(RegisterRow):
    """What a forum says of a quarter's draft report (R5-18)."""

    __tablename__ = "forum_comment"
    __table_args__ = (
        UniqueConstraint("forum", "quarter"),
        CheckConstraint("comment IS NULL OR sent_on IS NOT NULL", name="comments_on_what_was_sent"),
    )

    forum: Mapped[str] = mapped_column(String(20))
    quarter: Mapped[str] = mapped_column(String(7))
    sent_on: Mapped[date | None]
    comment: Mapped[str | None] = mapped_column(Text)
    response: Mapped[str | None] = mapped_column(Text)
