"""Complaints and compliments of a quarter, always together, in counts that point at nobody (R2-14, R2-15)."""

from collections.abc import Mapping
from datetime import date

from sqlalchemy.orm import Session

from analysis.reports.extras import CountLine
from feedback.domain.complaints import Stage
from feedback.domain.quarters import Quarter
from feedback.services.hand_offs import due_on
from feedback.services.register_words import say_count, say_share
from feedback.services.runtime import Runtime
from feedback.storage.models import ComplaintRow
from feedback.storage.queries import complaints as queries

OTHER_THEMES = "Other themes"


def count_complaints(session: Session, runtime: Runtime, quarter: Quarter) -> tuple[CountLine, ...]:
    """Return how many said that it was a complaint or were not sure, and how soon they were answered."""
    threshold = runtime.settings.suppression_threshold
    found = queries.list_records_of(session, quarter.starts_on, quarter.ends_on)
    asked = CountLine(
        "Complaints, or not sure whether it was one", say_count(len(found), threshold)
    )
    if not found:
        return (asked,)
    in_time = {
        "Acknowledged within 3 working days": [
            _in_time(runtime, Stage.ACKNOWLEDGE, came, row.acknowledged_on if row else None)
            for came, row in found
        ],
        "Answered within the limit of stage 1": [
            _in_time(runtime, _stage_1(row), came, row.stage_1_answered_on if row else None)
            for came, row in found
        ],
    }
    return (
        asked,
        *(
            CountLine(label, say_share(sum(kept), len(kept), threshold, of="complaints"))
            for label, kept in in_time.items()
        ),
    )


def count_compliments(
    session: Session, runtime: Runtime, quarter: Quarter, themes: Mapping[str, str]
) -> tuple[CountLine, ...]:
    """Return how many compliments there were, in all and by theme.

    Privacy: themes of which too few were praised stand together, so that the total gives no small one away.
    """
    threshold = runtime.settings.suppression_threshold
    counted = queries.count_compliments(session, str(quarter))
    total = sum(counted.values())
    all_ = CountLine("Compliments", say_count(total, threshold))
    if total < threshold:
        return (all_,)
    by_theme = (
        CountLine(f"Compliments: {label}", f"{count:,}")
        for label, count in _shown(counted, themes, threshold)
    )
    return (all_, *by_theme)


def _shown(
    counted: Mapping[str, int], themes: Mapping[str, str], threshold: int
) -> list[tuple[str, int]]:
    """Return (label, count), the largest first; the small ones together, with as many others as that needs."""
    ordered = sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))
    apart = [(theme, n) for theme, n in ordered if n >= threshold and theme in themes]
    rest = sum(counted.values()) - sum(n for _theme, n in apart)
    while 0 < rest < threshold and apart:
        rest += apart.pop()[1]
    shown = [(themes[theme].lower(), n) for theme, n in apart]
    return [*shown, (OTHER_THEMES.lower(), rest)] if rest else shown


def _stage_1(row: ComplaintRow | None) -> Stage:
    return Stage.STAGE_1_COMPLEX if row is not None and row.is_complex else Stage.STAGE_1


def _in_time(runtime: Runtime, stage: Stage, came: date, done: date | None) -> bool:
    return done is not None and done <= due_on(
        stage, came, extra=runtime.settings.extra_bank_holidays
    )
