"""Bring a database to the newest migration, without a configuration file."""

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text

from feedback.storage.words_index import put_up, take_down

MIGRATIONS = Path(__file__).resolve().parent / "migrations"
# Any fixed number will do: it only has to be the same in every process that migrates at once.
_ADVISORY_LOCK = 7_316_402_118


@cache
def head_revision() -> str:
    """Return the name of the newest migration, as HEAD.txt says."""
    return (MIGRATIONS / "HEAD.txt").read_text(encoding="utf-8").strip()


def stand_in_line(connection: Connection) -> None:
    """Wait until no other process prepares the same database, until the transaction ends.

    SQLite's write lock does so by itself; PostgreSQL has advisory locks for it. A migration may last longer than a
    writer otherwise waits for a lock.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL lock_timeout = 0"))
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ADVISORY_LOCK})
        connection.execute(text("SET LOCAL lock_timeout TO DEFAULT"))


def upgrade(connection: Connection, *, revision: str = "head") -> None:
    """Run the migrations up to `revision` inside the connection's transaction.

    Of two processes that start together the second one waits, and then finds nothing to do.
    """
    stand_in_line(connection)
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    take_down(connection)
    command.upgrade(config, revision)
    put_up(connection)
