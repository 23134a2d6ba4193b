"""Store what a family sent: everything in one transaction, or nothing (promise 2)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from analysis.pipeline import analyse
from analysis.records import Comment, CommentAnalysis
from feedback.domain.enums import AuditAction
from feedback.domain.errors import Conflict
from feedback.domain.questionnaires import QuestionKind
from feedback.domain.submissions import Submission
from feedback.services.audit import record
from feedback.services.late_arrivals import quarter_for
from feedback.services.receipts import receipt_hash
from feedback.services.response_rows import KeptAs, SealedIn, add_response, words_of
from feedback.services.runtime import Runtime
from feedback.services.store_around import store_around
from feedback.services.stored_hash import stored_hash
from feedback.storage.queries.receipts import is_taken_back
from feedback.storage.queries.responses import ResponseRows, store_once

Analyses = Mapping[str, CommentAnalysis]
"""What the machine suggests of the free-text answers of one submission, by question id."""

_TAKEN_BACK = (
    "You took these answers back, so they were not sent again. Start again to send something new."
)

ONCE = "once"
"""The purpose under which once-keys are hashed."""


@dataclass(frozen=True, slots=True)
class SubmitResult:
    """Which response it is, and whether it had been stored by an earlier press of the same button."""

    response_id: UUID
    repeated: bool


def analyse_submission(runtime: Runtime, submission: Submission) -> Analyses:
    """Return the analysis of each free-text answer by question id; a rejected one is missing.

    Done before the transaction opens, so that nobody waits for a lock while words are weighed.
    """
    return analyse_submissions(runtime, [submission])[0]


def analyse_submissions(
    runtime: Runtime, submissions: Sequence[Submission], *, careful: bool = False
) -> list[Analyses]:
    """Return the analysis of many submissions in one batch, in their order.

    Args:
        careful: with the better and slower engine, where nobody waits for a page.
    """
    found: list[dict[str, CommentAnalysis]] = [{} for _ in submissions]
    comments = [
        comment
        for index, submission in enumerate(submissions)
        for comment in _comments(index, submission)
    ]
    if not comments:
        return list(found)
    results, _rejected = analyse(comments, runtime.careful() if careful else runtime.engine)
    for result in results:
        index, question_id = result.id.split(" ", 1)
        found[int(index)][question_id] = result
    return list(found)


def submit_response(
    session: Session, runtime: Runtime, submission: Submission, *, analyses: Analyses | None = None
) -> SubmitResult:
    """Store the submission in the caller's transaction; a repeat of the same sending stores nothing.

    Args:
        analyses: what `analyse_submission` gave; made here where the caller has not.

    Raises: StorageUnavailable (from the transaction) when the database cannot store it now; Conflict when
        the family took back what this very page had sent.
    """
    if analyses is None:
        analyses = analyse_submission(runtime, submission)
    rows = ResponseRows()
    once_hash = stored_hash(session, runtime, ONCE, submission.once_key)
    if is_taken_back(session, once_hash):
        raise Conflict(_TAKEN_BACK)
    seal = SealedIn.fresh(runtime.keyring)
    quarter = quarter_for(session, runtime, submission.received_on)
    kept = KeptAs(once_hash, quarter)
    response_id = add_response(rows, submission, analyses, kept=kept, seal=seal)
    if submission.receipt_code:
        code_hash = receipt_hash(session, runtime, submission.receipt_code)
        rows.receipts.append({"code_hash": code_hash, "response_id": response_id})
    known = store_once(session, rows)
    if known is not None:
        return SubmitResult(known, repeated=True)
    store_around(session, submission, response_id, seal.key, quarter=quarter)
    record(
        session,
        runtime,
        AuditAction.RESPONSE_STORED,
        subject=("response", response_id),
        detail={"channel": submission.channel.value, "flagged": len(rows.flags)},
    )
    return SubmitResult(response_id, repeated=False)


def _comments(index: int, submission: Submission) -> list[Comment]:
    comments = []
    for answer in submission.answers:
        question = submission.questionnaire.question(answer.question_id)
        words = words_of(answer)
        if question is not None and question.kind is QuestionKind.TEXT and words:
            comments.append(
                Comment(
                    id=f"{index} {question.id}",
                    text=words,
                    question=question.construct.value,
                    language=submission.language,
                )
            )
    return comments
