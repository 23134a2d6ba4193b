"""The way to the database: one write transaction at a time, one consistent view for reading.

SQLite (WAL, full durability) and PostgreSQL 15+ (psycopg 3) behave the same to the callers.
"""

import fcntl
import os
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from sqlite3 import Connection as SqliteConnection
from typing import Any
from urllib.parse import quote
from weakref import WeakSet

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session
from sqlalchemy.pool import PoolProxiedConnection

from feedback.domain.errors import SettingsError, StorageUnavailable
from feedback.storage.migrate import head_revision, upgrade

BUSY_SECONDS = 5
"""How long a writer waits for another one. A family's page must not hang for longer."""

AWAY = "We cannot save anything just now. Nothing was stored. Try again in a minute."
_CANNOT_READ = "We cannot open this just now. Try again in a minute."
# What passes by itself or by an operator's hand, as against a wrong statement or a broken rule.
# PostgreSQL: no such table (not migrated yet), read-only, no space or memory or connections, lock not
# available, cancelled or shut down, connection lost.
# Source: PostgreSQL manual, appendix A, error codes (a prefix of two names a class).
_POSTGRES_STATES = ("42P01", "25006", "53", "55P03", "57", "08")
# SQLite: perm, busy, locked, out of memory, read-only, disk I/O, damaged, full, cannot open, protocol, not a
# database. Source: https://www.sqlite.org/rescode.html (the low byte is the primary code).
_SQLITE_CODES = frozenset({3, 5, 6, 7, 8, 10, 11, 13, 14, 15, 26})

_open: "WeakSet[Database]" = WeakSet()


def _forget_connections_of_parent() -> None:
    # A database connection must not be shared with a forked process: SQLite files can be damaged by it.
    for database in list(_open):
        database.dispose(close=False)


os.register_at_fork(after_in_child=_forget_connections_of_parent)


