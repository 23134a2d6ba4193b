"""How a route of the family side looks at what is tried too often. The address is used here and kept nowhere."""

import threading
import time

from flask import request

from feedback.domain.enums import AttemptKind
from feedback.services.attempts import check_attempt, count_attempt
from feedback.web.runtime import current_runtime

SLOW_SECONDS = 1.0
"""How long a wrong code waits for its answer while everybody together tries too many."""
_waiting = threading.BoundedSemaphore(2)
"""At most two requests of a process wait at once, so that guessing cannot keep families out."""


def may_try(kind: AttemptKind) -> bool:
    """Tell whether this request may try once more today; while many codes are wrong it takes its time.

    It takes its time before anything is looked up, so a right code waits as long as a wrong one.
    """
    runtime = current_runtime()
    with runtime.database.reading() as session:
        allowed = check_attempt(session, runtime, kind, request.remote_addr)
    return allowed.now and (not allowed.slowly or _waited())


def note_try(kind: AttemptKind) -> None:
    """Count this request."""
    runtime = current_runtime()
    with runtime.database.transaction() as session:
        count_attempt(session, runtime, kind, request.remote_addr)


def _waited() -> bool:
    """Wait; return False at once where too many wait already."""
    if not _waiting.acquire(blocking=False):
        return False
    try:
        time.sleep(SLOW_SECONDS)
    finally:
        _waiting.release()
    return True
