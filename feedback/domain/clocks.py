"""The steps between a family's words and what it is told, and how soon each is promised."""

from enum import StrEnum


class Step(StrEnum):
    """What happens to a response, in this order."""

    ACKNOWLEDGED = "acknowledged"
    READ = "read"
    THEMED = "themed"
    AGREED = "agreed"
    TOLD = "told"


BEFORE: dict[Step, Step | None] = {
    Step.ACKNOWLEDGED: None,
    Step.READ: None,
    Step.THEMED: Step.READ,
    Step.AGREED: Step.THEMED,
    Step.TOLD: Step.AGREED,
}
"""What a step's clock runs from; None is the day on which the words came. Source: R1-05, R1-13."""

PROMISED_WORKING_DAYS: dict[Step, int] = {Step.ACKNOWLEDGED: 3, Step.READ: 1, Step.TOLD: 20}
"""How soon a step is promised. Of the others nothing is promised: not every theme needs an action.

Source: families read on their status page that everything is read by the end of the next working day.
"""

GIVEN_UP_AFTER = 2
"""Times the promised working days after which a step that is still not done counts as broken."""
