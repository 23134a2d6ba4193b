"""Files that wait to be imported, what was imported, and how the files of a survey are read."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.engine import CursorResult
from sqlalchemy.orm import Session

from feedback.domain.enums import ImportState
from feedback.storage.models import ImportBatch, ImportUpload, SavedMapping
from feedback.storage.models.base import table_of

_UPLOAD, _BATCH, _SAVED = map(table_of, (ImportUpload, ImportBatch, SavedMapping))
OPEN = (ImportState.WAITING, ImportState.QUEUED)
_CLOSED: dict[str, Any] = {"wrapped_key": None, "sealed": None, "sealed_plan": None}


@dataclass(frozen=True, slots=True)
class UploadRow:
    """A file as it stands. `wrapped_key`, `sealed` and `sealed_plan` are None once it is stored or given up."""

    id: UUID
    staff_id: UUID
    uploaded_utc: datetime
    state: ImportState
    slug: str
    file_sha256: str
    key_id: str
    wrapped_key: bytes | None
    sealed: bytes | None
    sealed_plan: bytes | None
    row_count: int
    done_count: int
    stored_count: int
    known_count: int
    rejected: list[list[Any]]


@dataclass(frozen=True, slots=True)
class BatchRow:
    """What one import stored."""

    mapping: str
    imported_utc: datetime
    row_count: int
    stored_count: int
    known_count: int
    rejected_count: int


def add_upload(session: Session, values: Mapping[str, Any]) -> None:
    """Store a file that waits."""
    session.connection().execute(
        insert(_UPLOAD),
        {"done_count": 0, "stored_count": 0, "known_count": 0, "rejected": [], **values},
    )


def find_upload(session: Session, upload_id: UUID, staff_id: UUID | None) -> UploadRow | None:
    """Return the file; None where there is none, or (with `staff_id`) where somebody else sent it."""
    asked = select(*_UPLOAD.c).where(_UPLOAD.c.id == upload_id)
    if staff_id is not None:
        asked = asked.where(_UPLOAD.c.staff_id == staff_id)
    found = session.execute(asked).one_or_none()
    return UploadRow(**found._mapping) if found else None


def list_uploads(session: Session, staff_id: UUID) -> list[UploadRow]:
    """Return the files that somebody sent, the newest first, without their cells."""
    columns = [c for c in _UPLOAD.c if c.name not in _CLOSED]
    found = session.execute(
        select(*columns)
        .where(_UPLOAD.c.staff_id == staff_id)
        .order_by(_UPLOAD.c.uploaded_utc.desc(), _UPLOAD.c.id)
    )
    return [UploadRow(**row._mapping, **_CLOSED) for row in found]


def list_queued(session: Session) -> list[UUID]:
    """Return the files that are to be stored, the oldest first."""
    return list(
        session.scalars(
            select(_UPLOAD.c.id)
            .where(_UPLOAD.c.state == ImportState.QUEUED)
            .order_by(_UPLOAD.c.uploaded_utc, _UPLOAD.c.id)
        )
    )


def count_queued(session: Session, before: datetime) -> int:
    """Return how many files were to be stored already before the moment, and are not."""
    asked = select(func.count()).where(
        _UPLOAD.c.state == ImportState.QUEUED, _UPLOAD.c.uploaded_utc < before
    )
    return session.scalar(asked) or 0


def change_open(
    session: Session, upload_id: UUID, values: Mapping[str, Any], *, state: ImportState
) -> bool:
    """Change a file that is in this state; tell whether it was."""
    changed = session.execute(
        update(_UPLOAD).where(_UPLOAD.c.id == upload_id, _UPLOAD.c.state == state).values(**values)
    )
    return _count(changed) == 1


def close(
    session: Session, upload_id: UUID, values: Mapping[str, Any], *, state: ImportState
) -> bool:
    """Change a file for the last time, and destroy its cells and their key; tell whether it was in this state."""
    return change_open(session, upload_id, {**values, **_CLOSED}, state=state)


def delete_upload(session: Session, upload_id: UUID, *, state: ImportState) -> bool:
    """Delete a file that is in this state; tell whether it was."""
    gone = delete(_UPLOAD).where(_UPLOAD.c.id == upload_id, _UPLOAD.c.state == state)
    return _count(session.execute(gone)) == 1


def list_abandoned(session: Session, before: datetime) -> list[UUID]:
    """Return the files that waited since before the moment, and that nobody stored."""
    return list(
        session.scalars(
            select(_UPLOAD.c.id)
            .where(_UPLOAD.c.state == ImportState.WAITING, _UPLOAD.c.uploaded_utc < before)
            .order_by(_UPLOAD.c.id)
        )
    )


def delete_closed(session: Session, before: datetime) -> int:
    """Delete the lists of rows that were not taken, from before the moment; return how many."""
    old = delete(_UPLOAD).where(_UPLOAD.c.state.not_in(OPEN), _UPLOAD.c.uploaded_utc < before)
    return _count(session.execute(old))


def list_batches(session: Session, *, limit: int) -> list[BatchRow]:
    """Return what was imported, the newest first."""
    return _batches(session, select(*_batch_columns()).limit(limit))


def find_batches_of(session: Session, file_sha256: str) -> list[BatchRow]:
    """Return what was imported from this very file, the newest first."""
    return _batches(session, select(*_batch_columns()).where(_BATCH.c.file_sha256 == file_sha256))


def count_open(session: Session, staff_id: UUID) -> int:
    """Return how many files somebody has waiting."""
    asked = select(func.count()).where(_UPLOAD.c.staff_id == staff_id, _UPLOAD.c.state.in_(OPEN))
    return session.scalar(asked) or 0


def save_mapping(session: Session, survey: str, values: Mapping[str, Any]) -> None:
    """Keep how a survey's files are read, in the place of what was kept."""
    session.merge(SavedMapping(survey=survey, **values))
    session.flush()


def list_mappings(session: Session, slug: str | None) -> list[str]:
    """Return the surveys whose reading is kept, by name; those of one questionnaire, or all."""
    asked = select(_SAVED.c.survey).order_by(_SAVED.c.survey)
    if slug is not None:
        asked = asked.where(_SAVED.c.slug == slug)
    return list(session.scalars(asked))


def delete_mapping(session: Session, survey: str) -> None:
    """Forget how a survey's files are read; where nothing is kept, change nothing."""
    session.execute(delete(_SAVED).where(_SAVED.c.survey == survey))


def find_mapping(session: Session, survey: str) -> dict[str, Any] | None:
    """Return how a survey's files are read, or None."""
    return session.scalar(select(SavedMapping.chosen).where(SavedMapping.survey == survey))


def _batch_columns() -> list[Any]:
    return [_BATCH.c[name] for name in BatchRow.__slots__]


def _batches(session: Session, asked: Any) -> list[BatchRow]:
    ordered = asked.order_by(_BATCH.c.imported_utc.desc(), _BATCH.c.id)
    return [BatchRow(*row) for row in session.execute(ordered)]


def _count(result: Any) -> int:
    assert isinstance(result, CursorResult)  # noqa: S101 (a change gives no other kind)
    return int(result.rowcount)
