"""The queue: what nobody has read yet, flagged first, then the oldest. The machine only orders it (promise 3)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from feedback.domain.enums import Channel
from feedback.domain.questionnaires import Construct
from feedback.storage.queries import review as queries
from feedback.storage.queries.holds import count_held
from feedback.storage.queries.review import QueueRow

PAGE_SIZE = 50
FIRST_CHARACTERS = 140
_URGENCIES = {queries.IMMEDIATE: "immediate", queries.CONCERN: "concern", queries.UNFLAGGED: None}


class QueueView(StrEnum):
    """Which part of the responses a page shows."""

    UNREAD = "unread"
    READ = "read"


@dataclass(frozen=True, slots=True)
class QueueItem:
    """One response in the queue.

    Args:
        urgency: None, `concern` or `immediate`.
        who: in the words of the questionnaire, or None when it was skipped or not asked.
        audience: of the version that was answered.
        first_words: of the first comment, masked; empty when nothing was written.
        reasons: why it was flagged, in plain words without the family's own; empty when it was not.
        suggestions: how many themes the machine suggests.
    """

    response_id: UUID
    received_on: date
    forum: str
    channel: Channel
    urgency: str | None
    who: str | None
    audience: str
    first_words: str
    reasons: tuple[str, ...]
    suggestions: int


@dataclass(frozen=True, slots=True)
class QueuePage:
    """A page of the queue; `page` counts from 0, `total` is of the whole view.

    `held` is how many responses safeguarding holds back, which are on no page of an officer's (R4-25).
    """

    view: QueueView
    items: tuple[QueueItem, ...]
    page: int
    unread: int
    read: int
    flagged: int
    held: int = 0

    @property
    def total(self) -> int:
        """Return how many responses the view has on all its pages."""
        return self.unread if self.view is QueueView.UNREAD else self.read

    @property
    def first_number(self) -> int:
        """Return the place of the page's first item in the whole view, from 1."""
        return self.page * PAGE_SIZE + 1

    @property
    def pages(self) -> int:
        """Return how many pages the view has; at least 1."""
        return max(1, -(-self.total // PAGE_SIZE))


def list_queue(
    session: Session,
    *,
    page: int = 0,
    view: QueueView = QueueView.UNREAD,
    sees_held: bool = True,
) -> QueuePage:
    """Return a page: of unread responses immediate flags, then concerns, then the oldest; of read ones the newest.

    The number of SQL statements does not depend on the number of rows.

    Args:
        sees_held: whether the reader is a safeguarding lead; others do not meet what is held back.
    """
    unread, read = (
        queries.count_unread(session, sees_held=sees_held),
        queries.count_read(session, sees_held=sees_held),
    )
    flagged = queries.count_flagged(session, sees_held=sees_held)
    start = page * PAGE_SIZE
    if view is QueueView.READ:
        rows = queries.list_read(session, limit=PAGE_SIZE, offset=start, sees_held=sees_held)
    else:
        rows = queries.list_flagged(session, limit=PAGE_SIZE, offset=start, sees_held=sees_held)
        rows += queries.list_unflagged(
            session,
            limit=PAGE_SIZE - len(rows),
            offset=max(0, start - flagged),
            sees_held=sees_held,
        )
    held = count_held(session)
    return QueuePage(view, _items(session, rows), page, unread, read, flagged, held)


def count_flagged(session: Session, *, besides: UUID, sees_held: bool = True) -> int:
    """Return how many flagged responses wait, without the one that is being read."""
    return queries.count_flagged(session, besides=besides, sees_held=sees_held)


def find_place(session: Session, response_id: UUID) -> queries.QueuePlace | None:
    """Return where an unread response stands, to be asked before it is decided; None when it was read."""
    return queries.find_place(session, response_id)


def find_next(
    session: Session,
    response_id: UUID,
    place: queries.QueuePlace | None,
    *,
    sees_held: bool = True,
) -> UUID | None:
    """Return the response to read next, or None when nothing is left.

    It is the one after `place`, so that nobody is led back to a response that they left open; after the
    last one it is the first again.
    """
    following = None
    if place is not None:
        following = queries.find_after(session, place, sees_held=sees_held)
    return following or queries.find_first(session, besides=response_id, sees_held=sees_held)


def _items(session: Session, rows: list[QueueRow]) -> tuple[QueueItem, ...]:
    ids = [row.id for row in rows]
    words = queries.list_first_words(session, ids, length=FIRST_CHARACTERS)
    suggestions = queries.count_suggestions(session, ids)
    reasons = queries.list_flag_reasons(session, ids)
    who = queries.list_answers_to(session, ids, Construct.WHO.value)
    asked = queries.list_definitions(session, sorted({row.questionnaire_id for row in rows}))
    return tuple(
        QueueItem(
            response_id=row.id,
            received_on=row.received_on,
            forum=row.forum,
            channel=row.channel,
            urgency=_URGENCIES[row.rank],
            who=_label(asked[row.questionnaire_id], who.get(row.id)),
            audience=str(asked[row.questionnaire_id]["audience"]),
            first_words=_shorten(words.get(row.id, "")),
            reasons=tuple(dict.fromkeys(reasons.get(row.id, ()))),
            suggestions=suggestions.get(row.id, 0),
        )
        for row in rows
    )


def _label(definition: dict[str, Any], code: str | None) -> str | None:
    """Return the words that the questionnaire has for a code; the code itself where it has none."""
    if code is None:
        return None
    for question in definition["questions"]:
        if question["construct"] == Construct.WHO.value:
            words = {option["code"]: option["label"] for option in question["options"]}
            return str(words.get(code, code))
    return code


def _shorten(words: str) -> str:
    """Return the words on one line, cut between two of them."""
    line = " ".join(words[:FIRST_CHARACTERS].split())
    return line if len(words) <= FIRST_CHARACTERS else line.rsplit(" ", 1)[0] + " …"
