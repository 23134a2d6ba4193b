"""The officers' desk: who has claimed a response, notes, what each decision changed, saved filters."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, LargeBinary, String, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from feedback.storage.models.base import UNORDERED, Base, JsonColumn


class DeskRow(Base):
    """Who has claimed a response, and who was not sure and left it for somebody else; NULL is nobody."""

    __tablename__ = "desk"
    __table_args__ = (UNORDERED,)

    response_id: Mapped[UUID] = mapped_column(
        ForeignKey("response.id", ondelete="CASCADE"), primary_key=True
    )
    claimed_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff_user.id"), index=True)
    unsure_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff_user.id"))


class DeskNote(Base):
    """What an officer notes for colleagues, sealed under the response's own key; families never see it."""

    __tablename__ = "desk_note"
    __table_args__ = (UniqueConstraint("response_id", "place"), UNORDERED)

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    response_id: Mapped[UUID] = mapped_column(ForeignKey("response.id", ondelete="CASCADE"))
    place: Mapped[int]
    written_by: Mapped[UUID] = mapped_column(ForeignKey("staff_user.id"))
    on_day: Mapped[date]
    sealed: Mapped[bytes] = mapped_column(LargeBinary)


class Deed(Base):
    """One pressing of a button that decided something, of one response or of many; it can be undone once."""

    __tablename__ = "deed"

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    done_by: Mapped[UUID] = mapped_column(ForeignKey("staff_user.id"))
    done_utc: Mapped[datetime]
    undone_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff_user.id"))
    undone_utc: Mapped[datetime | None]


class DeedChange(Base):
    """What stood on one response before a deed, and the hash of what stood after it.

    `before` holds the decisions' own rows (codes, ids, authors, moments; never words), so that undoing
    gives every decision back to whoever made it.
    """

    __tablename__ = "deed_change"
    __table_args__ = (UNORDERED,)

    deed_id: Mapped[UUID] = mapped_column(
        ForeignKey("deed.id", ondelete="CASCADE"), primary_key=True
    )
    response_id: Mapped[UUID] = mapped_column(
        ForeignKey("response.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    before: Mapped[dict[str, Any]] = mapped_column(JsonColumn)
    stamp_after: Mapped[str] = mapped_column(String(64))


class SavedFilter(Base):
    """A way of looking at the queue that one officer keeps under a name."""

    __tablename__ = "saved_filter"
    __table_args__ = (UniqueConstraint("staff_id", "name"),)

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    staff_id: Mapped[UUID] = mapped_column(ForeignKey("staff_user.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(60))
    chosen: Mapped[dict[str, Any]] = mapped_column(JsonColumn)
