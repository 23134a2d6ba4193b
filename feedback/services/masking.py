"""The masking desk: the original beside what everybody reads, and a person's word on what stays hidden (R4-05, R4-42).

Opening an original needs a reason and is written down each time. What is changed holds from then on: for the masked
text, everything that is suggested from it, the words that comments are found by, and quotes that wait.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from analysis.records import MaskSpan
from analysis.redaction import find_words
from feedback.domain.enums import AuditAction
from feedback.domain.errors import Conflict, NotFound
from feedback.domain.masking import OpeningReason
from feedback.domain.quotes import Refusal
from feedback.services.audit import record
from feedback.services.quotes import refuse_quote, words_hash
from feedback.services.reanalyse import read_again, unseal
from feedback.services.runtime import Runtime
from feedback.services.separation import check_may_read
from feedback.storage.queries import masks as queries
from feedback.storage.queries.masks import MaskedComment, MaskRow
from feedback.storage.queries.reanalysis import SealedComment, replace_suggestions
from feedback.storage.queries.review_response import lock_response

__all__ = ["MaskRow"]
FORGOTTEN = "These words were kept for as long as they may be, so there is no original any more."
MEANWHILE = (
    "Somebody else changed what is hidden here after you opened it. Look at it, then choose again."
)


@dataclass(frozen=True, slots=True)
class OpenedOriginal:
    """An original beside what is read of it. Privacy: `original` can identify people.

    Args:
        spans: what is hidden, in code points of the original, in order.
        words: where each word begins and ends, for choosing by number.
        stamp: stands for what is hidden now, to be given back with a change.
    """

    comment_id: UUID
    response_id: UUID
    language: str
    masked: str
    original: str
    spans: tuple[MaskSpan, ...]
    words: tuple[tuple[int, int], ...]
    stamp: str


@dataclass(frozen=True, slots=True)
class MaskWish:
    """What a person wants changed.

    Args:
        hide: stretches with their kinds; show: stretches to be shown again, as `kind` None.
        recognisable: whether somebody who knows the family could recognise them in what is left.
    """

    stamp: str
    hide: Sequence[MaskRow]
    show: Sequence[MaskRow]
    recognisable: bool


def find_masked(
    session: Session, runtime: Runtime, comment_id: UUID, *, staff_id: UUID
) -> MaskedComment:
    """Return a comment as everybody reads it.

    Raises: NotFound; NotAllowed where it is held, or about this person (R4-25, R1-20).
    """
    found = queries.find_masked(session, comment_id)
    if found is None:
        raise NotFound("There is no such comment.")
    check_may_read(session, runtime, found.response_id, staff_id=staff_id)
    return found


def open_original(
    session: Session,
    runtime: Runtime,
    comment_id: UUID,
    reason: OpeningReason,
    *,
    staff_id: UUID,
) -> OpenedOriginal:
    """Return the original beside the masked text; who opened it, and why, is written down.

    Raises: NotFound; NotAllowed; Conflict where the original is destroyed.
    """
    found = find_masked(session, runtime, comment_id, staff_id=staff_id)
    words = unseal(runtime, _sealed(found))
    record(session, runtime, AuditAction.ORIGINAL_OPENED, subject=("comment", comment_id),
           actor_id=staff_id, detail={"reason": reason.value})  # fmt: skip
    return OpenedOriginal(
        comment_id=comment_id,
        response_id=found.response_id,
        language=found.language,
        masked=found.masked,
        original=words,
        spans=tuple(MaskSpan(s["start"], s["end"], s["kind"]) for s in found.spans),
        words=tuple(find_words(words)),
        stamp=_stamp(found, _changes(session, comment_id)),
    )


def change_masks(
    session: Session, runtime: Runtime, comment_id: UUID, wish: MaskWish, *, staff_id: UUID
) -> None:
    """Hide and show stretches, read the comment again, and let what hangs on its words follow.

    Quotes of it wait for two people again. Where the family could be recognised they are taken out, and the
    comment is not offered for quoting any more.

    Raises: NotFound; NotAllowed; Conflict where somebody else changed it, or the original is destroyed.
    """
    first = find_masked(session, runtime, comment_id, staff_id=staff_id)
    lock_response(session, first.response_id)
    found = queries.find_masked(session, comment_id) or first
    sealed = _sealed(found)
    if _stamp(found, _changes(session, comment_id)) != wish.stamp:
        raise Conflict(MEANWHILE)
    now = runtime.clock.now()
    # Hiding goes last: where a stretch is in both, what is safer holds.
    queries.add_changes(session, comment_id, [*wish.show, *wish.hide], by=staff_id, at=now)
    if wish.hide or wish.show:
        _read_again(session, runtime, sealed)
    queries.mark_recognisable(
        session, comment_id, recognisable=wish.recognisable, by=staff_id, at=now
    )
    if wish.recognisable:
        for quote_id in queries.list_open_quotes(session, comment_id):
            refuse_quote(
                session, runtime, quote_id, because=Refusal.RECOGNISABLE, staff_id=staff_id
            )
    record(session, runtime, AuditAction.MASKS_CHANGED, subject=("comment", comment_id),
           actor_id=staff_id, detail={"hidden": len(wish.hide), "shown": len(wish.show),
                                      "recognisable": wish.recognisable})  # fmt: skip


def _read_again(session: Session, runtime: Runtime, sealed: SealedComment) -> None:
    """Mask and tag the comment with the quick engine; the careful one comes after it, as for every new comment."""
    masks = {sealed.id: _changes(session, sealed.id)}
    columns, rows = read_again(runtime.engine, [(sealed, unseal(runtime, sealed))], masks)
    replace_suggestions(session, columns, rows)
    queries.send_quotes_back(session, sealed.id, words_hash(columns[0]["masked"]))
    session.expire_all()


def _changes(session: Session, comment_id: UUID) -> tuple[MaskRow, ...]:
    return queries.list_changes(session, [comment_id]).get(comment_id, ())


def _sealed(found: MaskedComment) -> SealedComment:
    if found.sealed is None:
        raise Conflict(FORGOTTEN)
    return found.sealed


def _stamp(found: MaskedComment, changes: Sequence[MaskRow]) -> str:
    written = json.dumps([found.masked, [(c.start, c.end, c.kind) for c in changes]])
    return hashlib.sha256(written.encode()).hexdigest()
