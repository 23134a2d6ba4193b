"""What officers wrote under the headings of a quarter's report."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from feedback.domain.enums import AuditAction
from feedback.storage.models import AuditEvent, ReportWords


@dataclass(frozen=True, slots=True)
class WrittenRow:
    """What stands under one heading, and who wrote it last."""

    place: str
    words: str
    version: int
    written_utc: datetime
    written_by: UUID


def list_words(session: Session, quarter: str) -> list[WrittenRow]:
    """Return what was written for a quarter, ordered by heading."""
    rows = session.scalars(
        select(ReportWords).where(ReportWords.quarter == quarter).order_by(ReportWords.place)
    )
    return [_as_row(row) for row in rows]


def find_words(session: Session, quarter: str, place: str) -> WrittenRow | None:
    """Return what stands under one heading, held against other writers; None where nothing does."""
    row = session.get(ReportWords, (quarter, place), with_for_update=True)
    return _as_row(row) if row is not None else None


def list_writers(session: Session, quarter: str, *, since: datetime | None) -> set[UUID]:
    """Return everybody who wrote or took away words of a quarter's report since a moment, or ever."""
    asked = select(AuditEvent.actor_id).where(
        AuditEvent.subject_type == "quarter",
        AuditEvent.subject_id == quarter,
        AuditEvent.action == AuditAction.REPORT_WORDED,
    )
    if since is not None:
        asked = asked.where(AuditEvent.at_utc >= since)
    return {writer for writer in session.scalars(asked.distinct()) if writer is not None}


def store_words(
    session: Session, quarter: str, place: str, words: str, *, by: UUID, at: datetime
) -> None:
    """Store words under a heading, in the place of those before."""
    row = session.get(ReportWords, (quarter, place))
    if row is None:
        row = ReportWords(quarter=quarter, place=place, version=0)
        session.add(row)
    row.words, row.version, row.written_utc, row.written_by = words, row.version + 1, at, by
    session.flush()


def forget_words(session: Session, quarter: str, place: str) -> None:
    """Take away what stands under a heading."""
    session.execute(
        delete(ReportWords).where(ReportWords.quarter == quarter, ReportWords.place == place)
    )


def _as_row(row: ReportWords) -> WrittenRow:
    return WrittenRow(row.place, row.words, row.version, row.written_utc, row.written_by)
