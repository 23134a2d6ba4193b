"""Questionnaires as they were asked, as they are being changed, and what families were given to read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session, aliased

from feedback.domain.questionnaire_drafts import OPEN_DRAFTS, DraftState, VersionChange
from feedback.storage.models import (
    QuestionnaireChange,
    QuestionnaireDraft,
    QuestionnaireRow,
    ResponseRow,
    StaffUser,
)
from feedback.storage.models.base import table_of


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One version that was published or withdrawn, with the names of who did it."""

    number: int
    slug: str
    change: VersionChange
    questionnaire_id: str
    door: str
    toml: str
    copied_from: str | None
    why: str | None
    written_by: str | None
    made_by: str
    made_utc: datetime


@dataclass(frozen=True, slots=True)
class AskedRow:
    """One version that was published or withdrawn, and nothing of who did it."""

    number: int
    change: VersionChange
    slug: str
    definition: dict[str, Any]
    door: str
    copied_from: str | None


@dataclass(frozen=True, slots=True)
class DraftRow:
    """A draft, with the name of who changed it last."""

    id: UUID
    slug: str
    base_id: str | None
    copied_from: str | None
    toml: str
    content_hash: str
    state: DraftState
    why: str | None
    sent_back_because: str | None
    writers: tuple[str, ...]
    changed_by_id: UUID
    changed_by: str
    changed_utc: datetime
    version: int


def list_questionnaire_ids(session: Session) -> frozenset[str]:
    """Return the ids of every questionnaire that is stored."""
    return frozenset(session.scalars(select(QuestionnaireRow.id)))


def newest_change(session: Session) -> int:
    """Return the number of the newest change; 0 where nothing was ever published."""
    return session.scalar(select(func.max(QuestionnaireChange.number))) or 0


def list_changes(session: Session) -> list[ChangeRow]:
    """Return every version that was published or withdrawn, the oldest first."""
    writer = aliased(StaffUser)
    rows = session.execute(
        select(QuestionnaireChange, StaffUser.display_name, writer.display_name)
        .join(StaffUser, StaffUser.id == QuestionnaireChange.made_by)
        .outerjoin(writer, writer.id == QuestionnaireChange.written_by)
        .order_by(QuestionnaireChange.number)
    )  # fmt: skip
    return [
        ChangeRow(
            number=row.number, slug=row.slug, change=row.change, questionnaire_id=row.questionnaire_id,
            door=row.door, toml=row.toml, copied_from=row.copied_from, why=row.why,
            written_by=written_by, made_by=made_by, made_utc=row.made_utc,
        )
        for row, made_by, written_by in rows
    ]  # fmt: skip


def list_asked_log(session: Session) -> list[AskedRow]:
    """Return what the families' side needs of the log, the oldest first; it may not read who staff are."""
    rows = session.execute(
        select(
            QuestionnaireChange.number, QuestionnaireChange.change, QuestionnaireChange.slug,
            QuestionnaireRow.definition, QuestionnaireChange.door, QuestionnaireChange.copied_from,
        )
        .join(QuestionnaireRow, QuestionnaireRow.id == QuestionnaireChange.questionnaire_id)
        .order_by(QuestionnaireChange.number)
    )  # fmt: skip
    return [AskedRow(*row) for row in rows]


def add_change(session: Session, row: dict[str, Any]) -> None:
    """Add a change to the log.

    Raises: sqlalchemy.exc.IntegrityError where somebody added the same number first.
    """
    session.execute(insert(table_of(QuestionnaireChange)), row)


def list_asked(session: Session, slug: str) -> list[dict[str, Any]]:
    """Return the definitions of every version that was ever stored under a slug, ordered."""
    return list(
        session.scalars(
            select(QuestionnaireRow.definition)
            .where(QuestionnaireRow.slug == slug)
            .order_by(QuestionnaireRow.first_asked_on, QuestionnaireRow.id)
        )
    )


def count_answered(session: Session) -> dict[str, int]:
    """Return how many responses each version has; those without one are left out."""
    rows = session.execute(
        select(ResponseRow.questionnaire_id, func.count()).group_by(ResponseRow.questionnaire_id)
    )
    return {questionnaire_id: count for questionnaire_id, count in rows}


def list_drafts(
    session: Session, *, states: Sequence[DraftState] = OPEN_DRAFTS, slug: str | None = None
) -> list[DraftRow]:
    """Return drafts in these states, of one questionnaire where asked, by slug."""
    asked = (
        select(QuestionnaireDraft, StaffUser.display_name)
        .join(StaffUser, StaffUser.id == QuestionnaireDraft.changed_by)
        .where(QuestionnaireDraft.state.in_(states))
        .order_by(QuestionnaireDraft.slug, QuestionnaireDraft.id)
    )
    if slug is not None:
        asked = asked.where(QuestionnaireDraft.slug == slug)
    return [_draft(row, name) for row, name in session.execute(asked)]


def find_draft(session: Session, draft_id: UUID, *, lock: bool = False) -> DraftRow | None:
    """Return a draft, or None.

    Args:
        lock: keep everybody else from changing it until the transaction ends.
    """
    asked = (
        select(QuestionnaireDraft, StaffUser.display_name)
        .join(StaffUser, StaffUser.id == QuestionnaireDraft.changed_by)
        .where(QuestionnaireDraft.id == draft_id)
    )
    if lock:
        asked = asked.with_for_update(of=QuestionnaireDraft)
    found = session.execute(asked).one_or_none()
    return None if found is None else _draft(*found)


def add_draft(session: Session, row: dict[str, Any]) -> None:
    """Store a draft.

    Raises: sqlalchemy.exc.IntegrityError where an open one of this slug is there.
    """
    session.execute(insert(table_of(QuestionnaireDraft)), row)


def change_draft(session: Session, draft_id: UUID, row: dict[str, Any]) -> None:
    """Change a draft, and count the change."""
    table = table_of(QuestionnaireDraft)
    session.execute(
        update(table).where(table.c.id == draft_id).values(**row, version=table.c.version + 1)
    )


def _draft(row: QuestionnaireDraft, changed_by: str) -> DraftRow:
    return DraftRow(
        id=row.id, slug=row.slug, base_id=row.base_id, copied_from=row.copied_from, toml=row.toml,
        content_hash=row.content_hash, state=row.state, why=row.why, sent_back_because=row.sent_back_because,
        writers=tuple(row.writers), changed_by_id=row.changed_by, changed_by=changed_by,
        changed_utc=row.changed_utc, version=row.version,
    )  # fmt: skip
