"""How soon a flag is answered, and who is told when it is not (R4-23, R4-24).

Source: R4-23: acknowledged within 30 minutes and decided within 2 hours, both of office hours, where it is
immediate; on the same working day where it is a concern. The partnership agrees the figures each year.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from feedback.domain.enums import FlagOutcome

ACKNOWLEDGE_MINUTES = 30
DECIDE_MINUTES = 120
ESCALATE_MINUTES = 30
"""Office minutes between one step up and the next while nobody has acknowledged an immediate flag."""
LADO_WORKING_DAYS = 1
DETAILS_DAYS = 30
"""A reference to the case system is kept here for so long, then it is there alone (R4-07)."""


class TriageState(StrEnum):
    """Where a flag is on its way through triage."""

    WAITING = "waiting"
    ACKNOWLEDGED = "acknowledged"
    SECOND_WANTED = "second_wanted"
    DECIDED = "decided"


class Downgrade(StrEnum):
    """What two people together may say of an immediate flag, and one alone may not (R4-24)."""

    NOT_SAFEGUARDING = "not_safeguarding"
    CONCERN = "concern"


class Level(StrEnum):
    """Who is told, in the order in which they are."""

    DUTY = "duty"
    DEPUTY = "deputy"
    HEAD = "head"
    DIRECTOR = "director"


LEVELS = tuple(Level)

OUTCOMES = (
    FlagOutcome.REFERRED,
    FlagOutcome.ADVICE_GIVEN,
    FlagOutcome.ALREADY_KNOWN,
    FlagOutcome.ABOUT_A_WORKER,
    FlagOutcome.CRISIS_HELP,
    FlagOutcome.NOT_SAFEGUARDING,
)
"""What a safeguarding lead can say was done. `told_lead` is from the time before there was triage."""

PASSED_ON = frozenset({FlagOutcome.REFERRED, FlagOutcome.ABOUT_A_WORKER, FlagOutcome.CRISIS_HELP})
"""Outcomes that somebody outside took over: who took it and when are written down (R4-24)."""
WITH_REFERENCE = frozenset({FlagOutcome.REFERRED, FlagOutcome.ABOUT_A_WORKER})


@dataclass(frozen=True, slots=True)
class PassedOn:
    """Who took a flag over, when, and under which reference of theirs.

    Privacy: a case reference and a name; sealed where it is stored.
    """

    reference: str
    who: str
    when: datetime
