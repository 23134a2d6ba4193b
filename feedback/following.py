"""A thread that keeps a serving process in step with what officers publish.

One statement on one row every few seconds, beside the pages and never in one: a family waits for nothing.
"""

import logging

from feedback.domain.errors import FeedbackError
from feedback.repeating import Repeating
from feedback.services.asked import refresh_asked
from feedback.services.runtime import Runtime

log = logging.getLogger("feedback.following")

FOLLOW_SECONDS = 5.0
"""How long after a yes the slowest process may still ask the version before."""


class Follower(Repeating):
    """Looks for newly published questionnaires again and again, until the process ends."""

    def __init__(self, runtime: Runtime, *, seconds: float = FOLLOW_SECONDS) -> None:
        super().__init__("feedback-following", seconds=seconds)
        self.runtime = runtime

    def turn(self) -> None:
        """Look once; a database that is away is asked again at the next turn."""
        try:
            if refresh_asked(self.runtime):
                log.info("questionnaires=%d", self.runtime.questionnaires.number)
        except FeedbackError as error:
            log.warning("questionnaires not refreshed code=%s", error.code)
