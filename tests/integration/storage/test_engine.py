"""A database that is locked, full, read-only or away: plain words, and nothing half stored."""

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from sqlalchemy import event, func, insert, select, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, IntegrityError

from analysis.pipeline import Engine
from feedback.domain.errors import SettingsError, StorageUnavailable
from feedback.services.prepare_database import prepare_database
from feedback.services.runtime import Runtime
from feedback.services.submit_response import submit_response
from feedback.storage import engine as engine_module
from feedback.storage.engine import Database
from feedback.storage.models import AuditEvent, CommentRow, ResponseRow
from tests.databases import make_runtime
from tests.made_up import made_up_submission, only
from tests.shared_work import durable_sqlite


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine_module, "BUSY_SECONDS", 1)


def send(runtime: Runtime, **changes: Any) -> None:
    """Store a made-up submission in a transaction of its own."""
    with runtime.database.transaction() as session:
        submit_response(session, runtime, made_up_submission(**changes))


def assert_refused_in_plain_words(runtime: Runtime, **changes: Any) -> None:
    """Send, and see that it is refused in words a family can read."""
    with pytest.raises(StorageUnavailable) as refused:
        send(runtime, **changes)
    assert "Nothing was stored. Try again in a minute." in refused.value.public_message


def assert_nothing_stored(runtime: Runtime) -> None:
    """See that no row of any kind was left."""
    with runtime.database.reading() as session:
        for table in (ResponseRow, CommentRow, AuditEvent):
            assert session.scalar(select(func.count()).select_from(table)) == 0


@pytest.fixture
def other_writer(sqlite_runtime: Runtime) -> Iterator[sqlite3.Connection]:
    """Give a connection that holds the write lock of the SQLite file."""
    connection = sqlite3.connect(str(sqlite_runtime.database.path), isolation_level=None)
    connection.execute("BEGIN IMMEDIATE")
    yield connection
    connection.close()


def test_sqlite_when_locked_by_another_process_refuses_then_recovers(
    sqlite_runtime: Runtime, other_writer: sqlite3.Connection
) -> None:
    assert_refused_in_plain_words(sqlite_runtime)
    assert_nothing_stored(sqlite_runtime)
    other_writer.execute("ROLLBACK")
    send(sqlite_runtime)


def test_reading_when_somebody_writes_goes_on(
    sqlite_runtime: Runtime, other_writer: sqlite3.Connection
) -> None:
    assert_nothing_stored(sqlite_runtime)


def test_sqlite_when_full_stores_nothing_and_recovers(sqlite_runtime: Runtime) -> None:
    database = sqlite_runtime.database

    def set_limit(pages: int) -> None:
        with database._writer.connect() as connection:
            connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")

    with database._writer.connect() as connection:
        used = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
    set_limit(used + 1)
    assert_refused_in_plain_words(sqlite_runtime, answers=only("We waited. " * 1_500))
    assert_nothing_stored(sqlite_runtime)
    set_limit(1_000_000)
    send(sqlite_runtime)


