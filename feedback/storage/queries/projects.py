"""A quarter's masked comments and what people decided of them, for a project that leaves."""

from collections import defaultdict
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.domain.enums import DecisionVerdict
from feedback.storage.models import CommentRow, ResponseRow, ThemeDecision
from feedback.storage.queries.decided import is_taken_back
from feedback.storage.queries.holds import is_held


@dataclass(frozen=True, slots=True)
class CommentOut:
    """A comment that everybody may read, and (who, theme, how it is spoken of) of what people affirmed."""

    id: UUID
    response_id: UUID
    masked: str
    construct: str
    decided: tuple[tuple[UUID, str, str], ...]


def list_comments(session: Session, quarter: str, *, held_back: str) -> list[CommentOut]:
    """Return the quarter's comments whose words are still kept, in order of their ids: two statements."""
    mine = (
        ResponseRow.quarter == quarter,
        CommentRow.sealed_original.is_not(None),
        CommentRow.masked != held_back,
        ~is_taken_back(),
        ~is_held(ResponseRow.id),
    )
    decided: defaultdict[UUID, list[tuple[UUID, str, str]]] = defaultdict(list)
    asked = (
        select(
            ThemeDecision.comment_id, ThemeDecision.decided_by, ThemeDecision.theme,
            ThemeDecision.polarity,
        )
        .join(CommentRow, CommentRow.id == ThemeDecision.comment_id)
        .join(ResponseRow, ResponseRow.id == CommentRow.response_id)
        .where(ThemeDecision.verdict != DecisionVerdict.REJECTED, *mine)
        .order_by(ThemeDecision.comment_id, ThemeDecision.theme, ThemeDecision.polarity)
    )  # fmt: skip
    for comment_id, who, theme, polarity in session.execute(asked):
        decided[comment_id].append((who, theme, polarity or "neutral"))
    rows = session.execute(
        select(CommentRow.id, CommentRow.response_id, CommentRow.masked, CommentRow.construct)
        .join(ResponseRow, ResponseRow.id == CommentRow.response_id)
        .where(*mine)
        .order_by(CommentRow.id)
    )
    return [
        CommentOut(id_, response_id, masked, construct, tuple(decided.get(id_, ())))
        for id_, response_id, masked, construct in rows
    ]
