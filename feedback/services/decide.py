"""What a person decides of a response: themes, feeling, that it was read. Never mixed with suggestions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID, uuid4

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from feedback.domain.enums import AuditAction, DecisionVerdict, FlagState, ResponseState
from feedback.domain.errors import Conflict, NotFound
from feedback.services.audit import record
from feedback.services.review import load_response
from feedback.services.runtime import Runtime
from feedback.storage.models import (
    Flag,
    ResponseRow,
    SentimentDecision,
    ThemeDecision,
    ThemeSuggestion,
)

POLARITIES = ("negative", "neutral", "positive")
SENTIMENTS = ("negative", "mixed", "neutral", "positive")
NO = "no"


@dataclass(frozen=True, slots=True)
class CommentDecision:
    """What was decided of one comment.

    Args:
        themes: theme -> polarity, or `no` where the comment does not speak of it.
    """

    comment_id: UUID
    themes: Mapping[str, str]
    sentiment: str | None = None


@dataclass(frozen=True, slots=True)
class ResponseDecision:
    """What was decided of a whole response. `stamp` is the one the officer's page was made with."""

    response_id: UUID
    stamp: str
    comments: Sequence[CommentDecision] = field(default_factory=tuple)


def decide_response(
    session: Session, runtime: Runtime, decision: ResponseDecision, *, staff_id: UUID
) -> None:
    """Store the decisions, mark the response read and its flags seen.

    Raises: Conflict when somebody decided something since the page was made (nothing is overwritten);
        NotFound when the response, a comment or a theme is not there.
    """
    current = load_response(session, decision.response_id)
    if current.stamp != decision.stamp:
        raise Conflict(
            "Somebody else decided about this response in the meantime. Here is what it says now."
        )
    own = {comment.id for comment in current.comments}
    for comment in decision.comments:
        if comment.comment_id not in own:
            raise NotFound("That comment is not part of this response.")
        _decide_comment(session, runtime, comment, staff_id)
    session.execute(
        update(ResponseRow)
        .where(ResponseRow.id == decision.response_id)
        .values(state=ResponseState.READ)
    )
    session.execute(update(Flag).where(Flag.comment_id.in_(own)).values(state=FlagState.SEEN))
    record(session, runtime, AuditAction.RESPONSE_READ, subject=("response", decision.response_id),
           actor_id=staff_id, detail={"comments": len(decision.comments)})  # fmt: skip


def _decide_comment(
    session: Session, runtime: Runtime, decision: CommentDecision, staff_id: UUID
) -> None:
    codebook = runtime.engine.codebook
    suggested = set(
        session.scalars(
            select(ThemeSuggestion.theme).where(ThemeSuggestion.comment_id == decision.comment_id)
        )
    )
    session.execute(delete(ThemeDecision).where(ThemeDecision.comment_id == decision.comment_id))
    for theme, polarity in sorted(decision.themes.items()):
        if theme not in codebook.by_id or polarity not in (*POLARITIES, NO):
            raise NotFound("There is no such theme in the codebook.")
        confirmed = DecisionVerdict.CONFIRMED if theme in suggested else DecisionVerdict.ADDED
        session.add(
            ThemeDecision(
                id=uuid4(),
                comment_id=decision.comment_id,
                theme=theme,
                polarity=None if polarity == NO else polarity,
                verdict=DecisionVerdict.REJECTED if polarity == NO else confirmed,
                suggested=theme in suggested,
                codebook_version=codebook.version,
                decided_by=staff_id,
                decided_utc=runtime.clock.now(),
            )
        )
    if decision.sentiment in SENTIMENTS:
        session.merge(
            SentimentDecision(
                comment_id=decision.comment_id,
                sentiment=decision.sentiment,
                decided_by=staff_id,
                decided_utc=runtime.clock.now(),
            )
        )
    record(session, runtime, AuditAction.THEME_DECIDED, subject=("comment", decision.comment_id),
           actor_id=staff_id, detail={"themes": dict(decision.themes)})  # fmt: skip
