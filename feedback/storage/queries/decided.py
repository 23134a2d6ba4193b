"""What people decided, for learning from it and for seeing whether they still agree with suggestions."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import case, exists, func, or_, select
from sqlalchemy.orm import Session

from feedback.domain.enums import AuditAction, DecisionVerdict, ResponseState
from feedback.storage.models import (
    AuditEvent,
    CommentRow,
    ResponseRow,
    ThemeDecision,
    ThemeSuggestion,
    ToDestroy,
)
from feedback.storage.queries.holds import is_held

MOST_AT_ONCE = 500
"""Ids in one statement; SQLite takes no more than some thousands."""


@dataclass(frozen=True, slots=True)
class DecidedRow:
    """A comment that a person decided about.

    Args:
        present, absent: themes that somebody confirmed or added, and that somebody rejected.
        suggested: what the machine says of it now, decided or not.
        versions: of the codebook that its decisions were made with: nobody could name a theme that came later.
    """

    id: UUID
    response_id: UUID
    masked: str
    construct: str
    present: frozenset[str]
    absent: frozenset[str]
    suggested: frozenset[str]
    versions: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class OpenRow:
    """A comment that nobody decided about."""

    id: UUID
    masked: str
    construct: str


def list_decided(session: Session, *, held_back: str, limit: int) -> list[DecidedRow]:
    """Return the newest comments that have a decision, or were read without anything to decide.

    Args:
        held_back: stands for a comment that was not masked; such a one is never returned, nor one whose words
            were forgotten or are taken back, nor one in a language that is not scored.
    """
    read_and_nothing_said = (ResponseRow.state == ResponseState.READ) & ~_has(ThemeSuggestion)
    asked = _readable(held_back).where(or_(_has(ThemeDecision), read_and_nothing_said))
    rows = session.execute(asked.limit(limit)).all()
    ids = [row.id for row in rows]
    said = select(
        ThemeDecision.comment_id,
        ThemeDecision.theme,
        ThemeDecision.verdict,
        ThemeDecision.codebook_version,
    )
    verdicts = _by_comment(session, said, ids)
    suggested = _by_comment(session, select(ThemeSuggestion.comment_id, ThemeSuggestion.theme), ids)
    return [
        DecidedRow(
            row.id, row.response_id, row.masked, row.construct,
            frozenset(t for t, verdict, _v in verdicts[row.id] if verdict != DecisionVerdict.REJECTED),
            frozenset(t for t, verdict, _v in verdicts[row.id] if verdict == DecisionVerdict.REJECTED),
            frozenset(theme for (theme,) in suggested[row.id]),
            frozenset(version for _theme, _verdict, version in verdicts[row.id]),
        )
        for row in rows
    ]  # fmt: skip


def count_decided_with(session: Session, themes: Sequence[str]) -> dict[str, int]:
    """Return theme -> comments that people gave it and whose words are still kept."""
    asked = (
        select(ThemeDecision.theme, func.count(func.distinct(ThemeDecision.comment_id)))
        .join(CommentRow, CommentRow.id == ThemeDecision.comment_id)
        .where(
            ThemeDecision.theme.in_(themes),
            ThemeDecision.verdict != DecisionVerdict.REJECTED,
            CommentRow.sealed_original.is_not(None),
            CommentRow.language_measured,
        )
        .group_by(ThemeDecision.theme)
    )
    return {theme: count for theme, count in session.execute(asked)}


def list_open(session: Session, *, held_back: str, limit: int) -> list[OpenRow]:
    """Return the newest comments that nobody decided about and that are not read with nothing to decide."""
    waits = (ResponseRow.state == ResponseState.RECEIVED) | _has(ThemeSuggestion)
    asked = _readable(held_back).where(~_has(ThemeDecision), waits)
    return [
        OpenRow(row.id, row.masked, row.construct) for row in session.execute(asked.limit(limit))
    ]


def count_agreement(session: Session) -> dict[tuple[str, str], tuple[int, int, int]]:
    """Return (theme, quarter of the response) -> tags that were suggested and kept, refused, and added."""
    # A theme that is both praised and criticised is two rows and one tag.
    tags = (
        select(
            ThemeDecision.comment_id, ThemeDecision.theme, ThemeDecision.verdict, ResponseRow.quarter
        )
        .join(CommentRow, CommentRow.id == ThemeDecision.comment_id)
        .join(ResponseRow, ResponseRow.id == CommentRow.response_id)
        .distinct()
        .subquery()
    )  # fmt: skip
    counted = [
        func.sum(case((tags.c.verdict == verdict, 1), else_=0))
        for verdict in (DecisionVerdict.CONFIRMED, DecisionVerdict.REJECTED, DecisionVerdict.ADDED)
    ]
    rows = session.execute(
        select(tags.c.theme, tags.c.quarter, *counted)
        .group_by(tags.c.theme, tags.c.quarter)
        .order_by(tags.c.theme, tags.c.quarter)
    )
    return {(theme, quarter): (k, r, a) for theme, quarter, k, r, a in rows}


def last_compared_on(session: Session) -> date | None:
    """Return the day on which a model was last learned and compared, or None."""
    asked = select(func.max(AuditEvent.on_day)).where(
        AuditEvent.action == AuditAction.MODEL_COMPARED
    )
    return session.scalar(asked)


def _readable(held_back: str) -> Any:
    return (
        select(CommentRow.id, CommentRow.response_id, CommentRow.masked, CommentRow.construct)
        .join(ResponseRow, ResponseRow.id == CommentRow.response_id)
        .where(
            CommentRow.sealed_original.is_not(None),
            CommentRow.masked != held_back,
            CommentRow.language_measured,
            ~is_taken_back(),
            # What safeguarding holds back is read by leads, not by a model (R4-25).
            ~is_held(ResponseRow.id),
        )
        .order_by(ResponseRow.received_on.desc(), CommentRow.id)
    )


def list_comparisons(session: Session, *, limit: int) -> list[tuple[date, dict[str, Any]]]:
    """Return (day, what was written down) of the newest times that a model was learned and compared."""
    asked = (
        select(AuditEvent.on_day, AuditEvent.detail)
        .where(AuditEvent.action == AuditAction.MODEL_COMPARED)
        .order_by(AuditEvent.on_day.desc(), AuditEvent.id)
    )
    return [(day, detail) for day, detail in session.execute(asked.limit(limit))]


def is_taken_back() -> Any:
    """Tell whether its family wants the comment, or all of the response, destroyed."""
    return exists(
        select(ToDestroy.id).where(
            ToDestroy.response_id == CommentRow.response_id,
            or_(ToDestroy.comment_id.is_(None), ToDestroy.comment_id == CommentRow.id),
        )
    )


def _has(kind: type[ThemeDecision | ThemeSuggestion]) -> Any:
    return exists(select(kind.comment_id).where(kind.comment_id == CommentRow.id))


def _by_comment(
    session: Session, asked: Any, ids: Sequence[UUID]
) -> defaultdict[UUID, list[tuple[Any, ...]]]:
    found: defaultdict[UUID, list[tuple[Any, ...]]] = defaultdict(list)
    column = asked.selected_columns[0]
    for first in range(0, len(ids), MOST_AT_ONCE):
        for comment_id, *rest in session.execute(
            asked.where(column.in_(ids[first : first + MOST_AT_ONCE]))
        ):
            found[comment_id].append(tuple(rest))
    return found
