"""Turn a submission and what the analysis said of it into rows. Touches no database."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import takewhile
from typing import Any
from uuid import UUID, uuid4

from analysis.records import CommentAnalysis, Evidence
from feedback.domain.chosen import layout_for
from feedback.domain.enums import FlagState, ResponseState
from feedback.domain.questionnaires import Audience, Construct, Question, QuestionKind
from feedback.domain.scales import STAFF_HELPERS
from feedback.domain.submissions import Answer, Submission
from feedback.storage.queries.responses import ResponseRows
from feedback.storage.sealing import DataKey, Keyring

HELD_BACK = "[not masked yet: held back]"
"""Stands for a comment that the analysis set aside. The sealed original is kept, and a person reads it."""

_NOT_STORABLE = re.compile("[\x00\ud800-\udfff]")


def words_of(answer: Answer) -> str:
    """Return the words of a free-text answer as they can be stored; empty when there are none."""
    return storable(answer.text or "")


def storable(words: str) -> str:
    """Return the words as they can be stored.

    A null byte and half a character (a lone surrogate) are in no language and no database takes both, so
    each becomes U+FFFD: one for one, and offsets still fit.
    """
    return _NOT_STORABLE.sub("\N{REPLACEMENT CHARACTER}", words).strip()


@dataclass(frozen=True, slots=True)
class SealedIn:
    """A fresh data key and how it is stored."""

    key: DataKey
    key_id: str
    wrapped: bytes

    @classmethod
    def fresh(cls, keyring: Keyring) -> "SealedIn":
        """Return a data key for one response."""
        return cls(*keyring.new_data_key())


@dataclass(frozen=True, slots=True)
class KeptAs:
    """What a response is known by: the hash that makes it once, the quarter it counts in, the import it came with."""

    once_hash: bytes
    quarter: str
    import_batch_id: UUID | None = None


def add_response(
    rows: ResponseRows,
    submission: Submission,
    analyses: Mapping[str, CommentAnalysis],
    *,
    kept: KeptAs,
    seal: SealedIn,
) -> UUID:
    """Add everything of one submission to `rows` but the receipt; return the response's new id.

    The ids are random (never time-ordered), so that they tell nothing about when (R4-02).
    """
    response_id = uuid4()
    rows.responses.append(
        {
            "id": response_id,
            "questionnaire_id": submission.questionnaire.id,
            "forum": submission.questionnaire.forum,
            "channel": submission.channel,
            "campaign": submission.campaign,
            "language": submission.language,
            "received_on": submission.received_on,
            "quarter": kept.quarter,
            "state": ResponseState.RECEIVED,
            "may_quote": submission.may_quote,
            "once_hash": kept.once_hash,
            "key_id": seal.key_id,
            "wrapped_key": seal.wrapped,
            "import_batch_id": kept.import_batch_id,
            "collective": submission.questionnaire.audience == Audience.FORUM,
            "represents": _represents(submission),
            "staff_present": _staff_present(submission),
            "unsure": _unsure(submission, analyses),
        }
    )
    for answer in submission.answers:
        question = submission.questionnaire.question(answer.question_id)
        if question is not None:
            _add_answer(rows, answer, question, analyses.get(question.id), (response_id, seal.key))
    rows.responses[-1]["chosen"] = _chosen(rows, submission, response_id)
    return response_id


def _chosen(rows: ResponseRows, submission: Submission, response_id: UUID) -> str | None:
    """Return the response's answers as they are counted; None where they have no place in its version."""
    chosen: dict[str, list[str]] = {}
    # Its own rows are the last: responses are added one by one.
    for row in takewhile(lambda row: row["response_id"] == response_id, reversed(rows.answers)):
        if row["value"] is not None:
            chosen.setdefault(row["question_id"], []).append(row["value"])
    return layout_for(submission.questionnaire).pack(chosen)


def _add_answer(
    rows: ResponseRows,
    answer: Answer,
    question: Question,
    analysis: CommentAnalysis | None,
    belongs: tuple[UUID, DataKey],
) -> None:
    response_id, key = belongs
    words = words_of(answer)
    of_question = {
        "response_id": response_id,
        "question_id": question.id,
        "construct": question.construct.value,
    }
    if words and question.kind is QuestionKind.TEXT:
        add_comment(rows, of_question | {"id": uuid4()}, words, key, analysis)
        return
    chosen = (words,) if question.is_typed and words else answer.choices
    values: tuple[str | None, ...] = tuple(dict.fromkeys(chosen)) or (None,)
    for position, value in enumerate(values):
        rows.answers.append(
            of_question | {"position": position, "value": value, "skipped": value is None}
        )


