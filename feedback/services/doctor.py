"""A self-check of a deployment: what is well, and what somebody has to do."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from feedback.domain.errors import FeedbackError
from feedback.services.keys import count_by_key
from feedback.services.reanalyse import unseal
from feedback.services.runtime import Runtime
from feedback.settings import HELP_WARN_AFTER_DAYS
from feedback.storage.migrate import head_revision
from feedback.storage.queries.questionnaires import list_questionnaire_ids
from feedback.storage.queries.reanalysis import count_stale, list_sealed

LEAST_FREE_BYTES = 500 * 1024 * 1024
"""A year of a council's voices takes about a tenth of it; a backup needs as much again."""

SAMPLES = 5


@dataclass(frozen=True, slots=True)
class Finding:
    """One check: its name, whether it is well, and what was found or what to do."""

    name: str
    well: bool
    words: str


def examine(runtime: Runtime) -> tuple[Finding, ...]:
    """Return every finding, in the order of the checks. A check that cannot be made is not well."""
    return tuple(_made(runtime, name, check) for name, check in _CHECKS)


def _made(runtime: Runtime, name: str, check: Callable[[Runtime], tuple[bool, str]]) -> Finding:
    try:
        return Finding(name, *check(runtime))
    except FeedbackError as error:
        return Finding(name, False, error.public_message)


def _database(runtime: Runtime) -> tuple[bool, str]:
    if not runtime.database.is_current():
        return (
            False,
            f"It does not answer, or is not at {head_revision()}. `feedback serve` migrates.",
        )
    return True, f"{runtime.database.dialect}, at {head_revision()}"


def _writing(runtime: Runtime) -> tuple[bool, str]:
    if not runtime.database.can_write():
        return False, "Nothing can be stored: locked, full, read-only or away."
    return True, "a response could be stored now"


def _keys(runtime: Runtime) -> tuple[bool, str]:
    with runtime.database.reading() as session:
        used = count_by_key(session)
        samples = [s for key in used for s in list_sealed(session, key_id=key, limit=SAMPLES)]
    missing = sorted(set(used) - set(runtime.keyring.key_ids))
    if missing:
        return False, f"FEEDBACK_MASTER_KEYS lacks {', '.join(missing)}, which is still needed."
    for sample in samples:
        unseal(runtime, sample)
    old = sum(count for key, count in used.items() if key != runtime.keyring.newest_id)
    rest = f"; {old} still under an older key: `feedback keys rotate`" if old else ""
    return True, f"{len(samples)} sealed comments opened{rest}"


def _questionnaires(runtime: Runtime) -> tuple[bool, str]:
    with runtime.database.reading() as session:
        known = list_questionnaire_ids(session)
    missing = [q.slug for q in runtime.questionnaires.values() if q.id not in known]
    if missing:
        return False, f"Not registered yet: {', '.join(missing)}. `feedback serve` registers them."
    return True, f"{len(runtime.questionnaires)} are asked"


def _analysis(runtime: Runtime) -> tuple[bool, str]:
    with runtime.database.reading() as session:
        stale = count_stale(session, runtime.careful().version)
    if stale:
        return (
            False,
            f"{stale} comments wait to be read again: the worker does it, or `feedback reanalyse`.",
        )
    return True, runtime.careful().version


def _help_lines(runtime: Runtime) -> tuple[bool, str]:
    today = runtime.clock.today()
    old = [
        line.code
        for line in runtime.settings.help_lines
        if (today - line.last_checked).days > HELP_WARN_AFTER_DAYS
    ]
    if old:
        return False, f"Not rung for {HELP_WARN_AFTER_DAYS} days or more: {', '.join(old)}."
    return True, f"{len(runtime.settings.help_lines)}, all checked lately"


def _disk(runtime: Runtime) -> tuple[bool, str]:
    if runtime.database.path is None:
        return True, "PostgreSQL looks after its own"
    free = shutil.disk_usage(_there(runtime.database.path)).free
    return free >= LEAST_FREE_BYTES, f"{free // 1024**2:,} MB free beside the database"


def _there(path: Path) -> Path:
    """Return the nearest folder above the path that is there."""
    folder = path.resolve().parent
    return folder if folder.is_dir() else _there(folder)


_CHECKS = (
    ("database", _database),
    ("storing", _writing),
    ("keys", _keys),
    ("questionnaires", _questionnaires),
    ("analysis", _analysis),
    ("help numbers", _help_lines),
    ("free disk", _disk),
)
