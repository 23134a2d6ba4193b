"""Files that brought responses from another system."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import String, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from feedback.storage.models.base import Base


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
