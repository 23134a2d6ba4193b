"""What a person decides of a response: themes, feeling, that it was read. Never mixed with suggestions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import delete, func, insert, update
from sqlalchemy.orm import Session

from feedback.domain.enums import (
    AuditAction,
    DecisionVerdict,
    FlagState,
    ResponseState,
)
from feedback.domain.errors import Conflict, NotFound
from feedback.services.audit import record
from feedback.services.codebook import codebook_in_use
from feedback.services.review_response import (
    BOTH,
    CHOICES,
    NO,
    OPEN,
    SENTIMENTS,
    ReviewComment,
    ReviewResponse,
    load_response,
)
from feedback.services.runtime import Runtime
from feedback.services.separation import check_may_read
from feedback.services.undo import remember
from feedback.storage.models import (
    ResponseRow,
    SentimentDecision,
    ThemeDecision,
)
from feedback.storage.models.base import table_of
from feedback.storage.queries.desk import put_on_desk, read_decisions
from feedback.storage.queries.review_response import lock_response
from feedback.storage.queries.said import refresh_said

CHANGED_MEANWHILE = "Somebody else decided about this response after you opened it."


@dataclass(frozen=True, slots=True)
class CommentDecision:
    """What was decided of one comment. What is left out stays as it is.

    Args:
        themes: theme -> one of CHOICES, or `open` to take a decision back.
        sentiment: one of SENTIMENTS, `open` to take it back, or None.
    """

    comment_id: UUID
    themes: Mapping[str, str] = field(default_factory=dict)
    sentiment: str | None = None


@dataclass(frozen=True, slots=True)
class ResponseDecision:
    """What was decided of a whole response.

    Args:
        stamp: the one the officer's page was made with.
        agree: also confirm the feeling and every sure theme that is still open, as suggested.
        read: False leaves it unread and on the desk it is on.
        deed_id: what it is undone by; decisions on many responses may share one.
    """

    response_id: UUID
    stamp: str
    comments: Sequence[CommentDecision] = ()
    agree: bool = False
    read: bool = True
    deed_id: UUID = field(default_factory=uuid4)


@dataclass(frozen=True, slots=True)
class _Deed:
    """Who decides, and with what."""

    session: Session
    runtime: Runtime
    staff_id: UUID

    @property
    def signature(self) -> dict[str, Any]:
        """Return the columns of a decision that say whose it is."""
        return {"decided_by": self.staff_id, "decided_utc": self.runtime.clock.now()}


def decide_response(
    session: Session, runtime: Runtime, decision: ResponseDecision, *, staff_id: UUID
) -> ResponseState:
    """Store the decisions; return `read`, or `received` while a flag waits for what was done about it.

    What was claimed is free again, and the whole can be undone by its deed.

    A decision that stays the same keeps its author and its day. Only what changed is audited.

    What is done about a flag is decided in `feedback.services.triage`.

    Raises: Conflict when somebody decided since the page was made (nothing is stored); NotFound when the
        response, a comment, a theme or a choice is not there; NotAllowed when it is not theirs to read.
    """
    row = lock_response(session, decision.response_id)
    if row is None:
        raise NotFound("There is no response at this address.")
    check_may_read(session, runtime, decision.response_id, staff_id=staff_id)
    current = load_response(session, decision.response_id)
    if current.stamp != decision.stamp:
        raise Conflict(CHANGED_MEANWHILE)
    deed = _Deed(session, runtime, staff_id)
    before = read_decisions(session, current.id)
    own = {comment.id: comment for comment in current.comments}
    waits = any(c.flag is not None and c.flag.state is FlagState.OPEN for c in current.comments)
    for wanted in complete_decisions(current, decision):
        if wanted.comment_id not in own:
            raise NotFound("That comment is not part of this response.")
        comment = own[wanted.comment_id]
        _decide_themes(deed, comment, wanted.themes)
        _decide_sentiment(deed, comment, wanted.sentiment)
    refresh_said(session.connection(), responses=[current.id])
    state = ResponseState.RECEIVED if waits else ResponseState.READ
    if decision.read:
        _mark_read(deed, current, state)
        put_on_desk(session, current.id, claimed_by=None, unsure_by=None)
    remember(session, runtime, decision.deed_id, current.id, before=before, staff_id=staff_id)
    return state


def complete_decisions(
    current: ReviewResponse, decision: ResponseDecision
) -> Sequence[CommentDecision]:
    """Return the decisions, with agreement filled in where the officer said so."""
    if not decision.agree:
        return decision.comments
    said = {comment.comment_id: comment for comment in decision.comments}
    return [
        _agreed(comment, said.get(comment.id, CommentDecision(comment.id)))
        for comment in current.comments
    ]


def _agreed(comment: ReviewComment, said: CommentDecision) -> CommentDecision:
    themes, sentiment = dict(said.themes), said.sentiment
    for theme in comment.themes:
        standing = theme.decided.choice if theme.decided else OPEN
        if theme.suggested and theme.suggested.sure and themes.get(theme.theme, standing) == OPEN:
            themes[theme.theme] = theme.suggested.choice
    standing = comment.decided_sentiment.choice if comment.decided_sentiment else OPEN
    if comment.sentiment is not None and (sentiment or standing) == OPEN:
        sentiment = comment.sentiment.choice
    return CommentDecision(comment.id, themes, sentiment)


def _decide_themes(deed: _Deed, comment: ReviewComment, themes: Mapping[str, str]) -> None:
    changed: dict[str, str] = {}
    codebook = codebook_in_use(deed.session, deed.runtime)
    for theme, choice in sorted(themes.items()):
        known = comment.find_theme(theme)
        if choice not in (*CHOICES, OPEN):
            raise NotFound("There is no such choice for a theme.")
        if known is None and theme not in codebook.ids:
            raise NotFound("There is no such theme in the codebook.")
        before = known.decided.choice if known and known.decided else OPEN
        if choice == before:
            continue
        changed[theme] = choice
        suggested = bool(known and known.suggested)
        _replace_theme(
            deed, comment.id, theme, choice, suggested=suggested, version=codebook.version
        )
    if changed:
        record(deed.session, deed.runtime, AuditAction.THEME_DECIDED, subject=("comment", comment.id),
               actor_id=deed.staff_id, detail={"themes": changed})  # fmt: skip


def _replace_theme(
    deed: _Deed, comment_id: UUID, theme: str, choice: str, *, suggested: bool, version: str
) -> None:
    table = table_of(ThemeDecision)
    deed.session.execute(
        delete(table).where(table.c.comment_id == comment_id, table.c.theme == theme)
    )
    kept = DecisionVerdict.CONFIRMED if suggested else DecisionVerdict.ADDED
    polarities: dict[str, tuple[str | None, ...]] = {
        OPEN: (), NO: (None,), BOTH: ("negative", "positive"),
    }  # fmt: skip
    for polarity in polarities.get(choice, (choice,)):
        row = {
            "id": uuid4(),
            "comment_id": comment_id,
            "theme": theme,
            "polarity": polarity,
            "verdict": DecisionVerdict.REJECTED if polarity is None else kept,
            "suggested": suggested,
            "codebook_version": version,
        }
        deed.session.execute(insert(table), row | deed.signature)


def _decide_sentiment(deed: _Deed, comment: ReviewComment, sentiment: str | None) -> None:
    before = comment.decided_sentiment.choice if comment.decided_sentiment else OPEN
    if sentiment is None or sentiment == before:
        return
    if sentiment not in (*SENTIMENTS, OPEN):
        raise NotFound("There is no such choice for a feeling.")
    table = table_of(SentimentDecision)
    deed.session.execute(delete(table).where(table.c.comment_id == comment.id))
    if sentiment != OPEN:
        row = {"comment_id": comment.id, "sentiment": sentiment}
        deed.session.execute(insert(table), row | deed.signature)
    record(deed.session, deed.runtime, AuditAction.SENTIMENT_DECIDED, subject=("comment", comment.id),
           actor_id=deed.staff_id, detail={"sentiment": sentiment})  # fmt: skip


def _mark_read(deed: _Deed, current: ReviewResponse, state: ResponseState) -> None:
    """Take the response out of the queue, or keep it there while a flag is open."""
    table = table_of(ResponseRow)
    now: dict[str, Any] = {"state": state}
    newly = state is ResponseState.READ and current.state is not ResponseState.READ
    if newly:
        # Put back among the unread and read again, it keeps the first day, as the audit does.
        now["read_on"] = func.coalesce(table.c.read_on, deed.runtime.clock.today())
    deed.session.execute(update(table).where(table.c.id == current.id).values(now))
    if newly:
        record(deed.session, deed.runtime, AuditAction.RESPONSE_READ, subject=("response", current.id),
               actor_id=deed.staff_id, detail={"comments": len(current.comments)})  # fmt: skip
