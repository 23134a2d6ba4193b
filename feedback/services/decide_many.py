"""Decide about several responses at once: see first exactly what would change, then do that and nothing else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from feedback.domain.enums import FlagState, Role
from feedback.domain.errors import Conflict, NotAllowed, NotFound
from feedback.services.decide import (
    CommentDecision,
    ResponseDecision,
    complete_decisions,
    decide_response,
)
from feedback.services.desk import claim
from feedback.services.review_response import OPEN, ReviewResponse, load_response
from feedback.services.runtime import Runtime
from feedback.services.separation import find_barred, get_reader
from feedback.storage.queries.holds import list_held
from feedback.storage.queries.review_response import lock_response

MOST_AT_ONCE = 25
"""As many as one person can read on the page that shows what would change (promise 3)."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be done to each: `agree` with what is sure, settle one `theme` as `choice`, or `claim`."""

    kind: str
    theme: str = ""
    choice: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """One decision that would be stored; `theme` is None for the feeling."""

    theme: str | None
    choice: str


@dataclass(frozen=True, slots=True)
class Preview:
    """What would happen to one response.

    Args:
        words: its comments, masked, to be read before anything is decided.
        unsure: ids of themes that agreeing leaves without a decision, because the machine is not sure of them.
        flagged: it is left out, because a person must open it and say what was done.
        held_by: who has claimed it; it is left out then. Never the one who asks.
    """

    response_id: UUID
    stamp: str
    received_on: date
    words: tuple[tuple[str, str], ...]
    changes: tuple[Change, ...]
    unsure: tuple[str, ...]
    flagged: bool
    held_by: str | None
    does_something: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was done, and what was left because somebody was faster; `deed_id` undoes the whole."""

    deed_id: UUID
    done: int
    left: tuple[UUID, ...]


def preview_many(
    session: Session, runtime: Runtime, wish: Wish, ids: Sequence[UUID], *, staff_id: UUID
) -> tuple[Preview, ...]:
    """Return what the wish would do, in the order given. Stores nothing.

    What is not this person's to read is left out (R4-25, R1-20).

    Raises: NotFound when one is not there.
    """
    some = ids[:MOST_AT_ONCE]
    barred = find_barred(session, runtime, some, staff_id=staff_id)
    if Role.SAFEGUARDING not in get_reader(session, staff_id).roles:
        barred |= set(list_held(session, some))
    return tuple(
        _preview(load_response(session, one), wish, staff_id) for one in some if one not in barred
    )


def decide_many(
    session: Session,
    runtime: Runtime,
    wish: Wish,
    stamps: Mapping[UUID, str],
    *,
    staff_id: UUID,
) -> Outcome:
    """Do what was previewed, as one deed; a response that changed since its preview is left and named.

    Args:
        stamps: of each response, as its preview had it.
    """
    deed_id, left = uuid4(), []
    for response_id, stamp in sorted(stamps.items())[:MOST_AT_ONCE]:
        try:
            lock_response(session, response_id)  # before reading, so that what is read stays true
            current = load_response(session, response_id)
            seen = _preview(current, wish, staff_id)
            if seen.stamp != stamp or not seen.does_something:
                raise Conflict("It changed since it was shown.")
            _do(session, runtime, wish, current, staff_id=staff_id, deed_id=deed_id)
        except (Conflict, NotAllowed, NotFound):
            # Nothing of this one is stored: they are raised before its first change.
            left.append(response_id)
    return Outcome(deed_id, min(len(stamps), MOST_AT_ONCE) - len(left), tuple(left))


def _do(
    session: Session,
    runtime: Runtime,
    wish: Wish,
    current: ReviewResponse,
    *,
    staff_id: UUID,
    deed_id: UUID,
) -> None:
    if wish.kind == "claim":
        claim(session, runtime, current.id, staff_id=staff_id, seen=current.claim.claimed_by)
        return
    decide_response(
        session,
        runtime,
        ResponseDecision(
            current.id, current.stamp, _decisions(current, wish), agree=wish.kind == "agree",
            read=wish.kind == "agree", deed_id=deed_id,
        ),
        staff_id=staff_id,
    )  # fmt: skip


def _preview(response: ReviewResponse, wish: Wish, staff_id: UUID) -> Preview:
    flagged = any(c.flag and c.flag.state is FlagState.OPEN for c in response.comments)
    holder = response.claim.claimed_by
    held = response.claim.claimed_name if holder not in (None, staff_id) else None
    changes = _changes(response, wish)
    if wish.kind == "claim":
        does = holder is None
    else:
        does = not flagged and held is None and (bool(changes) or wish.kind == "agree")
    return Preview(
        response_id=response.id,
        stamp=response.stamp,
        received_on=response.received_on,
        words=tuple((comment.masked, comment.language) for comment in response.comments),
        changes=changes,
        unsure=_unsure(response) if wish.kind == "agree" else (),
        flagged=flagged and wish.kind != "claim",
        held_by=held,
        does_something=does,
    )


def _unsure(response: ReviewResponse) -> tuple[str, ...]:
    """Return the themes of which nobody has decided and the machine is not sure."""
    found = {
        theme.theme: None
        for comment in response.comments
        for theme in comment.themes
        if theme.decided is None and theme.suggested is not None and not theme.suggested.sure
    }
    return tuple(found)


def _decisions(response: ReviewResponse, wish: Wish) -> tuple[CommentDecision, ...]:
    if wish.kind != "theme":
        return ()
    found = []
    for comment in response.comments:
        theme = comment.find_theme(wish.theme)
        if theme is not None and theme.suggested is not None and theme.decided is None:
            found.append(CommentDecision(comment.id, {wish.theme: wish.choice}))
    return tuple(found)


def _changes(response: ReviewResponse, wish: Wish) -> tuple[Change, ...]:
    """Return every decision that would be stored: what `decide_response` does with the same wish."""
    if wish.kind == "claim":
        return ()
    decision = ResponseDecision(
        response.id, response.stamp, _decisions(response, wish), agree=wish.kind == "agree"
    )
    own = {comment.id: comment for comment in response.comments}
    found = []
    for wanted in complete_decisions(response, decision):
        comment = own[wanted.comment_id]
        for theme, choice in sorted(wanted.themes.items()):
            known = comment.find_theme(theme)
            if choice != (known.decided.choice if known and known.decided else OPEN):
                found.append(Change(theme, choice))
        stands = comment.decided_sentiment.choice if comment.decided_sentiment else OPEN
        if wanted.sentiment not in (None, stands):
            found.append(Change(None, str(wanted.sentiment)))
    return tuple(found)
