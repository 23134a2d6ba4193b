"""Drafts of reports, who checked them, and what was published."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from feedback.domain.reports import ReportState
from feedback.storage.models import (
    QuarterSnapshotRow,
    ReportCheck,
    ReportDraft,
    ReportFile,
    ResponseRow,
    StaffUser,
)
from feedback.storage.models.base import table_of


@dataclass(frozen=True, slots=True)
class PublishedRow:
    """One published version, without its figures."""

    id: UUID
    quarter: str
    version: int
    published_utc: datetime
    change_note: str | None


def find_draft(session: Session, quarter: str, *, lock: bool = False) -> ReportDraft | None:
    """Return the draft of the quarter's newest version, held against other writers where asked; None without one."""
    asked = select(ReportDraft).where(ReportDraft.quarter == quarter)
    asked = asked.order_by(ReportDraft.version.desc()).limit(1)
    return session.scalar(asked.with_for_update() if lock else asked)


def is_drafted(session: Session, quarter: str) -> bool:
    """Tell whether the quarter was drafted or frozen: what comes now is of a later one."""
    drafted = select(ReportDraft.quarter).where(ReportDraft.quarter == quarter)
    frozen = select(QuarterSnapshotRow.quarter).where(QuarterSnapshotRow.quarter == quarter)
    return session.scalar(drafted.union_all(frozen).limit(1)) is not None


def count_stored(session: Session, quarter: str) -> int:
    """Return how many responses of people the quarter holds now."""
    asked = select(func.count()).where(
        ResponseRow.quarter == quarter, ResponseRow.collective.is_(False)
    )
    return session.scalar(asked) or 0


def list_checks(session: Session, draft_id: UUID) -> list[tuple[UUID, str, str]]:
    """Return (who, their name, the hash of what they read) of everybody who checked a draft, the first one first."""
    rows = session.execute(
        select(ReportCheck.staff_id, StaffUser.display_name, ReportCheck.content_hash)
        .join(StaffUser, StaffUser.id == ReportCheck.staff_id)
        .where(ReportCheck.draft_id == draft_id)
        .order_by(ReportCheck.checked_utc, ReportCheck.staff_id)
    )
    return [(staff, name, content_hash) for staff, name, content_hash in rows]


def add_check(
    session: Session, draft_id: UUID, *, staff_id: UUID, content_hash: str, at: datetime
) -> None:
    """Store that somebody checked a draft."""
    session.execute(
        insert(table_of(ReportCheck)),
        {
            "draft_id": draft_id,
            "staff_id": staff_id,
            "content_hash": content_hash,
            "checked_utc": at,
        },
    )


def forget_checks(session: Session, draft_id: UUID) -> None:
    """Forget who checked a draft that has changed since."""
    session.execute(delete(ReportCheck).where(ReportCheck.draft_id == draft_id))


def newest_row(
    session: Session, period: str, *, published: bool = False, version: int | None = None
) -> QuarterSnapshotRow | None:
    """Return the newest frozen version of a quarter or year, or that version; only published ones where asked."""
    asked = select(QuarterSnapshotRow).where(QuarterSnapshotRow.quarter == period)
    if published:
        asked = asked.where(QuarterSnapshotRow.published_utc.is_not(None))
    if version is not None:
        asked = asked.where(QuarterSnapshotRow.version == version)
    return session.scalar(asked.order_by(QuarterSnapshotRow.version.desc()).limit(1))


def list_published(session: Session) -> list[PublishedRow]:
    """Return every published version, the newest quarter first, its newest version first."""
    rows = session.execute(
        select(
            QuarterSnapshotRow.id,
            QuarterSnapshotRow.quarter,
            QuarterSnapshotRow.version,
            QuarterSnapshotRow.published_utc,
            QuarterSnapshotRow.change_note,
        )
        .where(QuarterSnapshotRow.published_utc.is_not(None))
        .order_by(QuarterSnapshotRow.quarter.desc(), QuarterSnapshotRow.version.desc())
    )
    return [
        PublishedRow(id_, quarter, version, published, note)
        for id_, quarter, version, published, note in rows
        if published is not None
    ]


def publish(
    session: Session,
    snapshot_id: UUID,
    files: Mapping[str, tuple[str, bytes]],
    *,
    by: UUID | None,
    at: datetime,
) -> None:
    """Mark a frozen version as published and keep its files: name -> (hash, content)."""
    session.execute(
        update(QuarterSnapshotRow)
        .where(QuarterSnapshotRow.id == snapshot_id)
        .values(published_utc=at, published_by=by)
    )
    rows = [
        {"snapshot_id": snapshot_id, "file": name, "sha256": hash_, "content": content}
        for name, (hash_, content) in files.items()
    ]
    if rows:
        session.execute(insert(table_of(ReportFile)), rows)


def find_file(session: Session, snapshot_id: UUID, name: str) -> ReportFile | None:
    """Return one file of a published version, or None."""
    return session.get(ReportFile, (snapshot_id, name))


def list_files(session: Session, snapshot_id: UUID) -> list[str]:
    """Return the names of a published version's files, ordered."""
    asked = select(ReportFile.file).where(ReportFile.snapshot_id == snapshot_id)
    return list(session.scalars(asked.order_by(ReportFile.file)))


@dataclass(frozen=True, slots=True)
class StateRow:
    """One version of a period's report: its draft's state, or whether it is published; None where it has no draft."""

    period: str
    version: int
    draft_state: ReportState | None
    frozen: bool
    published: bool


def list_states(session: Session) -> list[StateRow]:
    """Return every version of every period, drafted or frozen, the newest first."""
    drafts: dict[tuple[str, int], ReportState] = {
        (quarter, version): state
        for quarter, version, state in session.execute(
            select(ReportDraft.quarter, ReportDraft.version, ReportDraft.state)
        )
    }
    frozen: dict[tuple[str, int], bool] = {
        (quarter, version): published is not None
        for quarter, version, published in session.execute(
            select(
                QuarterSnapshotRow.quarter,
                QuarterSnapshotRow.version,
                QuarterSnapshotRow.published_utc,
            )
        )
    }
    return [
        StateRow(*key, drafts.get(key), key in frozen, frozen.get(key, False))
        for key in sorted({*drafts, *frozen}, reverse=True)
    ]
