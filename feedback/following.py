"""A thread that keeps a serving process in step with what officers publish.

One statement on one row every few seconds, beside the pages and never in one: a family waits for nothing.
"""

import logging
import threading

from feedback.domain.errors import FeedbackError
from feedback.services.asked import refresh_asked
from feedback.services.runtime import Runtime

log = logging.getLogger("feedback.following")

FOLLOW_SECONDS = 5.0
"""How long after a yes the slowest process may still ask the version before."""


class Follower:
    """Looks for newly published questionnaires again and again, until the process ends."""

    def __init__(self, runtime: Runtime, *, seconds: float = FOLLOW_SECONDS) -> None:
        self.runtime = runtime
        self.seconds = seconds
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self.run, name="feedback-following", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self, *, wait_seconds: float = 10) -> None:
        """End after the look that is under way, and wait for it so long."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join(wait_seconds)

    def run(self) -> None:
        """Look until `stop` is called; a database that is away is asked again at the next turn."""
        while not self._stop.is_set():
            try:
                if refresh_asked(self.runtime):
                    log.info("questionnaires=%d", self.runtime.questionnaires.number)
            except FeedbackError as error:
                log.warning("questionnaires not refreshed code=%s", error.code)
            self._stop.wait(self.seconds)
