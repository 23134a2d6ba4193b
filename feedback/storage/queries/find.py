"""Comments that hold what somebody looks for, the newest first, with the words that were found marked."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, column, exists, func, literal_column, or_, select, table, text
from sqlalchemy.orm import Session

from feedback.domain.enums import Channel, ResponseState
from feedback.domain.find_words import FindWords
from feedback.domain.quarters import Quarter
from feedback.storage.models import CommentRow, LaterComment, ResponseRow
from feedback.storage.queries.holds import is_held
from feedback.storage.words_index import INDEX, PLACES, POSTGRES_WORDS, first_place

MARK_START, MARK_END = "\ue000", "\ue001"
"""Around each found word; of a range that no language uses, and told apart again in Python, never in HTML."""


DAY = timedelta(days=1)
_INDEXED = table(INDEX, column("rowid"))
_PLACED = table(PLACES, column("place"), column("comment_id", CommentRow.id.type))


@dataclass(frozen=True, slots=True)
class FindFilter:
    """Which comments are looked through; None leaves a point open.

    Args:
        held: whether responses that safeguarding holds back are among them (R4-25).
        without: masked texts that stand for words and are none of a family's.
    """

    state: ResponseState | None = None
    forum: str | None = None
    quarter: str | None = None
    held: bool = False
    without: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FoundPlace:
    """Where a found comment stands, so that the ones after it can be asked for."""

    received_on: date
    id: UUID


@dataclass(frozen=True, slots=True)
class FoundRow:
    """One found comment; `marked` is the masked text with marks around the found words."""

    id: UUID
    response_id: UUID
    received_on: date
    forum: str
    channel: Channel
    state: ResponseState
    language: str
    marked: str


def list_found(
    session: Session,
    words: FindWords,
    asked: FindFilter,
    *,
    after: FoundPlace | None = None,
    limit: int,
) -> list[FoundRow]:
    """Return found comments, the newest first, from the one after `after` on."""
    query = _found(
        session, words, asked,
        CommentRow.id, CommentRow.response_id, ResponseRow.received_on, ResponseRow.forum,
        ResponseRow.channel, ResponseRow.state, CommentRow.language,
        _marked(session, words).label("marked"),
    )  # fmt: skip
    query = _from(session, query, after).limit(limit)
    return [FoundRow(*row) for row in session.execute(query)]


def list_quarters(session: Session) -> list[str]:
    """Return the quarters that have responses, the newest first."""
    asked = select(ResponseRow.quarter).distinct().order_by(ResponseRow.quarter.desc())
    return list(session.scalars(asked))


def _from(session: Session, query: Select[Any], after: FoundPlace | None) -> Select[Any]:
    """Return the query in its order, from the place on: SQLite reads it as its index is numbered."""
    if _is_postgres(session):
        query = query.order_by(ResponseRow.received_on.desc(), CommentRow.id)
        if after is None:
            return query
        same_day = and_(ResponseRow.received_on == after.received_on, CommentRow.id > after.id)
        return query.where(or_(ResponseRow.received_on < after.received_on, same_day))
    query = query.order_by(_INDEXED.c.rowid.desc())
    if after is None:
        return query
    place = select(_PLACED.c.place).where(_PLACED.c.comment_id == after.id).scalar_subquery()
    # A comment that is gone meanwhile: its day is shown from its beginning, and nothing is passed over.
    return query.where(
        _INDEXED.c.rowid < func.coalesce(place, first_place(after.received_on + DAY))
    )


def _found(session: Session, words: FindWords, asked: FindFilter, *columns: Any) -> Select[Any]:
    query: Select[Any] = select(*columns).join(
        ResponseRow, ResponseRow.id == CommentRow.response_id
    )
    if _is_postgres(session):
        query = query.where(_vector().bool_op("@@")(_postgres_words(words)))
    else:
        placed = _PLACED.alias("found_place")
        query = query.join(placed, placed.c.comment_id == CommentRow.id)
        query = query.join(_INDEXED, _INDEXED.c.rowid == placed.c.place)
        query = query.where(text("comment_words MATCH :found")).params(found=_fts5_words(words))
    query = query.where(CommentRow.masked.not_in(asked.without), ~_corrected())
    if asked.state is not None:
        query = query.where(ResponseRow.state == asked.state)
    if asked.forum is not None:
        query = query.where(ResponseRow.forum == asked.forum)
    if asked.quarter is not None:
        query = query.where(ResponseRow.quarter == asked.quarter)
        if not _is_postgres(session):
            days = Quarter.parse(asked.quarter)
            query = query.where(
                _INDEXED.c.rowid >= first_place(days.starts_on),
                _INDEXED.c.rowid < first_place(days.ends_on + DAY),
            )
    return query if asked.held else query.where(~is_held(ResponseRow.id))


def _marked(session: Session, words: FindWords) -> Any:
    if _is_postgres(session):
        how = f"HighlightAll=true, StartSel={MARK_START}, StopSel={MARK_END}"
        only = FindWords(words.wanted)
        return func.ts_headline(_config(), CommentRow.masked, _postgres_words(only), how)
    return func.highlight(text(INDEX), 0, MARK_START, MARK_END)


def _fts5_words(words: FindWords) -> str:
    """Return the search in FTS5's language; every part is quoted, so that nothing typed is an operator."""
    wanted = " AND ".join(_quoted(part) for part in words.wanted)
    return f"({wanted})" + "".join(f" NOT {_quoted(part)}" for part in words.unwanted)


def _quoted(part: str) -> str:
    doubled = part.replace('"', '""')
    return f'"{doubled}"'


def _postgres_words(words: FindWords) -> Any:
    parts = [func.phraseto_tsquery(_config(), part) for part in words.wanted]
    parts += [func.tsquery_not(func.phraseto_tsquery(_config(), part)) for part in words.unwanted]
    asked = parts[0]
    for part in parts[1:]:
        asked = func.tsquery_and(asked, part)
    return asked


def _vector() -> Any:
    return func.to_tsvector(_config(), CommentRow.masked)


def _config() -> Any:
    # Never a bound value: a plan that is made for any value would not know the index by it.
    return literal_column(f"'{POSTGRES_WORDS}'::regconfig")


def _corrected() -> Any:
    return exists(
        select(LaterComment.comment_id)
        .where(LaterComment.corrects_id == CommentRow.id)
        .correlate(CommentRow)
    )


def _is_postgres(session: Session) -> bool:
    return session.get_bind().dialect.name == "postgresql"
