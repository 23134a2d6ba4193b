"""Flags of a quarter in counts that point at nobody, and how far their clocks were kept (R4-29)."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from analysis.reports.extras import CountLine
from feedback.domain.enums import FlagOutcome
from feedback.domain.quarters import Quarter
from feedback.services.runtime import Runtime
from feedback.storage.queries import flag_counts as queries

DONE: dict[FlagOutcome, str] = {
    FlagOutcome.TOLD_LEAD: "Passed to the safeguarding lead",
    FlagOutcome.REFERRED: "Referred to children’s social care",
    FlagOutcome.ADVICE_GIVEN: "Advice was given",
    FlagOutcome.ALREADY_KNOWN: "Already known to a worker",
    FlagOutcome.ABOUT_A_WORKER: "About somebody who works with children",
    FlagOutcome.CRISIS_HELP: "Crisis help was called",
    FlagOutcome.NOT_SAFEGUARDING: "Not a safeguarding matter",
}
BAND, LEAST_FOR_A_SHARE, STEP_PERCENT = 10, 10, 5


def count_flags(session: Session, runtime: Runtime, quarter: Quarter) -> tuple[CountLine, ...]:
    """Return outcomes that are enough to be printed, and both clocks; empty where nothing was flagged.

    Privacy: there is no total, and the clocks' bands are wider than the threshold, so that what is left out
    cannot be found by taking away.
    """
    threshold = runtime.settings.suppression_threshold
    clocks = queries.list_clocks(session, str(quarter))
    if not clocks:
        return ()
    found = queries.count_outcomes(session, str(quarter))
    done = [
        CountLine(label, f"{found[outcome]:,}")
        for outcome, label in DONE.items()
        if found.get(outcome, 0) >= threshold
    ]
    return (
        *done,
        CountLine("Acknowledged in time", _kept([acknowledged for acknowledged, _ in clocks])),
        CountLine("Decided in time", _kept([decided for _, decided in clocks])),
    )


def _kept(clocks: Sequence[bool | None]) -> str:
    """Return the share of ended clocks that were kept, to the nearest 5%, and how many in a band of ten."""
    ended = [kept for kept in clocks if kept is not None]
    if len(ended) < LEAST_FOR_A_SHARE:
        return f"fewer than {LEAST_FOR_A_SHARE} flags, too few for a share"
    percent = STEP_PERCENT * round(100 * sum(ended) / len(ended) / STEP_PERCENT)
    low = len(ended) - len(ended) % BAND
    return f"{percent}% of {low:,} to {low + BAND - 1:,} flags"
