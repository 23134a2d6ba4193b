"""One response with all that hangs on it: answers, comments, suggestions, flags, and what people decided."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.storage.models import (
    AnswerRow,
    CommentRow,
    Flag,
    FlagDecision,
    LaterComment,
    ResponseRow,
    SentimentDecision,
    SentimentSuggestion,
    StaffUser,
    ThemeDecision,
    ThemeSuggestion,
)
from feedback.storage.queries.receipts import list_later


@dataclass(frozen=True, slots=True)
class CommentParts:
    """A comment's row and what belongs to it. Theme rows are in the order of theme, then polarity."""

    comment: CommentRow
    themes: tuple[ThemeSuggestion, ...]
    sentiment: SentimentSuggestion | None
    flag: Flag | None
    decided_themes: tuple[ThemeDecision, ...]
    decided_sentiment: SentimentDecision | None
    decided_flag: FlagDecision | None
    later: LaterComment | None = None
    corrected: bool = False


def lock_response(session: Session, response_id: UUID) -> ResponseRow | None:
    """Return the response, held against other writers until the transaction ends; None when it is not there."""
    return session.get(ResponseRow, response_id, with_for_update=True)


def find_response_of(session: Session, comment_id: UUID) -> UUID | None:
    """Return the response that a comment belongs to, or None."""
    return session.scalar(select(CommentRow.response_id).where(CommentRow.id == comment_id))


def list_answers(session: Session, response_id: UUID) -> dict[str, list[str | None]]:
    """Return the chosen codes of each question; [None] where it was skipped."""
    rows = session.execute(
        select(AnswerRow.question_id, AnswerRow.value)
        .where(AnswerRow.response_id == response_id)
        .order_by(AnswerRow.question_id, AnswerRow.position)
    )
    chosen: dict[str, list[str | None]] = {}
    for question_id, value in rows:
        chosen.setdefault(question_id, []).append(value)
    return chosen


def list_comments(session: Session, response_id: UUID) -> list[CommentParts]:
    """Return the comments, what went well first; nine statements, however many comments there are."""
    comments = session.scalars(
        select(CommentRow)
        .where(CommentRow.response_id == response_id)
        .order_by(CommentRow.construct.desc(), CommentRow.id)
    ).all()
    ids = [comment.id for comment in comments]
    themes = _grouped(session, select(ThemeSuggestion).order_by(
        ThemeSuggestion.theme, ThemeSuggestion.polarity), ThemeSuggestion, ids)  # fmt: skip
    decided = _grouped(session, select(ThemeDecision).order_by(
        ThemeDecision.theme, ThemeDecision.polarity), ThemeDecision, ids)  # fmt: skip
    single = {
        model: _grouped(session, select(model), model, ids)
        for model in (SentimentSuggestion, Flag, SentimentDecision, FlagDecision)
    }

    later = list_later(session, ids)
    # What a correction takes the place of belongs to the same response.
    corrected = {row.corrects_id for row in later.values()}

    def one(model: type[Any], comment_id: UUID) -> Any:
        return next(iter(single[model].get(comment_id, ())), None)

    return [
        CommentParts(
            comment=comment,
            themes=tuple(themes.get(comment.id, ())),
            sentiment=one(SentimentSuggestion, comment.id),
            flag=one(Flag, comment.id),
            decided_themes=tuple(decided.get(comment.id, ())),
            decided_sentiment=one(SentimentDecision, comment.id),
            decided_flag=one(FlagDecision, comment.id),
            later=later.get(comment.id),
            corrected=comment.id in corrected,
        )
        for comment in comments
    ]


def list_names(session: Session, staff_ids: Sequence[UUID]) -> dict[UUID, str]:
    """Return the names of members of staff by id."""
    rows = session.execute(
        select(StaffUser.id, StaffUser.display_name).where(StaffUser.id.in_(staff_ids))
    )
    return {staff_id: name for staff_id, name in rows}


def _grouped(
    session: Session, asked: Any, model: type[Any], ids: Sequence[UUID]
) -> Mapping[UUID, list[Any]]:
    found: dict[UUID, list[Any]] = {}
    for row in session.scalars(asked.where(model.comment_id.in_(ids))):
        found.setdefault(row.comment_id, []).append(row)
    return found