def _represents(submission: Submission) -> int | None:
    """Return how many people a group speaks for; None for a person, and where the group did not say."""
    answer = _answer_to(submission, Construct.REPRESENTS)
    return int(answer.text) if answer is not None and answer.text else None


def _staff_present(submission: Submission) -> bool:
    """Tell whether somebody who is paid to be there helped with the answers (R3-14)."""
    answer = _answer_to(submission, Construct.HELPER)
    return answer is not None and not STAFF_HELPERS.isdisjoint(answer.choices)


def _unsure(submission: Submission, analyses: Mapping[str, CommentAnalysis]) -> bool:
    """Tell whether the machine could not read some of it or was not sure; that only orders the queue."""
    for answer in submission.answers:
        question = submission.questionnaire.question(answer.question_id)
        if question is None or question.kind is not QuestionKind.TEXT or not words_of(answer):
            continue
        read = analyses.get(question.id)
        if read is None or not read.language.measured or not all(t.sure for t in read.themes):
            return True
    return False


def _answer_to(submission: Submission, construct: Construct) -> Answer | None:
    question = submission.questionnaire.find_construct(construct)
    if question is None:
        return None
    return next((a for a in submission.answers if a.question_id == question.id), None)


def add_comment(
    rows: ResponseRows,
    columns: dict[str, Any],
    words: str,
    key: DataKey,
    analysis: CommentAnalysis | None,
) -> None:
    """Add a comment and what the machine suggests of it to `rows`.

    Args:
        columns: its id, its response's id, its question's id and construct.
    """
    sealed = key.seal(words.encode(), bound_to=columns["id"])
    rows.comments.append(
        columns
        | {"sealed_original": sealed}
        | (analysed_columns(analysis) if analysis else HELD_BACK_COLUMNS)
    )
    if analysis is not None:
        add_suggestions(rows, columns["id"], analysis)


HELD_BACK_COLUMNS: dict[str, Any] = {
    "masked": HELD_BACK,
    "mask_spans": [],
    "language": "und",
    "language_measured": False,
    "proposes": False,
    "analysis_version": "none",
}


def analysed_columns(analysis: CommentAnalysis) -> dict[str, Any]:
    """Return the columns of a comment that the analysis fills."""
    return {
        "masked": analysis.masked.text,
        "mask_spans": [
            {"start": span.start, "end": span.end, "kind": span.kind}
            for span in analysis.masked.spans
        ],
        "language": analysis.language.code,
        "language_measured": analysis.language.measured,
        "proposes": analysis.proposal is not None,
        "analysis_version": analysis.version,
    }


def add_suggestions(rows: ResponseRows, comment_id: UUID, analysis: CommentAnalysis) -> None:
    """Add what the machine suggests of one comment to `rows`."""
    shared = {"comment_id": comment_id, "version": analysis.version}
    rows.themes.extend(
        shared
        | {
            "theme": theme.theme,
            "polarity": theme.polarity.value,
            "confidence": theme.confidence,
            "sure": theme.sure,
            "evidence": _evidence(theme.evidence),
        }
        for theme in analysis.themes
    )
    if (feeling := analysis.sentiment) is not None:
        rows.sentiments.append(
            shared
            | {
                "sentiment": feeling.sentiment.value,
                "score": feeling.score,
                "confidence": feeling.confidence,
                "evidence": _evidence(feeling.evidence),
            }
        )
    if (flag := analysis.flag) is not None:
        rows.flags.append(
            shared
            | {
                "urgency": flag.urgency.value,
                "reason": flag.reason,
                "confidence": flag.confidence,
                "evidence": _evidence(flag.evidence),
                "state": FlagState.OPEN,
                "held": True,
            }
        )


def _evidence(evidence: Iterable[Evidence]) -> list[dict[str, Any]]:
    return [
        {"start": one.start, "end": one.end, "words": one.words, "weight": one.weight}
        for one in evidence
    ]
