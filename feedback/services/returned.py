"""Themes that came back although something was done about them (R1-14)."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from analysis.stats.change import returned_after_action
from feedback.domain.actions import ActionState
from feedback.domain.quarters import Quarter
from feedback.domain.said import NO_TALLY, Spoken
from feedback.services.actions import list_actions
from feedback.services.runtime import Runtime
from feedback.services.trusted import trusted_themes
from feedback.storage.queries.quarter_facts import FactsReader

QUARTERS_AFTER = 2


@dataclass(frozen=True, slots=True)
class AfterAction:
    """A theme after its action was done. `returned` is None while it is too early or too few to say."""

    action_id: UUID
    theme: str
    closed_in: str
    returned: bool | None


def find_returned(
    session: Session, runtime: Runtime, reader: FactsReader | None = None
) -> list[AfterAction]:
    """Return each action about a theme that is done, with whether the theme came back, the newest first.

    Args:
        reader: what has read some quarters already.
    """
    reader = reader or FactsReader(session)
    done = [
        action
        for action in list_actions(session, runtime, (ActionState.DONE,))
        if action.draft.theme is not None and action.closed_on is not None
    ]
    trusted = trusted_themes(session, runtime)
    counted: dict[Quarter, dict[str, tuple[int, int]]] = {}
    today = Quarter.containing(runtime.clock.today())
    found = []
    for action in done:
        theme, closed_on = action.draft.theme or "", action.closed_on or runtime.clock.today()
        closed = Quarter.containing(closed_on)
        quarters = [closed.shifted(n) for n in range(QUARTERS_AFTER + 1)]
        # A quarter counts once it is over.
        quarters = [quarter for quarter in quarters if quarter < today]
        for quarter in quarters:
            if quarter not in counted:
                counted[quarter] = _shares(reader.of(str(quarter)).spoken, trusted)
        shares = [counted[quarter].get(theme, counted[quarter][""]) for quarter in quarters]
        returned = returned_after_action(shares[0], shares[1:]) if shares else None
        found.append(AfterAction(action.id, theme, str(closed), returned))
    return sorted(found, key=lambda after: after.closed_in, reverse=True)


def _shares(spoken: Spoken, trusted: Sequence[str]) -> dict[str, tuple[int, int]]:
    """Return theme -> (its comments, all comments) of a quarter; under "" those of a theme nobody spoke of."""
    all_ = spoken.comments
    shares = {theme: (tally.comments, all_) for theme, tally in spoken.themes(trusted).items()}
    return shares | {"": (NO_TALLY.comments, all_)}
