"""Store what a family sent: everything in one transaction, or nothing (promise 2)."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from analysis.pipeline import analyse
from analysis.records import Comment, CommentAnalysis, Evidence
from feedback.domain.enums import AuditAction, FlagState, ResponseState
from feedback.domain.quarters import Quarter
from feedback.domain.questionnaires import QuestionKind
from feedback.domain.submissions import Answer, Submission
from feedback.services.audit import record
from feedback.services.keys import stored_hash
from feedback.services.receipts import receipt_hash
from feedback.services.runtime import Runtime
from feedback.storage.models import (
    AnswerRow,
    CommentRow,
    Flag,
    Receipt,
    ResponseRow,
    SentimentSuggestion,
    ThemeSuggestion,
)
from feedback.storage.sealing import DataKey

HELD_BACK = "[not shown: these words could not be masked]"
"""Stands for a comment that the analysis set aside. The sealed original is kept, and a person reads it."""

Rows = dict[type, list[dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class SubmitResult:
    """Which response it is, and whether it had been stored by an earlier press of the same button."""

    response_id: UUID
    repeated: bool


def analyse_submission(runtime: Runtime, submission: Submission) -> dict[str, CommentAnalysis]:
    """Return the analysis of each free-text answer by question id; a rejected one is missing.

    Done before the transaction opens, so that nobody waits for a lock while words are weighed.
    """
    return analyse_submissions(runtime, [submission])[0]


def analyse_submissions(
    runtime: Runtime, submissions: Sequence[Submission]
) -> list[dict[str, CommentAnalysis]]:
    """Return the analysis of many submissions in one batch, in their order."""
    comments = [
        Comment(
            id=f"{index} {answer.question_id}",
            text=answer.text,
            question=str(submission.questionnaire.question(answer.question_id).construct),  # type: ignore[union-attr]
            language=submission.language,
        )
        for index, submission in enumerate(submissions)
        for answer in submission.answers
        if answer.text
    ]
    results, _rejected = analyse(comments, runtime.engine) if comments else ([], [])
    found: list[dict[str, CommentAnalysis]] = [{} for _ in submissions]
    for result in results:
        index, question_id = result.id.split(" ", 1)
        found[int(index)][question_id] = result
    return found


def submit_response(
    session: Session,
    runtime: Runtime,
    submission: Submission,
    *,
    analyses: dict[str, CommentAnalysis] | None = None,
    import_batch_id: UUID | None = None,
) -> SubmitResult:
    """Store the submission in the caller's transaction; a repeat of the same sending stores nothing.

    Args:
        analyses: what `analyse_submission` gave; made here where the caller has not.

    Raises: StorageUnavailable (from the transaction) when the database cannot store it now.
    """
    if analyses is None:
        analyses = analyse_submission(runtime, submission)
    once_hash = stored_hash(session, runtime, "once", submission.once_key)
    known = _find_by_once_hash(session, once_hash)
    if known is not None:
        return SubmitResult(known, repeated=True)
    response_id = uuid4()
    rows = _rows(session, runtime, submission, analyses, response_id)
    rows[ResponseRow][0] |= {"once_hash": once_hash, "import_batch_id": import_batch_id}
    try:
        with session.begin_nested():
            _insert(session, rows)
    except IntegrityError:
        # Two presses at the same moment: the other one was first, and its response is there now.
        known = _find_by_once_hash(session, once_hash)
        if known is None:
            raise
        return SubmitResult(known, repeated=True)
    record(
        session,
        runtime,
        AuditAction.RESPONSE_STORED,
        subject=("response", response_id),
        detail={"channel": submission.channel.value, "flagged": len(rows[Flag])},
    )
    return SubmitResult(response_id, repeated=False)


def _find_by_once_hash(session: Session, once_hash: bytes) -> UUID | None:
    return session.scalar(select(ResponseRow.id).where(ResponseRow.once_hash == once_hash))


def _insert(session: Session, rows: Rows) -> None:
    for table, values in rows.items():
        if values:
            session.execute(insert(table), values)


def _rows(
    session: Session,
    runtime: Runtime,
    submission: Submission,
    analyses: dict[str, CommentAnalysis],
    response_id: UUID,
) -> Rows:
    data_key, key_id, wrapped = runtime.keyring.new_data_key()
    rows: Rows = {
        ResponseRow: [_response_row(submission, response_id) | {"key_id": key_id, "wrapped_key": wrapped}],
        AnswerRow: [row for answer in submission.answers for row in _answer_rows(submission, answer, response_id)],
        CommentRow: [], ThemeSuggestion: [], SentimentSuggestion: [], Flag: [], Receipt: [],
    }  # fmt: skip
    for answer in submission.answers:
        if answer.text:
            analysis = analyses.get(answer.question_id)
            comment = _comment_row(submission, answer, analysis, data_key)
            rows[CommentRow].append(comment | {"response_id": response_id})
            if analysis is not None:
                _add_suggestions(rows, comment["id"], analysis)
    if submission.receipt_code:
        code_hash = receipt_hash(session, runtime, submission.receipt_code)
        rows[Receipt].append({"code_hash": code_hash, "response_id": response_id})
    return rows


def _response_row(submission: Submission, response_id: UUID) -> dict[str, Any]:
    return {
        "id": response_id,
        "questionnaire_id": submission.questionnaire.id,
        "forum": submission.questionnaire.forum,
        "channel": submission.channel,
        "campaign": submission.campaign,
        "language": submission.language,
        "received_on": submission.received_on,
        "quarter": str(Quarter.containing(submission.received_on)),
        "state": ResponseState.RECEIVED,
        "may_quote": submission.may_quote,
    }


def _answer_rows(submission: Submission, answer: Answer, response_id: UUID) -> list[dict[str, Any]]:
    question = submission.questionnaire.question(answer.question_id)
    if question is None or (question.kind is QuestionKind.TEXT and answer.text):
        return []
    values: tuple[str | None, ...] = answer.choices or (None,)
    return [
        {
            "response_id": response_id,
            "question_id": question.id,
            "position": position,
            "construct": question.construct.value,
            "value": value,
            "skipped": value is None,
        }
        for position, value in enumerate(values)
    ]


def _comment_row(
    submission: Submission, answer: Answer, analysis: CommentAnalysis | None, data_key: DataKey
) -> dict[str, Any]:
    comment_id = uuid4()
    question = submission.questionnaire.question(answer.question_id)
    # A lone surrogate cannot be stored; it is no letter of any language either.
    original = (answer.text or "").encode("utf-8", "replace")
    row: dict[str, Any] = {
        "id": comment_id,
        "question_id": answer.question_id,
        "construct": question.construct.value if question else "anything_else",
        "sealed_original": data_key.seal(original, bound_to=comment_id),
        "masked": HELD_BACK,
        "mask_spans": [],
        "language": submission.language,
        "language_measured": False,
        "proposes": False,
        "analysis_version": "none",
    }
    if analysis is not None:
        row |= {
            "masked": analysis.masked.text,
            "mask_spans": [asdict(span) for span in analysis.masked.spans],
            "language": analysis.language.code,
            "language_measured": analysis.language.measured,
            "proposes": analysis.proposal is not None,
            "analysis_version": analysis.version,
        }
    return row


def _add_suggestions(rows: Rows, comment_id: UUID, analysis: CommentAnalysis) -> None:
    rows[ThemeSuggestion] += [
        {
            "id": uuid4(),
            "comment_id": comment_id,
            "theme": theme.theme,
            "polarity": theme.polarity.value,
            "confidence": theme.confidence,
            "sure": theme.sure,
            "evidence": _evidence(theme.evidence),
            "version": analysis.version,
        }
        for theme in analysis.themes
    ]
    if analysis.sentiment is not None:
        rows[SentimentSuggestion].append(
            {
                "comment_id": comment_id,
                "sentiment": analysis.sentiment.sentiment.value,
                "score": analysis.sentiment.score,
                "confidence": analysis.sentiment.confidence,
                "evidence": _evidence(analysis.sentiment.evidence),
                "version": analysis.version,
            }
        )
    if analysis.flag is not None:
        rows[Flag].append(
            {
                "comment_id": comment_id,
                "urgency": analysis.flag.urgency.value,
                "reason": analysis.flag.reason,
                "confidence": analysis.flag.confidence,
                "evidence": _evidence(analysis.flag.evidence),
                "version": analysis.version,
                "state": FlagState.OPEN,
            }
        )


def _evidence(evidence: Sequence[Evidence]) -> list[dict[str, Any]]:
    return [asdict(one) for one in evidence]
