"""Learn from officers' decisions; the old model stays until a new one is better on a blind sample (R5-14)."""

import tempfile
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from analysis.learning.decisions.adjust import (
    FEWEST_DECIDED,
    Base,
    learn_adjustment,
    teachable_themes,
)
from analysis.learning.decisions.compare import Comparison, compare
from analysis.learning.decisions.doubt import most_telling
from analysis.learning.decisions.origin import shipped_sha256
from analysis.learning.decisions.records import DecidedComment, set_apart
from analysis.learning.model_file import DATA_MODEL, load_model
from analysis.pipeline import Engine, load_engine
from feedback.domain.enums import AuditAction
from feedback.domain.errors import Conflict
from feedback.services.adopted_models import AdoptedModel, adopt, put_beside
from feedback.services.audit import record
from feedback.services.own_themes import list_themes_to_learn, themes_by_version
from feedback.services.response_rows import HELD_BACK
from feedback.services.runtime import Runtime, newer_model
from feedback.storage.queries.blind import list_agreed
from feedback.storage.queries.decided import (
    DecidedRow,
    last_compared_on,
    list_decided,
    list_open,
)

MOST_DECIDED = 10_000
"""The newest so many are learned from, so that it takes minutes and not hours."""
MOST_LOOKED_AT = 2_000
"""Among the newest so many undecided comments those that teach most are looked for: some 20 seconds."""
EVERY = timedelta(days=6)
"""The weekly job does nothing sooner than this after the last time, whoever asked for it."""
FEWEST_BLIND = 10


@dataclass(frozen=True, slots=True)
class Retrained:
    """What came of it.

    Args:
        learned_from, blind: comments. careful, quick: the comparison of each way of reading.
        adopted: None where the old model stays.
    """

    learned_from: int
    blind: int
    name: str
    careful: Comparison
    quick: Comparison
    better: bool
    adopted: AdoptedModel | None


def retrain(
    runtime: Runtime, *, dry_run: bool = False, blind_ids: Collection[str] | None = None
) -> Retrained:
    """Learn a model from what was decided, compare it with the one in use, and adopt it if it is better.

    It is always learned from the shipped model and every decision whose words are still kept, so that nothing
    is learned twice, and words that were forgotten are forgotten here too.

    Args:
        dry_run: adopt nothing and write nothing down.
        blind_ids: comments to compare on. Without them those of closed blind samples, where there are
            FEWEST_BLIND; otherwise a fifth of the decided ones, by the hash of their ids.

    Raises: Conflict when too little is decided, when an operator has chosen the model in use, or when nothing
        can be written.
    """
    settings = runtime.settings
    if settings.model_path is not None:
        raise Conflict("FEEDBACK_MODEL_PATH names the model to use, so none is learned here.")
    decided = load_decided(runtime)
    learned, sample = set_apart(decided, blind_ids or _blind_ids(runtime, decided))
    if len(learned) < FEWEST_DECIDED or len(sample) < FEWEST_BLIND:
        raise Conflict(
            f"{len(learned) + len(sample)} comments are decided, {len(sample)} of them put aside: "
            f"it takes {FEWEST_DECIDED} and {FEWEST_BLIND}."
        )
    shipped = load_engine()
    model = learn_adjustment(
        learned,
        Base(load_model(DATA_MODEL), shipped.scoring, shipped_sha256()),
        codebook_version=shipped.codebook.version,
        day=runtime.clock.today().isoformat(),
        own=teachable_themes(decided, _own_themes(runtime)),
    )
    folder = Path(tempfile.gettempdir()) if dry_run else settings.model_folder
    with put_beside(folder, model) as path:
        careful_old, quick_old = _in_use(runtime)
        careful = compare(careful_old, load_engine(path), sample)
        quick = compare(quick_old, load_engine(path, quick=True), sample)
        if careful is None or quick is None:
            raise Conflict("No comment that was put aside has a theme, so nothing can be compared.")
        better = careful.better and not quick.fallen
        adopted = adopt(path, runtime.clock.today()) if better and not dry_run else None
    found = Retrained(
        len(learned), len(sample), str(model.about["name"]), careful, quick, better, adopted
    )
    if not dry_run:
        _write_down(runtime, found)
    return found


