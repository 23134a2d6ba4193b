"""What an officer reads: the queue, and one response with every suggestion and why it was made."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from feedback.domain.enums import AuditAction, Channel, DecisionVerdict, FlagState, ResponseState
from feedback.domain.errors import NotFound
from feedback.services.audit import record
from feedback.services.runtime import Runtime
from feedback.storage.models import (
    AnswerRow,
    CommentRow,
    Flag,
    QuestionnaireRow,
    ResponseRow,
    SentimentDecision,
    SentimentSuggestion,
    ThemeDecision,
    ThemeSuggestion,
)

PAGE = 50
FIRST_CHARACTERS = 140


@dataclass(frozen=True, slots=True)
class QueueItem:
    """One unread response in the queue. Urgency is None, `concern` or `immediate`."""

    response_id: UUID
    received_on: date
    forum: str
    channel: Channel
    urgency: str | None
    first_words: str


@dataclass(frozen=True, slots=True)
class ReviewTheme:
    """One theme of a comment: what the machine said (confidence None if it did not) and what a person decided."""

    theme: str
    polarity: str
    confidence: float | None
    sure: bool
    evidence: Sequence[dict[str, Any]]
    verdict: DecisionVerdict | None
    decided_polarity: str | None


@dataclass(frozen=True, slots=True)
class ReviewFlag:
    """Why a person must read a comment today, and whether somebody has."""

    urgency: str
    reason: str
    evidence: Sequence[dict[str, Any]]
    state: FlagState


@dataclass(frozen=True, slots=True)
class ReviewComment:
    """One comment as an officer sees it. `stamp` changes when anybody decides anything about it."""

    id: UUID
    construct: str
    masked: str
    language: str
    measured: bool
    sentiment: str | None
    decided_sentiment: str | None
    themes: Sequence[ReviewTheme]
    flag: ReviewFlag | None
    version: str


@dataclass(frozen=True, slots=True)
class ReviewResponse:
    """One response: ticked answers as (question, words), and its comments."""

    id: UUID
    received_on: date
    forum: str
    channel: Channel
    state: ResponseState
    answers: Sequence[tuple[str, str]]
    comments: Sequence[ReviewComment]
    stamp: str


def list_queue(session: Session, *, page: int = 0) -> list[QueueItem]:
    """Return a page of unread responses: immediate flags, then concerns, then the oldest first."""
    ordered = _queue().limit(PAGE).offset(page * PAGE)
    found = session.execute(ordered).all()
    words = _first_words(session, [row.id for row in found])
    return [
        QueueItem(
            row.id,
            row.received_on,
            row.forum,
            row.channel,
            _URGENCIES[row.rank],
            words.get(row.id, ""),
        )
        for row in found
    ]


def count_unread(session: Session) -> int:
    """Return how many responses nobody has read."""
    unread = select(func.count()).where(ResponseRow.state == ResponseState.RECEIVED)
    return session.scalar(unread) or 0


def find_next(session: Session) -> UUID | None:
    """Return the first response of the queue, or None when everything was read."""
    row = session.execute(_queue().limit(1)).first()
    return row.id if row else None


def open_response(
    session: Session, runtime: Runtime, response_id: UUID, *, staff_id: UUID
) -> ReviewResponse:
    """Return the response, and write down who opened it.

    Raises: NotFound when there is none with this id.
    """
    response = load_response(session, response_id)
    record(
        session,
        runtime,
        AuditAction.RESPONSE_OPENED,
        subject=("response", response_id),
        actor_id=staff_id,
    )
    return response


def load_response(session: Session, response_id: UUID) -> ReviewResponse:
    """Return the response without writing anything down.

    Raises: NotFound when there is none with this id.
    """
    row = session.get(ResponseRow, response_id)
    if row is None:
        raise NotFound("There is no response at this address.")
    definition = session.get_one(QuestionnaireRow, row.questionnaire_id).definition
    comments = _comments(session, response_id)
    return ReviewResponse(
        id=row.id,
        received_on=row.received_on,
        forum=row.forum,
        channel=row.channel,
        state=row.state,
        answers=_answers(session, response_id, definition),
        comments=comments,
        stamp=_stamp(session, response_id),
    )


_URGENCIES = {0: "immediate", 1: "concern", 2: None}


def _queue() -> Any:
    rank = case((Flag.urgency == "immediate", 0), (Flag.urgency == "concern", 1), else_=2)
    open_flags = (
        select(CommentRow.response_id, func.min(rank).label("rank"))
        .join(Flag, Flag.comment_id == CommentRow.id)
        .where(Flag.state == FlagState.OPEN)
        .group_by(CommentRow.response_id)
        .subquery()
    )
    order = func.coalesce(open_flags.c.rank, 2)
    return (
        select(
            ResponseRow.id,
            ResponseRow.received_on,
            ResponseRow.forum,
            ResponseRow.channel,
            order.label("rank"),
        )
        .outerjoin(open_flags, open_flags.c.response_id == ResponseRow.id)
        .where(ResponseRow.state == ResponseState.RECEIVED)
        .order_by(order, ResponseRow.received_on, ResponseRow.id)
    )


def _first_words(session: Session, ids: Sequence[UUID]) -> dict[UUID, str]:
    found = session.execute(
        select(CommentRow.response_id, CommentRow.masked)
        .where(CommentRow.response_id.in_(ids))
        .order_by(CommentRow.response_id, CommentRow.construct.desc())
    )
    words: dict[UUID, str] = {}
    for response_id, masked in found:
        short = masked[:FIRST_CHARACTERS] + ("…" if len(masked) > FIRST_CHARACTERS else "")
        words.setdefault(response_id, short)
    return words


def _answers(
    session: Session, response_id: UUID, definition: dict[str, Any]
) -> list[tuple[str, str]]:
    chosen: dict[str, list[str]] = {}
    rows = session.execute(
        select(AnswerRow.question_id, AnswerRow.value)
        .where(AnswerRow.response_id == response_id)
        .order_by(AnswerRow.question_id, AnswerRow.position)
    )
    for question_id, value in rows:
        chosen.setdefault(question_id, []).append(value or "")
    words = []
    for question in definition["questions"]:
        labels = {option["code"]: option["label"] for option in question["options"]}
        if question["id"] in chosen and labels:
            words.append(
                (
                    question["words"],
                    ", ".join(labels.get(v, "Skipped") for v in chosen[question["id"]]),
                )
            )
    return words


def _comments(session: Session, response_id: UUID) -> list[ReviewComment]:
    rows = session.scalars(
        select(CommentRow)
        .where(CommentRow.response_id == response_id)
        .order_by(CommentRow.construct.desc())
    ).all()
    ids = [row.id for row in rows]
    suggestions = _by_comment(_of(session, ThemeSuggestion, ids))
    decisions = _by_comment(_of(session, ThemeDecision, ids))
    feelings = {s.comment_id: s.sentiment for s in _of(session, SentimentSuggestion, ids)}
    decided = {s.comment_id: s.sentiment for s in _of(session, SentimentDecision, ids)}
    flags = {
        f.comment_id: ReviewFlag(f.urgency, f.reason, f.evidence, f.state)
        for f in _of(session, Flag, ids)
    }
    return [
        ReviewComment(
            id=row.id,
            construct=row.construct,
            masked=row.masked,
            language=row.language,
            measured=row.language_measured,
            sentiment=feelings.get(row.id),
            decided_sentiment=decided.get(row.id),
            themes=_themes(suggestions.get(row.id, []), decisions.get(row.id, [])),
            flag=flags.get(row.id),
            version=row.analysis_version,
        )
        for row in rows
    ]


def _of(session: Session, table: type[Any], ids: Sequence[UUID]) -> Sequence[Any]:
    return session.scalars(select(table).where(table.comment_id.in_(ids))).all()


def _by_comment(rows: Any) -> dict[UUID, list[Any]]:
    found: dict[UUID, list[Any]] = {}
    for row in rows:
        found.setdefault(row.comment_id, []).append(row)
    return found


def _themes(
    suggested: Sequence[ThemeSuggestion], decided: Sequence[ThemeDecision]
) -> list[ReviewTheme]:
    by_theme = {d.theme: d for d in decided}
    themes = [
        ReviewTheme(
            s.theme, s.polarity, s.confidence, s.sure, s.evidence,
            by_theme[s.theme].verdict if s.theme in by_theme else None,
            by_theme[s.theme].polarity if s.theme in by_theme else None,
        )
        for s in sorted(suggested, key=lambda s: (-s.confidence, s.theme))
    ]  # fmt: skip
    known = {s.theme for s in suggested}
    themes += [
        ReviewTheme(d.theme, d.polarity or "neutral", None, True, (), d.verdict, d.polarity)
        for d in sorted(decided, key=lambda d: d.theme)
        if d.theme not in known
    ]
    return themes


def _stamp(session: Session, response_id: UUID) -> str:
    """Return a value that changes with every decision on the response, so that a stale form is noticed."""
    latest = session.execute(
        select(func.count(), func.max(ThemeDecision.decided_utc))
        .join(CommentRow, CommentRow.id == ThemeDecision.comment_id)
        .where(CommentRow.response_id == response_id)
    ).one()
    return f"{latest[0]}-{latest[1] or ''}"
