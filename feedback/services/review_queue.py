"""The queue: what nobody has read yet, flagged first, then what the machine was unsure of, then the oldest.

The machine only orders it (promise 3). Each page begins after a place, and whoever reads on goes by the list as
they opened it: what arrives or changes meanwhile moves nothing under their hands.
"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from feedback.domain.enums import Channel
from feedback.domain.questionnaires import Construct
from feedback.services.freeze_quarter import ANSWERS
from feedback.storage.queries import desk, workspace
from feedback.storage.queries import review as queries
from feedback.storage.queries.figures import Figure
from feedback.storage.queries.holds import count_held
from feedback.storage.queries.workspace import (
    CLAIMED,
    FREE,
    MINE,
    MOST_COUNTED,
    QueueFilter,
    QueuePlace,
    QueueRow,
)

__all__ = ["CLAIMED", "FREE", "MINE", "MOST_COUNTED", "Figure", "QueueFilter", "QueuePlace"]
PAGE_SIZE = 50
LONG_PAGE = 200
"""Where an officer would rather scroll than turn pages."""
FIRST_CHARACTERS = 140
_WHO = ANSWERS[Construct.WHO.value][1]
_URGENCIES = {workspace.IMMEDIATE: "immediate", workspace.CONCERN: "concern"}


@dataclass(frozen=True, slots=True)
class QueueItem:
    """One response in the queue.

    Args:
        place: where it stands in this list.
        urgency: None, `concern` or `immediate`. unsure: the machine could not tell, or a person could not.
        who: in the reports' words, the same for every version, or None when it was skipped or not asked.
        audience: of the version that was answered.
        first_words: of the first comment, masked; empty when nothing was written.
        reasons: why it was flagged, in plain words without the family's own; empty when it was not.
        suggestions: how many themes the machine suggests.
        claimed_by, unsure_by: names of members of staff, or None.
    """

    response_id: UUID
    place: QueuePlace
    received_on: date
    forum: str
    channel: Channel
    urgency: str | None
    unsure: bool
    who: str | None
    audience: str
    first_words: str
    reasons: tuple[str, ...]
    suggestions: int
    claimed_by: str | None
    unsure_by: str | None


@dataclass(frozen=True, slots=True)
class QueuePage:
    """A page of the queue.

    Args:
        following: the place after which the next page begins; None on the last.
        unread, read: how many the filter finds, MOST_COUNTED + 1 for more than that.
        flagged: how many flagged responses wait, whatever the filter.
        held: how many safeguarding holds back, which are on no page of an officer's (R4-25).
        comments: how many comments of these a theme's figure counts; None for any other list.
    """

    items: tuple[QueueItem, ...]
    following: QueuePlace | None
    unread: int
    read: int
    flagged: int
    held: int
    comments: int | None


def list_queue(
    session: Session,
    chosen: QueueFilter,
    *,
    after: QueuePlace | None = None,
    size: int | None = None,
) -> QueuePage:
    """Return a page: of unread responses immediate flags, concerns, the unsure, the oldest; of read ones the newest.

    The number of SQL statements does not depend on the number of rows.
    """
    size = size or PAGE_SIZE
    rows = workspace.list_rows(session, chosen, after=after, limit=size + 1)
    more = len(rows) > size
    rows = rows[:size]
    unread, read = workspace.count_rows(session, chosen)
    return QueuePage(
        items=_items(session, rows),
        following=rows[-1].place if more else None,
        unread=unread,
        read=read,
        flagged=workspace.count_flagged(session, sees_held=chosen.sees_held),
        held=count_held(session),
        comments=workspace.count_comments(session, chosen),
    )


def count_flagged(session: Session, *, besides: UUID, sees_held: bool = True) -> int:
    """Return how many flagged responses wait, without the one that is being read."""
    return workspace.count_flagged(session, besides=besides, sees_held=sees_held)


def find_place(session: Session, response_id: UUID) -> QueuePlace | None:
    """Return where an unread response stands, to be asked before it is decided; None when it was read."""
    return workspace.find_place(session, response_id)


def find_next(
    session: Session, response_id: UUID, place: QueuePlace | None, chosen: QueueFilter
) -> QueuePlace | None:
    """Return the place of the response to read next in a list, or None when nothing is left.

    It is the one after `place`, so that nobody is led back to a response that they left open; after the
    last one it is the first again. What a colleague has claimed is passed over, unless it is flagged.
    """
    following = workspace.find_next(session, chosen, place, besides=response_id) if place else None
    found = following or workspace.find_next(session, chosen, None, besides=response_id)
    return found.place if found else None


def _items(session: Session, rows: list[QueueRow]) -> tuple[QueueItem, ...]:
    ids = [row.id for row in rows]
    words = queries.list_first_words(session, ids, length=FIRST_CHARACTERS)
    suggestions = queries.count_suggestions(session, ids)
    reasons = queries.list_flag_reasons(session, ids)
    who = queries.list_answers_to(session, ids, Construct.WHO.value)
    claims = desk.list_claims(session, ids)
    nobody = desk.Claim()
    asked = queries.list_definitions(session, sorted({row.questionnaire_id for row in rows}))
    return tuple(
        QueueItem(
            response_id=row.id,
            place=row.place,
            received_on=row.received_on,
            forum=row.forum,
            channel=row.channel,
            urgency=_URGENCIES.get(row.rank),
            unsure=row.rank == workspace.UNSURE,
            who=_WHO.get(who.get(row.id, "")),
            audience=str(asked[row.questionnaire_id]["audience"]),
            first_words=_shorten(words.get(row.id, "")),
            reasons=tuple(dict.fromkeys(reasons.get(row.id, ()))),
            suggestions=suggestions.get(row.id, 0),
            claimed_by=claims.get(row.id, nobody).claimed_name,
            unsure_by=claims.get(row.id, nobody).unsure_name,
        )
        for row in rows
    )


def _shorten(words: str) -> str:
    """Return the words on one line, cut between two of them."""
    line = " ".join(words[:FIRST_CHARACTERS].split())
    return line if len(words) <= FIRST_CHARACTERS else line.rsplit(" ", 1)[0] + " …"
