"""What was frozen: snapshots as they were written, and with which questionnaires a quarter was asked."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import exists, select, text
from sqlalchemy.orm import Session

from feedback.storage.models import QuarterSnapshotRow, QuestionnaireRow, ResponseRow

Written = tuple[str, str]
"""(payload, content hash)."""


_LOCK = 7_316_402_119
"""Any fixed number will do, as long as it is the same in every process."""


def lock_reports(session: Session) -> None:
    """Wait until nobody else drafts or freezes, or stores an answer of an earlier quarter, until the transaction ends.

    SQLite's write lock does so by itself; PostgreSQL has advisory locks for it.
    """
    if session.connection().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})


def list_versions_of(session: Session, period: str) -> list[Written]:
    """Return all frozen versions of a quarter or year, oldest first."""
    rows = session.execute(
        select(QuarterSnapshotRow.payload, QuarterSnapshotRow.content_hash)
        .where(QuarterSnapshotRow.quarter == period)
        .order_by(QuarterSnapshotRow.version)
    )
    return [(payload, content_hash) for payload, content_hash in rows]


def list_rows_of(session: Session, period: str) -> list[QuarterSnapshotRow]:
    """Return all frozen versions of a quarter or year as they are stored, oldest first."""
    return list(
        session.scalars(
            select(QuarterSnapshotRow)
            .where(QuarterSnapshotRow.quarter == period)
            .order_by(QuarterSnapshotRow.version)
        )
    )


def list_newest(session: Session, periods: Sequence[str]) -> dict[str, Written]:
    """Return the newest frozen version of each of the periods that was frozen."""
    rows = session.execute(
        select(
            QuarterSnapshotRow.quarter, QuarterSnapshotRow.payload, QuarterSnapshotRow.content_hash
        )
        .where(QuarterSnapshotRow.quarter.in_(periods))
        .order_by(QuarterSnapshotRow.quarter, QuarterSnapshotRow.version)
    )
    return {period: (payload, content_hash) for period, payload, content_hash in rows}


def list_questionnaires(session: Session, quarter: str) -> list[tuple[str, dict[str, Any]]]:
    """Return (slug, definition) of each questionnaire that was answered in the quarter, ordered."""
    # Asked of each version, in the index's order: one look where somebody answered it, two where nobody did.
    answered = exists().where(
        ResponseRow.quarter == quarter,
        ResponseRow.collective.in_((False, True)),
        ResponseRow.questionnaire_id == QuestionnaireRow.id,
    )
    rows = session.execute(
        select(QuestionnaireRow.slug, QuestionnaireRow.definition)
        .where(answered)
        .order_by(QuestionnaireRow.slug, QuestionnaireRow.id)
    )
    return [(slug, definition) for slug, definition in rows]
