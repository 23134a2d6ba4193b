"""The migrations make what the models say, in one line, again and again."""

import re
import threading
import time
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect

from feedback.domain.errors import StorageUnavailable
from feedback.storage.engine import Database
from feedback.storage.migrate import MIGRATIONS, head_revision, upgrade
from feedback.storage.models import Base
from feedback.storage.words_index import POSTGRES_INDEX, TABLES


def script() -> ScriptDirectory:
    """Return the migrations as Alembic sees them."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return ScriptDirectory.from_config(config)


def test_history_when_read_is_one_line_ending_at_head_txt() -> None:
    assert script().get_heads() == [head_revision()]
    assert len(script().get_bases()) == 1
    revisions = [revision.revision for revision in script().walk_revisions()][::-1]
    numbers = [int(revision[:4]) for revision in revisions]
    assert numbers == list(range(1, len(numbers) + 1))
    assert all(re.fullmatch(r"\d{4}_[a-z0-9_]+", revision) for revision in revisions)


def test_database_when_migrated_has_what_the_models_say(empty_url: str) -> None:
    database = Database(empty_url)
    assert not database.is_current()
    database.migrate()
    assert database.is_current()
    with database._writer.begin() as connection:
        found = MigrationContext.configure(connection, opts={"include_name": _is_of_a_model})
        assert compare_metadata(found, Base.metadata) == []
        _see_same_constraints(inspect(connection))
    database.dispose()


def _is_of_a_model(name: str | None, kind: str, _parents: Any) -> bool:
    """Leave out the index of words: no model can say what it is made of."""
    return name not in {*TABLES, POSTGRES_INDEX} or kind not in {"table", "index"}


def _see_same_constraints(found: Any) -> None:
    """See the checks and keys, which Alembic's comparison leaves out."""
    for table in Base.metadata.sorted_tables:
        checks = {check["name"] for check in found.get_check_constraints(table.name)}
        wanted = {str(c.name) for c in table.constraints if type(c).__name__ == "CheckConstraint"}
        assert checks == wanted, table.name
        keys = {key["name"]: key["options"] for key in found.get_foreign_keys(table.name)}
        assert set(keys) == {str(key.name) for key in table.foreign_key_constraints}, table.name
        for key in table.foreign_key_constraints:
            assert keys[str(key.name)].get("ondelete") == key.ondelete


def test_database_when_migrated_again_is_left_alone(empty_url: str) -> None:
    database = Database(empty_url)
    database.migrate()
    database.migrate()
    assert database.is_current()
    database.dispose()


def test_database_when_two_processes_migrate_at_once_is_made_once(empty_url: str) -> None:
    assert _migrate_at_once(empty_url) == []


def test_database_when_a_migration_lasts_longer_than_a_writer_waits_is_made_once(
    empty_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits = 0.1 if "sqlite" in empty_url else 1

    def slowly(connection: Any) -> None:
        upgrade(connection)
        time.sleep(waits * 1.5)

    monkeypatch.setattr("feedback.storage.engine.upgrade", slowly)
    monkeypatch.setattr("feedback.storage.engine.BUSY_SECONDS", waits)
    assert _migrate_at_once(empty_url) == []


def _migrate_at_once(url: str) -> list[BaseException]:
    """Migrate from three threads, each with its own connections; return what went wrong."""
    failures: list[BaseException] = []

    def start() -> None:
        database = Database(url)
        try:
            database.migrate()
        except Exception as error:
            failures.append(error)
        finally:
            database.dispose()

    threads = [threading.Thread(target=start) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    made = Database(url)
    assert made.is_current()
    made.dispose()
    return failures


def test_database_when_a_migration_fails_is_as_before(
    empty_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = Database(empty_url)

    def half_way(connection: Any) -> None:
        connection.exec_driver_sql("CREATE TABLE half (id INTEGER)")
        connection.exec_driver_sql("SELECT * FROM nothing_such")

    monkeypatch.setattr("feedback.storage.engine.upgrade", half_way)
    with pytest.raises(StorageUnavailable):
        database.migrate()
    with database._writer.begin() as connection:
        assert inspect(connection).get_table_names() == []
    database.dispose()
