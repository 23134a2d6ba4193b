"""A self-check of a deployment: what is well, and what somebody has to do."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from analysis.stats.drift import Tags, agreement, find_drift
from feedback.domain.errors import FeedbackError
from feedback.services.adopted_models import find_newest
from feedback.services.alerts import count_stuck
from feedback.services.audit_chain import verify_audit
from feedback.services.keys import count_by_key
from feedback.services.reanalyse import current_versions, unseal
from feedback.services.runtime import Runtime, newer_model
from feedback.settings import HELP_WARN_AFTER_DAYS
from feedback.storage.migrate import head_revision
from feedback.storage.queries.astray import list_astray
from feedback.storage.queries.decided import count_agreement
from feedback.storage.queries.imports import count_queued
from feedback.storage.queries.questionnaires import list_questionnaire_ids
from feedback.storage.queries.reanalysis import count_stale, list_sealed
from feedback.storage.queries.triage import count_leads

LEAST_FREE_BYTES = 500 * 1024 * 1024
"""A year of a council's voices takes about a tenth of it; a backup needs as much again."""

SAMPLES = 5
FIGURES_SAMPLE = 2_000
"""Responses of which it is seen that their figures are what their rows say."""


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
        stale = count_stale(session, *current_versions(runtime))
    if stale:
        return (
            False,
            f"{stale} comments wait to be read again: the worker does it, or `feedback reanalyse`.",
        )
    return True, runtime.careful().version


def _model(runtime: Runtime) -> tuple[bool, str]:
    if runtime.settings.model_path is not None:
        return True, "the one that FEEDBACK_MODEL_PATH names; officers' decisions teach nothing"
    newest = find_newest(runtime.settings.model_folder)
    if newest is None:
        return True, "the shipped one; none was adopted"
    said = f"{newest.name}, from {newest.decided_comments:,} decided comments"
    if not newest.fits:
        return (
            False,
            f"{said}, was learned from an earlier release and is not used: `feedback retrain`.",
        )
    if newer_model(runtime) is not None:
        return False, f"{said}, waits: restart the service and the worker."
    return True, f"{said}; what has run since before {newest.adopted_on} takes it up when restarted"


def _agreement(runtime: Runtime) -> tuple[bool, str]:
    """Say how far people keep what is suggested, and which themes they keep less than they used to."""
    with runtime.database.reading() as session:
        counts = {key: Tags(*tags) for key, tags in count_agreement(session).items()}
    if not counts:
        return True, "nobody has decided about a theme yet"
    newest = max(quarter for _theme, quarter in counts)
    share = agreement([tags for (_theme, quarter), tags in counts.items() if quarter == newest])
    said = (
        f"{newest}: {_percent(*share)} of suggested or added themes were kept" if share else newest
    )
    worse = [
        f"{drift.theme} {_percent(last.share, last.low, last.high)}"
        for drift in find_drift(counts)
        if drift.worse and (last := drift.quarters[-1])
    ]
    if worse:
        return (
            False,
            f"{said}; kept less than before: {', '.join(worse)}. Look at them: `feedback retrain`.",
        )
    return True, f"{said}; no theme is kept less than before"


def _percent(share: float, low: float, high: float) -> str:
    return f"{share:.0%} ({low:.0%} to {high:.0%})"


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


def _safeguarding(runtime: Runtime) -> tuple[bool, str]:
    with runtime.database.reading() as session:
        leads = count_leads(session)
    stuck = count_stuck(runtime)
    if not leads:
        return False, "Nobody may answer flags: feedback staff add EMAIL --role safeguarding."
    if stuck:
        return False, f"{stuck} alerts cannot be sent: look at FEEDBACK_SMTP_HOST or Notify."
    ways = "alerts are sent" if runtime.settings.alerts.to else "alerts are not configured"
    return True, f"{leads} may answer flags; {ways}"


def _imports(runtime: Runtime) -> tuple[bool, str]:
    with runtime.database.reading() as session:
        late = count_queued(session, runtime.clock.now() - timedelta(hours=1))
    if late:
        return False, f"{late} files wait to be stored for an hour or more. Does the worker run?"
    return True, "no file waits for long"


def _audit(runtime: Runtime) -> tuple[bool, str]:
    """Say where the audit's chains stand, and which deeds were changed, removed or put in."""
    with runtime.database.reading() as session:
        chains = verify_audit(session, runtime)
    problems = [problem for state in chains for problem in state.problems]
    if problems:
        named = "; ".join(
            f"{p.chain} {p.number or 'unsealed'}, deed {p.event_id} {p.what}"
            for p in problems[:SAMPLES]
        )
        return False, f"{len(problems)} deeds are not as they were written: {named}."
    heads = ", ".join(f"{s.chain}:{s.number}:{s.hash[:16] or '-'}" for s in chains)
    waiting = sum(state.waiting for state in chains)
    return True, f"unbroken, {waiting} deeds wait to be sealed; {heads}"


def _figures(runtime: Runtime) -> tuple[bool, str]:
    """Say whether what reports count beside each response is what its answers, tags and readings say."""
    with runtime.database.reading() as session:
        astray = list_astray(session, limit=FIGURES_SAMPLE)
    if astray:
        named = ", ".join(str(id_) for id_ in astray[:SAMPLES])
        return (
            False,
            f"{len(astray)} responses are counted otherwise than they were given: {named}.",
        )
    return True, "what reports count is what was given, in a sample of responses"


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
    ("model", _model),
    ("agreement", _agreement),
    ("help numbers", _help_lines),
    ("safeguarding", _safeguarding),
    ("imports", _imports),
    ("audit", _audit),
    ("figures", _figures),
    ("free disk", _disk),
)
