"""Versions that one person took from families, and who looked at that afterwards."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from feedback.domain.questionnaire_drafts import VersionChange
from feedback.storage.models import (
    QuestionnaireChange,
    QuestionnaireRow,
    QuestionnaireSecondLook,
    StaffUser,
)
from feedback.storage.models.base import table_of


@dataclass(frozen=True, slots=True)
class TakenRow:
    """A version that was taken back, with the name of who did it."""

    number: int
    slug: str
    version_id: str
    definition: dict[str, Any]
    why: str | None
    by_id: UUID
    by: str


def list_without_a_look(session: Session) -> list[TakenRow]:
    """Return every taking back that nobody else has looked at, the oldest first."""
    change = QuestionnaireChange
    rows = session.execute(
        select(
            change.number, change.slug, change.questionnaire_id, QuestionnaireRow.definition, change.why,
            change.made_by, StaffUser.display_name,
        )
        .join(QuestionnaireRow, QuestionnaireRow.id == change.questionnaire_id)
        .join(StaffUser, StaffUser.id == change.made_by)
        .outerjoin(QuestionnaireSecondLook, QuestionnaireSecondLook.number == change.number)
        .where(change.change == VersionChange.WITHDRAWN, QuestionnaireSecondLook.number.is_(None))
        .order_by(change.number)
    )  # fmt: skip
    return [TakenRow(*row) for row in rows]


def add_look(session: Session, number: int, *, by: UUID, at: datetime) -> None:
    """Store a second look.

    Raises: sqlalchemy.exc.IntegrityError where there is one.
    """
    row = {"number": number, "looked_by": by, "looked_utc": at}
    session.execute(insert(table_of(QuestionnaireSecondLook)), row)
