"""Themes of a quarter, counted in SQL: comments by polarity, and from how many responses they came."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Select,
    case,
    exists,
    func,
    literal,
    literal_column,
    select,
    union_all,
)
from sqlalchemy.orm import Session

from feedback.domain.enums import DecisionVerdict
from feedback.storage.models import CommentRow, ResponseRow, ThemeDecision, ThemeSuggestion
from feedback.storage.queries.receipts import counted


@dataclass(frozen=True, slots=True)
class ThemeTally:
    """Comments of one theme, how many only praise or only criticise, and from how many responses each came.

    Args:
        tags, decided: how many tags they bear, and how many of those a person decided.
    """

    comments: int
    positive: int
    negative: int
    people: tuple[int, int, int]
    tags: int = 0
    decided: int = 0


NO_TALLY = ThemeTally(0, 0, 0, (0, 0, 0))


def count_themes(session: Session, quarter: str, trusted: Sequence[str]) -> dict[str, ThemeTally]:
    """Return theme -> its tally.

    A comment that anybody decided on counts by decisions alone; others by suggestions, and only of themes that
    have earned it (R5-14).
    """
    tags = _tags(quarter, trusted).subquery()
    lowest, highest = func.min(tags.c.polarity), func.max(tags.c.polarity)
    comments = (
        select(
            tags.c.theme,
            tags.c.response_id,
            case((lowest == highest, lowest), else_="both").label("polarity"),
            func.count().label("tags"),
            func.sum(tags.c.decided).label("decided"),
        )
        .group_by(tags.c.theme, tags.c.comment_id, tags.c.response_id)
        .subquery()
    )
    praise, blame = comments.c.polarity == "positive", comments.c.polarity == "negative"
    people = comments.c.response_id
    rows = session.execute(
        select(
            comments.c.theme,
            func.count(),
            func.sum(case((praise, 1), else_=0)),
            func.sum(case((blame, 1), else_=0)),
            func.count(func.distinct(people)),
            func.count(func.distinct(case((praise, people)))),
            func.count(func.distinct(case((blame, people)))),
            func.sum(comments.c.tags),
            func.sum(comments.c.decided),
        )
        .group_by(comments.c.theme)
        .order_by(comments.c.theme)
    )
    return {
        theme: ThemeTally(said, praised, blamed, (of, praising, blaming), int(tags), int(decided))
        for theme, said, praised, blamed, of, praising, blaming, tags, decided in rows
    }


def count_theme_comments(session: Session, quarter: str, trusted: Sequence[str]) -> dict[str, int]:
    """Return theme -> how many comments it has, as `count_themes` counts them."""
    tags = _tags(quarter, trusted).subquery()
    rows = session.execute(
        select(tags.c.theme, func.count(func.distinct(tags.c.comment_id))).group_by(tags.c.theme)
    )
    return {theme: count for theme, count in rows}


def _tags(quarter: str, trusted: Sequence[str]) -> CompoundSelect[Any]:
    decided = _of_quarter(
        ThemeDecision, func.coalesce(ThemeDecision.polarity, literal("neutral")), quarter
    ).where(ThemeDecision.verdict != DecisionVerdict.REJECTED)
    suggested = _of_quarter(ThemeSuggestion, ThemeSuggestion.polarity, quarter).where(
        ~exists().where(ThemeDecision.comment_id == CommentRow.id),
        # By the comments of the quarter, never by the themes of all quarters: so no index of themes is of use.
        ThemeSuggestion.theme.concat("").in_(list(trusted)),
    )
    return union_all(decided, suggested)


def _of_quarter(
    model: type[ThemeDecision] | type[ThemeSuggestion], polarity: Any, quarter: str
) -> Select[Any]:
    said: ColumnElement[str] = polarity.label("polarity")
    decided: ColumnElement[int] = literal_column("1" if model is ThemeDecision else "0").label(
        "decided"
    )
    return cast(
        "Select[Any]",
        select(model.theme, model.comment_id, CommentRow.response_id, said, decided)
        .join(CommentRow, CommentRow.id == model.comment_id)
        .join(ResponseRow, ResponseRow.id == CommentRow.response_id)
        # What a group says together is never added to people (R2-10).
        .where(ResponseRow.quarter == quarter, ResponseRow.collective.is_(False), *counted()),
    )
