"""What families read of what was done: on the public board, and behind each receipt."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from analysis.themes.codebook import Codebook
from feedback.domain.actions import (
    ActionOrigin,
    HelpAnswer,
    OutcomeKind,
    OutcomeState,
    PromiseState,
)
from feedback.domain.codes import SERVICE_BY_CODE
from feedback.domain.errors import NotFound
from feedback.domain.questionnaires import Audience
from feedback.domain.receipt_codes import read_receipt_code
from feedback.services.codebook import codebook_in_use
from feedback.services.promises import days_of
from feedback.services.receipts import open_receipt
from feedback.services.runtime import Runtime
from feedback.services.stored_hash import stored_hash
from feedback.storage.models import ActionRow
from feedback.storage.queries import outcomes as queries
from feedback.storage.queries.outcomes import OutcomeParts

CHILDRENS = frozenset({Audience.CHILD, Audience.YOUNG_CHILD, Audience.EASY_READ})
"""Whose receipts show the child's version first."""
BAND = 5
"""Numbers of people are published as "at least" a multiple of this, so that one more tells nothing."""
MOST_SAID = 200
"""Counting stops here: "at least 200" says enough, and families' page costs no more with millions of responses."""


@dataclass(frozen=True, slots=True)
class WhatChanged:
    """One outcome as a family reads it.

    Args:
        about: the theme, or the service where it was made from comments.
        people: at least so many people said it; 0 where a forum said it together.
        promise: what became of the promise in it, or None where it makes none.
        answered: whether this family has said whether it helped; False on the board.
    """

    outcome_id: UUID
    about: str
    people: int
    kind: OutcomeKind
    words: str
    child_words: str | None
    told_on: date
    by_on: date | None
    passed_to: str | None
    promise: PromiseState | None
    answered: bool = False


@dataclass(frozen=True, slots=True)
class ToldBehind:
    """What a receipt shows of what was done; `for_child` asks for the child's version first."""

    told: tuple[WhatChanged, ...]
    for_child: bool


def list_board(
    session: Session, runtime: Runtime, *, published: tuple[date, date] | None = None
) -> list[WhatChanged]:
    """Return what everybody may read, the newest first (R2-06); only of these days, where they are given.

    A theme that fewer people than the threshold spoke of is left out, also later, when somebody has taken
    their words back; what a forum said together needs no number.
    """
    told = queries.list_outcomes(session, states=(OutcomeState.PUBLISHED,), published=published)
    threshold = runtime.settings.suppression_threshold
    actions = [p.action for p in told if p.action.origin is not ActionOrigin.FORUM]
    themes = queries.count_people_by_theme(
        session, [(a.theme, a.quarter) for a in actions if a.theme], most=max(MOST_SAID, threshold)
    )
    linked = queries.count_people_by_action(session, [a.id for a in actions if a.theme is None])
    codebook = codebook_in_use(session, runtime)
    found = []
    for parts in told:
        people = _people(parts.action, themes, linked)
        if parts.action.origin is ActionOrigin.FORUM:
            found.append(_seen(runtime, codebook, parts, people=0))
        elif people >= threshold:
            found.append(_seen(runtime, codebook, parts, people=people - people % BAND))
    return found


def list_told(session: Session, runtime: Runtime, typed: str) -> ToldBehind:
    """Return what was done about the response behind a code, the newest first (R2-07).

    Raises: ReceiptUnknown when there is no such code.
    """
    response = open_receipt(session, runtime, typed)
    codebook = codebook_in_use(session, runtime)
    found = queries.list_outcomes(
        session, states=(OutcomeState.PUBLISHED,), response_id=response.id
    )
    told = tuple(
        _seen(
            runtime,
            codebook,
            parts,
            people=0,
            answered=queries.has_answered(
                session, parts.outcome.id, _once(session, runtime, parts.outcome.id, typed)
            ),
        )
        for parts in found
    )
    return ToldBehind(told, queries.find_audience(session, response.id) in CHILDRENS)


def answer_whether_it_helped(
    session: Session, runtime: Runtime, typed: str, outcome_id: UUID, answer: HelpAnswer
) -> None:
    """Count a family's answer once; a second one changes nothing. Nothing kept leads back to the family.

    Raises: ReceiptUnknown when there is no such code; NotFound when it does not show that outcome.
    """
    response = open_receipt(session, runtime, typed, lock=True)
    shown = queries.list_outcomes(
        session, states=(OutcomeState.PUBLISHED,), response_id=response.id
    )
    if outcome_id not in {parts.outcome.id for parts in shown}:
        raise NotFound("That is not shown with this code any more.")
    once = _once(session, runtime, outcome_id, typed)
    if not queries.has_answered(session, outcome_id, once):
        queries.add_answer(session, outcome_id, once, answer)


def _once(session: Session, runtime: Runtime, outcome_id: UUID, typed: str) -> bytes:
    code = read_receipt_code(typed) or ""
    return stored_hash(session, runtime, f"did it help {outcome_id}", code)


def _people(
    action: ActionRow,
    themes: Mapping[tuple[str, str | None], int],
    linked: Mapping[UUID, int],
) -> int:
    """Return how many people stand behind an action: those who spoke of its theme, or of what it is for."""
    if action.theme is None:
        return linked.get(action.id, 0)
    return themes.get((action.theme, action.quarter), 0)


def _seen(
    runtime: Runtime,
    codebook: Codebook,
    parts: OutcomeParts,
    *,
    people: int,
    answered: bool = False,
) -> WhatChanged:
    outcome, action, promise = parts.outcome, parts.action, parts.promise
    theme = codebook.by_id.get(action.theme or "")
    service = SERVICE_BY_CODE.get(action.service)
    return WhatChanged(
        outcome_id=outcome.id,
        about=theme.label if theme else (service.label if service else ""),
        people=people,
        kind=outcome.kind,
        words=outcome.words,
        child_words=outcome.child_words,
        told_on=outcome.published_on or runtime.clock.today(),
        by_on=outcome.by_on,
        passed_to=outcome.passed_to,
        promise=days_of(promise).state(runtime.clock.today()) if promise else None,
        answered=answered,
    )
