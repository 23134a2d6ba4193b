"""Hashes that are stored for years: only the service can make them, whatever happens to the master key."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.services.runtime import Runtime
from feedback.storage.models import HashKey
from feedback.storage.sealing import DataKey


def stored_hash(session: Session, runtime: Runtime, purpose: str, value: str) -> bytes:
    """Return 32 bytes that stand for the value for years, whatever happens to the master key."""
    keyring = runtime.keyring
    if keyring.hash_key is None:
        keyring.hash_key = _load_hash_key(session, runtime)
    return keyring.hash_key.keyed_hash(purpose, value)


def _load_hash_key(session: Session, runtime: Runtime) -> DataKey:
    row = session.execute(select(HashKey.key_id, HashKey.wrapped).where(HashKey.id == 1)).one()
    return runtime.keyring.open_data_key(row.key_id, row.wrapped)
