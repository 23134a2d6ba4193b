"""States of actions, and what becomes of promises by itself."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.domain.actions import (
    MAY_FOLLOW,
    ActionState,
    OutcomeState,
    PromiseDays,
    PromiseState,
    next_outcome_state,
    next_state,
)
from feedback.domain.errors import IllegalTransition

DUE = date(2026, 8, 14)


@given(st.sampled_from(ActionState), st.sampled_from(ActionState))
def test_state_when_it_may_not_follow_is_refused(now: ActionState, wanted: ActionState) -> None:
    if wanted in MAY_FOLLOW[now]:
        assert next_state(now, wanted) is wanted
    else:
        with pytest.raises(IllegalTransition):
            next_state(now, wanted)


def test_blocked_action_must_go_on_before_it_can_be_done() -> None:
    with pytest.raises(IllegalTransition):
        next_state(ActionState.BLOCKED, ActionState.DONE)


def test_published_text_is_only_ever_taken_down() -> None:
    assert next_outcome_state(OutcomeState.PUBLISHED, OutcomeState.TAKEN_DOWN)
    for wanted in (OutcomeState.TO_CHECK, OutcomeState.SENT_BACK, OutcomeState.PUBLISHED):
        with pytest.raises(IllegalTransition):
            next_outcome_state(OutcomeState.PUBLISHED, wanted)


@pytest.mark.parametrize(
    ("days", "today", "state"),
    [
        (PromiseDays(DUE), date(2026, 8, 14), PromiseState.TO_COME),
        (PromiseDays(DUE), date(2026, 8, 15), PromiseState.LATE),
        (PromiseDays(DUE, kept_on=DUE), date(2026, 12, 1), PromiseState.KEPT),
        (PromiseDays(DUE, kept_on=date(2026, 8, 17)), date(2026, 12, 1), PromiseState.LATE),
        (PromiseDays(DUE, broken_on=date(2026, 8, 1)), date(2026, 8, 2), PromiseState.BROKEN),
    ],
)
def test_promise_past_its_day_with_nothing_done_is_late_by_itself(
    days: PromiseDays, today: date, state: PromiseState
) -> None:
    """R1-24."""
    assert days.state(today) is state
