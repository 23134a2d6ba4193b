"""The limits of the complaints procedure for children's social care, in working days.

Source: The Children Act 1989 Representations Procedure (England) Regulations 2006, regulations 14 to 20, and
the statutory guidance "Getting the best from complaints" (2006). Passing on within one working day and the
acknowledgement within three are the council's own promises (R2-11).
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Stage(StrEnum):
    """A step that has a limit. Each is counted from its own beginning."""

    HAND_ON = "hand_on"
    ACKNOWLEDGE = "acknowledge"
    STAGE_1 = "stage_1"
    STAGE_1_COMPLEX = "stage_1_complex"
    STAGE_2 = "stage_2"
    STAGE_2_EXTENDED = "stage_2_extended"
    STAGE_3_ASK = "stage_3_ask"
    STAGE_3_PANEL = "stage_3_panel"
    STAGE_3_REPORT = "stage_3_report"
    STAGE_3_REPLY = "stage_3_reply"


@dataclass(frozen=True, slots=True)
class Limit:
    """How many working days a step may take, and what they are counted from."""

    working_days: int
    counted_from: str


LIMITS: dict[Stage, Limit] = {
    Stage.HAND_ON: Limit(1, "the day it was sent"),
    Stage.ACKNOWLEDGE: Limit(3, "the day it was sent"),
    Stage.STAGE_1: Limit(10, "the day it was sent"),
    Stage.STAGE_1_COMPLEX: Limit(20, "the day it was sent"),
    Stage.STAGE_2: Limit(25, "the request for stage 2"),
    Stage.STAGE_2_EXTENDED: Limit(65, "the request for stage 2"),
    Stage.STAGE_3_ASK: Limit(20, "the decision of stage 2"),
    Stage.STAGE_3_PANEL: Limit(30, "the request for stage 3"),
    Stage.STAGE_3_REPORT: Limit(5, "the panel"),
    Stage.STAGE_3_REPLY: Limit(15, "the panel's report"),
}

FROM_SENDING = (Stage.HAND_ON, Stage.ACKNOWLEDGE, Stage.STAGE_1, Stage.STAGE_1_COMPLEX)
"""The steps whose limits run from the moment a family presses send, whenever somebody reads it."""


class Advocacy(StrEnum):
    """What became of the offer of an advocate: somebody who helps a child or young person to be heard."""

    WAITS = "waits"
    TAKEN = "taken"
    DECLINED = "declined"
    NOT_DUE = "not_due"


class ComplaintOutcome(StrEnum):
    """How a complaint ended."""

    UPHELD = "upheld"
    PARTLY_UPHELD = "partly_upheld"
    NOT_UPHELD = "not_upheld"
    RESOLVED = "resolved"
    WITHDRAWN = "withdrawn"
    OTHER_PROCEDURE = "other_procedure"


ENDED_WITHOUT_ANSWER = frozenset({ComplaintOutcome.WITHDRAWN, ComplaintOutcome.OTHER_PROCEDURE})
"""The outcomes for which the council need not have answered."""


@dataclass(frozen=True, slots=True)
class ComplaintRecord:
    """What was done about a complaint, each on its day; None is not done.

    Args:
        is_complex: stage 1 may then take 20 working days. is_extended: stage 2 may then take 65.
        learning: what the service learned, in officers' words; no family's.
    """

    acknowledged_on: date | None = None
    advocacy: Advocacy | None = None
    advocacy_offered_on: date | None = None
    is_complex: bool = False
    stage_1_answered_on: date | None = None
    stage_2_asked_on: date | None = None
    is_extended: bool = False
    stage_2_answered_on: date | None = None
    stage_3_asked_on: date | None = None
    panel_held_on: date | None = None
    panel_reported_on: date | None = None
    stage_3_answered_on: date | None = None
    outcome: ComplaintOutcome | None = None
    learning: str | None = None


@dataclass(frozen=True, slots=True)
class ComplimentRecord:
    """Thanks for somebody's work (R2-14).

    Args:
        theme: what it praises. agreed_on: the day on which the family said that it may be passed on.
        passed_on: the day on which the worker was given it; never without the family's yes.
        thanked_on: the day on which the family was thanked.
    """

    theme: str
    agreed_on: date | None = None
    passed_on: date | None = None
    thanked_on: date | None = None


IN_ORDER = (
    ("stage_1_answered_on", None),
    ("stage_2_asked_on", "stage_1_answered_on"),
    ("stage_2_answered_on", "stage_2_asked_on"),
    ("stage_3_asked_on", "stage_2_answered_on"),
    ("panel_held_on", "stage_3_asked_on"),
    ("panel_reported_on", "panel_held_on"),
    ("stage_3_answered_on", "panel_reported_on"),
)
"""Each step with the one that must stand before it."""


def find_complaint_problems(
    complaint: ComplaintRecord, *, received_on: date, today: date
) -> list[tuple[str, str]]:
    """Return (field, code) of everything that stops what is recorded of a complaint from being stored."""
    found = [
        (name, code)
        for name in (
            "acknowledged_on",
            "advocacy_offered_on",
            *(name for name, _before in IN_ORDER),
        )
        if (code := _day_problem(getattr(complaint, name), received_on, today))
    ]
    for name, before in IN_ORDER:
        day, earlier = getattr(complaint, name), getattr(complaint, before) if before else None
        if day is not None and before is not None and (earlier is None or day < earlier):
            found.append((name, "step_before"))
    if (complaint.advocacy_offered_on is None) is not (
        complaint.advocacy in (None, Advocacy.NOT_DUE)
    ):
        found.append(("advocacy", "advocacy"))
    answered = complaint.stage_1_answered_on is not None
    if complaint.outcome and complaint.outcome not in ENDED_WITHOUT_ANSWER and not answered:
        found.append(("outcome", "outcome_unanswered"))
    return found


def find_compliment_problems(
    compliment: ComplimentRecord, *, received_on: date, today: date
) -> list[tuple[str, str]]:
    """Return (field, code) of everything that stops a compliment from being stored."""
    names = ("agreed_on", "passed_on", "thanked_on")
    found = [
        (name, code)
        for name in names
        if (code := _day_problem(getattr(compliment, name), received_on, today))
    ]
    if compliment.passed_on is not None and (
        compliment.agreed_on is None or compliment.passed_on < compliment.agreed_on
    ):
        found.append(("agreed_on", "compliment_yes"))
    return found


def _day_problem(day: date | None, received_on: date, today: date) -> str:
    if day is None:
        return ""
    if day > today:
        return "day_to_come"
    return "before_sending" if day < received_on else ""
