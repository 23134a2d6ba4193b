"""What is sealed opens only unchanged, in its own place, with its own key."""

from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.domain.errors import SealBroken, SettingsError
from feedback.settings import MasterKey
from feedback.storage.sealing import DataKey, Keyring

OLD = MasterKey("2025", bytes(range(32)))
NEW = MasterKey("2026", bytes(range(32, 64)))
WORDS = b"We waited nine months."


def changed(sealed: bytes, place: int) -> bytes:
    """Return the bytes with one bit turned over."""
    return sealed[:place] + bytes([sealed[place] ^ 1]) + sealed[place + 1 :]


@given(st.binary(max_size=2_000))
def test_seal_when_opened_beside_its_row_gives_the_words_back(words: bytes) -> None:
    key, row = DataKey(bytes(32)), uuid4()
    assert key.unseal(key.seal(words, bound_to=row), bound_to=row) == words


def test_seal_when_any_byte_was_altered_is_broken() -> None:
    key, row = DataKey(bytes(32)), uuid4()
    sealed = key.seal(WORDS, bound_to=row)
    for place in range(len(sealed)):
        with pytest.raises(SealBroken):
            key.unseal(changed(sealed, place), bound_to=row)


@pytest.mark.parametrize("length", [0, 5, 12, 27])
def test_seal_when_cut_short_is_broken(length: int) -> None:
    key, row = DataKey(bytes(32)), uuid4()
    with pytest.raises(SealBroken):
        key.unseal(key.seal(WORDS, bound_to=row)[:length], bound_to=row)


def test_seal_when_moved_to_another_row_is_broken() -> None:
    key = DataKey(bytes(32))
    with pytest.raises(SealBroken):
        key.unseal(key.seal(WORDS, bound_to=uuid4()), bound_to=uuid4())


def test_seal_when_made_twice_differs() -> None:
    key, row = DataKey(bytes(32)), uuid4()
    assert key.seal(WORDS, bound_to=row) != key.seal(WORDS, bound_to=row)


def test_data_key_when_the_master_key_was_turned_over_still_opens() -> None:
    row = uuid4()
    data_key, key_id, wrapped = Keyring([OLD]).new_data_key()
    sealed = data_key.seal(WORDS, bound_to=row)
    opened = Keyring([NEW, OLD]).open_data_key(key_id, wrapped)
    assert opened.unseal(sealed, bound_to=row) == WORDS


def test_data_key_when_its_master_key_is_missing_is_broken() -> None:
    _key, key_id, wrapped = Keyring([OLD]).new_data_key()
    with pytest.raises(SealBroken, match="master key is not set"):
        Keyring([NEW]).open_data_key(key_id, wrapped)


def test_data_key_when_said_to_be_of_another_master_key_is_broken() -> None:
    _key, _id, wrapped = Keyring([OLD]).new_data_key()
    with pytest.raises(SealBroken):
        Keyring([NEW, OLD]).open_data_key("2026", wrapped)


def test_keyring_when_it_seals_uses_the_newest() -> None:
    assert Keyring([NEW, OLD]).new_data_key()[1] == "2026"
    assert Keyring([NEW, OLD]).key_ids == ("2026", "2025")


@pytest.mark.parametrize(
    "keys",
    [[], [OLD, OLD], [MasterKey("short", b"x" * 16)]],
    ids=["none", "one id twice", "too short"],
)
def test_keyring_when_unusable_says_what_to_set(keys: list[MasterKey]) -> None:
    with pytest.raises(SettingsError, match="FEEDBACK_MASTER_KEYS"):
        Keyring(keys)


def test_keyed_hash_when_purpose_value_or_key_differs_differs() -> None:
    ring = Keyring([OLD])
    hashes = {
        ring.keyed_hash("a", "x"),
        ring.keyed_hash("b", "x"),
        ring.keyed_hash("a", "y"),
        Keyring([NEW]).keyed_hash("a", "x"),
    }
    assert len(hashes) == 4
    assert {len(one) for one in hashes} == {32}
    assert ring.keyed_hash("a", "x") in hashes


@given(st.binary(max_size=500))
def test_page_when_opened_gives_the_answers_back(answers: bytes) -> None:
    ring = Keyring([OLD])
    token = ring.seal_page(answers, purpose="family")
    assert ring.unseal_page(token, purpose="family") == answers
    assert token.replace("-", "").replace("_", "").isalnum()


def test_page_when_sealed_before_a_new_master_key_still_opens() -> None:
    token = Keyring([OLD]).seal_page(WORDS, purpose="family")
    assert Keyring([NEW, OLD]).unseal_page(token, purpose="family") == WORDS


def test_page_when_of_another_purpose_is_broken() -> None:
    ring = Keyring([OLD])
    with pytest.raises(SealBroken):
        ring.unseal_page(ring.seal_page(WORDS, purpose="family"), purpose="status")


@pytest.mark.parametrize(
    "token", ["", "a", "====", "not a token", "Zm9v", "é", "\x00", "A" * 9_000]
)
def test_page_when_not_a_token_is_broken(token: str) -> None:
    with pytest.raises(SealBroken):
        Keyring([OLD]).unseal_page(token, purpose="family")


@pytest.mark.parametrize("wrong", ["A", "z", "0", "-", "_"])
def test_page_when_altered_is_broken(wrong: str) -> None:
    ring = Keyring([OLD])
    token = ring.seal_page(WORDS, purpose="family")
    # The last character carries spare bits, which base64 ignores.
    for place in range(len(token) - 1):
        if token[place] != wrong:
            with pytest.raises(SealBroken):
                ring.unseal_page(token[:place] + wrong + token[place + 1 :], purpose="family")


def test_errors_when_shown_hold_no_key_and_no_words() -> None:
    with pytest.raises(SealBroken) as broken:
        Keyring([OLD]).unseal_page("Niamh", purpose="family")
    assert "Niamh" not in str(broken.value)
    assert repr(OLD).count("b'") == 0
