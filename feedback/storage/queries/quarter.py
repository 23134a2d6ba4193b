"""What a quarter holds, counted: tags of comments, groups, words that may be quoted.

People only, unless a query says otherwise: what a group says together is never added to them (R2-10).
"""

from collections.abc import Collection, Iterable
from uuid import UUID

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from feedback.domain.enums import DecisionVerdict, ResponseState
from feedback.storage.models import (
    CommentRow,
    Flag,
    ResponseRow,
    ThemeDecision,
    ThemeSuggestion,
)
from feedback.storage.queries.holds import is_held
from feedback.storage.queries.receipts import counted

Tag = tuple[UUID, str, str]


def list_tags(
    session: Session, quarter: str, trusted: Iterable[str], *, of_group: str | None = None
) -> tuple[list[Tag], list[Tag]]:
    """Return (decided, suggested) tags as (comment, theme, polarity).

    A comment that anybody decided on counts by decisions alone; others by suggestions, and only of themes
    that have earned it (R5-14).

    Args:
        of_group: the forum whose groups' comments are meant; None for people's.
    """
    whose = _people(quarter) if of_group is None else _groups(quarter, of_group)
    in_quarter = select(CommentRow.id).join(ResponseRow).where(whose, *counted())
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


def list_quotable(
    session: Session, quarter: str, among: Collection[UUID] | None = None
) -> dict[UUID, str]:
    """Return the masked comments that a person has read, whose writers allowed quoting, without a flag.

    None of a response that safeguarding holds back, whichever of its comments is flagged (R4-25).

    Args:
        among: the comments that are asked about; None for all of the quarter.
    """
    asked = (
        select(CommentRow.id, CommentRow.masked)
        .join(ResponseRow, ResponseRow.id == CommentRow.response_id)
        .outerjoin(Flag, Flag.comment_id == CommentRow.id)
        .where(_people(quarter), ResponseRow.may_quote, Flag.comment_id.is_(None))
        .where(CommentRow.language_measured, ResponseRow.state == ResponseState.READ, *counted())
        .where(~is_held(ResponseRow.id), CommentRow.sealed_original.is_not(None))
        .order_by(CommentRow.id)
    )
    if among is not None:
        asked = asked.where(CommentRow.id.in_(among))
    return {comment_id: masked for comment_id, masked in session.execute(asked)}


def list_groups(session: Session, quarter: str, forum: str) -> list[int | None]:
    """Return of each submission of a forum's groups how many it says it represents; None where it did not say."""
    found = session.scalars(
        select(ResponseRow.represents)
        .where(_groups(quarter, forum))
        # By their ids, SQLite would go through the responses of all quarters.
        .order_by(ResponseRow.represents)
    )
    return list(found)


def _people(quarter: str) -> ColumnElement[bool]:
    return and_(ResponseRow.quarter == quarter, ResponseRow.collective.is_(False))


def _groups(quarter: str, forum: str) -> ColumnElement[bool]:
    return and_(
        ResponseRow.quarter == quarter,
        ResponseRow.collective.is_(True),
        # Of a quarter's groups there are few, of a forum's people many: so no index of forums is of use.
        ResponseRow.forum.concat("") == forum,
    )
