"""Forget what has been kept for as long as it may be (R4-07)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from feedback.domain.enums import AuditAction
from feedback.domain.triage import DETAILS_DAYS
from feedback.services.audit import record
from feedback.services.audit_chain import forget_audit, seal_audit
from feedback.services.contact_details import purge_contacts
from feedback.services.flag_clocks import forget_references
from feedback.services.runtime import Runtime
from feedback.storage.queries.data_complaints import forget_answered
from feedback.storage.queries.retention import (
    count_responses_with_old_words,
    find_responses_with_old_words,
    forget_words,
)
from feedback.storage.words_index import merge_words_index

BATCH_RESPONSES = 200
FORGOTTEN = "[deleted: kept for as long as we may keep it]"
"""Stands where a comment's words were."""


@dataclass(frozen=True, slots=True)
class PurgeOutcome:
    """How many responses lost their words, how many audit rows went, how many contact details."""

    responses: int
    audit_rows: int
    contacts: int = 0


def months_before(day: date, months: int) -> date:
    """Return the same day of the month that many months earlier, or that month's last day."""
    index = day.year * 12 + day.month - 1 - months
    first = date(index // 12, index % 12 + 1, 1)
    following = date((index + 1) // 12, (index + 1) % 12 + 1, 1)
    return first.replace(day=min(day.day, (following - first).days))


def purge(
    runtime: Runtime, *, dry_run: bool = False, on_progress: Callable[[int], None] | None = None
) -> PurgeOutcome:
    """Destroy words older than the settings' months, contact details past their days, old audit rows; forget
    references to the case system and answered complaints about the use of data.

    The words go for good: the response's data key, the sealed original, the masked text and the words kept
    as evidence. What was chosen, and every tag, stays. Safe to stop and to run again.

    Args:
        dry_run: count the responses, change nothing (audit rows are then counted as none).
        on_progress: called with the number of responses done so far.
    """
    today = runtime.clock.today()
    words_before = months_before(today, runtime.settings.free_text_months)
    if dry_run:
        with runtime.database.reading() as session:
            return PurgeOutcome(count_responses_with_old_words(session, words_before), 0)
    done = 0
    while batch := _purge_batch(runtime, words_before):
        done += batch
        if on_progress is not None:
            on_progress(done)
    seal_audit(runtime)
    with runtime.database.transaction() as session:
        if done:
            merge_words_index(session)
        audit_before = months_before(today, 12 * runtime.settings.audit_years)
        contacts = purge_contacts(session, runtime)
        forget_references(session, runtime, days=DETAILS_DAYS)
        forget_answered(session, words_before)
        return PurgeOutcome(done, forget_audit(session, runtime, audit_before), contacts)


def _purge_batch(runtime: Runtime, before: date) -> int:
    with runtime.database.transaction() as session:
        found = find_responses_with_old_words(session, before, limit=BATCH_RESPONSES)
        if found:
            forget_words(session, found, instead=FORGOTTEN)
            record(
                session,
                runtime,
                AuditAction.PURGED,
                subject=("responses", before.isoformat()),
                detail={"count": len(found)},
            )
    return len(found)
