"""What the code that only the family holds opens: where its words are, and what became of them."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from feedback.domain.enums import DecisionVerdict, MessageAuthor, ResponseState
from feedback.domain.errors import ReceiptUnknown
from feedback.domain.receipt_codes import read_receipt_code
from feedback.services.codebook import codebook_in_use
from feedback.services.runtime import Runtime
from feedback.services.stored_hash import stored_hash
from feedback.storage.models import CommentRow, ResponseRow, ThemeDecision
from feedback.storage.queries.receipts import (
    count_later,
    count_messages,
    counted,
    find_behind,
    was_read,
)

PURPOSE = "receipt"

UNKNOWN_CODE = (
    "We cannot find anything under that code. Check each letter and number and try again."
)


@dataclass(frozen=True, slots=True)
class ResponseStatus:
    """What a family learns with its code. Holds nothing that the family wrote.

    Args:
        comment_count: free-text answers, with what came later.
        themes: the ids of the themes that a person confirmed or added, in alphabetical order.
        theme_labels: their names for people, in the same order.
        read: whether a person has read it, at least as it first was.
        waits: whether words were added since that nobody has read yet.
        messages, new_messages: from us to the family; how many there are, and how many are not opened.
        words_kept: whether the words are still there to be seen and changed.
    """

    received_on: date
    state: ResponseState
    comment_count: int
    themes: tuple[str, ...]
    theme_labels: tuple[str, ...]
    read: bool = False
    waits: bool = False
    messages: int = 0
    new_messages: int = 0
    words_kept: bool = True


def receipt_hash(session: Session, runtime: Runtime, code: str) -> bytes:
    """Return the keyed hash under which a code is stored; the code itself never is."""
    return stored_hash(session, runtime, PURPOSE, code)


def open_receipt(
    session: Session, runtime: Runtime, typed: str, *, lock: bool = False
) -> ResponseRow:
    """Return the response behind a code.

    It is looked up by its keyed hash, so the time it takes says nothing about how near a guess was; an
    unknown code and one that was taken back are the same to the database, and get the same answer.

    Args:
        lock: hold it against other writers until the transaction ends.

    Raises: ReceiptUnknown when there is no such code.
    """
    code = read_receipt_code(typed)
    if code is None:
        raise ReceiptUnknown(UNKNOWN_CODE)
    found = find_behind(session, receipt_hash(session, runtime, code), lock=lock)
    if found is None:
        raise ReceiptUnknown(UNKNOWN_CODE)
    return found


def find_status(session: Session, runtime: Runtime, typed: str) -> ResponseStatus:
    """Return what happened to the response behind the code (R2-07).

    Raises: ReceiptUnknown when there is no such code.
    """
    found = open_receipt(session, runtime, typed)
    themes = _decided_themes(session, found.id)
    codebook = codebook_in_use(session, runtime)
    labels = {theme.id: theme.label for theme in codebook.by_id.values()}
    unread = found.state is not ResponseState.READ
    messages, unopened = count_messages(session, found.id, MessageAuthor.STAFF)
    return ResponseStatus(
        received_on=found.received_on,
        state=found.state,
        comment_count=_count_comments(session, found.id),
        themes=themes,
        # A theme may have left the codebook since; its id still says what it was.
        theme_labels=tuple(labels.get(theme, theme) for theme in themes),
        read=not unread or was_read(session, found.id),
        waits=unread and count_later(session, found.id) > 0,
        messages=messages,
        new_messages=unopened,
        words_kept=found.wrapped_key is not None,
    )


def _count_comments(session: Session, response_id: UUID) -> int:
    counted = select(func.count()).where(CommentRow.response_id == response_id)
    return session.scalar(counted) or 0


def _decided_themes(session: Session, response_id: UUID) -> tuple[str, ...]:
    found = session.scalars(
        select(ThemeDecision.theme)
        .join(CommentRow, CommentRow.id == ThemeDecision.comment_id)
        .where(CommentRow.response_id == response_id)
        .where(ThemeDecision.verdict != DecisionVerdict.REJECTED, *counted())
        .distinct()
        .order_by(ThemeDecision.theme)
    )
    return tuple(found)
