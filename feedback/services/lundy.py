"""Lundy's voice, audience and influence, measured for a quarter (R2-01); space is read from the figures themselves."""

import statistics
from collections.abc import Collection

from sqlalchemy.orm import Session

from analysis.reports.extras import NOT_DONE, LundyLine
from feedback.domain.quarters import Quarter
from feedback.services.actions import list_actions
from feedback.services.closed_days import closed_days
from feedback.services.quarter_context import known_by
from feedback.services.register_words import say_share
from feedback.services.runtime import Runtime
from feedback.storage.queries import lundy as queries
from feedback.storage.queries.quarter_facts import QuarterFacts, read_facts
from feedback.working_days import count_working_days

READ_WITHIN = 1
"""Working days; what families are promised."""


def count_lundy(
    session: Session,
    runtime: Runtime,
    quarter: Quarter,
    *,
    spoken: Collection[str],
    facts: QuarterFacts | None = None,
) -> tuple[LundyLine, ...]:
    """Return the measures that are counted; what was not done says so, and none is left out.

    Args:
        spoken: the themes that the quarter's report counts.
        facts: what was read of the quarter already.
    """
    threshold = runtime.settings.suppression_threshold
    facts = facts or read_facts(session, str(quarter))
    responses, written = facts.answers.responses, facts.spoken.written
    said = say_share(written, responses, threshold, of="responses") if responses else NOT_DONE
    told, days = _told(session, spoken), _days(session, runtime, quarter)
    return (
        LundyLine("Voice", "Said something in their own words", said),
        LundyLine("Audience", "Read by a person within 1 working day", _read(session, runtime, facts)),
        LundyLine("Audience", "The next quarter’s report is known by", known_by(quarter)),
        LundyLine("Influence", "Themes of which families were told what became of them", told),
        LundyLine("Influence", "From an action agreed to families told, in the middle", days),
    )  # fmt: skip


def _read(session: Session, runtime: Runtime, facts: QuarterFacts) -> str:
    closed = closed_days(session, runtime)
    if not any(day for _came, day in facts.read):
        return NOT_DONE
    all_ = facts.read.total()
    soon = sum(
        count
        for (came, day), count in facts.read.items()
        if day is not None and count_working_days(came, day, closed) <= READ_WITHIN
    )
    return say_share(soon, all_, runtime.settings.suppression_threshold, of="responses")


def _told(session: Session, spoken: Collection[str]) -> str:
    """Return of how many themes families were told: a count of themes, so nobody stands behind it."""
    told = set(spoken) & queries.list_answered_themes(session)
    return f"{len(told)} of {len(spoken)} themes" if told else NOT_DONE


def _days(session: Session, runtime: Runtime, quarter: Quarter) -> str:
    closed = closed_days(session, runtime)
    took = [
        max(0, count_working_days(action.agreed_on, action.told_on, closed))
        for action in list_actions(session, runtime)
        if action.told_on and quarter.starts_on <= action.told_on <= quarter.ends_on
    ]
    return f"{statistics.median(took):g} working days" if took else NOT_DONE
