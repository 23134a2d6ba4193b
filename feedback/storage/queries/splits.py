"""Comments that have a theme and may go to a new one, and how far their tags have followed."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import and_, delete, exists, func, insert, or_, select, update
from sqlalchemy.orm import Session

from feedback.storage.models import (
    CommentRow,
    ResponseRow,
    ThemeDecision,
    ThemeSplit,
    ThemeSuggestion,
)
from feedback.storage.models.base import table_of
from feedback.storage.queries.codebook import move_tags
from feedback.storage.queries.holds import is_held


@dataclass(frozen=True, slots=True)
class TaggedRow:
    """A comment with the theme; `decided` where a person said so, and not the machine alone."""

    id: UUID
    response_id: UUID
    masked: str
    language: str
    decided: bool


def list_with_theme(session: Session, theme: str) -> list[TaggedRow]:
    """Return the comments that have the theme, the newest first; none that safeguarding holds back.

    One that a person said is not about the theme does not have it, whatever the machine suggests.
    """
    of_comment = and_(ThemeDecision.comment_id == CommentRow.id, ThemeDecision.theme == theme)
    affirmed = exists(
        select(ThemeDecision.id).where(of_comment, ThemeDecision.polarity.is_not(None))
    )
    any_word = exists(select(ThemeDecision.id).where(of_comment))
    suggested = exists(
        select(ThemeSuggestion.comment_id).where(
            ThemeSuggestion.comment_id == CommentRow.id, ThemeSuggestion.theme == theme
        )
    )
    rows = session.execute(
        select(
            CommentRow.id, CommentRow.response_id, CommentRow.masked, CommentRow.language, affirmed
        )
        .join(ResponseRow, ResponseRow.id == CommentRow.response_id)
        .where(or_(affirmed, and_(suggested, ~any_word)), ~is_held(ResponseRow.id))
        .order_by(ResponseRow.received_on.desc(), CommentRow.id)
    )
    return [TaggedRow(*row) for row in rows]


def store_split(session: Session, ids: Collection[UUID], theme: str, into: str) -> None:
    """Let the comments follow from one theme to another, beginning with the next run of the job."""
    table = table_of(ThemeSplit)
    rows = [{"comment_id": id_, "theme": theme, "into": into, "moved": False} for id_ in ids]
    session.execute(delete(table).where(table.c.comment_id.in_(list(ids)), table.c.theme == theme))
    session.execute(insert(table), rows)


def count_splitting(session: Session) -> int:
    """Return how many comments still have to follow a split."""
    asked = select(func.count()).select_from(ThemeSplit).where(~ThemeSplit.moved)
    return session.scalar(asked) or 0


def list_progress(session: Session) -> list[tuple[str, int, int]]:
    """Return (new theme, comments that are there, comments in all) of every split that is not through."""
    unfinished = select(ThemeSplit.into).where(~ThemeSplit.moved)
    left = func.count().filter(~ThemeSplit.moved)
    rows = session.execute(
        select(ThemeSplit.into, func.count(), left)
        .where(ThemeSplit.into.in_(unfinished))
        .group_by(ThemeSplit.into)
        .order_by(ThemeSplit.into)
    )
    return [(into, total - still, total) for into, total, still in rows]


def follow_batch(session: Session, *, limit: int) -> int:
    """Move the tags of some comments that have to follow; return how many comments it was."""
    first = session.execute(
        select(ThemeSplit.theme, ThemeSplit.into)
        .where(~ThemeSplit.moved)
        .order_by(ThemeSplit.theme, ThemeSplit.into)
        .limit(1)
    ).first()
    if first is None:
        return 0
    ids = _waiting(session, *first, limit=limit)
    move_tags(session, ids, *first)
    table = table_of(ThemeSplit)
    session.execute(
        update(table)
        .where(table.c.comment_id.in_(ids), table.c.theme == first[0])
        .values(moved=True)
    )
    return len(ids)


def _waiting(session: Session, theme: str, into: str, *, limit: int) -> Sequence[UUID]:
    asked = select(ThemeSplit.comment_id).where(
        ThemeSplit.theme == theme, ThemeSplit.into == into, ~ThemeSplit.moved
    )
    return session.scalars(asked.order_by(ThemeSplit.comment_id).limit(limit)).all()
