"""Deeds of before are chained by the migration, and what changes them afterwards is found."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

from sqlalchemy import text

from feedback.clock import Clock
from feedback.services.audit_chain import verify_audit
from feedback.services.prepare_database import prepare_database
from feedback.services.runtime import Runtime, build_runtime
from feedback.settings import Settings
from feedback.storage.engine import Database
from feedback.storage.migrate import upgrade
from tests.databases import FIRST_KEY

EARLY = datetime(2026, 8, 1, 9, 30, 15, 250_000, tzinfo=UTC)
ROW = (
    "INSERT INTO audit_event (id, on_day, at_utc, actor_id, action, subject_type, subject_id, detail)"
    " VALUES (:id, :day, :at, :actor, 'response_opened', 'response', :subject, :detail)"
)


def wrong(runtime: Runtime) -> list[tuple[str, int | None, str]]:
    with runtime.database.reading() as session:
        chains = verify_audit(session, runtime)
    return [(p.chain, p.number, p.what) for chain in chains for p in chain.problems]


def test_deeds_of_before_are_chained_in_order_and_hold(empty_url: str) -> None:
    runtime = build_runtime(
        Settings(empty_url, (FIRST_KEY,), "s" * 40),
        {},
        clock=Clock.fixed(EARLY + timedelta(days=9)),
    )
    database: Database = runtime.database
    plain = database.dialect == "sqlite"
    database._make_file()
    with database._writer.begin() as connection:
        upgrade(connection, revision="0020_blind_coding")
        for number in range(6):
            staff = number % 2
            at = EARLY + timedelta(minutes=10 - number)
            connection.execute(
                text(ROW),
                {
                    "id": uuid4().hex if plain else uuid4(),
                    "day": "2026-08-01" if plain else EARLY.date(),
                    "at": (at.strftime("%Y-%m-%d %H:%M:%S.%f") if plain else at) if staff else None,
                    "actor": (uuid4().hex if plain else uuid4()) if staff else None,
                    "subject": f"r{number}",
                    "detail": '{"b": 1, "a": [0.5, "\\u00e4"]}',
                },
            )
    prepare_database(runtime)
    assert wrong(runtime) == []
    with database.reading() as session:
        chains = {state.chain: state.number for state in verify_audit(session, runtime)}
        asked = (
            "SELECT subject_id FROM audit_event JOIN audit_seal ON event_id = audit_event.id"
            " WHERE chain = 'staff' ORDER BY number"
        )
        order = list(session.scalars(text(asked)))
    assert chains == {"staff": 3, "family": 3}
    assert order == ["r5", "r3", "r1"]
    with database.transaction() as session:
        session.execute(text("UPDATE audit_event SET subject_id = 'r9' WHERE subject_id = 'r3'"))
    assert wrong(runtime) == [("staff", 2, "was changed")]
    database.dispose()
