"""One response as an officer sees it: what was ticked, every comment, what the machine suggests and why, and
what people decided. Suggestion and decision stand side by side and never mix (promise 4).
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from feedback.domain.enums import (
    AuditAction,
    Channel,
    FlagState,
    LaterKind,
    ResponseState,
)
from feedback.domain.errors import NotFound
from feedback.domain.questionnaires import Audience, QuestionKind
from feedback.services.audit import record
from feedback.services.runtime import Runtime
from feedback.services.separation import check_may_read
from feedback.storage.models import ResponseRow
from feedback.storage.queries import review as queue_queries
from feedback.storage.queries import review_response as queries
from feedback.storage.queries.desk import Claim, list_claims
from feedback.storage.queries.entries import find_entry
from feedback.storage.queries.review_response import CommentParts

NOBODY = Claim()
BOTH, NO, OPEN = "both", "no", "open"
POLARITIES = ("negative", "neutral", "positive")
CHOICES = (*POLARITIES, BOTH, NO)
"""What a person can say of a theme on a comment. `both`: praised and criticised; `no`: not spoken of."""
SENTIMENTS = ("negative", "mixed", "neutral", "positive")


@dataclass(frozen=True, slots=True)
class Words:
    """A stretch of the masked text: `masked[start:end]`."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Suggested:
    """What the machine says of one theme (its choice is one of CHOICES) or of the feeling.

    Args:
        confidence: 0..1. sure: False asks a person to look twice; None where the machine does not say.
        version: names the engine, codebook and model that said it.
    """

    choice: str
    confidence: float
    sure: bool | None
    evidence: tuple[Words, ...]
    version: str


@dataclass(frozen=True, slots=True)
class Decided:
    """What a person said, who and when (the day)."""

    choice: str
    by: str
    on: date


@dataclass(frozen=True, slots=True)
class ReviewTheme:
    """One theme of a comment. Suggested is None where a person added it; decided is None while it is open."""

    theme: str
    suggested: Suggested | None
    decided: Decided | None


@dataclass(frozen=True, slots=True)
class ReviewFlag:
    """Why a person must read a comment today, and what was done (a FlagOutcome)."""

    urgency: str
    reason: str
    evidence: tuple[Words, ...]
    state: FlagState
    decided: Decided | None
    version: str


@dataclass(frozen=True, slots=True)
class ReviewComment:
    """One comment.

    Args:
        question: as the family read it.
        language: BCP 47 primary tag; where it was not `measured` nothing is scored and people decide.
        themes: the surest suggestion first, then what people added, by theme.
        later: why it came after its response, or None; `later_on` is the day.
        corrected: whether the family has put other words in its place; figures leave it out then.
    """

    id: UUID
    question: str
    masked: str
    language: str
    measured: bool
    proposes: bool
    sentiment: Suggested | None
    decided_sentiment: Decided | None
    themes: tuple[ReviewTheme, ...]
    flag: ReviewFlag | None
    version: str
    later: LaterKind | None = None
    later_on: date | None = None
    corrected: bool = False

    def find_theme(self, theme: str) -> ReviewTheme | None:
        """Return what is known of one theme, or None."""
        return next((found for found in self.themes if found.theme == theme), None)


@dataclass(frozen=True, slots=True)
class ReviewResponse:
    """One response. Answers are (question, words) in the questionnaire's order.

    Args:
        audience: of the version that was answered. represents: how many a group says it speaks for, or None.
        entry: (read back, second-hand) where staff typed it in; None where the family did (R3-17).
        staff_present: whether somebody paid to be there helped with it (R3-14).
        stamp: changes with every suggestion, decision and claim on it, so that a stale page is noticed.
        claim: who works on it, and who was not sure.
    """

    id: UUID
    received_on: date
    forum: str
    channel: Channel
    state: ResponseState
    answers: tuple[tuple[str, str], ...]
    comments: tuple[ReviewComment, ...]
    stamp: str
    audience: str = Audience.ADULT
    represents: int | None = None
    staff_present: bool = False
    entry: tuple[bool, bool] | None = None
    claim: Claim = NOBODY


def open_response(
    session: Session, runtime: Runtime, response_id: UUID, *, staff_id: UUID
) -> ReviewResponse:
    """Return the response, and write down who opened it.

    Raises: NotFound when there is none with this id; NotAllowed when it is not this person's to read.
    """
    check_may_read(session, runtime, response_id, staff_id=staff_id)
    response = load_response(session, response_id)
    record(session, runtime, AuditAction.RESPONSE_OPENED, subject=("response", response_id),
           actor_id=staff_id)  # fmt: skip
    return response


def load_response(session: Session, response_id: UUID) -> ReviewResponse:
    """Return the response without writing anything down.

    Raises: NotFound when there is none with this id.
    """
    row = session.get(ResponseRow, response_id)
    if row is None:
        raise NotFound("There is no response at this address.")
    asked = queue_queries.list_definitions(session, [row.questionnaire_id])[row.questionnaire_id]
    parts = queries.list_comments(session, response_id)
    claim = list_claims(session, [response_id]).get(response_id, NOBODY)
    names = queries.list_names(session, _deciders(parts))
    questions = {question["id"]: str(question["words"]) for question in asked["questions"]}
    return ReviewResponse(
        id=row.id,
        received_on=row.received_on,
        forum=row.forum,
        channel=row.channel,
        state=row.state,
        answers=_answers(queries.list_answers(session, response_id), asked),
        comments=tuple(_comment(part, questions, names) for part in parts),
        stamp=_stamp(row, parts, claim),
        audience=str(asked["audience"]),
        represents=row.represents,
        staff_present=row.staff_present,
        entry=find_entry(session, response_id),
        claim=claim,
    )


