"""A backup that is known to work: it is put into a scratch database, counted and opened before we say so."""

import hashlib
import json
import os
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from feedback.domain.errors import Conflict, FeedbackError, NotFound
from feedback.services.keys import count_by_key
from feedback.services.reanalyse import unseal
from feedback.services.runtime import Runtime
from feedback.storage.backup import copy_in, copy_out, count_rows, scratch_copy
from feedback.storage.engine import Database
from feedback.storage.migrate import head_revision
from feedback.storage.queries.reanalysis import list_sealed


class BackupBroken(FeedbackError):
    """A backup that does not hold what it says."""

    code = "backup_broken"


@dataclass(frozen=True, slots=True)
class BackupNote:
    """What stands beside a backup, in `<file>.json`. Holds no key and nothing that anybody wrote.

    Args:
        counts: rows by table at the moment of the copy.
        key_ids: the master keys that are needed to open it. Keep them somewhere else.
    """

    dialect: str
    migration: str
    made_utc: str
    sha256: str
    counts: dict[str, int]
    key_ids: tuple[str, ...]


def make_backup(runtime: Runtime, target: Path) -> BackupNote:
    """Write the database to `target` and what it holds to `target`.json, and try it out.

    Raises: Conflict when the file is there already; BackupBroken when the copy does not hold what was counted
    or its words cannot be opened; StorageUnavailable when it cannot be written. Nothing is left then.
    """
    note_path = _note_path(target)
    if target.exists() or note_path.exists():
        raise Conflict(f"{target.name} is there already. Nothing was written over.")
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_name(f"{target.name}.unfinished")
    unfinished.unlink(missing_ok=True)
    # Made empty first, so that nobody else may read it at any moment.
    os.close(os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    try:
        counts = copy_out(runtime.database, unfinished)
        with runtime.database.reading() as session:
            key_ids = tuple(count_by_key(session))
        note = BackupNote(
            dialect=runtime.database.dialect,
            migration=head_revision(),
            made_utc=runtime.clock.now().isoformat(),
            sha256=_sha256(unfinished),
            counts=counts,
            key_ids=key_ids,
        )
        try_backup(runtime, unfinished, note)
        unfinished.rename(target)
    finally:
        unfinished.unlink(missing_ok=True)
    note_path.write_text(json.dumps(asdict(note), indent=1), encoding="utf-8")
    return note


def try_backup(runtime: Runtime, source: Path, note: BackupNote) -> None:
    """Put the backup into a scratch database, count it, and open one comment under each master key.

    Raises: BackupBroken naming what is wrong; SealBroken when a master key is not in the settings.
    """
    if _sha256(source) != note.sha256:
        raise BackupBroken(f"{source.name} was changed since it was made.")
    with (
        tempfile.TemporaryDirectory(dir=source.parent) as folder,
        scratch_copy(runtime.database, source, Path(folder)) as scratch,
    ):
        _see_counts(scratch, note)
        with scratch.reading() as session:
            samples = [
                comment
                for key_id in note.key_ids
                for comment in list_sealed(session, key_id=key_id, limit=1)
            ]
    for sample in samples:
        unseal(runtime, sample)


def restore_backup(runtime: Runtime, source: Path, *, replace: bool = False) -> BackupNote:
    """Put a backup in the place of the database, after it was tried, and migrate it.

    Args:
        replace: needed where responses are stored already; they are gone afterwards.

    Raises: NotFound when the backup or its note is not there; Conflict; BackupBroken; StorageUnavailable.
    """
    note = read_note(source)
    if note.dialect != runtime.database.dialect:
        raise Conflict(f"This is a backup of {note.dialect}, and the database is not.")
    here = _count_responses(runtime.database)
    if here and not replace:
        raise Conflict(
            f"There are {here} responses in the database. Restoring puts the backup in their place: "
            "make a backup of it first, then say --replace."
        )
    try_backup(runtime, source, note)
    copy_in(runtime.database, source)
    runtime.database.migrate()
    _see_counts(runtime.database, note)
    return note


def read_note(source: Path) -> BackupNote:
    """Return what stands beside a backup.

    Raises: NotFound, BackupBroken.
    """
    try:
        written: dict[str, Any] = json.loads(_note_path(source).read_text(encoding="utf-8"))
        note = BackupNote(**(written | {"key_ids": tuple(written["key_ids"])}))
    except OSError:
        raise NotFound(f"There is no {_note_path(source).name}, which a backup needs.") from None
    except (ValueError, TypeError, KeyError):
        raise BackupBroken(f"{_note_path(source).name} is not the note of a backup.") from None
    if not source.is_file():
        raise NotFound(f"There is no {source.name}.")
    return note


def _see_counts(database: Database, note: BackupNote) -> None:
    with database.reading() as session:
        found = count_rows(session)
    wrong = [name for name, count in note.counts.items() if found.get(name) != count]
    if wrong:
        raise BackupBroken(f"The backup does not hold what was counted: {', '.join(wrong)}.")


def _count_responses(database: Database) -> int:
    if not database.is_current():
        return 0
    with database.reading() as session:
        return count_rows(session)["response"]


def _note_path(target: Path) -> Path:
    return target.with_name(f"{target.name}.json")


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
