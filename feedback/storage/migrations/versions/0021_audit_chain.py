"""Seal the audit into two chains, and begin them with what is there."""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0021_audit_chain"
down_revision = "0020_blind_coding"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
EVENTS = sa.table(
    "audit_event",
    sa.column("id", sa.Uuid()), sa.column("on_day", sa.Date()), sa.column("at_utc", sa.DateTime(timezone=True)),
    sa.column("actor_id", sa.Uuid()), sa.column("action", sa.String()), sa.column("subject_type", sa.String()),
    sa.column("subject_id", sa.String()), sa.column("detail", JSON),
)  # fmt: skip


def upgrade() -> None:
    """Add the keyed hash and the table of links; chain the deeds that are there, without a key."""
    op.add_column("audit_event", sa.Column("mac", sa.String(64), nullable=True))
    seals = op.create_table(
        "audit_seal",
        sa.Column("chain", sa.String(10), primary_key=True),
        sa.Column("number", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.UniqueConstraint("event_id"),
        sa.CheckConstraint("chain IN ('staff', 'family')", name="chain_known"),
        sqlite_with_rowid=False,
    )
    last = {"staff": (0, ""), "family": (0, "")}
    connection = op.get_bind()
    links = []
    for event in _in_order(connection):
        chain = "staff" if event["at_utc"] else "family"
        number, before = last[chain]
        hashed = hashlib.sha256(f"{before}\n{_written(event)}".encode()).hexdigest()
        last[chain] = number + 1, hashed
        links.append(
            {"chain": chain, "number": number + 1, "event_id": event["id"], "hash": hashed}
        )
    for first in range(0, len(links), 1_000):
        connection.execute(sa.insert(seals), links[first : first + 1_000])


def _in_order(connection: sa.Connection) -> list[Mapping[str, Any]]:
    """Return the deeds: those of staff by time; the others by day, and within a day by their random ids."""
    found = [dict(row) for row in connection.execute(sa.select(EVENTS)).mappings()]
    for row in found:
        if row["at_utc"] is not None and row["at_utc"].tzinfo is None:
            row["at_utc"] = row["at_utc"].replace(tzinfo=UTC)
    return sorted(found, key=_place)


def _place(row: Mapping[str, Any]) -> tuple[date | datetime, UUID]:
    at_utc = row["at_utc"] or datetime.combine(row["on_day"], datetime.min.time(), UTC)
    return at_utc, row["id"]


def _written(row: Mapping[str, Any]) -> str:
    at_utc = row["at_utc"]
    return json.dumps(
        [
            str(row["id"]), row["on_day"].isoformat(),
            at_utc.astimezone(UTC).isoformat(timespec="microseconds") if at_utc else None,
            str(row["actor_id"]) if row["actor_id"] else None,
            str(row["action"]), row["subject_type"], row["subject_id"], row["detail"],
        ],
        sort_keys=True, separators=(",", ":"),
    )  # fmt: skip
