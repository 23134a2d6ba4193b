"""The limits of the complaints procedure for children's social care, in working days.

Source: The Children Act 1989 Representations Procedure (England) Regulations 2006, regulations 14 to 20, and
the statutory guidance "Getting the best from complaints" (2006). Passing on within one working day and the
acknowledgement within three are the council's own promises (R2-11).
"""

from dataclasses import dataclass
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
