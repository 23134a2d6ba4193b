"""One page of family voice for a meeting of the Improvement Board (section 1.3)."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from analysis.reports.snapshot import QuarterSnapshot
from feedback.domain.registers import InformationRequest, RequestStatus
from feedback.services.actions import list_overdue
from feedback.services.promises import count_promises, list_promises
from feedback.services.register_words import say_day
from feedback.services.registers import list_drafts
from feedback.services.runtime import Runtime

BOARD = "improvement board"
MOST_LISTED = 3
NEVER_ASKED = "no day of asking is recorded"


@dataclass(frozen=True, slots=True)
class BoardBrief:
    """What the page says, in words.

    Args:
        themes: those most spoken of. changed: what families were told that changed.
        questions: what was asked of the board and is not answered, each with the day on which it was last asked.
    """

    headline: str
    themes: tuple[str, ...]
    changed: tuple[str, ...]
    returned: tuple[str, ...]
    promises: tuple[tuple[str, int], ...]
    overdue: int
    questions: tuple[tuple[str, str], ...]


def board_brief(session: Session, runtime: Runtime, snapshot: QuarterSnapshot) -> BoardBrief:
    """Return the page of a frozen quarter; promises, overdue actions and questions are as they stand today."""
    said = [theme for theme in snapshot.themes if theme.comments is not None][:MOST_LISTED]
    promises = count_promises(list_promises(session, runtime))
    asked = [
        (one.asked_for, say_day(one.asked_on) if one.asked_on else NEVER_ASKED)
        for one in list_drafts(session, InformationRequest)
        if one.status is RequestStatus.OPEN and BOARD in one.asked_of.lower()
    ]
    return BoardBrief(
        headline=snapshot.listened_disagreed.words,
        themes=tuple(f"{t.label}: {t.words[0]} comments, {t.change}" for t in said),
        changed=tuple(f"{t.about}: {t.words}" for t in snapshot.told if t.done)[:MOST_LISTED],
        returned=snapshot.returned,
        promises=tuple((state.replace("_", " "), count) for state, count in promises.items()),
        overdue=len(list_overdue(session, runtime)),
        questions=tuple(asked),
    )
