"""The key behind the hashes that are stored for years, and turning the master key over."""

import base64
import os
from collections.abc import Callable

from sqlalchemy import Table, bindparam, func, select, update
from sqlalchemy.orm import Session

from feedback.domain.enums import AuditAction
from feedback.services.audit import record
from feedback.services.runtime import Runtime
from feedback.storage.models import DataComplaintRow, HashKey, ImportUpload, ResponseRow
from feedback.storage.models.base import table_of
from feedback.storage.sealing import KEY_BYTES

_WRAPPED = (table_of(ResponseRow), table_of(DataComplaintRow), table_of(ImportUpload))
"""The tables whose rows have a data key of their own."""
ROTATION_BATCH = 500
"""How many data keys are wrapped anew in one transaction, so that families are not kept waiting."""


def new_master_key(key_id: str) -> str:
    """Return a fresh `id:key` pair for FEEDBACK_MASTER_KEYS."""
    return f"{key_id}:{base64.b64encode(os.urandom(KEY_BYTES)).decode()}"


def create_hash_key(session: Session, runtime: Runtime) -> None:
    """Make the hash key where there is none yet; done once, when the tables are made."""
    if session.get(HashKey, 1) is None:
        _key, key_id, wrapped = runtime.keyring.new_data_key()
        session.add(HashKey(id=1, key_id=key_id, wrapped=wrapped))


def rotate_keys(runtime: Runtime, *, on_progress: Callable[[int], None] | None = None) -> int:
    """Wrap every data key with the newest master key; return how many were wrapped anew.

    Afterwards the older master keys open nothing and can be taken out of the settings. Safe to stop and to
    run again: each batch is one transaction, and a wrapped key is never half written.

    Raises: SealBroken when a master key that wrapped something is not in the settings.
    """
    newest = runtime.keyring.newest_id
    with runtime.database.transaction() as session:
        count = _rotate_hash_key(session, runtime)
    while True:
        with runtime.database.transaction() as session:
            moved = sum(_rotate_batch(session, runtime, table) for table in _WRAPPED)
            count += moved
            if moved == 0:
                record(
                    session,
                    runtime,
                    AuditAction.KEYS_ROTATED,
                    subject=("keys", newest),
                    detail={"count": count},
                )
                return count
        if on_progress is not None:
            on_progress(count)


def count_by_key(session: Session) -> dict[str, int]:
    """Return how many data keys each master key wraps, by its id; the hash key is one of them."""
    counted: dict[str, int] = {}
    for table in _WRAPPED:
        wrapped = select(table.c.key_id, func.count()).where(table.c.wrapped_key.is_not(None))
        for key_id, count in session.execute(wrapped.group_by(table.c.key_id)):
            counted[key_id] = counted.get(key_id, 0) + count
    for key_id in session.scalars(select(HashKey.key_id)):
        counted[key_id] = counted.get(key_id, 0) + 1
    return dict(sorted(counted.items()))


def _rotate_hash_key(session: Session, runtime: Runtime) -> int:
    hash_key = session.get(HashKey, 1)
    if hash_key is None or hash_key.key_id == runtime.keyring.newest_id:
        return 0
    opened = runtime.keyring.open_data_key(hash_key.key_id, hash_key.wrapped)
    hash_key.key_id, hash_key.wrapped = runtime.keyring.newest_id, runtime.keyring.wrap(opened)
    return 1


def _rotate_batch(session: Session, runtime: Runtime, table: Table) -> int:
    keyring = runtime.keyring
    rows = session.execute(
        select(table.c.id, table.c.key_id, table.c.wrapped_key)
        .where(table.c.key_id != keyring.newest_id, table.c.wrapped_key.is_not(None))
        .order_by(table.c.id)
        .limit(ROTATION_BATCH)
        # Words that are being forgotten at this moment must not get their key back.
        .with_for_update()
    ).all()
    if rows:
        session.connection().execute(
            update(table)
            .where(table.c.id == bindparam("row_id"))
            .values(key_id=keyring.newest_id, wrapped_key=bindparam("wrapped_anew")),
            [
                {
                    "row_id": row.id,
                    "wrapped_anew": keyring.wrap(
                        keyring.open_data_key(row.key_id, row.wrapped_key)
                    ),
                }
                for row in rows
            ],
        )
    return len(rows)
