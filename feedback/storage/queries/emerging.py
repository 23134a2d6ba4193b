"""A quarter's comments with where themes explain them, and what was made of phrases before."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import exists, insert, select
from sqlalchemy.orm import Session

from feedback.domain.enums import DecisionVerdict, EmergingChoice
from feedback.storage.models import (
    CommentRow,
    EmergingRow,
    ResponseRow,
    StaffUser,
    ThemeDecision,
    ThemeSuggestion,
)
from feedback.storage.models.base import table_of
from feedback.storage.queries.decided import is_taken_back
from feedback.storage.queries.holds import is_held


@dataclass(frozen=True, slots=True)
class QuarterComment:
    """A comment's masked words, and the (start, end) of what suggestions show as their reasons."""

    id: UUID
    response_id: UUID
    masked: str
    explained: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class ChoiceRow:
    """What was made of a phrase, when, by whom, and how often it stood there then."""

    phrase: str
    quarter: str
    comments: int
    of_comments: int
    choice: EmergingChoice
    theme: str | None
    why: str
    by: str


def list_quarter_comments(
    session: Session, quarter: str, *, held_back: str, limit: int
) -> list[QuarterComment]:
    """Return the quarter's newest comments whose words everybody may read and that are scored.

    Args:
        held_back: stands for a comment that was not masked; such a one is never returned.
    """
    rows = session.execute(_readable(quarter, held_back).limit(limit)).all()
    rejected = exists(
        select(ThemeDecision.id).where(
            ThemeDecision.comment_id == ThemeSuggestion.comment_id,
            ThemeDecision.theme == ThemeSuggestion.theme,
            ThemeDecision.verdict == DecisionVerdict.REJECTED,
        )
    )
    reasons = session.execute(
        select(ThemeSuggestion.comment_id, ThemeSuggestion.evidence)
        .join(CommentRow, CommentRow.id == ThemeSuggestion.comment_id)
        .join(ResponseRow, ResponseRow.id == CommentRow.response_id)
        .where(ResponseRow.quarter == quarter, ~rejected)
    )
    explained: defaultdict[UUID, set[tuple[int, int]]] = defaultdict(set)
    for comment_id, evidence in reasons:
        explained[comment_id].update((one["start"], one["end"]) for one in evidence)
    return [
        QuarterComment(
            row.id, row.response_id, row.masked, tuple(sorted(explained.get(row.id, ())))
        )
        for row in rows
    ]


def list_decided_with(session: Session, ids: Sequence[UUID], theme: str) -> set[UUID]:
    """Return which of the comments people decided about the theme."""
    asked = select(ThemeDecision.comment_id).where(
        ThemeDecision.comment_id.in_(ids), ThemeDecision.theme == theme
    )
    return set(session.scalars(asked))


def list_choices(session: Session) -> list[ChoiceRow]:
    """Return every choice, the newest first."""
    asked = (
        select(
            EmergingRow.phrase, EmergingRow.quarter, EmergingRow.comments, EmergingRow.of_comments,
            EmergingRow.choice, EmergingRow.theme, EmergingRow.why, StaffUser.display_name,
        )
        .join(StaffUser, StaffUser.id == EmergingRow.decided_by)
        .order_by(EmergingRow.decided_utc.desc(), EmergingRow.id)
    )  # fmt: skip
    return [ChoiceRow(*row) for row in session.execute(asked)]


def store_choice(session: Session, row: dict[str, Any]) -> None:
    """Store what was made of a phrase."""
    session.execute(insert(table_of(EmergingRow)), row)


def _readable(quarter: str, held_back: str) -> Any:
    return (
        select(CommentRow.id, CommentRow.response_id, CommentRow.masked)
        .join(ResponseRow, ResponseRow.id == CommentRow.response_id)
        .where(
            ResponseRow.quarter == quarter,
            CommentRow.sealed_original.is_not(None),
            CommentRow.masked != held_back,
            CommentRow.language_measured,
            ~is_taken_back(),
            ~is_held(ResponseRow.id),
        )
        .order_by(ResponseRow.received_on.desc(), CommentRow.id)
    )
