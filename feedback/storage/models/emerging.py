"""What officers made of phrases that no theme explained."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from feedback.domain.enums import EmergingChoice
from feedback.storage.models.base import Base, enum_column


class EmergingRow(Base):
    """One choice about one phrase, with how often it stood there then; a later choice is another row.

    The phrase is words that at least five people used; `theme` is NULL where it was set aside.
    """

    __tablename__ = "emerging_phrase"
    __table_args__ = (
        CheckConstraint("(choice = 'set_aside') = (theme IS NULL)", name="aside_has_no_theme"),
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    phrase: Mapped[str] = mapped_column(String(200), index=True)
    quarter: Mapped[str] = mapped_column(String(7))
    comments: Mapped[int]
    of_comments: Mapped[int]
    choice: Mapped[EmergingChoice] = mapped_column(enum_column(EmergingChoice))
    theme: Mapped[str | None] = mapped_column(String(60))
    why: Mapped[str] = mapped_column(Text)
    decided_by: Mapped[UUID] = mapped_column(ForeignKey("staff_user.id"))
    decided_utc: Mapped[datetime]
