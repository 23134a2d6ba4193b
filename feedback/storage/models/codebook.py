"""The codebook as officers have changed it: every version whole, and where retired themes went."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from feedback.storage.models.base import UNORDERED, Base, JsonColumn


class CodebookVersion(Base):
    """One version, whole; decisions name it. `made_by` and `made_utc` are NULL for the shipped one.

    `change` says what was done, `theme` to which theme, `why` in the words of who did it.
    """

    __tablename__ = "codebook_version"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    version: Mapped[str] = mapped_column(String(60), unique=True)
    change: Mapped[str] = mapped_column(String(20))
    theme: Mapped[str | None] = mapped_column(String(60))
    why: Mapped[str] = mapped_column(Text)
    content: Mapped[list[dict[str, Any]]] = mapped_column(JsonColumn)
    made_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff_user.id"))
    made_utc: Mapped[datetime | None]


class ThemeSuccessor(Base):
    """A retired theme, and the one that its tags belong to now; NULL where no theme took its place."""

    __tablename__ = "theme_successor"

    theme: Mapped[str] = mapped_column(String(60), primary_key=True)
    successor: Mapped[str | None] = mapped_column(String(60))


class ThemeSplit(Base):
    """A comment that went from one theme to a new one; `moved` once its tags are there.

    It stays, so that what a newer engine says of the comment goes there too.
    """

    __tablename__ = "theme_split"
    __table_args__ = (Index("ix_theme_split_moved", "moved"), UNORDERED)

    comment_id: Mapped[UUID] = mapped_column(
        ForeignKey("comment.id", ondelete="CASCADE"), primary_key=True
    )
    theme: Mapped[str] = mapped_column(String(60), primary_key=True)
    into: Mapped[str] = mapped_column(String(60))
    moved: Mapped[bool]
