"""What was there before each response had its figures beside it is counted as it was (R5-16, ADR 0022)."""

from random import Random

from alembic.script import ScriptDirectory
from sqlalchemy import select, text

from feedback.domain.enums import LaterKind
from feedback.domain.receipt_codes import new_receipt_code
from feedback.services.runtime import Runtime
from feedback.storage.migrate import MIGRATIONS, head_revision, upgrade
from feedback.storage.models import ResponseRow
from tests.integration.services.reviewing import add_officer
from tests.integration.services.test_quarter_facts import (
    MEETING,
    OTHER,
    at,
    decide,
    quarter,
    see_same,
    send,
    write,
)

__all__ = ["quarter"]
SLUG = "one_row_a_response"
OLD_INDEX = "quarter, collective, questionnaire_id, staff_present, received_on, id"


def go_back(runtime: Runtime, before: str) -> None:
    """Put the table of responses as it was at the version before."""
    with runtime.database.transaction() as session:
        run = session.connection().exec_driver_sql
        run("DROP INDEX ix_response_people")
        for column in ("chosen", "said", "read_on"):
            run(f"ALTER TABLE response DROP COLUMN {column}")
        run(f"CREATE INDEX ix_response_people ON response ({OLD_INDEX})")
        session.execute(text("UPDATE alembic_version SET version_num = :to"), {"to": before})


def test_responses_of_before_are_filled_as_new_ones_are(quarter: Runtime, monkeypatch) -> None:
    """In several parts, each of a few ids."""
    lot, priya = Random(5), add_officer(quarter)
    code = new_receipt_code()
    sent = [send(quarter, lot, code=code), *(send(quarter, lot) for _ in range(12))]
    send(quarter, lot, questionnaire=MEETING)
    for day, response_id in enumerate(sent[:6], start=3):
        choice = ("both", "no", "negative")[day % 3]
        decide(at(quarter, 9, day), response_id, priya, **{"timeliness": choice, OTHER: "positive"})
    write(quarter, code, "They were kind.", LaterKind.ADDED)
    write(quarter, code, "Thank you, I waited.", LaterKind.REPLY)
    asked = select(ResponseRow.id, ResponseRow.chosen, ResponseRow.said, ResponseRow.read_on)
    with quarter.database.reading() as session:
        kept = session.execute(asked.order_by(ResponseRow.id)).all()
    script = next(
        one for one in ScriptDirectory(str(MIGRATIONS)).walk_revisions() if SLUG in one.revision
    )
    monkeypatch.setattr(script.module, "AT_ONCE", 4)
    go_back(quarter, str(script.down_revision))
    with quarter.database._writer.begin() as connection:
        upgrade(connection, revision=script.revision)
        connection.execute(
            text("UPDATE alembic_version SET version_num = :to"), {"to": head_revision()}
        )
    with quarter.database.reading() as session:
        assert session.execute(asked.order_by(ResponseRow.id)).all() == kept
        assert {row.read_on for row in kept} > {None}
        see_same(session)
