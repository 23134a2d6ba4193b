"""Themes of a quarter, counted in SQL: comments by polarity, and from how many responses they came."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import ColumnElement, CompoundSelect, Select, case, func, literal, select, union_all
from sqlalchemy.orm import Session

from feedback.domain.enums import DecisionVerdict
from feedback.storage.models import CommentRow, ResponseRow, ThemeDecision, ThemeSuggestion


@dataclass(frozen=True, slots=True)
class ThemeTally:
    """Comments of one theme, how many only praise or only criticise, and from how many responses each came."""

    comments: int
    positive: int
    negative: int
    people: tuple[int, int, int]


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
        )
        .group_by(comments.c.theme)
        .order_by(comments.c.theme)
    )
    return {
        theme: ThemeTally(said, praised, blamed, (of, praising, blaming))
        for theme, said, praised, blamed, of, praising, blaming in rows
    }


def _tags(quarter: str, trusted: Sequence[str]) -> CompoundSelect[Any]:
    decided = _of_quarter(
        ThemeDecision, func.coalesce(ThemeDecision.polarity, literal("neutral")), quarter
    ).where(ThemeDecision.verdict != DecisionVerdict.REJECTED)
    suggested = _of_quarter(ThemeSuggestion, ThemeSuggestion.polarity, quarter).where(
        ThemeSuggestion.comment_id.not_in(select(ThemeDecision.comment_id)),
        ThemeSuggestion.theme.in_(list(trusted)),
    )
    return union_all(decided, suggested)


def _of_quarter(
    model: type[ThemeDecision] | type[ThemeSuggestion], polarity: Any, quarter: str
) -> Select[Any]:
    said: ColumnElement[str] = polarity.label("polarity")
    return cast(
        "Select[Any]",
        select(model.theme, model.comment_id, CommentRow.response_id, said)
        .join(CommentRow, CommentRow.id == model.comment_id)
        .join(ResponseRow, ResponseRow.id == CommentRow.response_id)
        # What a group says together is never added to people (R2-10).
        .where(ResponseRow.quarter == quarter, ResponseRow.collective.is_(False)),
    )