class Database:
    """A database and its two pools of connections, one that may write and one that cannot."""

    def __init__(self, url: str) -> None:
        """Prepare the way to `url`; nothing is opened until it is first used.

        Raises: SettingsError when the address is not one of a SQLite file or of PostgreSQL.
        """
        self.url = _read_url(url)
        self.dialect = self.url.get_backend_name()
        self._writer = self._create_engine(read_only=False)
        self._reader = self._create_engine(read_only=True)
        _open.add(self)

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """Give a session that writes: all of it is stored at the end, or nothing if anything fails.

        Raises: StorageUnavailable when the database is locked, full, read-only or away.
        """
        with (
            _plain_errors(AWAY),
            Session(self._writer, expire_on_commit=False) as session,
            session.begin(),
        ):
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Give a session that sees one moment of the database and cannot write.

        Raises: StorageUnavailable when the database is locked or away.
        """
        with _plain_errors(_CANNOT_READ), Session(self._reader, autoflush=False) as session:
            yield session

    def migrate(self) -> None:
        """Bring the tables to the newest migration; does nothing when they are there already.

        Raises: StorageUnavailable when the database cannot be written.
        """
        self._make_file()
        with _plain_errors(AWAY), self._in_line(), self._writer.begin() as connection:
            upgrade(connection)

    def is_current(self) -> bool:
        """Tell whether the database answers and stands at the newest migration."""
        try:
            with self._reader.connect() as connection:
                found = connection.execute(text("SELECT version_num FROM alembic_version"))
                return found.scalar() == head_revision()
        except (DBAPIError, PoolTimeout):
            return False

    def can_write(self) -> bool:
        """Tell whether a write transaction can be opened now."""
        try:
            with self.transaction() as session:
                # SQLite has taken its write lock by now; a PostgreSQL that follows another one has not said.
                session.connection()
                asked = "SELECT current_setting('transaction_read_only')"
                answer = "off" if self.dialect == "sqlite" else session.scalar(text(asked))
        except StorageUnavailable:
            return False
        return answer == "off"

    @contextmanager
    def outside_transactions(self) -> Iterator[Connection]:
        """Give a connection on which every statement stands alone, as CREATE DATABASE asks."""
        alone = self._writer.execution_options(isolation_level="AUTOCOMMIT")
        with _plain_errors(AWAY), alone.connect() as connection:
            yield connection

    @property
    def path(self) -> Path | None:
        """Return the SQLite file, or None on PostgreSQL."""
        return Path(str(self.url.database)) if self.dialect == "sqlite" else None

    def dispose(self, *, close: bool = True) -> None:
        """Close every idle connection; `close=False` forgets them without touching them."""
        self._writer.dispose(close=close)
        self._reader.dispose(close=close)

    def _make_file(self) -> None:
        if self.path is None:
            return
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            # Only the service may read it; SQLite gives the files beside it the same rights. A file that is
            # there is never opened here: closing it would drop the locks that this process holds on it.
            os.close(os.open(self.path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        except FileExistsError:
            return
        except OSError as error:
            raise StorageUnavailable(AWAY) from error

    @contextmanager
    def _in_line(self) -> Iterator[None]:
        """Wait until no other process migrates the same SQLite file, however long it takes.

        A migration may last longer than a writer waits, and a new file cannot be turned to WAL by two at once.
        PostgreSQL has an advisory lock for it.
        """
        if self.path is None:
            yield
            return
        folder = os.open(self.path.parent, os.O_RDONLY)
        try:
            fcntl.flock(folder, fcntl.LOCK_EX)
            yield
        finally:
            os.close(folder)

    def _create_engine(self, *, read_only: bool) -> Engine:
        if self.dialect == "sqlite":
            return _sqlite_engine(self.url, read_only=read_only)
        return _postgres_engine(self.url, read_only=read_only)


def _read_url(written: str) -> URL:
    try:
        url = make_url(written)
    except ArgumentError:
        raise SettingsError(
            "FEEDBACK_DATABASE_URL is not an address like sqlite:///instance/feedback.sqlite3 "
            "or postgresql://name:password@host/database."
        ) from None
    if url.get_backend_name() == "sqlite" and url.database not in (None, "", ":memory:"):
        return url
    if url.get_backend_name() in {"postgresql", "postgres"}:
        return url.set(drivername="postgresql+psycopg")
    raise SettingsError("FEEDBACK_DATABASE_URL must name a SQLite file or a PostgreSQL database.")


def _sqlite_engine(url: URL, *, read_only: bool) -> Engine:
    if read_only:
        # A reader must not make an empty file where there is none.
        there = quote(str(url.database))
        url = url.set(database=f"file:{there}", query={"mode": "rw", "uri": "true"})
    # The connection that was used last comes first: it has its statements ready, and the file's pages.
    engine = create_engine(
        url, connect_args={"timeout": BUSY_SECONDS}, hide_parameters=True, pool_use_lifo=True
    )
    # IMMEDIATE takes the write lock at once: a transaction that first read could not take it later
    # without failing, whatever the waiting time.
    begin = "BEGIN" if read_only else "BEGIN IMMEDIATE"

    @event.listens_for(engine, "connect")
    def _prepare(connection: SqliteConnection, _record: object) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves
        if read_only:
            connection.execute("PRAGMA query_only = ON")
        else:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA foreign_keys = ON")
            # What a family takes back, or what has grown old, is overwritten and not only unlinked.
            connection.execute("PRAGMA secure_delete = ON")

    def _begin(dbapi_connection: PoolProxiedConnection) -> None:
        dbapi_connection.cursor().execute(begin)

    # Told to the dialect itself: a listener would be looked for at every statement of every connection, which
    # is a thirtieth of what a family's sending takes.
    engine.dialect.do_begin = _begin  # type: ignore[method-assign]
    return engine


def _postgres_engine(url: URL, *, read_only: bool) -> Engine:
    options: dict[str, Any] = {"pool_pre_ping": True, "hide_parameters": True}
    if read_only:
        # One snapshot for the whole transaction, as SQLite's WAL gives: the figures of a page agree.
        options["execution_options"] = {
            "isolation_level": "REPEATABLE READ",
            "postgresql_readonly": True,
        }
    limits = f"-c lock_timeout={BUSY_SECONDS * 1000} -c timezone=UTC"
    try:
        return create_engine(
            url, connect_args={"connect_timeout": BUSY_SECONDS, "options": limits}, **options
        )
    except (ImportError, NoSuchModuleError):
        raise SettingsError(
            "FEEDBACK_DATABASE_URL names PostgreSQL, and its driver is not installed: "
            "install this package with its `postgres` extra."
        ) from None


@contextmanager
def _plain_errors(message: str) -> Generator[None]:
    try:
        yield
    except PoolTimeout as error:
        raise StorageUnavailable(message) from error
    except DBAPIError as error:
        if _is_unavailable(error):
            raise StorageUnavailable(message) from error
        raise


def _is_unavailable(error: DBAPIError) -> bool:
    """Tell whether the database could not, as against: the statement was wrong or broke a rule."""
    if error.connection_invalidated:
        return True
    code = getattr(error.orig, "sqlite_errorcode", None)
    if code is not None:
        return code & 0xFF in _SQLITE_CODES or "no such table" in str(error.orig)
    state = getattr(error.orig, "sqlstate", None)
    if state is not None:
        return str(state).startswith(_POSTGRES_STATES)
    return isinstance(error, OperationalError)  # PostgreSQL was never reached
