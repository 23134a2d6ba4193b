"""Envelopes that a browser seals for us, and the answer that it alone can open.

A browser cannot hold our keys, so it seals with a public one: an ephemeral P-256 key agrees on a secret with ours,
HKDF makes it a key, AES-256-GCM seals. Our private key is derived from the master key and kept nowhere: it is turned
over with the master key, and an older envelope opens as long as the older master key is in the settings.
Source: NIST SP 800-56A rev. 3 (ephemeral and static ECDH), RFC 5869 (HKDF), FIPS 186-5 A.2.1 (a key from extra bits).

An envelope is version (1 byte), the sign of our key (8), the browser's public key (65), nonce (12), ciphertext.
"""

import base64
import binascii
import hashlib
import os
from dataclasses import dataclass
from functools import cache

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from feedback.domain.errors import SealBroken, SealKeyGone
from feedback.storage.sealing import KEY_BYTES, NONCE_BYTES, Keyring, decrypt

PURPOSE = "waiting answers"
VERSION = 1
SIGN_BYTES, POINT_BYTES = 8, 65
_HEAD = 1 + SIGN_BYTES + POINT_BYTES
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
"""The order of P-256 (FIPS 186-5, SP 800-186)."""
_SCALAR_BYTES = 40
"""64 bits more than the order has, so that every private key is as likely as another."""
_BROKEN = "What was sealed cannot be opened: it was changed, or it is not ours."


@dataclass(frozen=True, slots=True)
class _Pair:
    private: ec.EllipticCurvePrivateKey
    public: bytes

    @property
    def sign(self) -> bytes:
        """Return a few bytes that tell this key from another."""
        return hashlib.sha256(self.public).digest()[:SIGN_BYTES]


def public_key(keyring: Keyring) -> str:
    """Return the key that browsers seal with today: an uncompressed point, in base64 for addresses."""
    return _written(_pair(keyring.keys_for(PURPOSE)[0]).public)


def open_envelope(keyring: Keyring, envelope: str) -> bytes:
    """Return what a browser sealed.

    Raises: SealKeyGone when it was sealed for a key that is no longer in the settings; SealBroken when it was
        altered or is no envelope.
    """
    sealed = _read(envelope)
    if len(sealed) <= _HEAD + NONCE_BYTES or sealed[0] != VERSION:
        raise SealBroken(_BROKEN)
    sign, point = sealed[1 : 1 + SIGN_BYTES], sealed[1 + SIGN_BYTES : _HEAD]
    pairs = map(_pair, keyring.keys_for(PURPOSE))
    pair = next((pair for pair in pairs if pair.sign == sign), None)
    if pair is None:
        raise SealKeyGone(_BROKEN)
    try:
        theirs = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    except ValueError:
        raise SealBroken(_BROKEN) from None
    shared = pair.private.exchange(ec.ECDH(), theirs)
    key = HKDF(
        algorithm=SHA256(), length=KEY_BYTES, salt=pair.public + point, info=PURPOSE.encode()
    ).derive(shared)
    return decrypt(AESGCM(key), sealed[_HEAD:], sealed[:_HEAD])


def seal_answer(key: bytes, plaintext: bytes) -> str:
    """Return the plaintext sealed under the key that came in an envelope."""
    nonce = os.urandom(NONCE_BYTES)
    return _written(nonce + AESGCM(key).encrypt(nonce, plaintext, PURPOSE.encode()))


@cache
def _pair(key: bytes) -> _Pair:
    """Return the key pair of one derived key; there are as many as master keys."""
    bits = HKDF(
        algorithm=SHA256(), length=_SCALAR_BYTES, salt=None, info=b"P-256 private key"
    ).derive(key)
    private = ec.derive_private_key(int.from_bytes(bits, "big") % (_ORDER - 1) + 1, ec.SECP256R1())
    point = private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return _Pair(private, point)


def _written(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _read(written: str) -> bytes:
    try:
        return base64.b64decode(written + "=" * (-len(written) % 4), b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise SealBroken(_BROKEN) from None
