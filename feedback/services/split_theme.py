"""Split a theme: some of its comments, told by their words or one by one, go to a new theme.

Tags go with who decided, when and with which version; a job moves them, a batch a transaction. Frozen quarters
stay as they were. To take a split back, the new theme is merged into the one that it came from.
"""

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from feedback.domain.errors import Conflict
from feedback.services.change_codebook import (
    BATCH_COMMENTS,
    STILL_FOLLOWING,
    Change,
    add_theme,
    count_following,
)
from feedback.services.codebook import ThemeWords, load_codebook
from feedback.services.runtime import Runtime
from feedback.services.separation import find_barred
from feedback.storage.queries import splits as queries
from feedback.storage.queries.splits import TaggedRow

MOST_SHOWN = 50
MOST_AT_ONCE = 5_000
"""Comments in one split: each is opened, to see that it is the reader's to decide about."""
NONE_GOES = "No comment would go to the new theme."
ALL_GO = "Every comment would go, and none would stay."
TOO_MANY = "More comments hold these words than can go at once."


@dataclass(frozen=True, slots=True)
class Choice:
    """Which comments go: those that hold a word, except shown ones that are not ticked, and all that are ticked.

    Args:
        phrases: words or phrases in any case; `*` at the end stands for any ending.
        shown, ticked: comments on the page that it was chosen on. more: others are to be shown below them.
    """

    phrases: tuple[str, ...]
    shown: frozenset[UUID] = frozenset()
    ticked: frozenset[UUID] = frozenset()
    more: bool = False


@dataclass(frozen=True, slots=True)
class SplitPreview:
    """What would change.

    Args:
        decided: comments that would go in which people decided on the theme. suggested: only the machine did.
        staying: comments with the theme that would stay.
        shown: (comment, whether it would go). unseen: how many more would go than are shown.
    """

    decided: int
    suggested: int
    staying: int
    shown: tuple[tuple[TaggedRow, bool], ...]
    unseen: int


def preview_split(
    session: Session, runtime: Runtime, theme_id: str, choice: Choice, *, staff_id: UUID
) -> SplitPreview:
    """Return what would change; where no word is given, the newest comments to choose from.

    Privacy: what is held back, or is not this reader's, is neither shown nor counted: a count for a word of
        one's choice would tell what stands in it.
    Raises: NotFound without such a theme; Conflict when too many hold the words.
    """
    load_codebook(session).get(theme_id)
    every = queries.list_with_theme(session, theme_id)
    shown, going = _sort(session, runtime, every, choice, staff_id=staff_id)
    ids = {row.id for row in going}
    known = {row.id for row in shown}
    return SplitPreview(
        decided=sum(row.decided for row in going),
        suggested=sum(not row.decided for row in going),
        staying=len(every) - len(going),
        shown=tuple((row, row.id in ids) for row in shown),
        unseen=sum(row.id not in known for row in going),
    )


def split_theme(
    session: Session,
    runtime: Runtime,
    theme_id: str,
    choice: Choice,
    *,
    words: ThemeWords,
    change: Change,
) -> str:
    """Store a version with a new theme, and which comments go there; return the theme's id. The job moves them.

    Raises: NotFound without such a theme; Conflict as `add_theme`, when tags still follow an earlier change, and
        when no comment would go, all would, or too many.
    """
    load_codebook(session).get(theme_id)
    if queries.count_splitting(session) or count_following(session):
        raise Conflict(STILL_FOLLOWING)
    every = queries.list_with_theme(session, theme_id)
    _shown, going = _sort(session, runtime, every, choice, staff_id=change.staff_id)
    if not going:
        raise Conflict(NONE_GOES)
    if len(going) == len(every):
        raise Conflict(ALL_GO)
    new = add_theme(session, runtime, words, change, split_from=theme_id)
    queries.store_split(session, [row.id for row in going], theme_id, new)
    return new


def list_progress(session: Session) -> list[tuple[str, int, int]]:
    """Return (new theme, comments that are there, comments in all) of every split that is not through."""
    return queries.list_progress(session)


def follow_splits(runtime: Runtime) -> int:
    """Let tags follow to themes that were split off, a batch a transaction; return how many comments it was.

    Safe to stop and to run again.
    """
    done = 0
    while True:
        with runtime.database.transaction() as session:
            moved = queries.follow_batch(session, limit=BATCH_COMMENTS)
        if not moved:
            return done
        done += moved


def _sort(
    session: Session,
    runtime: Runtime,
    every: Sequence[TaggedRow],
    choice: Choice,
    *,
    staff_id: UUID,
) -> tuple[list[TaggedRow], list[TaggedRow]]:
    """Return (comments to show, comments that would go), both without what the reader may not read."""
    holds = _holding(every, choice.phrases)
    asked = [row for row in every if row.id in holds or row.id in choice.shown]
    if len(asked) > MOST_AT_ONCE:
        raise Conflict(TOO_MANY)
    if not choice.phrases:
        asked += [row for row in every if row.id not in choice.shown][:MOST_SHOWN]
    barred = find_barred(session, runtime, {row.response_id for row in asked}, staff_id=staff_id)
    mine = [row for row in asked if row.response_id not in barred]
    going = [row for row in mine if _goes(row.id, holds, choice)]
    shown = [row for row in mine if row.id in choice.shown]
    if choice.more or not shown:
        shown += [row for row in mine if row.id not in choice.shown][:MOST_SHOWN]
    return shown, going


def _goes(id_: UUID, holds: Set[UUID], choice: Choice) -> bool:
    return id_ in choice.ticked if id_ in choice.shown else id_ in holds


def _holding(every: Sequence[TaggedRow], phrases: Sequence[str]) -> set[UUID]:
    if not phrases:
        return set()
    pattern = re.compile("|".join(_pattern(phrase) for phrase in phrases))
    return {row.id for row in every if pattern.search(row.masked.casefold())}


def _pattern(phrase: str) -> str:
    """Return what finds a phrase as whole words, however far apart they are set."""
    words = phrase.casefold().rstrip("*").split()
    ending = "" if phrase.endswith("*") else r"(?!\w)"
    return r"(?<!\w)" + r"\s+".join(re.escape(word) for word in words) + ending