def test_sqlite_when_read_only_refuses(sqlite_runtime: Runtime) -> None:
    def make_read_only(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute("PRAGMA query_only = ON")

    sqlite_runtime.database.dispose()
    event.listen(sqlite_runtime.database._writer, "connect", make_read_only)
    assert_refused_in_plain_words(sqlite_runtime)
    assert_nothing_stored(sqlite_runtime)


def test_sqlite_when_its_file_is_gone_refuses_and_makes_none(sqlite_runtime: Runtime) -> None:
    database, path = sqlite_runtime.database, sqlite_runtime.database.path
    assert path is not None
    database.dispose()
    for left in path.parent.glob(f"{path.name}*"):
        left.unlink()
    assert not database.is_current()
    assert not path.exists()
    assert_refused_in_plain_words(sqlite_runtime)


def test_sqlite_when_the_file_is_something_else_refuses(tmp_path: Path) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("Dear council, " * 100)
    database = Database(f"sqlite:///{letter}")
    assert not database.is_current()
    with pytest.raises(StorageUnavailable):
        database.migrate()
    assert letter.read_text().startswith("Dear council")


def test_sqlite_when_the_folder_cannot_be_made_refuses(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageUnavailable):
        Database(f"sqlite:///{tmp_path}/file/deeper/voices.sqlite3").migrate()


@pytest.fixture
def postgres_runtime(postgres_url: str, engine: Engine) -> Iterator[Runtime]:
    """Return a prepared runtime on PostgreSQL."""
    made = make_runtime(postgres_url, engine)
    prepare_database(made)
    yield made
    made.database.dispose()


@pytest.mark.postgres
def test_postgres_when_a_table_is_locked_refuses_then_recovers(
    postgres_runtime: Runtime, postgres_url: str
) -> None:
    with psycopg.connect(postgres_url) as other:
        other.execute("LOCK TABLE response IN EXCLUSIVE MODE")
        assert_refused_in_plain_words(postgres_runtime)
    assert_nothing_stored(postgres_runtime)
    send(postgres_runtime)


@pytest.mark.postgres
def test_postgres_when_read_only_refuses(postgres_runtime: Runtime, postgres_url: str) -> None:
    name = make_url(postgres_url).database
    with psycopg.connect(postgres_url, autocommit=True) as admin:
        admin.execute(f"ALTER DATABASE {name} SET default_transaction_read_only = on")
    postgres_runtime.database.dispose()
    assert_refused_in_plain_words(postgres_runtime)
    assert_nothing_stored(postgres_runtime)


@pytest.mark.postgres
def test_postgres_when_it_closes_connections_is_reached_again(
    postgres_runtime: Runtime, postgres_url: str
) -> None:
    send(postgres_runtime)
    with psycopg.connect(postgres_url, autocommit=True) as admin:
        admin.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    send(postgres_runtime, once_key="once-2")


def test_postgres_when_away_refuses(tmp_path: Path) -> None:
    database = Database(f"postgresql://postgres@/none?host={tmp_path}")
    assert not database.is_current()
    with pytest.raises(StorageUnavailable), database.transaction() as session:
        session.execute(text("SELECT 1"))


def test_transaction_when_it_fails_leaves_nothing(runtime: Runtime) -> None:
    def write_then_fail() -> None:
        with runtime.database.transaction() as session:
            submit_response(session, runtime, made_up_submission())
            session.execute(insert(CommentRow), [{"id": uuid4()}])

    with pytest.raises(IntegrityError):
        write_then_fail()
    assert_nothing_stored(runtime)


def test_errors_when_raised_name_no_value(runtime: Runtime) -> None:
    with pytest.raises(DBAPIError) as failed, runtime.database.transaction() as session:
        session.execute(text("SELECT nothing_such FROM comment WHERE masked = :m"), {"m": "Niamh"})
    assert "Niamh" not in str(failed.value)


def test_statement_when_wrong_is_not_called_unavailable(runtime: Runtime) -> None:
    with pytest.raises(DBAPIError), runtime.database.transaction() as session:
        session.execute(text("SELEKT 1"))


def test_reading_when_asked_to_write_refuses(runtime: Runtime) -> None:
    with pytest.raises(StorageUnavailable), runtime.database.reading() as session:
        session.execute(text("DELETE FROM comment"))


def test_reading_when_others_write_meanwhile_sees_one_moment(runtime: Runtime) -> None:
    counted = select(func.count()).select_from(ResponseRow)
    with runtime.database.reading() as session:
        before = session.scalar(counted)
        send(runtime)
        assert session.scalar(counted) == before == 0
    with runtime.database.reading() as session:
        assert session.scalar(counted) == 1


def test_moment_when_stored_comes_back_in_utc(runtime: Runtime) -> None:
    moment = datetime(2026, 8, 14, 11, 0, tzinfo=UTC)
    with runtime.database.transaction() as session:
        session.add(
            AuditEvent(
                id=uuid4(),
                on_day=moment.date(),
                at_utc=moment,
                action="signed_in",
                subject_type="staff",
                subject_id="x",
                detail={},
            )
        )
    with runtime.database.reading() as session:
        assert session.scalars(select(AuditEvent.at_utc)).one() == moment


@pytest.mark.parametrize(
    "url", ["", "voices", "sqlite://", "sqlite:///:memory:", "mysql://x/y", "oracle://x"]
)
def test_address_when_not_ours_is_refused_with_its_setting(url: str) -> None:
    with pytest.raises(SettingsError, match="FEEDBACK_DATABASE_URL"):
        Database(url)


def test_sqlite_when_open_is_durable(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine_module, "_sqlite_engine", durable_sqlite)
    database = Database(sqlite_url)
    with database._writer.connect() as connection:
        asked = {
            pragma: connection.exec_driver_sql(f"PRAGMA {pragma}").scalar()
            for pragma in ("journal_mode", "synchronous", "foreign_keys", "secure_delete")
        }
    assert asked == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1}
    database.dispose()
