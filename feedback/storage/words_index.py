"""The index that comments are found by: FTS5 on SQLite, a GIN index of tsvectors on PostgreSQL.

SQLite keeps no second copy of the words: the index reads them, through a view, from the comments. Its numbers begin
with the day on which the response came, so that the newest are found first without sorting all that is found; the
rest of a number is random, so that it tells no order of arrival inside a day (R4-02). Triggers keep it as the
comments are. A migration may make the table of comments anew, which SQLite refuses while a view reads it and which
drops its triggers; so both are taken down before migrations run and put up after them.

On PostgreSQL the index is on an expression, not on a column: there is no second copy of the words there either.
"""

from datetime import date

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

RANDOM_BITS = 47
"""Of a number's 63; the days before them reach from 1821 to 2179. Two comments of one day on one number would
refuse the second: of 20,000 in a day that happens once in 700,000 days."""
_FIRST_DAY = 730_120  # 1 January 2000, as date.toordinal() counts; SQLite counts it as 2451544
_PLACE = (
    f"((CAST(julianday(received_on) AS INTEGER) - 2451544) << {RANDOM_BITS})"
    f" + (random() & {2**RANDOM_BITS - 1})"
)

_TRIGGERS = ("comment_words_added", "comment_words_gone", "comment_words_changed")
_TAKE_IN = (
    f"INSERT INTO comment_words_place (place, comment_id) SELECT {_PLACE}, new.id"  # noqa: S608 (our own words)
    " FROM response WHERE id = new.response_id;"
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


def first_place(day: date) -> int:
    """Return the smallest number that a comment of a response of this day can have (SQLite)."""
    return (day.toordinal() - _FIRST_DAY) << RANDOM_BITS


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
