"""Put responses in, whole, with as few statements as there are kinds of rows."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, exists, insert, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from feedback.domain.said import Said, kept, pack_said
from feedback.storage.models import (
    AnswerRow,
    CommentRow,
    Flag,
    Receipt,
    ResponseRow,
    SentimentSuggestion,
    ThemeSuccessor,
    ThemeSuggestion,
)
from feedback.storage.models.base import table_of

Rows = list[dict[str, Any]]

_IN_ONE_QUESTION = 400
"""How many values stand in one IN list. SQLite before 3.32 takes 999 parameters a statement."""


@dataclass(frozen=True, slots=True)
class ResponseRows:
    """Rows of one response or of many: column to value, ready to be stored."""

    responses: Rows = field(default_factory=list)
    answers: Rows = field(default_factory=list)
    comments: Rows = field(default_factory=list)
    themes: Rows = field(default_factory=list)
    sentiments: Rows = field(default_factory=list)
    flags: Rows = field(default_factory=list)
    receipts: Rows = field(default_factory=list)


# Parents before children, as the foreign keys ask.
_INSERTS = {
    "answers": insert(table_of(AnswerRow)),
    "comments": insert(table_of(CommentRow)),
    "themes": insert(table_of(ThemeSuggestion)),
    "sentiments": insert(table_of(SentimentSuggestion)),
    "flags": insert(table_of(Flag)),
    "receipts": insert(table_of(Receipt)),
}
_SUCCESSORS = select(ThemeSuccessor.theme, ThemeSuccessor.successor)
_RESPONSE = table_of(ResponseRow)
_ONCE = ("once_hash",)
_RESPONSE_UNLESS_KNOWN = {
    "sqlite": sqlite.insert(_RESPONSE).on_conflict_do_nothing(index_elements=_ONCE),
    "postgresql": postgresql.insert(_RESPONSE).on_conflict_do_nothing(index_elements=_ONCE),
}


def store_once(session: Session, rows: ResponseRows) -> UUID | None:
    """Store the one response of `rows`; return None, or the id of the one that had its once-hash.

    Of two that come at the same moment the database lets one in; the other waits for it, then sees it.
    """
    (response,) = rows.responses
    # Straight to the connection: there are no objects here for the session to look after, and what it
    # does for each statement is a fifth of the time that a family's sending takes.
    connection = session.connection()
    _settle(connection, rows)
    result = connection.execute(
        _RESPONSE_UNLESS_KNOWN[connection.dialect.name],
        response,
        execution_options={"preserve_rowcount": True},
    )
    if result.rowcount == 0:
        known = select(_RESPONSE.c.id).where(_RESPONSE.c.once_hash == response["once_hash"])
        found: UUID = connection.execute(known).scalar_one()
        return found
    _insert_children(connection, rows)
    return None


def store_many(session: Session, rows: ResponseRows) -> None:
    """Store responses of which `find_known` has said that none is there."""
    if rows.responses:
        connection = session.connection()
        _settle(connection, rows)
        connection.execute(insert(_RESPONSE), rows.responses)
        _insert_children(connection, rows)


def store_children(connection: Connection, rows: ResponseRows) -> None:
    """Store everything that hangs on responses which are there; the caller then calls `refresh_said`.

    What the machine suggests of a retired theme goes to the theme that took its place, or nowhere.
    """
    if rows.themes:
        rows.themes[:] = _follow(connection, rows.themes)
    _insert_children(connection, rows)


def _settle(connection: Connection, rows: ResponseRows) -> None:
    """Let suggestions follow themes that were merged, and write beside new responses what their comments say."""
    if rows.themes:
        rows.themes[:] = _follow(connection, rows.themes)
    tags: dict[UUID, list[tuple[str, str]]] = {}
    for row in rows.themes:
        tags.setdefault(row["comment_id"], []).append((row["theme"], row["polarity"]))
    said: dict[UUID, list[Said]] = {}
    for row in rows.comments:
        comment = Said(row["analysis_version"], True, False, tuple(tags.get(row["id"], ())))
        said.setdefault(row["response_id"], []).append(comment)
    for row in rows.responses:
        row["said"] = kept(pack_said(said.get(row["id"], ())))


def _insert_children(connection: Connection, rows: ResponseRows) -> None:
    for name, statement in _INSERTS.items():
        found: Rows = getattr(rows, name)
        if found:
            connection.execute(statement, found)


def _follow(connection: Connection, themes: Rows) -> Rows:
    went = {theme: into for theme, into in connection.execute(_SUCCESSORS)}
    if not went.keys() & {row["theme"] for row in themes}:
        return themes
    moved = [row | {"theme": went.get(row["theme"], row["theme"])} for row in themes]
    return keep_surest([row for row in moved if row["theme"] is not None])


def keep_surest(themes: Rows) -> Rows:
    """Return one suggestion, the surest, of each theme and polarity of a comment."""
    kept: dict[tuple[Any, ...], dict[str, Any]] = {}
    for row in themes:
        key = (row["comment_id"], row["theme"], row["polarity"])
        if key not in kept or kept[key]["confidence"] < row["confidence"]:
            kept[key] = row
    return list(kept.values())


def refresh_unsure(connection: Connection, comment_ids: Collection[UUID]) -> None:
    """Mark the responses of these comments anew: whether anything on them is unread or not sure."""
    comment, theme = table_of(CommentRow), table_of(ThemeSuggestion)
    doubtful = exists().where(theme.c.comment_id == comment.c.id, ~theme.c.sure)
    unsure = exists().where(
        comment.c.response_id == _RESPONSE.c.id, or_(~comment.c.language_measured, doubtful)
    )
    mine = select(comment.c.response_id).where(comment.c.id.in_(comment_ids))
    connection.execute(update(_RESPONSE).where(_RESPONSE.c.id.in_(mine)).values(unsure=unsure))


def find_known(session: Session, once_hashes: Collection[bytes]) -> set[bytes]:
    """Return those of the once-hashes that a stored response has."""
    wanted = list(once_hashes)
    known: set[bytes] = set()
    for start in range(0, len(wanted), _IN_ONE_QUESTION):
        part = wanted[start : start + _IN_ONE_QUESTION]
        known |= set(
            session.scalars(select(_RESPONSE.c.once_hash).where(_RESPONSE.c.once_hash.in_(part)))
        )
    return known
