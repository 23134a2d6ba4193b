"""Passwords: hashed with argon2id, checked with the same work whoever asks.

Source: OWASP Password Storage Cheat Sheet (argon2id of at least 19 MiB and 2 passes; argon2-cffi's defaults,
64 MiB and 3 passes, are above it) and NIST SP 800-63B 5.1.1.2 (length before composition, nothing repetitive).
"""

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from feedback.domain.errors import NotAllowed

LEAST_CHARACTERS = 12
LEAST_DIFFERENT = 5
"""Fewer different characters than this is `aaaaaaaaaaaa` or `121212121212`."""
LONGEST = 200
"""So that nobody can make the server hash a book."""

STRONG = PasswordHasher()
_hasher = STRONG
# Somebody unknown costs the same work as somebody known, so that time does not tell who works here.
_NOBODY = _hasher.hash("nobody has this password")


def hash_password(password: str) -> str:
    """Return the argon2id hash in its own string form.

    Raises: NotAllowed when the password is too short, too long or too plain.
    """
    if not LEAST_CHARACTERS <= len(password) <= LONGEST:
        raise NotAllowed(f"A password needs {LEAST_CHARACTERS} to {LONGEST} characters.")
    if len(set(password)) < LEAST_DIFFERENT:
        raise NotAllowed("This password repeats itself too much.")
    return _hasher.hash(password)


def is_right(password_hash: str | None, password: str) -> bool:
    """Tell whether the password belongs to the hash; without a hash, after the same work, no."""
    try:
        matched = _hasher.verify(password_hash or _NOBODY, password)
    except (VerificationError, InvalidHashError):
        return False
    return matched and password_hash is not None


def renewed_hash(password_hash: str, password: str) -> str | None:
    """Return a new hash of a password that was right, or None while the old one is as strong as we make them."""
    return _hasher.hash(password) if _hasher.check_needs_rehash(password_hash) else None
