"""What a quarter's report says of what was done: words that were published already, and the tracker (R1-09)."""

from collections.abc import Callable
from datetime import date
from functools import cache

from sqlalchemy.orm import Session

from analysis.reports.figures import NOT_APPLICABLE
from analysis.reports.snapshot import OURS, PARTNERS, ActionLine, Told
from feedback.domain.actions import OPEN_STATES, ActionOrigin, ActionState, OutcomeKind
from feedback.domain.quarters import Quarter
from feedback.services.actions import Action, list_actions
from feedback.services.codebook import codebook_in_use
from feedback.services.returned import find_returned
from feedback.services.runtime import Runtime
from feedback.services.what_changed import list_board
from feedback.storage.queries import outcomes as queries
from feedback.storage.queries.quarter_facts import FactsReader

KINDS: dict[OutcomeKind, str] = {
    OutcomeKind.DID_IT: "We did it",
    OutcomeKind.DOING_IT: "We are doing it",
    OutcomeKind.TRIED: "We tried",
    OutcomeKind.CANNOT: "We cannot, and why",
    OutcomeKind.PASSED_ON: "We passed it on",
    OutcomeKind.NEED_TO_KNOW: "We need to know more",
}
DONE = frozenset({OutcomeKind.DID_IT, OutcomeKind.DOING_IT})


def list_told_in(session: Session, runtime: Runtime, quarter: Quarter) -> list[Told]:
    """Return what the public board says that was published in the quarter, the newest first.

    The board leaves out what too few people spoke of, and names nobody; so does the report.
    """
    return [
        Told(told.about, KINDS[told.kind], told.words, _day(told.told_on), told.kind in DONE)
        for told in list_board(session, runtime, published=(quarter.starts_on, quarter.ends_on))
    ]


def list_tracker(session: Session, runtime: Runtime, quarter: Quarter) -> list[ActionLine]:
    """Return the actions that were agreed by the quarter's end, in the order of their days.

    Privacy: an action that fewer people than the threshold are behind would point at them; it is left out.
    """
    threshold = runtime.settings.suppression_threshold

    @cache
    def spoken(theme: str, period: str | None) -> bool:
        return queries.have_spoken(session, theme, period, least=threshold)

    agreed = [a for a in list_actions(session, runtime) if a.agreed_on <= quarter.ends_on]
    shown = [a for a in agreed if _safe(a, spoken, threshold)]
    shown.sort(key=lambda a: (a.draft.due_on, str(a.id)))
    return [_line(action, quarter) for action in shown]


def _safe(action: Action, spoken: Callable[[str, str | None], bool], threshold: int) -> bool:
    draft = action.draft
    if draft.origin in (ActionOrigin.FORUM, ActionOrigin.FINDING):
        return True
    if draft.theme is None:
        return action.linked >= threshold
    return spoken(draft.theme, draft.quarter)


def list_returned(session: Session, runtime: Runtime, reader: FactsReader) -> list[str]:
    """Return the labels of themes that came back after their action was done (R1-14)."""
    themes = codebook_in_use(session, runtime).by_id
    found = {after.theme for after in find_returned(session, runtime, reader) if after.returned}
    return sorted(themes[theme].label for theme in found if theme in themes)


def _line(action: Action, quarter: Quarter) -> ActionLine:
    draft = action.draft
    state = action.state.replace("_", " ").capitalize()
    # As it stood at the quarter's end, so that the same quarter reads the same on any later day.
    overdue = action.state in OPEN_STATES and draft.due_on <= quarter.ends_on
    late = ", overdue" if overdue else ""
    because = f": {action.blocked_because}" if action.state is ActionState.BLOCKED else ""
    return ActionLine(
        what=draft.what,
        owner=f"{draft.owner_role}, with {draft.partner}" if draft.partner else draft.owner_role,
        due=_day(draft.due_on),
        state=f"{state}{late}{because}",
        measure=draft.measure,
        evidence=draft.evidence or "None yet",
        told=_day(action.told_on) if action.told_on else "Not yet",
        copied_by=draft.copied_by or NOT_APPLICABLE,
        whose=OURS if action.ours else PARTNERS,
    )


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
