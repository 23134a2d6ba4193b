"""An envelope opens for the key that it was sealed for, whole and unaltered; its key pair comes from the master key."""

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.domain.errors import SealBroken, SealKeyGone
from feedback.settings import MasterKey
from feedback.storage.envelopes import open_envelope, public_key, seal_answer
from feedback.storage.sealing import Keyring
from tests.browser_seal import open_reply, read, seal_envelope, written

OLD, NEW = MasterKey("old", b"o" * 32), MasterKey("new", b"n" * 32)
KEYRING = Keyring((OLD,))


@given(st.binary(max_size=3000))
def test_what_a_browser_seals_comes_back_as_it_was(plain: bytes) -> None:
    assert open_envelope(KEYRING, seal_envelope(public_key(KEYRING), plain)) == plain


def test_key_pair_is_the_same_at_every_start_and_another_for_another_master_key() -> None:
    assert public_key(Keyring((OLD,))) == public_key(KEYRING) != public_key(Keyring((NEW,)))
    assert len(read(public_key(KEYRING))) == 65


def test_older_envelope_opens_while_its_master_key_is_set_and_says_so_when_it_is_not() -> None:
    sealed = seal_envelope(public_key(KEYRING), b"words")
    assert open_envelope(Keyring((NEW, OLD)), sealed) == b"words"
    with pytest.raises(SealKeyGone):
        open_envelope(Keyring((NEW,)), sealed)


@pytest.mark.parametrize("place", [0, 3, 20, 60, 80, 90, -1])
def test_one_altered_byte_anywhere_is_noticed(place: int) -> None:
    raw = bytearray(read(seal_envelope(public_key(KEYRING), b"words")))
    raw[place] ^= 1
    with pytest.raises(SealBroken):
        open_envelope(KEYRING, written(bytes(raw)))


@pytest.mark.parametrize("text", ["", "x", "AAAA", "not an envelope", "é", written(b"\x01" * 200)])
def test_what_is_no_envelope_is_refused(text: str) -> None:
    with pytest.raises(SealBroken):
        open_envelope(KEYRING, text)


def test_answer_is_read_with_the_browsers_key_alone() -> None:
    key = os.urandom(32)
    assert open_reply(key, seal_answer(key, b"7G2K")) == "7G2K"
    assert seal_answer(key, b"7G2K") != seal_answer(key, b"7G2K")
