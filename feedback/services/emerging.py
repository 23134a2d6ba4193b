"""What families begin to speak of that no theme of the codebook covers, and what officers make of it."""

import hashlib
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from analysis.stats.intervals import two_share_p
from analysis.themes.emerging import Candidate, TaggedComment, find_emerging, holding
from feedback.domain.enums import AuditAction, EmergingChoice
from feedback.domain.errors import Conflict, NotFound
from feedback.domain.quarters import Quarter
from feedback.services.audit import record
from feedback.services.change_codebook import Change, add_theme, change_theme
from feedback.services.codebook import ThemeWords, load_codebook
from feedback.services.response_rows import HELD_BACK
from feedback.services.runtime import Runtime
from feedback.services.separation import find_barred
from feedback.storage.queries import emerging as queries
from feedback.storage.queries.emerging import ChoiceRow, QuarterComment

MOST_COMMENTS = 10_000
"""The newest so many of each quarter are looked at: some seconds."""
MOST_SHOWN = 12
MOST_LISTED = 30
CHANCE = 0.05
"""A phrase that was set aside is shown again when growth since then is less likely than this by chance."""
LONGEST_GUIDE = 1_000
TOO_LONG = "The words of this theme would grow too long."


@dataclass(frozen=True, slots=True)
class Example:
    """A masked comment that holds the phrase; `decided` tells whether people decided about its theme."""

    response_id: UUID
    words: str
    decided: bool = False


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase that no theme explains.

    Args:
        key: stands for it in addresses, which never hold words.
        counted: how often, and whether it grew by more than chance.
        of_comments, of_before: comments of this quarter and of the one before.
        choice: what was made of it before, or None. covered: a theme in use has taken it in.
    """

    key: str
    counted: Candidate
    of_comments: int
    of_before: int
    examples: tuple[Example, ...]
    choice: ChoiceRow | None = None
    covered: bool = False


@dataclass(frozen=True, slots=True)
class Board:
    """The phrases of a quarter that wait for somebody, and what was made of others."""

    phrases: tuple[Phrase, ...]
    of_comments: int
    settled: tuple[tuple[str, ChoiceRow], ...]


def key_of(phrase: str) -> str:
    """Return what stands for a phrase in an address."""
    return hashlib.sha256(phrase.encode()).hexdigest()[:16]


def show_emerging(session: Session, runtime: Runtime, quarter: Quarter, *, staff_id: UUID) -> Board:
    """Return what waits in a quarter, the surest growth first.

    Privacy: the examples are masked; what the reader may not see, and what is held back, is in none.
    """
    now, before = _comments(session, quarter), _comments(session, quarter.shifted(-1))
    settled = _newest_choices(session)
    found = find_emerging(_tagged(now), _tagged(before), most=MOST_SHOWN + len(settled))
    covers = _covers(session)
    waiting = [c for c in found if _waits(c, len(now), settled.get(c.phrase), covers)][:MOST_SHOWN]
    words = {str(comment.id): comment for comment in now}
    shown = {words[id_].response_id for c in waiting for id_ in c.examples}
    barred = find_barred(session, runtime, shown, staff_id=staff_id)
    return Board(
        tuple(
            Phrase(
                key_of(c.phrase), c, len(now), len(before),
                _examples([words[id_] for id_ in c.examples], barred), settled.get(c.phrase),
            )
            for c in waiting
        ),
        len(now),
        tuple((key_of(phrase), choice) for phrase, choice in settled.items()),
    )  # fmt: skip


def get_phrase(
    session: Session, runtime: Runtime, quarter: Quarter, key: str, *, staff_id: UUID
) -> Phrase:
    """Return a phrase of the quarter, waiting or settled, with the comments that hold it.

    Raises: NotFound when there is none.
    """
    now, before = _comments(session, quarter), _comments(session, quarter.shifted(-1))
    settled = _newest_choices(session)
    tagged, earlier = _tagged(now), _tagged(before)
    found = find_emerging(tagged, earlier, most=MOST_SHOWN + len(settled))
    counted = next((c for c in found if key_of(c.phrase) == key), None)
    if counted is None:
        phrase = next((p for p in settled if key_of(p) == key), None)
        if phrase is None:
            raise NotFound("There is no such phrase in this quarter.")
        here, there = len(holding(tagged, phrase)), len(holding(earlier, phrase))
        share, share_before = here / (len(now) or 1), there / (len(before) or 1)
        counted = Candidate(phrase, here, there, share, share_before, grew=False, examples=())
    choice = settled.get(counted.phrase)
    ids = set(holding(tagged, counted.phrase))
    holds = [comment for comment in now if str(comment.id) in ids][:MOST_LISTED]
    barred = find_barred(session, runtime, {c.response_id for c in holds}, staff_id=staff_id)
    theme = choice.theme if choice and choice.theme else ""
    decided = queries.list_decided_with(session, [c.id for c in holds], theme)
    examples = _examples(holds, barred, decided)
    covered = bool(theme) and not _waits(counted, len(now), choice, _covers(session))
    return Phrase(key, counted, len(now), len(before), examples, choice, covered)


def accept_as_theme(
    session: Session,
    runtime: Runtime,
    quarter: Quarter,
    phrase: Phrase,
    *,
    words: ThemeWords,
    change: Change,
) -> str:
    """Store a version of the codebook with a theme for the phrase; return the theme's id.

    Raises: Conflict as `add_theme` does.
    """
    theme = add_theme(session, runtime, words, change)
    _settle(session, runtime, quarter, phrase, (EmergingChoice.NEW_THEME, theme), change)
    return theme


def accept_as_part(
    session: Session,
    runtime: Runtime,
    quarter: Quarter,
    phrase: Phrase,
    *,
    theme_id: str,
    change: Change,
) -> None:
    """Store a version of the codebook in which the phrase is among the words of a theme.

    Raises: NotFound without such a theme; Conflict when its words would grow too long, or as `change_theme` does.
    """
    words = load_codebook(session).get(theme_id).words
    include = f"{words.include.rstrip('. ')}; {phrase.counted.phrase}"
    if len(include) > LONGEST_GUIDE:
        raise Conflict(TOO_LONG)
    change_theme(session, runtime, theme_id, replace(words, include=include), change)
    _settle(session, runtime, quarter, phrase, (EmergingChoice.PART_OF_THEME, theme_id), change)


def set_aside(
    session: Session, runtime: Runtime, quarter: Quarter, phrase: Phrase, change: Change
) -> None:
    """Show the phrase no more, unless it grows by more than chance from how often it stands there now."""
    _settle(session, runtime, quarter, phrase, (EmergingChoice.SET_ASIDE, None), change)


def _settle(
    session: Session,
    runtime: Runtime,
    quarter: Quarter,
    phrase: Phrase,
    made: tuple[EmergingChoice, str | None],
    change: Change,
) -> None:
    (choice, theme), counted = made, phrase.counted
    queries.store_choice(
        session,
        {"id": uuid4(), "phrase": counted.phrase, "quarter": str(quarter), "comments": counted.comments,
         "of_comments": phrase.of_comments, "choice": choice, "theme": theme, "why": change.why,
         "decided_by": change.staff_id, "decided_utc": runtime.clock.now()},
    )  # fmt: skip
    detail = {"choice": choice.value, "quarter": str(quarter), "comments": counted.comments}
    record(session, runtime, AuditAction.EMERGING_DECIDED, subject=("theme", theme or "none"),
           actor_id=change.staff_id, detail=detail)  # fmt: skip


def _waits(
    found: Candidate, of_comments: int, choice: ChoiceRow | None, covers: Mapping[str, str]
) -> bool:
    """Tell whether somebody should look at a phrase.

    Nobody has yet; or it grew since it was set aside; or the theme that took it in was undone or retired.

    Args:
        covers: theme in use -> when to take it.
    """
    if choice is None:
        return True
    if choice.choice is EmergingChoice.NEW_THEME:
        return choice.theme not in covers
    if choice.choice is EmergingChoice.PART_OF_THEME:
        return found.phrase not in covers.get(choice.theme or "", "")
    then = choice.comments / (choice.of_comments or 1)
    p_value = two_share_p(found.comments, of_comments, choice.comments, choice.of_comments)
    return found.share > then and p_value < CHANCE


def _covers(session: Session) -> dict[str, str]:
    return {theme.id: theme.words.include for theme in load_codebook(session).active}


def _newest_choices(session: Session) -> dict[str, ChoiceRow]:
    newest: dict[str, ChoiceRow] = {}
    for row in queries.list_choices(session):
        newest.setdefault(row.phrase, row)
    return newest


def _comments(session: Session, quarter: Quarter) -> list[QuarterComment]:
    return queries.list_quarter_comments(
        session, str(quarter), held_back=HELD_BACK, limit=MOST_COMMENTS
    )


def _tagged(comments: Sequence[QuarterComment]) -> list[TaggedComment]:
    return [TaggedComment(str(c.id), c.masked, c.explained, str(c.response_id)) for c in comments]


def _examples(
    comments: Sequence[QuarterComment], barred: Set[UUID], decided: Set[UUID] = frozenset()
) -> tuple[Example, ...]:
    return tuple(
        Example(c.response_id, c.masked, c.id in decided)
        for c in comments
        if c.response_id not in barred
    )
