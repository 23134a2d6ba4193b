"""What was decided and audited before stands after, under the rules of after."""

from uuid import uuid4

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import IntegrityError

from feedback.storage.engine import Database
from feedback.storage.migrate import upgrade

ROWS = (
    "INSERT INTO questionnaire VALUES ('q', 's', 'ltf', 'adults', 'en', 't', '{}', '2026-01-01')",
    "INSERT INTO staff_user VALUES (:staff, 'a@b.uk', 'A', 'h', true, 0, NULL, '2026-01-01')",
    "INSERT INTO response (id, questionnaire_id, forum, channel, language, received_on, quarter, state,"
    " may_quote, once_hash, key_id) VALUES"
    " (:response, 'q', 'ltf', 'web', 'en', '2026-01-01', '2026-Q1', 'read', false, :hash, 'k')",
    "INSERT INTO comment (id, response_id, question_id, construct, masked, mask_spans, language,"
    " language_measured, proposes, analysis_version) VALUES"
    " (:comment, :response, 'x', 'went_well', 'words', '[]', 'en', true, false, 'v')",
    "INSERT INTO theme_decision VALUES"
    " (:id, :comment, 'send', 'positive', 'confirmed', true, 'v', :staff, '2026-01-02')",
    "INSERT INTO audit_event VALUES"
    " (:id, '2026-01-02', NULL, NULL, 'theme_decided', 'comment', 'c', '{}')",
)
SECOND = (
    "INSERT INTO theme_decision VALUES"
    " (:id, :comment, 'send', :polarity, 'confirmed', true, 'v', :staff, '2026-01-02')"
)


def test_rows_of_before_are_kept_and_the_new_rules_hold(empty_url: str) -> None:
    database = Database(empty_url)
    plain = database.dialect == "sqlite"
    ids = {
        name: uuid4().hex if plain else uuid4() for name in ("staff", "response", "comment", "id")
    }
    with database._writer.begin() as connection:
        upgrade(connection, revision="0001_first_tables")
        for row in ROWS:
            connection.execute(text(row), ids | {"hash": b"h" * 32})
    database.migrate()
    with database._writer.begin() as connection:
        assert count(connection, "theme_decision") == count(connection, "audit_event") == 1
        another = ids | {"id": uuid4().hex if plain else uuid4(), "polarity": "negative"}
        connection.execute(text(SECOND), another)
        connection.execute(text("UPDATE audit_event SET action = 'staff_changed'"))
    with pytest.raises(IntegrityError), database._writer.begin() as connection:
        connection.execute(text("UPDATE audit_event SET action = 'something_else'"))
    third = another | {"id": uuid4().hex if plain else uuid4(), "polarity": "positive"}
    with pytest.raises(IntegrityError), database._writer.begin() as connection:
        connection.execute(text(SECOND), third)
    if plain:
        with database._writer.begin() as connection:
            made = "SELECT sql FROM sqlite_master WHERE name = 'audit_event'"
            assert "WITHOUT ROWID" in str(connection.scalar(text(made))), "no order of arrival"
    database.dispose()


def count(connection: Connection, table: str) -> int:
    """Return how many rows a table has."""
    return int(connection.scalar(text(f"SELECT count(*) FROM {table}")) or 0)  # noqa: S608
