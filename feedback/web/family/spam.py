"""Spam without puzzles: who looks like a machine is asked once, in plain words, to look again. Nobody is dropped.

A box that no person sees, the least time, and (a switch of the operator's, for days of attack) a sum that a
phone reckons. What one place sends in a day is counted where it is stored (feedback/services/attempts.py).
"""

import hashlib

from feedback.services.runtime import Runtime
from feedback.web.family.page_token import Draft

TRAP = "homepage"
"""The field that no person sees. No browser fills a field of this name by itself."""
WORK = "work"
WORK_BITS = 14
"""About 16,000 sums: some tenths of a second on a new phone, a few seconds on an old one."""
_LONGEST_WORK = 20


def must_look_again(runtime: Runtime, draft: Draft, trap: str) -> bool:
    """Tell whether the sending looks like a machine's; true once for each draft, which is believed from then on.

    So a browser that fills every box, or somebody very quick, is delayed by one press and never locked out.
    """
    if draft.looked_again:
        return False
    draft.looked_again = bool(trap) or is_too_fast(runtime, draft)
    return draft.looked_again


def is_too_fast(runtime: Runtime, draft: Draft) -> bool:
    """Tell whether the first question was shown less than the least time ago."""
    now = runtime.clock.now().timestamp()
    return draft.began_at > 0 and now - draft.began_at < runtime.settings.least_seconds


def work_for(runtime: Runtime, draft: Draft) -> str | None:
    """Return what the phone must reckon with before this draft is sent; None where the switch is off."""
    if not runtime.settings.proof_of_work:
        return None
    return runtime.keyring.keyed_hash("work", draft.once_key).hex()


def is_worked(runtime: Runtime, draft: Draft, found: str) -> bool:
    """Tell whether the number that was sent is one whose hash with the draft's own words begins with enough zeros."""
    challenge = work_for(runtime, draft)
    if challenge is None:
        return True
    digest = hashlib.sha256(f"{challenge}{found[:_LONGEST_WORK]}".encode()).digest()
    return int.from_bytes(digest) >> (8 * len(digest) - WORK_BITS) == 0
