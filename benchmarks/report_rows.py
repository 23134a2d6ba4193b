"""Many responses from few: what `fill` wrote, copied inside the database under other ids, as fast as it takes them.

Nothing else may use the database meanwhile: what makes it safe is off, and indexes are made once all is there.
"""

import sqlite3
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Column, Connection, LargeBinary, Table, text

from feedback.services.runtime import Runtime
from feedback.storage import models
from feedback.storage.models.base import table_of
from feedback.storage.words_index import POSTGRES_INDEX

COPIED = tuple(
    table_of(model)
    for model in (
        models.ResponseRow, models.AnswerRow, models.CommentRow, models.ThemeSuggestion, models.ThemeDecision,
        models.AuditEvent,
    )
)  # fmt: skip
"""What a report counts, parents first."""
MOST_COPIES = 0xFFF
"""A copy's ids begin with its number in three digits, and say "made by another way" where the first ones say
"at random": so each copy lies by itself in every key, and no id comes twice."""
_QUICK = (
    "PRAGMA journal_mode = OFF", "PRAGMA synchronous = OFF", "PRAGMA cache_size = -400000",
    "PRAGMA ignore_check_constraints = ON", "PRAGMA temp_store = FILE",
    # The words are not looked for here, and their index would take most of the time.
    "DROP TRIGGER IF EXISTS comment_words_added",
)  # fmt: skip
_POSTGRES_QUICK = (
    "ALTER SYSTEM SET fsync = off", "ALTER SYSTEM SET max_wal_size = '8GB'", "ALTER SYSTEM SET full_page_writes = off",
    "SELECT pg_reload_conf()",
)  # fmt: skip
_POSTGRES_SAFE = ("ALTER SYSTEM RESET ALL", "SELECT pg_reload_conf()")

Run = Callable[[str], Any]


def multiply(runtime: Runtime, copies: int) -> None:
    """Copy every response `copies` times, with all that a report counts of it."""
    if runtime.database.path is not None:
        runtime.database.dispose()
        alone = sqlite3.connect(runtime.database.path, isolation_level=None)
        _multiply_sqlite(alone.execute, copies)
        alone.close()
        return
    with runtime.database.outside_transactions() as connection:
        _multiply_postgres(connection, copies)


def _multiply_sqlite(run: Run, copies: int) -> None:
    for statement in _QUICK:
        run(statement)
    names = "', '".join(table.name for table in COPIED)
    indexes = run(
        f"SELECT name, sql FROM sqlite_master WHERE tbl_name IN ('{names}') AND type = 'index' AND sql <> ''"  # noqa: S608
    ).fetchall()
    for name, _sql in indexes:
        run(f"DROP INDEX {name}")
    _keep_first(run)
    for turn in range(1, copies + 1):
        run("BEGIN")
        _copy(run, turn, sqlite=True)
        run("COMMIT")
    for _name, sql in indexes:
        run(sql)
    run("ANALYZE")
    run("PRAGMA journal_mode = WAL")


def _multiply_postgres(connection: Connection, copies: int) -> None:
    def run(statement: str) -> Any:
        return connection.execute(text(statement.replace(":", r"\:")))

    for statement in (*_POSTGRES_QUICK, "SET session_replication_role = replica"):
        run(statement)
    run("SET maintenance_work_mem = '1GB'")
    names = "', '".join(table.name for table in COPIED)
    indexes: Sequence[Any] = run(
        f"SELECT indexname, indexdef FROM pg_indexes WHERE tablename IN ('{names}')"  # noqa: S608
        " AND indexname NOT IN (SELECT conname FROM pg_constraint)"
    ).fetchall()
    for name, _definition in indexes:
        run(f"DROP INDEX {name}")
    _keep_first(run)
    for turn in range(1, copies + 1):
        _copy(run, turn, sqlite=False)
    for name, definition in indexes:
        if name != POSTGRES_INDEX:
            run(definition)
    for statement in (*_POSTGRES_SAFE, "SET session_replication_role = DEFAULT", "VACUUM ANALYZE"):
        run(statement)


def _keep_first(run: Run) -> None:
    for table in COPIED:
        run(f"CREATE TEMP TABLE first_{table.name} AS SELECT * FROM {table.name}")  # noqa: S608


def _copy(run: Run, turn: int, *, sqlite: bool) -> None:
    for table in COPIED:
        names = ", ".join(column.name for column in table.columns)
        values = ", ".join(_value(column, turn, sqlite=sqlite) for column in table.columns)
        first = next(iter(table.primary_key.columns)).name
        order = f"substr({first}{'' if sqlite else '::text'}, 4)"
        run(
            f"INSERT INTO {table.name} ({names}) SELECT {values} FROM first_{table.name} ORDER BY {order}"  # noqa: S608 (our own names)
        )


def _value(column: Column[Any], turn: int, *, sqlite: bool) -> str:
    name = column.name
    if name == "once_hash":
        digits = _turned("id" if sqlite else "replace(id::text, '-', '')", turn, version_at=13)
        return f"CAST({digits} AS BLOB)" if sqlite else f"convert_to({digits}, 'UTF8')"
    if not _is_own_id(column, column.table):
        return name
    if name == "subject_id":
        return _turned(name, turn, version_at=15)
    if sqlite:
        return _turned(name, turn, version_at=13)
    return f"({_turned(f'{name}::text', turn, version_at=15)})::uuid"


def _turned(digits: str, turn: int, *, version_at: int) -> str:
    middle = f"substr({digits}, 4, {version_at - 4})"
    return f"('{turn:03x}' || {middle} || '5' || substr({digits}, {version_at + 1}))"


def _is_own_id(column: Column[Any], table: Any) -> bool:
    """Return whether the column names the row, its response or its comment."""
    if isinstance(column.type, LargeBinary) or not isinstance(table, Table):
        return False
    return column.name in ("id", "response_id", "comment_id", "subject_id")
