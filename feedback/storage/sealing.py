"""Keep free text so that a stolen database cannot be read, and make hashes that cannot be guessed.

AES-256-GCM throughout. Every response has its own data key; the master key only wraps data keys, so
destroying a wrapped key destroys the words, in every old copy of the row too.
Source: NIST SP 800-38D (GCM, 96-bit random nonces), RFC 5869 (HKDF), section 7 of the dependency choices.
"""

import base64
import binascii
import hmac
import os
from collections.abc import Iterable
from functools import cache
from typing import Protocol
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from feedback.domain.errors import SealBroken, SettingsError

KEY_BYTES = 32
NONCE_BYTES = 12
_BROKEN = "What was sealed cannot be opened: it was changed, or its key is missing."


class MasterKeyLike(Protocol):
    """A master key: the short id that is stored beside what it wrapped, and 32 bytes."""

    @property
    def id(self) -> str: ...
    @property
    def key(self) -> bytes: ...


class KeySettings(Protocol):
    """The one part of the settings that the keyring reads."""

    @property
    def master_keys(self) -> Iterable[MasterKeyLike]: ...


class DataKey:
    """The key of one response. Seals and opens its comments, each bound to its own row."""

    __slots__ = ("_aead", "_key")

    def __init__(self, key: bytes) -> None:
        self._key = key
        self._aead = AESGCM(key)

    def seal(self, plaintext: bytes, *, bound_to: UUID) -> bytes:
        """Return nonce and ciphertext; they open only beside the same row id."""
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self._aead.encrypt(nonce, plaintext, bound_to.bytes)

    def unseal(self, sealed: bytes, *, bound_to: UUID) -> bytes:
        """Return the plaintext.

        Raises: SealBroken when a byte was altered or it belongs to another row.
        """
        return decrypt(self._aead, sealed, bound_to.bytes)

    def wrapped_by(self, wrapper: AESGCM, *, key_id: str) -> bytes:
        """Return this key wrapped by a master key."""
        nonce = os.urandom(NONCE_BYTES)
        return nonce + wrapper.encrypt(nonce, self._key, _wrap_context(key_id))

    def keyed_hash(self, purpose: str, value: str) -> bytes:
        """Return 32 bytes that only holders of this key can compute (HMAC-SHA-256)."""
        return hmac.digest(_derive(self._key, f"hash:{purpose}"), value.encode(), "sha256")


