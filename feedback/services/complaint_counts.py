"""Complaints and compliments of a quarter, always together, in counts that point at nobody (R2-14)."""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from analysis.reports.extras import CountLine
from feedback.domain.quarters import Quarter
from feedback.services.register_words import say_count
from feedback.services.runtime import Runtime
from feedback.storage.queries import complaints as queries


def count_complaints(session: Session, runtime: Runtime, quarter: Quarter) -> tuple[CountLine, ...]:
    """Return how many said that it was a complaint, or were not sure."""
    count = queries.count_received(session, quarter.starts_on, quarter.ends_on)
    words = say_count(count, runtime.settings.suppression_threshold)
    return (CountLine("Complaints, or not sure whether it was one", words),)


def count_compliments(
    session: Session, runtime: Runtime, quarter: Quarter, themes: Mapping[str, str]
) -> tuple[CountLine, ...]:
    """Return how many compliments there were."""
    return (CountLine("Compliments", say_count(0, runtime.settings.suppression_threshold)),)
