"""The folder of models that were learned from officers' decisions and adopted: the newest is the one in use.

Each adopted model is a folder of its own, `NNNN-YYYY-MM-DD`, put there whole by one rename: the model's two
files and a list of their hashes. None is ever changed or deleted.
"""

import hashlib
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import uuid4

from analysis.learning.decisions.origin import KIND, shipped_sha256
from analysis.learning.model_file import ModelUnreadable, StoredModel, load_model, save_model
from feedback.domain.errors import Conflict, SettingsError

MODEL = "model"
HASHES = "hashes.txt"
_NAMED = re.compile(r"(\d{4,})-(\d{4}-\d{2}-\d{2})")
_PARTS = ("model.json", "model.npz")


@dataclass(frozen=True, slots=True)
class AdoptedModel:
    """One adopted model.

    Args:
        path: what `load_engine` takes. name: as in the versions of suggestions.
        adopted_on: the day. decided_comments: how many it was learned from.
        fits: it was learned from the model that ships now; one of an earlier release is left alone.
        own_themes: the council's own themes that it knows.
    """

    path: Path
    name: str
    adopted_on: date
    decided_comments: int
    fits: bool
    own_themes: tuple[str, ...] = ()


def find_newest(folder: Path) -> AdoptedModel | None:
    """Return the newest adopted model, or None where none was adopted.

    Raises: SettingsError in plain words when its files were changed, or are no model that was learned here.
    """
    names = [found for path in _entries(folder) if (found := _NAMED.fullmatch(path.name))]
    if not names:
        return None
    newest = max(names, key=lambda found: int(found.group(1)))
    return _checked(folder / newest.group(), date.fromisoformat(newest.group(2)))


def model_in_use(folder: Path) -> AdoptedModel | None:
    """Return the newest adopted model where it fits the shipped one, else None: the shipped one is used.

    Raises: SettingsError as `find_newest` does.
    """
    newest = find_newest(folder)
    return newest if newest is not None and newest.fits else None


@contextmanager
def put_beside(folder: Path, model: StoredModel) -> Iterator[Path]:
    """Give the path of the model, stored beside the adopted ones under a name that nobody reads yet.

    What was not adopted when the block ends is gone.

    Raises: Conflict when nothing can be written there.
    """
    fresh = folder / f".new-{uuid4().hex}"
    try:
        fresh.mkdir(parents=True)
        save_model(model, fresh / MODEL)
    except OSError as error:
        shutil.rmtree(fresh, ignore_errors=True)
        raise Conflict(f"The folder {folder} cannot be written to.") from error
    try:
        yield fresh / MODEL
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def adopt(path: Path, day: date) -> AdoptedModel:
    """Make the model that `put_beside` gave the newest of its folder; return it.

    Raises: Conflict when another process adopted one at the same moment, or the disk is full.
    """
    fresh, folder = path.parent, path.parent.parent
    numbers = [int(m.group(1)) for p in _entries(folder) if (m := _NAMED.fullmatch(p.name))]
    final = folder / f"{max(numbers, default=0) + 1:04d}-{day.isoformat()}"
    try:
        listed = "".join(f"{_sha256(fresh / part)}  {part}\n" for part in _PARTS)
        (fresh / HASHES).write_text(listed, encoding="utf-8")
        for part in (*_PARTS, HASHES):
            _flush(fresh / part)
        os.rename(fresh, final)
        _flush(folder)
    except OSError as error:
        raise Conflict("The model could not be adopted: try again.") from error
    return _checked(final, day)


def _entries(folder: Path) -> list[Path]:
    return sorted(folder.iterdir()) if folder.is_dir() else []


def _checked(folder: Path, day: date) -> AdoptedModel:
    refusal = (
        f"The adopted model in {folder} {{}}. Move that folder away to go back to the one before, "
        "or restore it from a backup."
    )
    try:
        listed = (folder / HASHES).read_text(encoding="utf-8")
        whole = listed == "".join(f"{_sha256(folder / part)}  {part}\n" for part in _PARTS)
        about = load_model(folder / MODEL).about if whole else {}
    except (OSError, UnicodeDecodeError, ModelUnreadable) as error:
        raise SettingsError(refusal.format("cannot be read")) from error
    if not whole:
        raise SettingsError(refusal.format("was changed after it was adopted"))
    origin = about.get(KIND)
    if not isinstance(origin, dict) or not isinstance(about.get("name"), str):
        raise SettingsError(refusal.format("was not learned from decisions by `feedback retrain`"))
    return AdoptedModel(
        folder / MODEL, about["name"], day, int(origin.get("decided_comments", 0)),
        fits=origin.get("base_sha256") == shipped_sha256(),
        own_themes=tuple(origin.get("own_themes", ())),
    )  # fmt: skip


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _flush(path: Path) -> None:
    """Wait until the file or folder is on the disk."""
    number = os.open(path, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
