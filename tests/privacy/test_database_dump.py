"""Promise 1, in the database: a default submission leaves no name, address, contact or time of day (R4-02)."""

import re
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import inspect, select

from feedback.clock import Clock
from feedback.domain.receipt_codes import new_receipt_code
from feedback.services.receipts import find_status
from feedback.services.runtime import Runtime
from feedback.services.submit_response import submit_response
from feedback.storage.models import Base
from tests.made_up import BETTER, WENT_WELL, made_up_submission, only

# Telling minutes and seconds, so that a hit cannot be chance.
MOMENT = datetime(2026, 8, 14, 13, 47, 53, 271828, tzinfo=UTC)
SECRETS = (
    "Niamh", "Featherstone", "Pomona", "HR6", "8QZ", "07700", "900461",
)  # fmt: skip
WRITTEN_TIMES = re.compile(r"\b(?:13|14):47\b|47:53|271828")


def dump(runtime: Runtime) -> Iterator[tuple[str, str, object]]:
    """Yield table, column and value of everything that is stored, whether a model names it or not."""
    with runtime.database.reading() as session:
        names = inspect(session.connection()).get_table_names()
        for name in names:
            found = session.connection().exec_driver_sql(f'SELECT * FROM "{name}"')  # noqa: S608
            for row in found.mappings():
                yield from ((name, column, value) for column, value in row.items())


def as_text(value: object) -> str:
    """Return a stored value as text, bytes letter by letter."""
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)


@pytest.fixture
def sent(runtime: Runtime) -> tuple[Runtime, str]:
    """Return a runtime at MOMENT into which one family has sent, and the family's code."""
    at_moment = replace(runtime, clock=Clock.fixed(MOMENT))
    code = new_receipt_code()
    with at_moment.database.transaction() as session:
        submit_response(session, at_moment, made_up_submission(receipt_code=code))
    return at_moment, code


def test_dump_when_a_family_has_sent_holds_none_of_their_details(sent: tuple[Runtime, str]) -> None:
    everything = " ".join(as_text(value) for _t, _c, value in dump(sent[0]))
    assert "lovely" in everything, "the masked words are there, so this looks in the right place"
    for secret in SECRETS:
        assert secret not in everything
    assert WENT_WELL not in everything
    assert BETTER not in everything


def test_dump_when_a_family_has_sent_holds_no_time_of_day(sent: tuple[Runtime, str]) -> None:
    for table, column, value in dump(sent[0]):
        if isinstance(value, datetime):
            pytest.fail(f"{table}.{column} holds a moment")
        assert not WRITTEN_TIMES.search(as_text(value)), f"{table}.{column} holds a time"
        assert str(int(MOMENT.timestamp())) not in as_text(value)


def test_dump_when_a_family_has_sent_holds_no_receipt(sent: tuple[Runtime, str]) -> None:
    runtime, code = sent
    everything = " ".join(as_text(value) for _t, _c, value in dump(runtime)).upper()
    assert code not in everything
    assert code.replace("-", "") not in everything


def test_dump_when_a_family_has_looked_at_its_status_holds_nothing_more(
    sent: tuple[Runtime, str],
) -> None:
    runtime, code = sent
    before = sorted(f"{t}.{c}={as_text(v)}" for t, c, v in dump(runtime))
    with runtime.database.reading() as session:
        find_status(session, runtime, code)
    assert sorted(f"{t}.{c}={as_text(v)}" for t, c, v in dump(runtime)) == before


def test_rows_when_families_send_in_turn_come_back_in_no_order_of_sending(
    runtime: Runtime,
) -> None:
    order = []
    for number in range(12):
        with runtime.database.transaction() as session:
            made = made_up_submission(f"once {number}", answers=only(f"Voice {number}."))
            order.append(submit_response(session, runtime, made).response_id)
    ids = [one.hex for one in order]
    assert ids != sorted(ids)
    if runtime.database.dialect == "sqlite":
        with sqlite3.connect(str(runtime.database.path)) as connection:
            for table in ("response", "answer", "comment", "receipt", "flag", "audit_event"):
                with pytest.raises(sqlite3.OperationalError, match="no such column: rowid"):
                    connection.execute(f"SELECT rowid FROM {table}")  # noqa: S608
        connection.close()


def test_tables_when_listed_have_no_column_for_who_or_where() -> None:
    kept_of_staff = {"staff_user", "staff_role", "staff_session", "saved_filter"}
    forbidden = re.compile(r"(?:^|_)(?:ip|agent|address|phone|postcode|birth|email|name)(?:_|$)")
    for table in Base.metadata.sorted_tables:
        if table.name not in kept_of_staff:
            assert [c.name for c in table.columns if forbidden.search(c.name)] == []


def test_times_when_kept_are_only_of_staff_and_of_the_service() -> None:
    timed = {
        f"{table.name}.{column.name}"
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if "utc" in column.name
    }
    assert not {
        one for one in timed if one.split(".")[0] in {"response", "answer", "comment", "receipt"}
    }


def test_free_file_when_deleted_from_is_overwritten(sqlite_runtime: Runtime) -> None:
    runtime = sqlite_runtime
    with runtime.database.transaction() as session:
        submit_response(session, runtime, made_up_submission(answers=only("Marmalade sandwiches.")))
    with runtime.database.transaction() as session:
        session.connection().exec_driver_sql("DELETE FROM response")
        assert session.scalars(select(Base.metadata.tables["comment"].c.id)).all() == []
    assert runtime.database.path is not None
    with sqlite3.connect(str(runtime.database.path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    assert b"Marmalade" not in runtime.database.path.read_bytes()
