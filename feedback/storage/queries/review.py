"""What a row of the queue says beside its place: first words, suggestions, reasons, answers; many rows at a time."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from feedback.storage.models import (
    AnswerRow,
    CommentRow,
    Flag,
    QuestionnaireRow,
    ThemeSuggestion,
)


def list_first_words(session: Session, ids: Sequence[UUID], *, length: int) -> dict[UUID, str]:
    """Return how the first comment of each response begins: up to one character more than `length`."""
    rows = session.execute(
        select(CommentRow.response_id, func.substr(CommentRow.masked, 1, length + 1))
        .where(CommentRow.response_id.in_(ids))
        .order_by(CommentRow.response_id, CommentRow.construct.desc(), CommentRow.id)
    )
    words: dict[UUID, str] = {}
    for response_id, beginning in rows:
        words.setdefault(response_id, beginning)
    return words


def count_suggestions(session: Session, ids: Sequence[UUID]) -> dict[UUID, int]:
    """Return how many themes the machine suggests for each response; those with none are left out."""
    rows = session.execute(
        select(CommentRow.response_id, func.count())
        .join(ThemeSuggestion, ThemeSuggestion.comment_id == CommentRow.id)
        .where(CommentRow.response_id.in_(ids))
        .group_by(CommentRow.response_id)
    )
    return {response_id: count for response_id, count in rows}


def list_flag_reasons(session: Session, ids: Sequence[UUID]) -> dict[UUID, list[str]]:
    """Return why each flagged response was flagged, the most urgent reason first."""
    rows = session.execute(
        select(CommentRow.response_id, Flag.reason)
        .join(Flag, Flag.comment_id == CommentRow.id)
        .where(CommentRow.response_id.in_(ids))
        .order_by(
            CommentRow.response_id, case((Flag.urgency == "immediate", 0), else_=1), Flag.comment_id
        )
    )
    reasons: dict[UUID, list[str]] = {}
    for response_id, reason in rows:
        reasons.setdefault(response_id, []).append(reason)
    return reasons


def list_answers_to(session: Session, ids: Sequence[UUID], construct: str) -> dict[UUID, str]:
    """Return each response's (first) answer code to one construct; skipped ones are left out."""
    rows = session.execute(
        select(AnswerRow.response_id, AnswerRow.value).where(
            AnswerRow.response_id.in_(ids), AnswerRow.construct == construct,
            AnswerRow.position == 0, AnswerRow.value.is_not(None),
        )
    )  # fmt: skip
    return {response_id: str(value) for response_id, value in rows}


def list_definitions(session: Session, ids: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Return questionnaires as they were asked, by id."""
    rows = session.execute(
        select(QuestionnaireRow.id, QuestionnaireRow.definition).where(QuestionnaireRow.id.in_(ids))
    )
    return {questionnaire_id: definition for questionnaire_id, definition in rows}