def choice_of(rows: Sequence[Any]) -> str | None:
    """Return the one choice that a theme's decisions (or suggestions) make together; None for no rows."""
    polarities = {row.polarity for row in rows}
    if not polarities:
        return None
    if polarities == {None}:
        return NO
    return str(polarities.pop()) if len(polarities) == 1 else BOTH


def _comment(
    part: CommentParts, questions: Mapping[str, str], names: Mapping[UUID, str]
) -> ReviewComment:
    row = part.comment
    return ReviewComment(
        id=row.id,
        question=questions.get(row.question_id, row.question_id),
        masked=row.masked,
        language=row.language,
        measured=row.language_measured,
        proposes=row.proposes,
        sentiment=_feeling(part),
        decided_sentiment=_decided(part.decided_sentiment, "sentiment", names),
        themes=_themes(part, names),
        flag=_flag(part, names),
        version=row.analysis_version,
        later=part.later.kind if part.later else None,
        later_on=part.later.on_day if part.later else None,
        corrected=part.corrected,
    )


def _feeling(part: CommentParts) -> Suggested | None:
    found = part.sentiment
    if found is None:
        return None
    return Suggested(
        found.sentiment, found.confidence, sure=None, evidence=_words(found.evidence),
        version=found.version,
    )  # fmt: skip


def _themes(part: CommentParts, names: Mapping[UUID, str]) -> tuple[ReviewTheme, ...]:
    suggested = _by_theme(part.themes)
    decided = _by_theme(part.decided_themes)
    found = [
        ReviewTheme(
            theme,
            _suggested(suggested[theme]) if theme in suggested else None,
            _decided_theme(decided[theme], names) if theme in decided else None,
        )
        for theme in suggested | decided
    ]
    return tuple(
        sorted(found, key=lambda t: (-(t.suggested.confidence if t.suggested else 0.0), t.theme))
    )


def _suggested(rows: Sequence[Any]) -> Suggested:
    evidence = [words for row in rows for words in _words(row.evidence)]
    return Suggested(
        choice=choice_of(rows) or NO,
        confidence=max(row.confidence for row in rows),
        sure=all(row.sure for row in rows),
        evidence=tuple(sorted(set(evidence), key=lambda words: (words.start, words.end))),
        version=rows[0].version,
    )


def _decided_theme(rows: Sequence[Any], names: Mapping[UUID, str]) -> Decided:
    newest = max(rows, key=lambda row: row.decided_utc)
    return Decided(
        choice_of(rows) or NO, names[newest.decided_by], newest.decided_utc.date()
    )  # fmt: skip


def _decided(row: Any, column: str, names: Mapping[UUID, str]) -> Decided | None:
    if row is None:
        return None
    return Decided(str(getattr(row, column)), names[row.decided_by], row.decided_utc.date())


def _flag(part: CommentParts, names: Mapping[UUID, str]) -> ReviewFlag | None:
    found = part.flag
    if found is None:
        return None
    return ReviewFlag(
        urgency=found.urgency,
        reason=found.reason,
        evidence=_words(found.evidence),
        state=found.state,
        decided=_decided(part.decided_flag, "outcome", names),
        version=found.version,
    )


def _words(evidence: Sequence[Mapping[str, Any]]) -> tuple[Words, ...]:
    return tuple(Words(int(one["start"]), int(one["end"])) for one in evidence)


def _by_theme(rows: Sequence[Any]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for row in rows:
        found.setdefault(row.theme, []).append(row)
    return found


def _deciders(parts: Sequence[CommentParts]) -> list[UUID]:
    rows: list[Any] = []
    for part in parts:
        rows += [*part.decided_themes, part.decided_sentiment, part.decided_flag]
    return sorted({row.decided_by for row in rows if row is not None})


def _answers(
    chosen: Mapping[str, list[str | None]], asked: Mapping[str, Any]
) -> tuple[tuple[str, str], ...]:
    """Return what was ticked, in words. What was not asked is left out, what was skipped says so."""
    answered = []
    for question in asked["questions"]:
        labels = {option["code"]: option["label"] for option in question["options"]}
        codes = chosen.get(question["id"])
        if codes is None or question["kind"] == QuestionKind.TEXT:
            continue
        words = [str(labels.get(code, code)) for code in codes if code is not None]
        answered.append((str(question["words"]), ", ".join(words) or "Skipped"))
    return tuple(answered)


def _stamp(row: ResponseRow, parts: Sequence[CommentParts], claim: Claim) -> str:
    """Return a hash over everything that a decision or claim changes, and over what suggested."""
    state: list[Any] = [row.state.value, str(claim.claimed_by or "")]
    for part in parts:
        state += [str(part.comment.id), part.comment.analysis_version]
        # A theme may have been merged into another since the page was made.
        state += [[row.theme, row.polarity] for row in part.themes]
        state += [
            [d.theme, d.polarity, str(d.decided_by), d.decided_utc.isoformat()]
            for d in part.decided_themes
        ]
        if (feeling := part.decided_sentiment) is not None:
            state.append(
                [feeling.sentiment, str(feeling.decided_by), feeling.decided_utc.isoformat()]
            )
        if (flag := part.decided_flag) is not None:
            state.append([flag.outcome.value, str(flag.decided_by), flag.decided_utc.isoformat()])
    written = json.dumps(state, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()[:32]
