"""Published reports: what the committee and families see, and the very files that were published (R5-03, R5-16)."""

import hashlib
from collections.abc import Mapping
from uuid import UUID

from sqlalchemy.orm import Session

from feedback.domain.enums import AuditAction
from feedback.domain.errors import Conflict, NotFound, SealBroken
from feedback.domain.quarters import Quarter
from feedback.domain.reports import ReportState, next_report_state
from feedback.services.audit import record
from feedback.services.freeze_quarter import FrozenQuarter, as_frozen
from feedback.services.runtime import Runtime
from feedback.storage.models import QuarterSnapshotRow
from feedback.storage.queries import frozen as frozen_queries
from feedback.storage.queries import reports as queries
from feedback.storage.queries.reports import PublishedRow

NOT_PUBLISHED = "No report of this period has been published."
OTHER_VERSION = "Another version was frozen since you opened this page. Look at it first."


def publish_report(
    session: Session,
    runtime: Runtime,
    frozen: FrozenQuarter,
    files: Mapping[str, bytes],
    *,
    staff_id: UUID | None = None,
) -> None:
    """Show the newest frozen version to the committee and on the public page, and keep its files as they are.

    Args:
        files: name -> content, made from this very version.

    Raises: NotFound where it is not frozen; Conflict where it is not the newest version; IllegalTransition where
        it is published already.
    """
    frozen_queries.lock_reports(session)
    row = queries.newest_row(session, frozen.quarter)
    if row is None:
        raise NotFound(f"{frozen.quarter} has not been frozen.")
    if row.content_hash != frozen.content_hash or row.version != frozen.version:
        raise Conflict(OTHER_VERSION)
    next_report_state(state_of(row), ReportState.PUBLISHED)
    kept = {name: (_hash(content), content) for name, content in files.items()}
    queries.publish(session, row.id, kept, by=staff_id, at=runtime.clock.now())
    session.expire(row)
    record(session, runtime, AuditAction.REPORT_PUBLISHED, subject=("quarter", row.quarter), actor_id=staff_id,
           detail={"version": row.version, "hash": row.content_hash, "files": len(kept)})  # fmt: skip


def state_of(row: QuarterSnapshotRow) -> ReportState:
    """Return whether a frozen version is published."""
    return ReportState.PUBLISHED if row.published_utc else ReportState.FROZEN


def find_published(
    session: Session, period: Quarter | str, *, version: int | None = None
) -> FrozenQuarter:
    """Return the newest published version of a quarter or year, or that version.

    Raises: NotFound where none was published; SealBroken when its figures were altered since.
    """
    return as_frozen(_row(session, period, version))


def list_published(session: Session) -> list[PublishedRow]:
    """Return every published version, the newest quarter first."""
    return queries.list_published(session)


def list_periods(session: Session) -> list[str]:
    """Return the quarters and years of which something is published, the newest first."""
    return list(dict.fromkeys(row.quarter for row in queries.list_published(session)))


def list_files(session: Session, period: Quarter | str, *, version: int | None = None) -> list[str]:
    """Return the names of the files that were published with a report; none where it was published without.

    Raises: NotFound where none was published.
    """
    return queries.list_files(session, _row(session, period, version).id)


def read_kept(session: Session, frozen: FrozenQuarter) -> dict[str, bytes]:
    """Return name -> content of the files that were published with this very version; empty where it was not.

    Raises: SealBroken when one was altered since.
    """
    row = queries.newest_row(session, frozen.quarter, version=frozen.version)
    names = queries.list_files(session, row.id) if row is not None and row.published_utc else []
    return {
        name: read_file(session, frozen.quarter, name, version=frozen.version) for name in names
    }


def read_file(
    session: Session, period: Quarter | str, name: str, *, version: int | None = None
) -> bytes:
    """Return one file byte for byte as it was published.

    Raises: NotFound; SealBroken when it was altered since.
    """
    file = queries.find_file(session, _row(session, period, version).id, name)
    if file is None:
        raise NotFound("There is no such file.")
    if _hash(file.content) != file.sha256:
        raise SealBroken("This file is not the one that was published. Restore it from a backup.")
    return file.content


def _row(session: Session, period: Quarter | str, version: int | None) -> QuarterSnapshotRow:
    row = queries.newest_row(session, str(period), published=True, version=version)
    if row is None:
        raise NotFound(NOT_PUBLISHED)
    return row


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
