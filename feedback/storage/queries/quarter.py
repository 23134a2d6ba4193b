"""What a quarter holds, counted: responses by answer, comments by theme, words that may be quoted."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from feedback.domain.enums import DecisionVerdict, ResponseState
from feedback.storage.models import (
    AnswerRow,
    CommentRow,
    Flag,
    ResponseRow,
    ThemeDecision,
    ThemeSuggestion,
)

Tag = tuple[UUID, str, str]


def count_responses(session: Session, quarter: str) -> int:
    """Return how many responses came in the quarter."""
    return session.scalar(select(func.count()).where(ResponseRow.quarter == quarter)) or 0


def count_comments(session: Session, quarter: str) -> int:
    """Return how many comments came in the quarter."""
    counted = (
        select(func.count())
        .select_from(CommentRow)
        .join(ResponseRow)
        .where(ResponseRow.quarter == quarter)
    )
    return session.scalar(counted) or 0


def count_by(session: Session, quarter: str, column: str) -> dict[str, int]:
    """Return responses by `forum` or `channel`."""
    field = getattr(ResponseRow, column)
    rows = session.execute(
        select(field, func.count())
        .where(ResponseRow.quarter == quarter)
        .group_by(field)
        .order_by(field)
    )
    return {str(value): count for value, count in rows}


def count_answers(session: Session, quarter: str, construct: str) -> dict[str, int]:
    """Return responses by the answer to one construct; skipped ones are left out."""
    rows = session.execute(
        select(AnswerRow.value, func.count())
        .join(ResponseRow, ResponseRow.id == AnswerRow.response_id)
        .where(
            ResponseRow.quarter == quarter,
            AnswerRow.construct == construct,
            AnswerRow.value.is_not(None),
        )
        .group_by(AnswerRow.value)
        .order_by(AnswerRow.value)
    )
    return {str(value): count for value, count in rows}


def count_answering(session: Session, quarter: str, construct: str) -> int:
    """Return how many responses answered the construct, however many answers they gave."""
    counted = (
        select(func.count(func.distinct(AnswerRow.response_id)))
        .join(ResponseRow, ResponseRow.id == AnswerRow.response_id)
        .where(
            ResponseRow.quarter == quarter,
            AnswerRow.construct == construct,
            AnswerRow.value.is_not(None),
        )
    )
    return session.scalar(counted) or 0


def count_pairs(
    session: Session, quarter: str, first: str, second: str
) -> dict[tuple[str, str], int]:
    """Return responses by their answers to two constructs, where both were answered."""
    other = aliased(AnswerRow)
    rows = session.execute(
        select(AnswerRow.value, other.value, func.count())
        .join(other, other.response_id == AnswerRow.response_id)
        .join(ResponseRow, ResponseRow.id == AnswerRow.response_id)
        .where(
            ResponseRow.quarter == quarter, AnswerRow.construct == first, other.construct == second
        )
        .where(AnswerRow.value.is_not(None), other.value.is_not(None))
        .group_by(AnswerRow.value, other.value)
    )
    return {(str(a), str(b)): count for a, b, count in rows}


def list_tags(
    session: Session, quarter: str, trusted: Iterable[str]
) -> tuple[list[Tag], list[Tag]]:
    """Return (decided, suggested) tags as (comment, theme, polarity).

    A comment that anybody decided on counts by decisions alone; others by suggestions, and only of themes
    that have earned it (R5-14).
    """
    in_quarter = select(CommentRow.id).join(ResponseRow).where(ResponseRow.quarter == quarter)
    decided = session.execute(
        select(ThemeDecision.comment_id, ThemeDecision.theme, ThemeDecision.polarity)
        .where(
            ThemeDecision.comment_id.in_(in_quarter),
            ThemeDecision.verdict != DecisionVerdict.REJECTED,
        )
        .order_by(ThemeDecision.comment_id, ThemeDecision.theme)
    ).all()
    touched = select(ThemeDecision.comment_id).where(ThemeDecision.comment_id.in_(in_quarter))
    suggested = session.execute(
        select(ThemeSuggestion.comment_id, ThemeSuggestion.theme, ThemeSuggestion.polarity)
        .where(
            ThemeSuggestion.comment_id.in_(in_quarter), ThemeSuggestion.comment_id.not_in(touched)
        )
        .where(ThemeSuggestion.theme.in_(list(trusted)))
        .order_by(ThemeSuggestion.comment_id, ThemeSuggestion.theme)
    ).all()
    return [(c, t, p or "neutral") for c, t, p in decided], [(c, t, p) for c, t, p in suggested]


def list_quotable(session: Session, quarter: str) -> dict[UUID, str]:
    """Return the masked comments that a person has read, whose writers allowed quoting, without a flag."""
    rows = session.execute(
        select(CommentRow.id, CommentRow.masked)
        .join(ResponseRow, ResponseRow.id == CommentRow.response_id)
        .outerjoin(Flag, Flag.comment_id == CommentRow.id)
        .where(ResponseRow.quarter == quarter, ResponseRow.may_quote, Flag.comment_id.is_(None))
        .where(CommentRow.language_measured, ResponseRow.state == ResponseState.READ)
        .order_by(CommentRow.id)
    )
    return {comment_id: masked for comment_id, masked in rows}


def list_versions(session: Session, quarter: str) -> list[str]:
    """Return the versions of the analysis that tagged the quarter's comments."""
    found = session.scalars(
        select(CommentRow.analysis_version).join(ResponseRow).where(ResponseRow.quarter == quarter)
        .distinct().order_by(CommentRow.analysis_version)
    )  # fmt: skip
    return list(found)