def retrain_weekly(runtime: Runtime) -> int:
    """Retrain where it is time and there is enough to learn from; return 1 when a model was adopted, else 0."""
    if runtime.settings.model_path is not None:
        return 0
    with runtime.database.reading() as session:
        last = last_compared_on(session)
        decided = list_decided(session, held_back=HELD_BACK, limit=FEWEST_DECIDED)
    if last is not None and runtime.clock.today() - last < EVERY:
        return 0
    if len(decided) < FEWEST_DECIDED:
        return 0
    return int(retrain(runtime).adopted is not None)


def load_decided(runtime: Runtime) -> list[DecidedComment]:
    """Return the newest comments that people decided about.

    Privacy: the masked words; for learning and comparing only.
    """
    with runtime.database.reading() as session:
        rows = list_decided(session, held_back=HELD_BACK, limit=MOST_DECIDED)
        shipped, own = list_themes_to_learn(session, runtime)
        versions = themes_by_version(session)
    return [_decided(row, frozenset(shipped), frozenset(own), versions) for row in rows]


def list_most_telling(runtime: Runtime, *, count: int) -> list[UUID]:
    """Return the ids of the undecided comments that would teach most if somebody decided about them."""
    with runtime.database.reading() as session:
        rows = list_open(session, held_back=HELD_BACK, limit=MOST_LOOKED_AT)
    engine: Engine = runtime.careful()
    texts, questions = [row.masked for row in rows], [row.construct for row in rows]
    return [rows[place].id for place in most_telling(texts, questions, engine, count=count)]


def _in_use(runtime: Runtime) -> tuple[Engine, Engine]:
    """Return the careful and the quick engine that a process which starts now would have.

    This one may have started before the newest model was adopted.
    """
    newer = newer_model(runtime)
    if newer is None:
        return runtime.careful(), runtime.engine
    return load_engine(newer.path), load_engine(newer.path, quick=True)


def _blind_ids(runtime: Runtime, decided: Collection[DecidedComment]) -> set[str]:
    """Return the decided comments that two people coded without seeing a suggestion; none where they are few."""
    with runtime.database.reading() as session:
        agreed = {str(id_) for _quarter, id_, _said in list_agreed(session)}
    found = agreed & {comment.id for comment in decided}
    return found if len(found) >= FEWEST_BLIND else set()


def _own_themes(runtime: Runtime) -> tuple[str, ...]:
    with runtime.database.reading() as session:
        return list_themes_to_learn(session, runtime)[1]


def _decided(
    row: DecidedRow,
    shipped: frozenset[str],
    own: frozenset[str],
    versions: Mapping[str, frozenset[str]],
) -> DecidedComment:
    """Return the row for learning.

    Whoever decided about a comment read it, so a theme that nobody named is absent; but a suggestion that was
    left open is not known either way, nor is a theme that the codebook did not have yet.
    """
    could_name = frozenset().union(
        *(versions.get(version, frozenset()) for version in row.versions)
    )
    themes = shipped | (own & (could_name | row.present | row.absent))
    return DecidedComment(
        id=str(row.id),
        writer=str(row.response_id),
        masked=row.masked,
        question=row.construct,
        present=row.present & themes,
        absent=themes - row.present - (row.suggested - row.absent),
    )


def _write_down(runtime: Runtime, found: Retrained) -> None:
    detail = {
        "learned_from": found.learned_from,
        "blind": found.blind,
        "before": runtime.careful().version,
        "adopted": found.adopted is not None,
        "f1_before": found.careful.micro_old.value,
        "f1_now": found.careful.micro_new.value,
    }
    with runtime.database.transaction() as session:
        for action in (AuditAction.MODEL_COMPARED, AuditAction.MODEL_ADOPTED):
            if action is AuditAction.MODEL_COMPARED or found.adopted is not None:
                record(session, runtime, action, subject=("model", found.name[:64]), detail=detail)
