"""Other ways in: what staff wrote down for somebody, and the campaigns that posters name."""

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from feedback.storage.models.base import UNORDERED, Base


class StaffEntry(Base):
    """Who typed a response in, and how near it is to the family's own words (R3-17).

    `read_back` says that it was read out and agreed; `second_hand` that it was noted in a meeting and is
    not the family's own telling.
    """

    __tablename__ = "staff_entry"
    __table_args__ = (
        CheckConstraint("NOT (read_back AND second_hand)", name="read_back_is_first_hand"),
        UNORDERED,
    )

    response_id: Mapped[UUID] = mapped_column(
        ForeignKey("response.id", ondelete="CASCADE"), primary_key=True
    )
    staff_id: Mapped[UUID] = mapped_column(ForeignKey("staff_user.id"))
    read_back: Mapped[bool]
    second_hand: Mapped[bool]


class Campaign(Base):
    """A reason to ask: an event, a venue, a poster. Its code of at most 8 letters is all that a poster tells."""

    __tablename__ = "campaign"
    __table_args__ = (
        CheckConstraint("length(code) BETWEEN 2 AND 8", name="short_code"),
        CheckConstraint("ends_on >= starts_on", name="ends_after_it_starts"),
    )

    code: Mapped[str] = mapped_column(String(8), primary_key=True)
    title: Mapped[str] = mapped_column(String(120))
    venue: Mapped[str] = mapped_column(String(120))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    created_by: Mapped[UUID] = mapped_column(ForeignKey("staff_user.id"))
