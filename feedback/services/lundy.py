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
from feedback.storage.queries import quarter as quarter_queries
from feedback.working_days import count_working_days

READ_WITHIN = 1
"""Working days; what families are promised."""


def count_lundy(
    session: Session, runtime: Runtime, quarter: Quarter, *, spoken: Collection[str]
) -> tuple[LundyLine, ...]:
    """Return the measures that are counted; what was not done says so, and none is left out."""
    threshold = runtime.settings.suppression_threshold
    responses = quarter_queries.count_responses(session, str(quarter))
    written = queries.count_written(session, str(quarter))
    said = say_share(written, responses, threshold, of="responses") if responses else NOT_DONE
    told, days = _told(session, spoken), _days(session, runtime, quarter)
    return (
        LundyLine("Voice", "Said something in their own words", said),
        LundyLine("Audience", "Read by a person within 1 working day", _read(session, runtime, quarter)),
        LundyLine("Audience", "The next quarter’s report is known by", known_by(quarter)),
        LundyLine("Influence", "Themes of which families were told what became of them", told),
        LundyLine("Influence", "From an action agreed to families told, in the middle", days),
    )  # fmt: skip


def _read(session: Session, runtime: Runtime, quarter: Quarter) -> str:
    closed = closed_days(session, runtime)
    counted = queries.count_read_days(session, str(quarter))
    all_ = sum(count for _came, _day, count in counted)
    if not any(day for _came, day, _count in counted):
        return NOT_DONE
    soon = sum(
        count
        for came, day, count in counted
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
