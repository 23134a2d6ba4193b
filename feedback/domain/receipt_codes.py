"""The code that only the family holds: how it is made, written, read out and typed in again.

14 random characters and 2 check characters of Crockford's base 32, in four groups of four that can be
read out over a phone: no letters I, L, O or U. 14 characters are 70 bits (R4-06 asks for 60).
Source: Douglas Crockford, "Base 32"; the check is the value modulo 1021 (the largest prime below 2**10),
which finds every single wrong character and every swap of two neighbours.
"""

import secrets
from enum import StrEnum

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CHECK_CHARACTERS = 2
CHECK_MODULUS = 1021
RECEIPT_CHARACTERS = 16
DRAFT_CHARACTERS = 20
"""18 random characters: 90 bits, because a draft's code is also the key to it."""

_FORGIVEN = str.maketrans(
    {"O": "0", "I": "1", "L": "1", "U": "V"}
    | dict.fromkeys(" \t\n\r\u00a0-.,/_\u2010\u2011\u2012\u2013\u2014")
)


class CodeSlip(StrEnum):
    """What is wrong with a typed code, as far as the code itself tells."""

    EMPTY = "empty"
    CHARACTER = "character"
    SHORT = "short"
    LONG = "long"
    CHECK = "check"


def new_receipt_code() -> str:
    """Return a fresh receipt code, grouped for reading: `7G2K-9QXA-...`."""
    return new_code(RECEIPT_CHARACTERS)


def read_receipt_code(typed: str) -> str | None:
    """Return the receipt code in its one written form, or None when it cannot be one."""
    return read_code(typed, RECEIPT_CHARACTERS)


def new_code(characters: int) -> str:
    """Return a fresh code of so many characters, check included."""
    data = characters - CHECK_CHARACTERS
    value = secrets.randbits(5 * data)
    return _grouped(_written(value, data) + _check(value))


def read_code(typed: str, characters: int) -> str | None:
    """Return a code in its one written form, or None when it cannot be one.

    Forgives case, spaces, hyphens, dots, O for 0, I and L for 1, and U for V.
    """
    return None if find_slip(typed, characters) else _grouped(_plain(typed))


def find_slip(typed: str, characters: int) -> CodeSlip | None:
    """Return what is wrong with a typed code; None when it can be one of ours.

    It looks at nothing but the code itself, so it tells nobody whether there is such a code.
    """
    plain = _plain(typed)
    if not plain:
        return CodeSlip.EMPTY
    if not set(plain) <= set(ALPHABET):
        return CodeSlip.CHARACTER
    if len(plain) != characters:
        return CodeSlip.SHORT if len(plain) < characters else CodeSlip.LONG
    value = 0
    for character in plain[:-CHECK_CHARACTERS]:
        value = value * 32 + ALPHABET.index(character)
    return None if plain[-CHECK_CHARACTERS:] == _check(value) else CodeSlip.CHECK


def count_characters(typed: str) -> int:
    """Return how many letters and numbers were typed, leaving out what stands between them."""
    return len(_plain(typed))


def _plain(typed: str) -> str:
    return typed.upper().translate(_FORGIVEN)


def _written(value: int, length: int) -> str:
    characters = []
    for _ in range(length):
        value, digit = divmod(value, 32)
        characters.append(ALPHABET[digit])
    return "".join(reversed(characters))


def _check(value: int) -> str:
    return _written(value % CHECK_MODULUS, CHECK_CHARACTERS)


def _grouped(plain: str) -> str:
    return "-".join(plain[i : i + 4] for i in range(0, len(plain), 4))
