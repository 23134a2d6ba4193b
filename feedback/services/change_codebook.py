"""Change the codebook: add, reword, move, retire, merge and take back, each save a version with who, when and why.

A theme keeps its id when it is renamed; its tags stay. A retired theme's tags stay as they are, unless it was merged
into another one: then a job lets them follow, a batch a transaction, and the database says what is left to do.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from feedback.domain.errors import Conflict, IllegalTransition
from feedback.services.codebook import (
    SHIPPED,
    StoredCodebook,
    StoredTheme,
    ThemeWords,
    load_codebook,
)
from feedback.services.runtime import Runtime
from feedback.storage.queries import codebook as queries
from feedback.storage.queries import splits

ADDED, CHANGED, MOVED, RETIRED, MERGED = "added", "changed", "moved", "retired", "merged"
TAKEN_IN, SPLIT = "taken_in", "split"
KEPT = (SHIPPED, MERGED, SPLIT)
"""Versions that cannot be undone, because tags went with them; a split is taken back by merging."""
BATCH_COMMENTS = 200
SAMPLES = 5
MEANWHILE = "Somebody else changed the codebook after you opened this page. Nothing was stored."
LABEL_TAKEN = "Another theme has this name."
STILL_FOLLOWING = "Tags still follow an earlier merge or split. Wait until they are all there."
USED = "Somebody has decided with this version already, or it moved tags. It stays."


@dataclass(frozen=True, slots=True)
class Change:
    """Who changes which version, and why; `base` is the number that their page was made with."""

    base: int
    why: str
    staff_id: UUID
    what: str = CHANGED
    theme: str | None = None


@dataclass(frozen=True, slots=True)
class MergePreview:
    """What retiring or merging a theme would touch: comments decided, comments only suggested, some of them."""

    decided: int
    suggested: int
    samples: tuple[tuple[UUID, str], ...]


def add_theme(
    session: Session,
    runtime: Runtime,
    words: ThemeWords,
    change: Change,
    *,
    split_from: str | None = None,
) -> str:
    """Store a version with one more theme, the last; return the theme's id.

    Raises: Conflict when the name is taken or somebody changed the codebook meanwhile.
    """
    stored = _check(session, change)
    _check_label(stored, words.label)
    id_ = _new_id(words.label, {theme.id for theme in stored.themes})
    theme = StoredTheme(id_, words, split_from=split_from)
    what = replace(change, what=SPLIT if split_from else ADDED, theme=id_)
    _store(session, runtime, stored, (*stored.themes, theme), what)
    return id_


def add_themes(
    session: Session,
    runtime: Runtime,
    new: Sequence[ThemeWords],
    change: Change,
    *,
    changed: Mapping[str, ThemeWords] | None = None,
) -> int:
    """Store one version with these themes after the others; return how many. None is no version.

    Args:
        changed: theme -> its words from now on; the caller has seen that no two names are the same.

    Raises: Conflict when a name is taken or somebody changed the codebook meanwhile.
    """
    stored, other = _check(session, change), changed or {}
    themes = [replace(theme, words=other.get(theme.id, theme.words)) for theme in stored.themes]
    for words in new:
        _check_label(replace(stored, themes=tuple(themes)), words.label)
        themes.append(StoredTheme(_new_id(words.label, {theme.id for theme in themes}), words))
    if new or other:
        _store(session, runtime, stored, tuple(themes), replace(change, what=TAKEN_IN))
    return len(new) + len(other)


def change_theme(
    session: Session, runtime: Runtime, theme_id: str, words: ThemeWords, change: Change
) -> None:
    """Store a version with other words for a theme; nothing when they are the same.

    Raises: NotFound, and Conflict as `add_theme`.
    """
    stored = _check(session, change)
    theme = stored.get(theme_id)
    _check_label(stored, words.label, besides=theme_id)
    if theme.words != words:
        changed = replace(theme, words=words)
        what = replace(change, what=CHANGED, theme=theme_id)
        _store(session, runtime, stored, _with(stored, changed), what)


def move_theme(
    session: Session, runtime: Runtime, theme_id: str, change: Change, *, up: bool
) -> None:
    """Store a version with the theme one place higher or lower among the active ones; nothing at the end.

    Raises: NotFound; Conflict when somebody changed the codebook meanwhile.
    """
    stored = _check(session, change)
    order = [theme.id for theme in stored.active]
    place = order.index(stored.get(theme_id).id)
    other = place + (-1 if up else 1)
    if 0 <= other < len(order):
        order[place], order[other] = order[other], order[place]
        by_id = {theme.id: theme for theme in stored.themes}
        retired = tuple(theme for theme in stored.themes if theme.retired)
        themes = (*(by_id[one] for one in order), *retired)
        _store(session, runtime, stored, themes, replace(change, what=MOVED, theme=theme_id))


def preview_retiring(session: Session, theme_id: str) -> MergePreview:
    """Return what would be touched.

    Privacy: the samples are masked; the caller leaves out what its reader may not see.
    """
    decided, suggested = queries.count_tagged(session, theme_id)
    samples = queries.list_samples(session, theme_id, limit=SAMPLES)
    return MergePreview(decided, suggested, tuple(samples))


def retire_theme(
    session: Session, runtime: Runtime, theme_id: str, change: Change, *, into: str | None
) -> None:
    """Store a version without the theme; its tags follow into another one, or stay under its name.

    Raises: NotFound; Conflict when somebody changed the codebook meanwhile, or tags still follow a split or a
        merge; IllegalTransition when it is to be merged into itself, or is the last.
    """
    stored = _check(session, change)
    theme = stored.get(theme_id)
    if splits.count_splitting(session):
        raise Conflict(STILL_FOLLOWING)
    if into == theme_id or len(stored.active) == 1:
        raise IllegalTransition("A theme cannot be merged into itself, and one theme must stay.")
    if into is not None:
        stored.get(into)
        if count_following(session):
            raise Conflict(STILL_FOLLOWING)
        queries.move_actions(session, theme_id, into)
    gone = replace(theme, retired=True, into=into)
    # What was merged into this one goes on with it.
    themes = tuple(
        replace(one, into=into) if one.retired and one.into == theme_id else one
        for one in _with(stored, gone)
    )
    what = replace(change, what=MERGED if into else RETIRED, theme=theme_id)
    _store(session, runtime, stored, themes, what)


def undo_newest(session: Session, *, base: int) -> None:
    """Take the newest version away, when nobody has decided with it and no tag has followed it.

    Raises: Conflict when it is not the newest any more; IllegalTransition when it has to stay.
    """
    changes = queries.list_changes(session)
    newest = changes[0]
    if newest.number != base:
        raise Conflict(MEANWHILE)
    if newest.change in KEPT or newest.decisions:
        raise IllegalTransition(USED)
    queries.delete_version(session, newest.number)
    queries.set_successors(session, _successors(load_codebook(session).themes))


def count_following(session: Session) -> int:
    """Return how many comments still have to follow a merge."""
    merged = queries.list_successors(session)
    return sum(sum(queries.count_tagged(session, theme)) for theme in merged)


def follow_merges(runtime: Runtime) -> int:
    """Let the tags of merged themes follow, a batch a transaction; return how many comments it was.

    Safe to stop and to run again.
    """
    done = 0
    while moved := _follow_batch(runtime):
        done += moved
    return done


def _follow_batch(runtime: Runtime) -> int:
    with runtime.database.transaction() as session:
        for theme, into in sorted(queries.list_successors(session).items()):
            if ids := queries.list_following(session, theme, limit=BATCH_COMMENTS):
                queries.move_tags(session, ids, theme, into)
                return len(ids)
    return 0


def _check(session: Session, change: Change) -> StoredCodebook:
    stored = load_codebook(session)
    if stored.number != change.base:
        raise Conflict(MEANWHILE)
    return stored


def _check_label(stored: StoredCodebook, label: str, *, besides: str | None = None) -> None:
    taken = {t.words.label.casefold() for t in stored.active if t.id != besides}
    if label.casefold() in taken:
        raise Conflict(LABEL_TAKEN)


def _new_id(label: str, taken: set[str]) -> str:
    """Return an id that no theme has or ever had."""
    base = re.sub(r"[^a-z0-9]+", "-", label.lower()).strip("-")[:50] or "theme"
    number, wanted = 2, base
    while wanted in taken:
        wanted, number = f"{base}-{number}", number + 1
    return wanted


def _with(stored: StoredCodebook, changed: StoredTheme) -> tuple[StoredTheme, ...]:
    return tuple(changed if theme.id == changed.id else theme for theme in stored.themes)


def _store(
    session: Session,
    runtime: Runtime,
    before: StoredCodebook,
    themes: tuple[StoredTheme, ...],
    change: Change,
) -> None:
    number = before.number + 1
    row: dict[str, Any] = {
        "number": number,
        "version": f"{runtime.engine.codebook.version} change {number - 1}",
        "change": change.what,
        "theme": change.theme,
        "why": change.why,
        "content": [asdict(theme) for theme in themes],
        "made_by": change.staff_id,
        "made_utc": runtime.clock.now(),
    }
    try:
        queries.store_version(session, row)
    except IntegrityError:
        raise Conflict(MEANWHILE) from None
    queries.set_successors(session, _successors(themes))


def _successors(themes: tuple[StoredTheme, ...]) -> dict[str, str | None]:
    return {theme.id: theme.into for theme in themes if theme.retired}
