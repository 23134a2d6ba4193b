"""A mailbox behind the receipt: an officer asks or answers, the family replies, and nobody learns who they are."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from analysis.records import CommentAnalysis
from feedback.domain.enums import AuditAction, MessageAuthor
from feedback.domain.errors import Conflict, NotFound
from feedback.services.audit import record
from feedback.services.later_words import LaterWords, add_words, later_id, open_key
from feedback.services.receipts import open_receipt
from feedback.services.response_rows import storable
from feedback.services.runtime import Runtime
from feedback.services.separation import check_may_read
from feedback.storage.models import ResponseRow
from feedback.storage.queries import receipts as queries
from feedback.storage.queries.review_response import lock_response
from feedback.storage.sealing import DataKey

_NO_CODE = "Nobody holds a code for this response, so a message would never be read."


@dataclass(frozen=True, slots=True)
class Message:
    """One message as it is shown.

    Args:
        words: an officer's as they were sent; a family's as they were sent to the family, masked to staff.
        opened: whether the other side has seen it.
        by: the officer's name, for staff only; None to the family.
    """

    author: MessageAuthor
    words: str
    on_day: date
    opened: bool
    by: str | None


@dataclass(frozen=True, slots=True)
class Thread:
    """The mailbox as an officer sees it.

    Args:
        open: whether somebody holds a code that opens it, and the words are still kept.
        taken_back: whether the family has taken the response back, and only an open flag keeps it.
    """

    messages: tuple[Message, ...]
    open: bool
    taken_back: bool


def open_mailbox(session: Session, runtime: Runtime, typed: str) -> tuple[Message, ...]:
    """Return the messages to the family that holds the code, and remember that it has seen them.

    Raises: ReceiptUnknown when there is no such code; Conflict when everything is forgotten.
    """
    response = open_receipt(session, runtime, typed)
    messages = _read(runtime, session, response, for_family=True)
    queries.mark_opened(session, response.id, MessageAuthor.STAFF)
    return messages


def reply(
    session: Session,
    runtime: Runtime,
    typed: str,
    later: LaterWords,
    analysis: CommentAnalysis | None,
) -> None:
    """Store a family's reply: a comment like any other, and its place in the mailbox. A repeat stores nothing.

    Raises: ReceiptUnknown; Conflict when nobody has written to this family, or everything is forgotten.
    """
    response = open_receipt(session, runtime, typed, lock=True)
    if not queries.count_messages(session, response.id, MessageAuthor.STAFF)[0]:
        raise Conflict("There is no message to reply to.")
    comment_id = later_id(session, runtime, response.id, later.once_key)
    if queries.find_comment(session, comment_id):
        return
    add_words(session, runtime, typed, later, analysis)
    queries.add_message(
        session,
        {
            "id": comment_id,
            "response_id": response.id,
            "author": MessageAuthor.FAMILY,
            "sent_by": None,
            "comment_id": comment_id,
            "sealed": None,
            "on_day": runtime.clock.today(),
        },
    )


def load_thread(session: Session, runtime: Runtime, response_id: UUID) -> Thread:
    """Return the mailbox of a response as staff see it: families' words masked.

    Raises: NotFound when there is no such response.
    """
    response = session.get(ResponseRow, response_id)
    if response is None:
        raise NotFound("There is no response at this address.")
    kept = response.wrapped_key is not None
    return Thread(
        messages=_read(runtime, session, response, for_family=False) if kept else (),
        open=kept and queries.has_receipt(session, response_id),
        taken_back=queries.is_to_be_destroyed(session, response_id),
    )


def write_to_family(
    session: Session,
    runtime: Runtime,
    response_id: UUID,
    words: str,
    *,
    staff_id: UUID,
    once_key: str,
) -> None:
    """Put an officer's message into the mailbox, sealed under the response's own key; audited without words.

    Raises: NotFound when there is no such response; Conflict when nobody holds a code for it; NotAllowed when
        the response is not theirs to read.
    """
    response = lock_response(session, response_id)
    if response is None:
        raise NotFound("There is no response at this address.")
    check_may_read(session, runtime, response_id, staff_id=staff_id)
    if not queries.has_receipt(session, response_id):
        raise Conflict(_NO_CODE)
    key = open_key(runtime, response)
    message_id = later_id(session, runtime, response_id, once_key)
    if queries.find_message(session, message_id):
        return
    queries.add_message(
        session,
        {
            "id": message_id,
            "response_id": response_id,
            "author": MessageAuthor.STAFF,
            "sent_by": staff_id,
            "comment_id": None,
            "sealed": key.seal(storable(words).encode(), bound_to=message_id),
            "on_day": runtime.clock.today(),
        },
    )
    record(
        session,
        runtime,
        AuditAction.MESSAGE_SENT,
        subject=("response", response_id),
        actor_id=staff_id,
    )


def see_replies(session: Session, response_id: UUID) -> None:
    """Remember that a member of staff has seen what the family wrote."""
    queries.mark_opened(session, response_id, MessageAuthor.FAMILY)


def _read(
    runtime: Runtime, session: Session, response: ResponseRow, *, for_family: bool
) -> tuple[Message, ...]:
    key = open_key(runtime, response)
    return tuple(
        Message(
            author=row.author,
            words=_words(key, row, for_family=for_family),
            on_day=row.on_day,
            opened=row.opened,
            by=None if for_family else row.name,
        )
        for row in queries.list_messages(session, response.id)
    )


def _words(key: DataKey, row: queries.MessageRow, *, for_family: bool) -> str:
    if row.sealed is not None:
        return key.unseal(row.sealed, bound_to=row.id).decode()
    if for_family and row.sealed_original is not None and row.comment_id is not None:
        return key.unseal(row.sealed_original, bound_to=row.comment_id).decode()
    return row.masked or ""
