"""Find comments by their words: masked text only, and nothing that the reader may not see.

What safeguarding holds back is found by leads alone (R4-25), and nobody finds what is about themselves or whom
they manage (R1-20). No count of all results is shown: it would tell of those. What the analysis set aside, what
was deleted and what the family has put other words in the place of is found by nobody.
"""

from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from feedback.domain.enums import Channel, ResponseState, Role
from feedback.domain.find_words import FindWords
from feedback.services.purge import FORGOTTEN
from feedback.services.response_rows import HELD_BACK
from feedback.services.runtime import Runtime
from feedback.services.separation import find_barred, get_reader
from feedback.storage.queries import find as queries
from feedback.storage.queries.find import MARK_END, MARK_START, FindFilter, FoundPlace, FoundRow
from feedback.storage.words_index import merge_words_index

__all__ = ["FindFilter", "FoundPlace"]
PAGE_SIZE = 20
AROUND = 220
"""Characters shown on each side of the first found word."""


@dataclass(frozen=True, slots=True)
class FoundPiece:
    """A stretch of a comment, and whether it is what was looked for."""

    words: str
    found: bool


@dataclass(frozen=True, slots=True)
class FoundComment:
    """One found comment, cut around what was found."""

    response_id: UUID
    received_on: date
    forum: str
    channel: Channel
    state: ResponseState
    language: str
    pieces: tuple[FoundPiece, ...]


@dataclass(frozen=True, slots=True)
class FoundPage:
    """A page of results, the newest first; `following` asks for the next page, None at the end."""

    items: tuple[FoundComment, ...]
    following: FoundPlace | None


def find_comments(
    session: Session,
    runtime: Runtime,
    words: FindWords,
    asked: FindFilter,
    *,
    staff_id: UUID,
    after: FoundPlace | None = None,
) -> FoundPage:
    """Return a page of the comments that hold the words and that the person may read."""
    if not words.wanted:
        return FoundPage((), None)
    is_lead = Role.SAFEGUARDING in get_reader(session, staff_id).roles
    within = replace(asked, held=is_lead, without=(HELD_BACK, FORGOTTEN))
    rows = queries.list_found(session, words, within, after=after, limit=PAGE_SIZE + 1)
    shown = rows[:PAGE_SIZE]
    more = len(rows) > PAGE_SIZE
    barred = find_barred(session, runtime, {row.response_id for row in shown}, staff_id=staff_id)
    return FoundPage(
        tuple(_comment(row) for row in shown if row.response_id not in barred),
        FoundPlace(shown[-1].received_on, shown[-1].id) if more else None,
    )


def list_quarters(session: Session) -> list[str]:
    """Return the quarters that have responses, the newest first."""
    return queries.list_quarters(session)


def merge_words(runtime: Runtime) -> int:
    """Write the index in one piece: what was destroyed is then in no part of it, nor any order of arrival (R4-02)."""
    with runtime.database.transaction() as session:
        merge_words_index(session)
    return 0


def _comment(row: FoundRow) -> FoundComment:
    return FoundComment(
        row.response_id, row.received_on, row.forum, row.channel, row.state, row.language,
        cut_around(row.marked),
    )  # fmt: skip


def cut_around(marked: str) -> tuple[FoundPiece, ...]:
    """Return the text in pieces, shortened before the first found word and after as much again."""
    first = max(marked.find(MARK_START), 0)
    start, end = max(0, first - AROUND), first + 2 * AROUND
    pieces: list[FoundPiece] = []
    place = 0
    inside = False
    for stretch in _split(marked):
        if stretch in (MARK_START, MARK_END):
            inside = stretch == MARK_START
        elif place < end and place + len(stretch) > start:
            words = stretch[max(0, start - place) : end - place]
            pieces.append(FoundPiece(words, inside))
        place += len(stretch)
    if start:
        pieces.insert(0, FoundPiece("… ", found=False))
    if place > end:
        pieces.append(FoundPiece(" …", found=False))
    return tuple(pieces)


def _split(marked: str) -> list[str]:
    spaced = marked.replace(MARK_START, f"\0{MARK_START}\0").replace(MARK_END, f"\0{MARK_END}\0")
    return [stretch for stretch in spaced.split("\0") if stretch]
