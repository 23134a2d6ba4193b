"""The codebook's versions, and the tags that follow a theme which was merged into another."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, delete, exists, func, insert, or_, select, update
from sqlalchemy.orm import Session

from feedback.storage.models import (
    ActionRow,
    CodebookVersion,
    CommentRow,
    ResponseRow,
    StaffUser,
    ThemeDecision,
    ThemeSuccessor,
    ThemeSuggestion,
)
from feedback.storage.models.base import table_of
from feedback.storage.queries.holds import is_held
from feedback.storage.queries.said import refresh_said

Tagged = type[ThemeDecision] | type[ThemeSuggestion]


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One version in the log; `by` is None for the shipped one, `decisions` were made with it."""

    number: int
    version: str
    change: str
    theme: str | None
    why: str
    by: str | None
    made_utc: datetime | None
    decisions: int


def find_newest(session: Session) -> CodebookVersion | None:
    """Return the newest version, or None before the first start."""
    asked = select(CodebookVersion).order_by(CodebookVersion.number.desc()).limit(1)
    return session.scalars(asked).first()


def list_contents(session: Session) -> list[tuple[str, list[dict[str, Any]]]]:
    """Return (version, themes as they are stored) of every version, the oldest first."""
    asked = select(CodebookVersion.version, CodebookVersion.content)
    rows = session.execute(asked.order_by(CodebookVersion.number))
    return [(version, content) for version, content in rows]


def store_version(session: Session, row: dict[str, Any]) -> None:
    """Store a version.

    Raises: sqlalchemy.exc.IntegrityError where somebody stored the same number first.
    """
    session.execute(insert(table_of(CodebookVersion)), row)


def delete_version(session: Session, number: int) -> None:
    """Take a version away."""
    table = table_of(CodebookVersion)
    session.execute(delete(table).where(table.c.number == number))


def list_changes(session: Session) -> list[ChangeRow]:
    """Return every version, the newest first, without what it holds."""
    used = (
        select(func.count(ThemeDecision.id))
        .where(ThemeDecision.codebook_version == CodebookVersion.version)
        .scalar_subquery()
    )
    rows = session.execute(
        select(
            CodebookVersion.number, CodebookVersion.version, CodebookVersion.change,
            CodebookVersion.theme, CodebookVersion.why, StaffUser.display_name,
            CodebookVersion.made_utc, used,
        )
        .outerjoin(StaffUser, StaffUser.id == CodebookVersion.made_by)
        .order_by(CodebookVersion.number.desc())
    )  # fmt: skip
    return [ChangeRow(*row) for row in rows]


def set_successors(session: Session, successors: dict[str, str | None]) -> None:
    """Put where retired themes went in the place of what was known of it."""
    table = table_of(ThemeSuccessor)
    session.execute(delete(table))
    if successors:
        rows = [{"theme": theme, "successor": into} for theme, into in sorted(successors.items())]
        session.execute(insert(table), rows)


def list_successors(session: Session) -> dict[str, str]:
    """Return merged theme -> the one that took its place."""
    rows = session.execute(
        select(ThemeSuccessor.theme, ThemeSuccessor.successor).where(
            ThemeSuccessor.successor.is_not(None)
        )
    )
    return {theme: str(successor) for theme, successor in rows}


def count_tagged(session: Session, theme: str) -> tuple[int, int]:
    """Return in how many comments a person decided on the theme, and in how many the machine alone suggests it."""
    decided = select(func.count(func.distinct(ThemeDecision.comment_id)))
    suggested = select(func.count(func.distinct(ThemeSuggestion.comment_id))).where(
        ThemeSuggestion.theme == theme,
        ThemeSuggestion.comment_id.not_in(
            select(ThemeDecision.comment_id).where(ThemeDecision.theme == theme)
        ),
    )
    of_people = session.scalar(decided.where(ThemeDecision.theme == theme)) or 0
    return of_people, session.scalar(suggested) or 0


def list_samples(session: Session, theme: str, *, limit: int) -> list[tuple[UUID, str]]:
    """Return (response, masked comment) of some that have the theme; none that safeguarding holds back."""
    has = or_(
        *(
            exists(
                select(model.comment_id).where(
                    model.comment_id == CommentRow.id, model.theme == theme
                )
            )
            for model in (ThemeDecision, ThemeSuggestion)
        )
    )
    rows = session.execute(
        select(CommentRow.response_id, CommentRow.masked)
        .join(ResponseRow, ResponseRow.id == CommentRow.response_id)
        .where(has, ~is_held(ResponseRow.id))
        .order_by(ResponseRow.received_on.desc(), CommentRow.id)
        .limit(limit)
    )
    return [(response_id, masked) for response_id, masked in rows]


def move_actions(session: Session, theme: str, into: str) -> None:
    """Let the actions about one theme be about another, so that what was done stays beside what was said."""
    table = table_of(ActionRow)
    session.execute(update(table).where(table.c.theme == theme).values(theme=into))


def list_following(session: Session, theme: str, *, limit: int) -> list[UUID]:
    """Return some comments that still have the theme, by person or machine."""
    found: list[UUID] = []
    for model in (ThemeDecision, ThemeSuggestion):
        asked = select(model.comment_id).where(model.theme == theme).distinct().limit(limit)
        found += [one for one in session.scalars(asked) if one not in found]
    return found[:limit]


def move_tags(session: Session, ids: Sequence[UUID], theme: str, into: str) -> None:
    """Let the comments' tags of one theme be tags of another: the same person, day and version stay with them.

    Where both stood, one is left: what somebody affirmed stands over "not about this".
    """
    decisions, suggestions = table_of(ThemeDecision), table_of(ThemeSuggestion)
    other = decisions.alias("other")
    both = exists(
        select(other.c.id).where(
            other.c.comment_id == decisions.c.comment_id,
            other.c.theme == into,
            or_(
                other.c.polarity == decisions.c.polarity,
                decisions.c.polarity.is_(None),
            ),
        )
    )
    mine = and_(decisions.c.comment_id.in_(ids), decisions.c.theme == theme)
    session.execute(delete(decisions).where(mine, both))
    affirmed = select(other.c.comment_id).where(
        other.c.comment_id.in_(ids), other.c.theme == theme, other.c.polarity.is_not(None)
    )
    session.execute(
        delete(decisions).where(
            decisions.c.theme == into,
            decisions.c.polarity.is_(None),
            decisions.c.comment_id.in_(affirmed),
        )
    )
    session.execute(update(decisions).where(mine).values(theme=into))
    same = suggestions.alias("same")
    doubled = exists(
        select(same.c.comment_id).where(
            same.c.comment_id == suggestions.c.comment_id,
            same.c.theme == into,
            same.c.polarity == suggestions.c.polarity,
        )
    )
    suggested = and_(suggestions.c.comment_id.in_(ids), suggestions.c.theme == theme)
    session.execute(delete(suggestions).where(suggested, doubled))
    session.execute(update(suggestions).where(suggested).values(theme=into))
    refresh_said(session.connection(), comments=ids)
