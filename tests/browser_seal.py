"""What a family's browser does to let answers wait (assets/waiting.js), in Python, so that a client can do it too."""

import base64
import hashlib
import json
import os
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

PURPOSE = b"waiting answers"


def written(raw: bytes) -> str:
    """Return bytes in base64 for addresses, without its end."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def read(text: str) -> bytes:
    """Return the bytes again."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def seal_envelope(public: str, content: bytes | dict[str, Any]) -> str:
    """Return the content sealed for the holder of the public key."""
    plain = content if isinstance(content, bytes) else json.dumps(content).encode()
    theirs = read(public)
    own = ec.generate_private_key(ec.SECP256R1())
    point = own.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    shared = own.exchange(
        ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), theirs)
    )
    key = HKDF(algorithm=SHA256(), length=32, salt=theirs + point, info=PURPOSE).derive(shared)
    head, nonce = b"\x01" + hashlib.sha256(theirs).digest()[:8] + point, os.urandom(12)
    return written(head + nonce + AESGCM(key).encrypt(nonce, plain, head))


def open_reply(key: bytes, sealed: str) -> str:
    """Return the receipt that came back under the key of the envelope."""
    raw = read(sealed)
    return AESGCM(key).decrypt(raw[:12], raw[12:], PURPOSE).decode()
