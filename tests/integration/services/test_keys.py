"""A master key is turned over without losing a word or a receipt."""

from dataclasses import replace

import pytest
from sqlalchemy import select, update

from feedback.domain.errors import SealBroken
from feedback.domain.receipt_codes import new_receipt_code
from feedback.services import keys as module
from feedback.services.keys import count_by_key, new_master_key, rotate_keys
from feedback.services.prepare_database import prepare_database
from feedback.services.receipts import find_status
from feedback.services.runtime import Runtime
from feedback.services.submit_response import submit_response
from feedback.settings import MasterKey, Settings
from feedback.storage.models import CommentRow, HashKey, ResponseRow
from feedback.storage.sealing import Keyring
from tests.databases import FIRST_KEY, SECOND_KEY
from tests.made_up import WENT_WELL, made_up_submission


def holding(runtime: Runtime, *keys: MasterKey) -> Runtime:
    """Return the runtime with other master keys, as after a restart."""
    return replace(runtime, keyring=Keyring(keys))


def send(runtime: Runtime, once_key: str, code: str | None = None) -> bool:
    """Store a made-up submission; tell whether it was a repeat."""
    with runtime.database.transaction() as session:
        made = made_up_submission(once_key, receipt_code=code)
        return submit_response(session, runtime, made).repeated


def read_one(runtime: Runtime) -> str:
    """Open the first family's words."""
    with runtime.database.reading() as session:
        response, comment = session.execute(
            select(ResponseRow, CommentRow)
            .join(CommentRow, CommentRow.response_id == ResponseRow.id)
            .where(CommentRow.question_id == "went_well")
            .limit(1)
        ).one()
    assert response.wrapped_key is not None
    assert comment.sealed_original is not None
    key = runtime.keyring.open_data_key(response.key_id, response.wrapped_key)
    return key.unseal(comment.sealed_original, bound_to=comment.id).decode()


def test_keys_when_rotated_open_everything_without_the_old_one(
    runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "ROTATION_BATCH", 2)
    code = new_receipt_code()
    for number in range(5):
        send(runtime, f"once {number}", code if number == 0 else None)
    seen: list[int] = []
    assert rotate_keys(holding(runtime, SECOND_KEY, FIRST_KEY), on_progress=seen.append) == 6
    assert seen == [3, 5, 6]
    after = holding(runtime, SECOND_KEY)
    assert read_one(after) == WENT_WELL
    with runtime.database.reading() as session:
        assert find_status(session, after, code).comment_count == 2
        assert count_by_key(session) == {"second": 6}
    assert send(after, "once 3"), "a repeat is still known"
    assert rotate_keys(after) == 0


def test_keys_when_the_old_one_is_missing_are_left_as_they_were(runtime: Runtime) -> None:
    send(runtime, "once")
    with pytest.raises(SealBroken, match="master key is not set"):
        rotate_keys(holding(runtime, SECOND_KEY))
    with runtime.database.reading() as session:
        assert count_by_key(session) == {"first": 2}
    assert read_one(runtime) == WENT_WELL


def test_keys_when_a_response_was_purged_do_not_come_back(runtime: Runtime) -> None:
    send(runtime, "once")
    with runtime.database.transaction() as session:
        session.execute(update(ResponseRow).values(wrapped_key=None))
    assert rotate_keys(holding(runtime, SECOND_KEY, FIRST_KEY)) == 1
    with runtime.database.reading() as session:
        assert session.scalars(select(ResponseRow.wrapped_key)).all() == [None]


def test_key_when_made_can_be_set(runtime: Runtime) -> None:
    written = new_master_key("2026")
    environ = {"FEEDBACK_MASTER_KEYS": written, "FEEDBACK_SECRET_KEY": "s" * 40}
    (key,) = Settings.from_env(environ).master_keys
    assert (key.id, len(key.key)) == ("2026", 32)
    assert new_master_key("2026") != written


def test_hash_key_when_prepared_again_is_the_same(runtime: Runtime) -> None:
    with runtime.database.reading() as session:
        before = session.scalars(select(HashKey.wrapped)).one()
    prepare_database(runtime)
    with runtime.database.reading() as session:
        assert session.scalars(select(HashKey.wrapped)).one() == before
