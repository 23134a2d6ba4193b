"""How a deed is written for hashing: the same text on every database, whatever reads it."""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC
from typing import Any

STAFF, FAMILY = "staff", "family"
"""The two chains: deeds that have a time, and deeds of families and of the service, that have a day."""
BEGIN = ""
"""What stands before the first hash of a chain."""


def written(row: Mapping[str, Any]) -> str:
    """Return the columns of a deed, but for its keyed hash, as canonical JSON."""
    at_utc = row["at_utc"]
    return json.dumps(
        [
            str(row["id"]),
            row["on_day"].isoformat(),
            at_utc.astimezone(UTC).isoformat(timespec="microseconds") if at_utc else None,
            str(row["actor_id"]) if row["actor_id"] else None,
            str(row["action"]),
            row["subject_type"],
            row["subject_id"],
            row["detail"],
        ],
        sort_keys=True,
        separators=(",", ":"),
    )


def plain_link(before: str, row: Mapping[str, Any]) -> str:
    """Return the hash of a link for a deed that was written before deeds had keyed hashes."""
    return hashlib.sha256(f"{before}\n{written(row)}".encode()).hexdigest()
