"""The key behind the hashes that are stored for years, and turning the master key over."""

import base64
import os

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from feedback.domain.enums import AuditAction
from feedback.services.audit import record
from feedback.services.runtime import Runtime
from feedback.storage.models import HashKey, ResponseRow
from feedback.storage.sealing import KEY_BYTES, DataKey

ROTATION_BATCH = 500
"""How many data keys are wrapped anew in one transaction, so that families are not kept waiting."""


def new_master_key(key_id: str) -> str:
    """Return a fresh `id:key` pair for FEEDBACK_MASTER_KEYS."""
    return f"{key_id}:{base64.b64encode(os.urandom(KEY_BYTES)).decode()}"


def stored_hash(session: Session, runtime: Runtime, purpose: str, value: str) -> bytes:
    """Return 32 bytes that stand for the value for years, whatever happens to the master key."""
    keyring = runtime.keyring
    if keyring.hash_key is None:
        keyring.hash_key = _load_hash_key(session, runtime)
    return keyring.hash_key.keyed_hash(purpose, value)


def create_hash_key(session: Session, runtime: Runtime) -> None:
    """Make the hash key where there is none yet; done once, when the tables are made."""
    if session.get(HashKey, 1) is None:
        _key, key_id, wrapped = runtime.keyring.new_data_key()
        session.add(HashKey(id=1, key_id=key_id, wrapped=wrapped))


def rotate_keys(runtime: Runtime) -> int:
    """Wrap every data key with the newest master key; return how many were wrapped anew.

    Safe to stop and to run again: each batch is one transaction, and a wrapped key is never half written.
    """
    newest = runtime.keyring.newest_id
    count = 0
    with runtime.database.transaction() as session:
        hash_key = session.get(HashKey, 1)
        if hash_key is not None and hash_key.key_id != newest:
            opened = runtime.keyring.open_data_key(hash_key.key_id, hash_key.wrapped)
            hash_key.key_id, hash_key.wrapped = newest, runtime.keyring.wrap(opened)
            count += 1
    while True:
        with runtime.database.transaction() as session:
            moved = _rotate_batch(session, runtime)
            count += moved
            if moved == 0:
                record(session, runtime, AuditAction.KEYS_ROTATED, subject=("keys", newest),
                       detail={"count": count})  # fmt: skip
                return count


def _rotate_batch(session: Session, runtime: Runtime) -> int:
    newest = runtime.keyring.newest_id
    rows = session.execute(
        select(ResponseRow.id, ResponseRow.key_id, ResponseRow.wrapped_key)
        .where(ResponseRow.key_id != newest)
        .order_by(ResponseRow.id)
        .limit(ROTATION_BATCH)
    ).all()
    for row in rows:
        key = runtime.keyring.open_data_key(row.key_id, row.wrapped_key)
        session.execute(
            update(ResponseRow)
            .where(ResponseRow.id == row.id)
            .values(key_id=newest, wrapped_key=runtime.keyring.wrap(key))
        )
    return len(rows)


def _load_hash_key(session: Session, runtime: Runtime) -> DataKey:
    row = session.execute(select(HashKey.key_id, HashKey.wrapped).where(HashKey.id == 1)).one()
    return runtime.keyring.open_data_key(row.key_id, row.wrapped)
