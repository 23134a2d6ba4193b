"""Many responses from few: what `fill` wrote, copied inside the database under other ids."""

from typing import Any

from sqlalchemy import Column, Connection, LargeBinary, Table, text

from feedback.services.runtime import Runtime
from feedback.storage import models
from feedback.storage.models.base import table_of

COPIED = (
    models.ResponseRow, models.AnswerRow, models.CommentRow, models.ThemeSuggestion, models.ThemeDecision,
    models.AuditEvent,
)  # fmt: skip
"""What a report counts, parents first."""
DIGITS = 32
"""Hexadecimal digits of an id: turned by 1 to 31 places it is another one."""
MOST_COPIES = DIGITS - 1


def multiply(runtime: Runtime, copies: int) -> None:
    """Copy every response `copies` times, with all that a report counts of it."""
    with runtime.database.transaction() as session:
        connection = session.connection()
        sqlite = connection.dialect.name == "sqlite"
        for prepared in _PREPARED if sqlite else ():
            connection.exec_driver_sql(prepared)
        for model in COPIED:
            name = table_of(model).name
            connection.exec_driver_sql(f"CREATE TEMP TABLE first_{name} AS SELECT * FROM {name}")  # noqa: S608
        for turn in range(1, copies + 1):
            _copy(connection, turn, sqlite=sqlite)
    with runtime.database.outside_transactions() as alone:
        alone.execute(text("ANALYZE" if sqlite else "VACUUM ANALYZE"))


_PREPARED = (
    "PRAGMA cache_size = -400000",
    # The words are not looked for here, and their index would take most of the time.
    "DROP TRIGGER IF EXISTS comment_words_added",
)


def _copy(connection: Connection, turn: int, *, sqlite: bool) -> None:
    for model in COPIED:
        table = table_of(model)
        names = ", ".join(column.name for column in table.columns)
        values = ", ".join(_value(column, turn, sqlite=sqlite) for column in table.columns)
        connection.exec_driver_sql(
            f"INSERT INTO {table.name} ({names}) SELECT {values} FROM first_{table.name}"  # noqa: S608 (our own names)
        )


def _value(column: Column[Any], turn: int, *, sqlite: bool) -> str:
    name, table = column.name, column.table
    if name == "once_hash":
        return (
            "randomblob(32)"
            if sqlite
            else "decode(md5(random()::text) || md5(random()::text), 'hex')"
        )
    if _is_own_id(column, table):
        digits = name if sqlite and name != "subject_id" else f"replace({name}::text, '-', '')"
        if sqlite and name == "subject_id":
            digits = "replace(subject_id, '-', '')"
        turned = f"substr({digits}, {turn + 1}) || substr({digits}, 1, {turn})"
        return f"({turned})" if sqlite or name == "subject_id" else f"({turned})::uuid"
    return name


def _is_own_id(column: Column[Any], table: Any) -> bool:
    """Return whether the column names the row, its response or its comment."""
    if isinstance(column.type, LargeBinary) or not isinstance(table, Table):
        return False
    return column.name in ("id", "response_id", "comment_id", "subject_id")