class Keyring:
    """The master keys, newest first: the newest seals, all of them open."""

    def __init__(self, keys: Iterable[MasterKeyLike]) -> None:
        """Hold the keys.

        Raises: SettingsError when there is none, two share an id, or one is not 32 bytes long.
        """
        kept = tuple(keys)
        self._keys = {key.id: bytes(key.key) for key in kept}
        if not kept or len(self._keys) != len(kept) or set(map(len, self._keys.values())) != {32}:
            raise SettingsError(
                "FEEDBACK_MASTER_KEYS must hold at least one id:key pair, every id once, "
                "every key 32 bytes in base64. `feedback keys new` makes one."
            )
        self._wrappers = {key_id: AESGCM(key) for key_id, key in self._keys.items()}
        self.newest_id = kept[0].id
        self.hash_key: DataKey | None = None

    @classmethod
    def from_settings(cls, settings: KeySettings) -> "Keyring":
        """Return the keyring of the settings.

        Raises: SettingsError when there is no usable key.
        """
        return cls(settings.master_keys)

    @property
    def key_ids(self) -> tuple[str, ...]:
        """Return the ids, newest first."""
        return tuple(self._keys)

    def new_data_key(self) -> tuple[DataKey, str, bytes]:
        """Return a fresh data key, the id of the master key, and the data key wrapped by it."""
        data_key = DataKey(os.urandom(KEY_BYTES))
        return data_key, self.newest_id, self.wrap(data_key)

    def wrap(self, data_key: DataKey) -> bytes:
        """Return the data key wrapped by the newest master key."""
        return data_key.wrapped_by(self._wrappers[self.newest_id], key_id=self.newest_id)

    def open_data_key(self, key_id: str, wrapped: bytes) -> DataKey:
        """Return the data key.

        Raises: SealBroken when the master key is not here or the wrapped key was altered.
        """
        wrapper = self._wrappers.get(key_id)
        if wrapper is None:
            raise SealBroken("What was sealed cannot be opened: its master key is not set.")
        return DataKey(decrypt(wrapper, wrapped, _wrap_context(key_id)))

    def keyed_hash(self, purpose: str, value: str) -> bytes:
        """Return 32 bytes that only this service can compute, for what lives hours, not years.

        It changes with the newest master key; what is stored for years is hashed by
        `feedback.services.stored_hash`.
        """
        key = _derive(self._keys[self.newest_id], f"hash:{purpose}")
        return hmac.digest(key, value.encode(), "sha256")

    def keys_for(self, purpose: str) -> tuple[bytes, ...]:
        """Return a key for one purpose from each master key, newest first. Purposes are fixed in the code."""
        return tuple(_derive(key, purpose) for key in self._keys.values())

    def seal_page(self, plaintext: bytes, *, purpose: str) -> str:
        """Return the plaintext sealed into a token of letters, digits, `-` and `_`."""
        aead = _page_aead(self._keys[self.newest_id], purpose)
        nonce = os.urandom(NONCE_BYTES)
        sealed = nonce + aead.encrypt(nonce, plaintext, purpose.encode())
        return base64.urlsafe_b64encode(sealed).rstrip(b"=").decode()

    def unseal_page(self, token: str, *, purpose: str) -> bytes:
        """Return what was sealed into the token, under whichever of our keys.

        Raises: SealBroken when the token was altered, is of another purpose, or is not a token.
        """
        try:
            sealed = base64.b64decode(token + "=" * (-len(token) % 4), b"-_", validate=True)
        except (binascii.Error, ValueError):
            raise SealBroken(_BROKEN) from None
        for key in self._keys.values():
            try:
                return decrypt(_page_aead(key, purpose), sealed, purpose.encode())
            except SealBroken:
                continue
        raise SealBroken(_BROKEN)


def seal_with_code(code: str, plaintext: bytes, *, bound_to: bytes) -> bytes:
    """Return the plaintext sealed under a key that is made of the code alone.

    A code of 90 random bits needs no slow derivation: HKDF is enough (RFC 5869), and none of our keys opens it.
    """
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(_key_of(code)).encrypt(nonce, plaintext, bound_to)


def unseal_with_code(code: str, sealed: bytes, *, bound_to: bytes) -> bytes:
    """Return what was sealed under the code.

    Raises: SealBroken when the code is another one, or a byte was altered.
    """
    return decrypt(AESGCM(_key_of(code)), sealed, bound_to)


def _key_of(code: str) -> bytes:
    # Never through _derive, whose cache would keep codes in memory.
    derived: bytes = HKDF(
        algorithm=SHA256(), length=KEY_BYTES, salt=None, info=b"saved draft"
    ).derive(code.encode())
    return derived


def _wrap_context(key_id: str) -> bytes:
    return b"data-key:" + key_id.encode()


@cache
def _derive(key: bytes, purpose: str) -> bytes:
    """Return a key for one purpose. Purposes are few and fixed in the code, so the cache stays small."""
    derived: bytes = HKDF(
        algorithm=SHA256(), length=KEY_BYTES, salt=None, info=purpose.encode()
    ).derive(key)
    return derived


@cache
def _page_aead(key: bytes, purpose: str) -> AESGCM:
    """Return what seals pages for one purpose, made once: a family waits for it on every page."""
    return AESGCM(_derive(key, f"page:{purpose}"))


def decrypt(aead: AESGCM, sealed: bytes, context: bytes) -> bytes:
    """Return the plaintext of nonce and ciphertext.

    Raises: SealBroken when a byte of it or of its context was altered.
    """
    try:
        return aead.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], context)
    except (InvalidTag, ValueError):
        raise SealBroken(_BROKEN) from None
