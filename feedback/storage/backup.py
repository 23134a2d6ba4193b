"""Copy a database while it is in use, put a copy back, and count what is in one."""

import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from uuid import uuid4

from sqlalchemy import func, select
from sqlalchemy.engine import URL
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.orm import Session

from feedback.domain.errors import StorageUnavailable
from feedback.storage.engine import Database
from feedback.storage.models import Base

_SECONDS = 3_600


def count_rows(session: Session) -> dict[str, int]:
    """Return how many rows each table has, by name."""
    return {
        table.name: session.execute(select(func.count()).select_from(table)).scalar_one()
        for table in sorted(Base.metadata.tables.values(), key=lambda table: table.name)
    }


def copy_out(database: Database, target: Path) -> dict[str, int]:
    """Write one moment of the database to the file; return the counts of that moment.

    Families can go on sending meanwhile. SQLite: the online backup, a database file. PostgreSQL: pg_dump
    in its custom format.

    Raises: StorageUnavailable, in plain words, where it cannot be done.
    """
    if database.dialect == "sqlite":
        return _copy_sqlite(database, target)
    return _dump_postgres(database, target)


def copy_in(database: Database, source: Path) -> None:
    """Put the copy in the place of everything that is in the database.

    Raises: StorageUnavailable, in plain words, where it cannot be done; the database is then as it was.
    """
    if database.dialect == "sqlite":
        _put_back_sqlite(database, source)
    else:
        _run(
            "pg_restore", database.url, "--clean", "--if-exists", "--no-owner",
            "--single-transaction", "--exit-on-error", str(source),
        )  # fmt: skip


@contextmanager
def scratch_copy(database: Database, source: Path, folder: Path) -> Iterator[Database]:
    """Give a scratch database that the copy was put into; it is thrown away afterwards."""
    if database.dialect == "sqlite":
        scratch = Database(f"sqlite:///{folder / 'scratch.sqlite3'}")
        shutil.copyfile(source, str(scratch.path))
        try:
            yield scratch
        finally:
            scratch.dispose()
        return
    name = f"scratch_{uuid4().hex}"
    with database.outside_transactions() as admin:
        try:
            admin.exec_driver_sql(f"CREATE DATABASE {name}")
        except ProgrammingError as error:
            raise StorageUnavailable(
                "The copy could not be tried: this database role may not create a scratch database."
            ) from error
        scratch = Database(database.url.set(database=name).render_as_string(hide_password=False))
        try:
            copy_in(scratch, source)
            yield scratch
        finally:
            scratch.dispose()
            admin.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")


def _copy_sqlite(database: Database, target: Path) -> dict[str, int]:
    try:
        with (
            database.reading() as session,
            closing(sqlite3.connect(target)) as copy,
        ):
            # The counts open the view of one moment; the copy is made of the same view.
            counts = count_rows(session)
            held = session.connection().connection.driver_connection
            assert isinstance(held, sqlite3.Connection)  # noqa: S101 (the dialect is SQLite)
            held.backup(copy)
            # A copy stands alone: no journal file beside it that could be left behind.
            copy.execute("PRAGMA journal_mode = DELETE")
    except sqlite3.Error as error:
        raise StorageUnavailable(f"The copy {target.name} cannot be written.") from error
    return counts


def _put_back_sqlite(database: Database, source: Path) -> None:
    database.dispose()
    assert database.path is not None  # noqa: S101 (the dialect is SQLite)
    database.path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with (
            closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as copy,
            closing(sqlite3.connect(database.path)) as live,
        ):
            copy.backup(live)
    except sqlite3.Error as error:
        raise StorageUnavailable("The copy cannot be put back: the database is in use.") from error


def _dump_postgres(database: Database, target: Path) -> dict[str, int]:
    with database.reading() as session:
        counts = count_rows(session)
        # pg_dump reads the very moment that was counted.
        snapshot = session.execute(select(func.pg_export_snapshot())).scalar_one()
        _run(
            "pg_dump", database.url, "--format=custom", "--no-owner", f"--snapshot={snapshot}",
            f"--file={target}",
        )  # fmt: skip
    return counts


def find_program(name: str) -> str | None:
    """Return the path of one of PostgreSQL's programs, or None."""
    return shutil.which(name)


def _run(program: str, url: URL, *arguments: str) -> None:
    path = find_program(program)
    if path is None:
        raise StorageUnavailable(
            f"{program} is not installed here, so nothing was copied. Install PostgreSQL's client "
            "programs of the server's version, or use your own backup of the server."
        )
    # The password goes through the environment, because arguments can be read by every user.
    address = url.set(drivername="postgresql", password=None).render_as_string(hide_password=False)
    password = {"PGPASSWORD": str(url.password)} if url.password else {}
    try:
        finished = subprocess.run(  # noqa: S603 (the arguments are ours)
            [path, f"--dbname={address}", *arguments],
            env=password,
            capture_output=True,
            text=True,
            check=False,
            timeout=_SECONDS,
        )
    except subprocess.TimeoutExpired:
        raise StorageUnavailable(f"{program} had not finished after an hour.") from None
    if finished.returncode:
        said = next((line for line in finished.stderr.splitlines() if "error" in line), "no reason")
        raise StorageUnavailable(f"{program} failed: {said}")
