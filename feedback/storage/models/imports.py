"""Files that brought responses from another system, files that wait to be stored, and how they are read."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from feedback.domain.enums import ImportState
from feedback.storage.models.base import Base, JsonColumn, enum_column


class ImportBatch(Base):
    """One run over one file: its hash, and how every row was accounted for."""

    __tablename__ = "import_batch"

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    file_sha256: Mapped[str] = mapped_column(String(64), index=True)
    questionnaire_id: Mapped[str] = mapped_column(String(64))
    mapping: Mapped[str] = mapped_column(String(80))
    row_count: Mapped[int]
    stored_count: Mapped[int]
    known_count: Mapped[int]
    rejected_count: Mapped[int]
    imported_utc: Mapped[datetime]


class ImportUpload(Base):
    """A file that an officer sent: its cells and what was chosen, sealed, until it is stored or given up.

    Then both and their key are gone; the counts and the rows that were not taken stay for a while, as numbers
    and reasons.
    """

    __tablename__ = "import_upload"
    __table_args__ = (
        CheckConstraint(
            "(state IN ('waiting', 'queued')) = (wrapped_key IS NOT NULL)", name="open_has_a_key"
        ),
        CheckConstraint(
            "(wrapped_key IS NULL) = (sealed IS NULL) AND (wrapped_key IS NULL) = (sealed_plan IS NULL)",
            name="closed_holds_nothing",
        ),
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    staff_id: Mapped[UUID] = mapped_column(ForeignKey("staff_user.id"))
    uploaded_utc: Mapped[datetime] = mapped_column(index=True)
    state: Mapped[ImportState] = mapped_column(enum_column(ImportState))
    slug: Mapped[str] = mapped_column(String(80))
    file_sha256: Mapped[str] = mapped_column(String(64))
    key_id: Mapped[str] = mapped_column(String(40))
    wrapped_key: Mapped[bytes | None] = mapped_column(LargeBinary)
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    sealed_plan: Mapped[bytes | None] = mapped_column(LargeBinary)
    row_count: Mapped[int]
    done_count: Mapped[int] = mapped_column(default=0)
    stored_count: Mapped[int] = mapped_column(default=0)
    known_count: Mapped[int] = mapped_column(default=0)
    rejected: Mapped[list[list[Any]]] = mapped_column(JsonColumn)


class SavedMapping(Base):
    """How the files of one survey are read. Columns and cells stand in it as keyed hashes, never as words."""

    __tablename__ = "saved_mapping"

    survey: Mapped[str] = mapped_column(String(80), primary_key=True)
    slug: Mapped[str] = mapped_column(String(80))
    chosen: Mapped[dict[str, Any]] = mapped_column(JsonColumn)
    kept_by: Mapped[UUID] = mapped_column(ForeignKey("staff_user.id"))
    kept_utc: Mapped[datetime]
