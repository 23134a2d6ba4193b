"""Read comments again with the engine of today. Decisions of people are never touched (promise 4)."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from analysis.pipeline import Engine, analyse
from analysis.records import Comment, MaskChange
from feedback.domain.enums import AuditAction
from feedback.domain.errors import SealBroken
from feedback.services.audit import record
from feedback.services.response_rows import (
    HELD_BACK_COLUMNS,
    add_suggestions,
    analysed_columns,
)
from feedback.services.runtime import Runtime, newer_model
from feedback.storage.queries.masks import MaskRow, list_changes, lock_comments
from feedback.storage.queries.reanalysis import (
    SealedComment,
    count_stale,
    list_stale,
    replace_suggestions,
)
from feedback.storage.queries.responses import ResponseRows

BATCH_COMMENTS = 200


@dataclass(frozen=True, slots=True)
class ReanalysisOutcome:
    """How many comments were read again, and how many could not be opened."""

    done: int
    unopened: int


def reanalyse(
    runtime: Runtime, *, on_progress: Callable[[int, int], None] | None = None
) -> ReanalysisOutcome:
    """Read again, with the careful engine, every comment that another version read.

    Safe to stop and to run again: each batch is one transaction, and what is done is not stale any more. What a
    newer model read already, in a process that started later, is left as it is: otherwise the two would read
    each other's comments again for ever.

    Args:
        on_progress: called with comments done and comments in all.
    """
    versions = current_versions(runtime)
    with runtime.database.reading() as session:
        total = count_stale(session, *versions)
    done = unopened = 0
    for batch in _batches(runtime, versions):
        opened = _open(runtime, batch)
        unopened += len(batch) - len(opened)
        if opened:
            _replace(runtime, opened)
            done += len(opened)
        if on_progress is not None:
            on_progress(done + unopened, total)
    return ReanalysisOutcome(done, unopened)


def current_versions(runtime: Runtime) -> tuple[str, ...]:
    """Return the versions whose readings stand: this process's careful one, and that of a model adopted since."""
    own = runtime.careful().version
    newer = newer_model(runtime)
    if newer is None:
        return (own,)
    before, word, _model = own.rpartition("model ")
    return own, f"{before}{word}{newer.name}"


def unseal(runtime: Runtime, comment: SealedComment) -> str:
    """Return the words of a comment.

    Raises: SealBroken when they cannot be opened.
    Privacy: what is returned can identify people; the caller has a reason that is audited.
    """
    key = runtime.keyring.open_data_key(comment.key_id, comment.wrapped_key)
    return key.unseal(comment.sealed_original, bound_to=comment.id).decode()


def _batches(runtime: Runtime, versions: Sequence[str]) -> Iterator[list[SealedComment]]:
    last = None
    while True:
        with runtime.database.reading() as session:
            batch = list_stale(session, *versions, after=last, limit=BATCH_COMMENTS)
        if not batch:
            return
        yield batch
        last = batch[-1].id


def _open(runtime: Runtime, batch: Sequence[SealedComment]) -> list[tuple[SealedComment, str]]:
    opened = []
    for comment in batch:
        try:
            opened.append((comment, unseal(runtime, comment)))
        except SealBroken:
            continue  # counted by the caller, and named by `feedback doctor`
    return opened


def _replace(runtime: Runtime, opened: Sequence[tuple[SealedComment, str]]) -> None:
    with runtime.database.reading() as session:
        masks = list_changes(session, [sealed.id for sealed, _words in opened])
    columns, rows = read_again(runtime.careful(), opened, masks)
    with runtime.database.transaction() as session:
        lock_comments(session, [sealed.id for sealed, _words in opened])
        now = list_changes(session, [sealed.id for sealed, _words in opened])
        # What somebody masked in the meantime is left to the next run: this one has not seen it.
        columns = [row for row in columns if masks.get(row["id"]) == now.get(row["id"])]
        replace_suggestions(session, columns, rows)
        record(
            session,
            runtime,
            AuditAction.COMMENTS_REANALYSED,
            subject=("engine", runtime.careful().version[:64]),
            detail={"count": len(columns)},
        )


def read_again(
    engine: Engine,
    opened: Sequence[tuple[SealedComment, str]],
    masks: Mapping[UUID, tuple[MaskRow, ...]],
) -> tuple[list[dict[str, Any]], ResponseRows]:
    """Return the new columns of each comment and its new suggestions; what people masked goes before the engine."""
    comments = [
        Comment(
            str(number),
            words,
            sealed.construct,
            sealed.language,
            tuple(MaskChange(m.start, m.end, m.kind) for m in masks.get(sealed.id, ())),
        )
        for number, (sealed, words) in enumerate(opened)
    ]
    results, _rejected = analyse(comments, engine)
    found = {int(result.id): result for result in results}
    rows, columns = ResponseRows(), []
    for number, (sealed, _words) in enumerate(opened):
        analysis = found.get(number)
        read: dict[str, Any] = (
            analysed_columns(analysis)
            if analysis
            # Set aside again: it stays held back, and is not tried again until the next version.
            else HELD_BACK_COLUMNS | {"analysis_version": engine.version}
        )
        columns.append({"id": sealed.id} | read)
        if analysis:
            add_suggestions(rows, sealed.id, analysis)
    return columns, rows
