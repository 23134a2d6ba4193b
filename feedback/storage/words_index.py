"""The index that comments are found by: FTS5 on SQLite, a GIN index of tsvectors on PostgreSQL.

SQLite keeps no second copy of the words: the index reads them, through a view, from the comments. Its numbers
are random, so that they tell no order of arrival (R4-02). Triggers keep it as the comments are. A migration may
make the table of comments anew, which SQLite refuses while a view reads it and which drops its triggers; so both
are taken down before migrations run and put up after them.

On PostgreSQL the index is on an expression, not on a column: there is no second copy of the words there either.
"""

from sqlalchemy import Connection, inspect, text
from sqlalchemy.orm import Session

INDEX = "comment_words"
PLACES = "comment_words_place"
POSTGRES_INDEX = "ix_comment_masked_words"
POSTGRES_WORDS = "comment_english"
"""English stems without stop words: "not" and "no" matter in what families say."""

TABLES = frozenset(
    {INDEX, PLACES, *(f"{INDEX}_{part}" for part in ("data", "idx", "docsize", "config"))}
)
"""What the index is made of on SQLite; no model names them."""

_TRIGGERS = ("comment_words_added", "comment_words_gone", "comment_words_changed")
_TAKE_IN = (
    "INSERT INTO comment_words_place (place, comment_id) VALUES (random(), new.id);"
    " INSERT INTO comment_words (rowid, masked)"
    " SELECT place, new.masked FROM comment_words_place WHERE comment_id = new.id;"
)
_TAKE_OUT = (
    "INSERT INTO comment_words (comment_words, rowid, masked)"
    " SELECT 'delete', place, old.masked FROM comment_words_place WHERE comment_id = old.id;"
    " DELETE FROM comment_words_place WHERE comment_id = old.id;"
)
_PUT_UP = (
    "CREATE VIEW IF NOT EXISTS comment_words_text AS SELECT p.place, c.id AS comment_id, c.masked"
    " FROM comment_words_place p JOIN comment c ON c.id = p.comment_id",
    "CREATE TRIGGER IF NOT EXISTS comment_words_added AFTER INSERT ON comment"
    f" BEGIN {_TAKE_IN} END",
    "CREATE TRIGGER IF NOT EXISTS comment_words_gone AFTER DELETE ON comment"
    f" BEGIN {_TAKE_OUT} END",
    "CREATE TRIGGER IF NOT EXISTS comment_words_changed AFTER UPDATE OF masked ON comment"
    f" WHEN old.masked <> new.masked BEGIN {_TAKE_OUT} {_TAKE_IN} END",
)


def take_down(connection: Connection) -> None:
    """Remove what stands between a migration and the table of comments; the index itself stays."""
    if connection.dialect.name == "sqlite":
        for name in _TRIGGERS:
            connection.execute(text(f"DROP TRIGGER IF EXISTS {name}"))
        connection.execute(text("DROP VIEW IF EXISTS comment_words_text"))


def put_up(connection: Connection) -> None:
    """Let the index follow the comments again; does nothing before the migration that makes it."""
    if connection.dialect.name == "sqlite" and inspect(connection).has_table(INDEX):
        for statement in _PUT_UP:
            connection.execute(text(statement))


def merge_words_index(session: Session) -> None:
    """Write SQLite's index anew in one piece.

    What was taken out is then gone from the file, and the pieces no longer tell which words came first.
    PostgreSQL clears up by itself.
    """
    connection = session.connection()
    if connection.dialect.name == "sqlite":
        connection.execute(text("INSERT INTO comment_words (comment_words) VALUES ('optimize')"))
