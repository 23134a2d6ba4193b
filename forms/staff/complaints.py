"""What is asked of a complaint, step by step, and of a compliment."""

from feedback.domain.complaints import Advocacy, ComplaintOutcome
from forms.staff.records import Asked, Kind
from forms.staff.registers import A_DAY, THEMES

ADVOCACY = {
    Advocacy.WAITS: "Offered, no answer yet",
    Advocacy.TAKEN: "Offered and taken up",
    Advocacy.DECLINED: "Offered and declined",
    Advocacy.NOT_DUE: "Not offered: no child or young person complains",
}
OUTCOMES = {
    ComplaintOutcome.UPHELD: "Upheld",
    ComplaintOutcome.PARTLY_UPHELD: "Partly upheld",
    ComplaintOutcome.NOT_UPHELD: "Not upheld",
    ComplaintOutcome.RESOLVED: "Resolved without a finding",
    ComplaintOutcome.WITHDRAWN: "Withdrawn by the family",
    ComplaintOutcome.OTHER_PROCEDURE: "Passed to another procedure",
}


def _day(name: str, label: str) -> Asked:
    return Asked(name, label, Kind.DAY, A_DAY)


COMPLAINT: tuple[Asked, ...] = (
    _day("acknowledged_on", "Acknowledged on"),
    _day("advocacy_offered_on", "An advocate was offered on"),
    Asked(
        "advocacy",
        "What became of the offer",
        Kind.CHOOSE,
        choices=tuple((value.value, label) for value, label in ADVOCACY.items()),
    ),
    Asked("is_complex", "Is it complex?", Kind.TICK, "Stage 1 may then take 20 working days."),
    _day("stage_1_answered_on", "Answered (stage 1) on"),
    _day("stage_2_asked_on", "Stage 2 asked for on"),
    Asked(
        "is_extended",
        "Was stage 2 extended?",
        Kind.TICK,
        "It may then take 65 working days instead of 25.",
    ),
    _day("stage_2_answered_on", "Answered (stage 2) on"),
    _day("stage_3_asked_on", "Review panel (stage 3) asked for on"),
    _day("panel_held_on", "Panel held on"),
    _day("panel_reported_on", "Panel’s report of"),
    _day("stage_3_answered_on", "Answered (stage 3) on"),
    Asked(
        "outcome",
        "Outcome",
        Kind.CHOOSE,
        choices=tuple((value.value, label) for value, label in OUTCOMES.items()),
    ),
    Asked(
        "learning",
        "What the service learned",
        Kind.TEXT,
        "For everybody to read: nothing that a family said, no names.",
    ),
)
COMPLIMENT: tuple[Asked, ...] = (
    Asked("theme", "What it praises", Kind.CHOOSE, needed="theme", choices=THEMES),
    Asked(
        "agreed_on",
        "The family said that it may be passed on, on",
        Kind.DAY,
        "Ask in a message to the family. " + A_DAY,
    ),
    _day("passed_on", "Passed to the worker on"),
    _day("thanked_on", "The family was thanked on"),
)
