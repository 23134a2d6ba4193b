"""Reports: drafts and who checked them, what was frozen and published, officers' words, links for outsiders."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, LargeBinary, String, Text, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from feedback.domain.reports import LinkKind, ReportState
from feedback.storage.models.base import Base, enum_column


class QuarterSnapshotRow(Base):
    """One frozen quarter or year: canonical JSON text and its SHA-256. A later version never replaces an earlier one.

    `counts` is what was counted before anything was hidden, figures only, for the year's own figures (R5-20).
    The committee sees it from `published_utc` on.
    """

    __tablename__ = "quarter_snapshot"
    __table_args__ = (UniqueConstraint("quarter", "version"),)

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    quarter: Mapped[str] = mapped_column(String(7), index=True)
    version: Mapped[int]
    content_hash: Mapped[str] = mapped_column(String(64))
    payload: Mapped[str] = mapped_column(Text)
    counts: Mapped[str | None] = mapped_column(Text)
    change_note: Mapped[str | None] = mapped_column(Text)
    frozen_utc: Mapped[datetime]
    frozen_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff_user.id"))
    published_utc: Mapped[datetime | None]
    published_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff_user.id"))


class ReportDraft(Base):
    """What a version of a quarter's report would be if it were frozen now; one a version, made anew in its place."""

    __tablename__ = "report_draft"
    __table_args__ = (UniqueConstraint("quarter", "version"),)

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    quarter: Mapped[str] = mapped_column(String(7))
    version: Mapped[int]
    state: Mapped[ReportState] = mapped_column(enum_column(ReportState))
    content_hash: Mapped[str] = mapped_column(String(64))
    payload: Mapped[str] = mapped_column(Text)
    counts: Mapped[str] = mapped_column(Text)
    change_note: Mapped[str] = mapped_column(Text)
    made_utc: Mapped[datetime]
    made_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff_user.id"))


class ReportCheck(Base):
    """One person read a draft and found it right. The hash says which figures and words they read."""

    __tablename__ = "report_check"

    draft_id: Mapped[UUID] = mapped_column(
        ForeignKey("report_draft.id", ondelete="CASCADE"), primary_key=True
    )
    staff_id: Mapped[UUID] = mapped_column(ForeignKey("staff_user.id"), primary_key=True)
    content_hash: Mapped[str] = mapped_column(String(64))
    checked_utc: Mapped[datetime]


class ReportFile(Base):
    """One file of a published report, as it was published, so that it can be given again byte for byte."""

    __tablename__ = "report_file"

    snapshot_id: Mapped[UUID] = mapped_column(
        ForeignKey("quarter_snapshot.id", ondelete="CASCADE"), primary_key=True
    )
    file: Mapped[str] = mapped_column(String(60), primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64))
    content: Mapped[bytes] = mapped_column(LargeBinary)


class ReportWords(Base):
    """What officers wrote in one place of a quarter's report; the figures in it are locked."""

    __tablename__ = "report_words"

    quarter: Mapped[str] = mapped_column(String(7), primary_key=True)
    place: Mapped[str] = mapped_column(String(120), primary_key=True)
    words: Mapped[str] = mapped_column(Text)
    version: Mapped[int]
    written_utc: Mapped[datetime]
    written_by: Mapped[UUID] = mapped_column(ForeignKey("staff_user.id"))


class ReportLink(Base):
    """A link that opens published reports, or one quarter's draft, to somebody without a sign-in.

    The table holds the token's hash. `body` is an organisation or a committee, never a person; a forum that is
    sent a draft can say there what it thinks of it.
    """

    __tablename__ = "report_link"

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    kind: Mapped[LinkKind] = mapped_column(enum_column(LinkKind))
    quarter: Mapped[str | None] = mapped_column(String(7), index=True)
    forum: Mapped[str | None] = mapped_column(String(20))
    body: Mapped[str] = mapped_column(String(120))
    made_utc: Mapped[datetime]
    made_by: Mapped[UUID] = mapped_column(ForeignKey("staff_user.id"))
    expires_utc: Mapped[datetime]
    revoked_utc: Mapped[datetime | None]
    revoked_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff_user.id"))
