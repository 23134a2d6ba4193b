"""What is done about what families say: actions and their states, outcomes, promises and what became of them."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from feedback.domain.codes import Controller
from feedback.domain.errors import IllegalTransition


class ActionOrigin(StrEnum):
    """What an action was made from."""

    THEME = "theme"
    COMMENTS = "comments"
    FINDING = "finding"
    FORUM = "forum"


class ActionState(StrEnum):
    """Where an action is."""

    AGREED = "agreed"
    UNDER_WAY = "under_way"
    BLOCKED = "blocked"
    DONE = "done"
    DROPPED = "dropped"


OPEN_STATES = (ActionState.AGREED, ActionState.UNDER_WAY, ActionState.BLOCKED)
"""An action in one of these is still to be done, and overdue once its day has passed."""

MAY_FOLLOW: dict[ActionState, frozenset[ActionState]] = {
    ActionState.AGREED: frozenset(set(ActionState) - {ActionState.AGREED}),
    ActionState.UNDER_WAY: frozenset({ActionState.BLOCKED, ActionState.DONE, ActionState.DROPPED}),
    ActionState.BLOCKED: frozenset({ActionState.UNDER_WAY, ActionState.DROPPED}),
    ActionState.DONE: frozenset({ActionState.UNDER_WAY}),
    ActionState.DROPPED: frozenset({ActionState.AGREED}),
}
"""Done and dropped actions can be taken up again; one that is blocked must go on before it can be done."""


def next_state(now: ActionState, wanted: ActionState) -> ActionState:
    """Return the state that follows.

    Raises: IllegalTransition when it cannot follow the state that the action is in.
    """
    if wanted not in MAY_FOLLOW[now]:
        raise IllegalTransition(
            f"An action that is {now.replace('_', ' ')} cannot become {wanted.replace('_', ' ')}."
        )
    return wanted


OURS = frozenset({Controller.COUNCIL, Controller.SHARED})
"""Whose services are ours to fix, alone or with others; the rest are ours to lobby for (R1-01)."""


class OutcomeKind(StrEnum):
    """What families are told of an action (R2-05)."""

    DID_IT = "did_it"
    DOING_IT = "doing_it"
    TRIED = "tried"
    CANNOT = "cannot"
    PASSED_ON = "passed_on"
    NEED_TO_KNOW = "need_to_know"


class OutcomeState(StrEnum):
    """Where an outcome is: it is published by a second person, or sent back to who wrote it."""

    TO_CHECK = "to_check"
    SENT_BACK = "sent_back"
    PUBLISHED = "published"
    TAKEN_DOWN = "taken_down"


OUTCOME_MAY_FOLLOW: dict[OutcomeState, frozenset[OutcomeState]] = {
    OutcomeState.TO_CHECK: frozenset(
        {OutcomeState.TO_CHECK, OutcomeState.SENT_BACK, OutcomeState.PUBLISHED}
    ),
    OutcomeState.SENT_BACK: frozenset({OutcomeState.TO_CHECK}),
    OutcomeState.PUBLISHED: frozenset({OutcomeState.TAKEN_DOWN}),
    OutcomeState.TAKEN_DOWN: frozenset(),
}
"""A text that is to be checked can be written anew; one that families have read is only ever taken down."""


def next_outcome_state(now: OutcomeState, wanted: OutcomeState) -> OutcomeState:
    """Return the state that follows.

    Raises: IllegalTransition when it cannot follow the state that the outcome is in.
    """
    if wanted not in OUTCOME_MAY_FOLLOW[now]:
        raise IllegalTransition("This text has been decided about already. Open it again.")
    return wanted


class HelpAnswer(StrEnum):
    """What a family says when it is asked whether an outcome helped."""

    YES = "yes"
    A_BIT = "a_bit"
    NO = "no"


class PromiseState(StrEnum):
    """What became of a promise. Nobody sets it: it follows from its days (R1-24)."""

    TO_COME = "to_come"
    KEPT = "kept"
    LATE = "late"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class PromiseDays:
    """The days of one promise.

    Args:
        kept_on: the day on which it was done. broken_on: the day on which we said that it will not be.
    """

    due_on: date
    kept_on: date | None = None
    broken_on: date | None = None

    def state(self, today: date) -> PromiseState:
        """Return what became of it; late by itself as soon as its day has passed with nothing done."""
        if self.kept_on is not None:
            return PromiseState.KEPT if self.kept_on <= self.due_on else PromiseState.LATE
        if self.broken_on is not None:
            return PromiseState.BROKEN
        return PromiseState.LATE if today > self.due_on else PromiseState.TO_COME
