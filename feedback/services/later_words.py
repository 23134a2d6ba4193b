"""What a family adds to its words, changes in them, or takes out of them, with nothing but its code (R4-06)."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from analysis.pipeline import analyse
from analysis.records import Comment, CommentAnalysis
from feedback.domain.enums import AuditAction, LaterKind
from feedback.domain.errors import Conflict, NotFound
from feedback.domain.questionnaires import Construct
from feedback.services.audit import record
from feedback.services.receipts import open_receipt
from feedback.services.response_rows import add_comment, storable
from feedback.services.runtime import Runtime
from feedback.services.stored_hash import stored_hash
from feedback.storage.models import ResponseRow
from feedback.storage.queries import receipts as queries
from feedback.storage.queries.responses import ResponseRows, refresh_unsure, store_children
from feedback.storage.queries.review import list_definitions
from feedback.storage.sealing import DataKey
from feedback.storage.words_index import merge_words_index

ONCE = "later words"
"""The purpose under which the once-keys of later words are hashed."""
ADDED, REPLY = "added", "reply"
"""The question ids of words that no question of the questionnaire asked for."""

_FORGOTTEN = (
    "We have kept your words for as long as we may, so they are gone and cannot be changed."
)
_CHANGED = "These words were changed or taken out in the meantime. Look at what we have now."


@dataclass(frozen=True, slots=True)
class OwnWords:
    """One comment as it stands for the family. Privacy: `words` is the original; shown to its writer only.

    Args:
        question: as it was asked; None for words that were added later.
    """

    comment_id: UUID
    question: str | None
    words: str


@dataclass(frozen=True, slots=True)
class LaterWords:
    """Words on their way in.

    Args:
        once_key: the same for every repeat of one sending.
        corrects: the comment whose place they take, or None.
        destroy_old: whether that comment's words are destroyed, and not only marked as changed.
    """

    words: str
    kind: LaterKind
    once_key: str
    corrects: UUID | None = None
    destroy_old: bool = False


def list_own_words(session: Session, runtime: Runtime, typed: str) -> tuple[OwnWords, ...]:
    """Return what the family wrote and has not changed since.

    Raises: ReceiptUnknown when there is no such code; Conflict when the words are forgotten.
    """
    response = open_receipt(session, runtime, typed)
    key = open_key(runtime, response)
    definition = list_definitions(session, [response.questionnaire_id])[response.questionnaire_id]
    questions = {question["id"]: str(question["words"]) for question in definition["questions"]}
    return tuple(
        OwnWords(c.id, questions.get(c.question_id), _unsealed(key, c))
        for c in queries.list_own_comments(session, response.id)
        if c.sealed_original is not None
    )


def analyse_words(runtime: Runtime, typed: str, later: LaterWords) -> CommentAnalysis | None:
    """Return what the machine suggests of some words, before a transaction opens; None where it sets them aside.

    Raises: ReceiptUnknown, and Conflict when the words to be changed stand no more.
    """
    with runtime.database.reading() as session:
        response = open_receipt(session, runtime, typed)
        construct = _place(session, response, later)["construct"]
    comment = Comment(
        "later", storable(later.words), question=construct, language=response.language
    )
    results, _rejected = analyse([comment], runtime.engine)
    return results[0] if results else None


def add_words(
    session: Session,
    runtime: Runtime,
    typed: str,
    later: LaterWords,
    analysis: CommentAnalysis | None,
) -> UUID:
    """Store a comment that came later; return its id. A repeat of the same sending stores nothing.

    It is masked, flagged, tagged and read like any other, and its response goes before a person again.

    Raises: ReceiptUnknown; Conflict when the words to be changed stand no more or all of them are forgotten.
    """
    response = open_receipt(session, runtime, typed, lock=True)
    key = open_key(runtime, response)
    comment_id = later_id(session, runtime, response.id, later.once_key)
    if queries.find_comment(session, comment_id):
        return comment_id
    columns = {"id": comment_id, "response_id": response.id} | _place(session, response, later)
    rows = ResponseRows()
    add_comment(rows, columns, storable(later.words), key, analysis)
    store_children(session.connection(), rows)
    refresh_unsure(session.connection(), [comment_id])
    today = runtime.clock.today()
    marks = {"comment_id": comment_id, "corrects_id": later.corrects, "on_day": today}
    queries.add_later(session, marks | {"kind": later.kind})
    if later.corrects is not None and later.destroy_old:
        destroy_words(session, runtime, response.id, later.corrects)
    record(
        session,
        runtime,
        AuditAction.WORDS_ADDED,
        subject=("response", response.id),
        detail={"kind": later.kind.value, "flagged": len(rows.flags)},
    )
    return comment_id


def take_out_words(session: Session, runtime: Runtime, typed: str, comment_id: UUID) -> None:
    """Destroy one comment and every tag on it; a flagged one goes as soon as a person has dealt with it.

    Taking out what is out already changes nothing.

    Raises: ReceiptUnknown when there is no such code.
    """
    response = open_receipt(session, runtime, typed, lock=True)
    if comment_id not in {c.id for c in queries.list_own_comments(session, response.id)}:
        return
    destroy_words(session, runtime, response.id, comment_id)


def destroy_words(session: Session, runtime: Runtime, response_id: UUID, comment_id: UUID) -> None:
    """Destroy one comment now, or note it for later while its flag waits for a person; audited."""
    waits = queries.has_open_flag(session, response_id, comment_id)
    if waits:
        queries.destroy_later(session, response_id, comment_id, runtime.clock.today())
    else:
        queries.destroy(session, response_id, comment_id)
        merge_words_index(session)
    record(
        session,
        runtime,
        AuditAction.TAKEN_BACK,
        subject=("response", response_id),
        detail={"comments": 1, "waits": waits},
    )


def later_id(session: Session, runtime: Runtime, response_id: UUID, once_key: str) -> UUID:
    """Return the id that belongs to one sending, so that a repeat of it finds the first."""
    return UUID(bytes=stored_hash(session, runtime, ONCE, f"{response_id} {once_key}")[:16])


def open_key(runtime: Runtime, response: ResponseRow) -> DataKey:
    """Return the response's own key.

    Raises: Conflict when its words are forgotten; SealBroken when a master key is missing.
    """
    if response.wrapped_key is None:
        raise Conflict(_FORGOTTEN)
    return runtime.keyring.open_data_key(response.key_id, response.wrapped_key)


def _place(session: Session, response: ResponseRow, later: LaterWords) -> dict[str, Any]:
    """Return which question the words belong to.

    Raises: Conflict when they take the place of a comment that stands no more; NotFound for one of others.
    """
    if later.kind is LaterKind.REPLY:
        return {"question_id": REPLY, "construct": REPLY}
    if later.kind is LaterKind.ADDED:
        return {"question_id": ADDED, "construct": Construct.ANYTHING_ELSE.value}
    if later.corrects is None:
        raise NotFound("A correction needs the words that it takes the place of.")
    own = {c.id: c for c in queries.list_own_comments(session, response.id)}
    if later.corrects not in own:
        raise Conflict(_CHANGED)
    old = own[later.corrects]
    return {"question_id": old.question_id, "construct": old.construct}


def _unsealed(key: DataKey, comment: queries.OwnComment) -> str:
    return key.unseal(comment.sealed_original or b"", bound_to=comment.id).decode()
