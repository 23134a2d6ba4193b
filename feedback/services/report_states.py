"""Where the report of each period is, for those who prepare it."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from feedback.domain.quarters import Quarter
from feedback.domain.reports import ReportState
from feedback.storage.queries import reports as queries
from feedback.storage.queries.reports import StateRow

QUARTERS_SHOWN = 6
"""So many of the quarters that are over are listed, whether or not anybody began with them."""


@dataclass(frozen=True, slots=True)
class ReportLine:
    """One quarter or year.

    Args:
        state: of the newest version; None where nothing was begun.
        version: the newest one. published: the newest version that is published. Both 0 where there is none.
    """

    period: str
    label: str
    state: ReportState | None
    version: int
    published: int


def list_reports(session: Session, today: date) -> list[ReportLine]:
    """Return the quarters that are over and the years that were frozen, the newest first."""
    found: dict[str, list[StateRow]] = {}
    for row in queries.list_states(session):
        found.setdefault(row.period, []).append(row)
    this = Quarter.containing(today)
    listed = {str(this.shifted(-n)) for n in range(1, QUARTERS_SHOWN + 1)}
    return [
        _line(period, found.get(period, [])) for period in sorted({*listed, *found}, reverse=True)
    ]


def get_line(session: Session, period: str) -> ReportLine:
    """Return where the report of one period is."""
    return _line(period, [row for row in queries.list_states(session) if row.period == period])


def _line(period: str, rows: list[StateRow]) -> ReportLine:
    label = Quarter.parse(period).label if "-" in period else f"The year {period}"
    if not rows:
        return ReportLine(period, label, None, 0, 0)
    newest = rows[0]
    published = next((row.version for row in rows if row.published), 0)
    return ReportLine(period, label, _state(newest), newest.version, published)


def _state(row: StateRow) -> ReportState:
    if row.published:
        return ReportState.PUBLISHED
    return ReportState.FROZEN if row.frozen or row.draft_state is None else row.draft_state
