"""Freeze a year from its four frozen quarters, for the annual report to full council (R5-20)."""

from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from analysis.reports.snapshot import content_hash, to_json
from analysis.reports.year import build_year, counts_from_json
from analysis.stats.release import CannotProtect
from feedback.domain.enums import AuditAction
from feedback.domain.errors import Conflict, NotFound
from feedback.domain.quarters import Quarter
from feedback.services.audit import record
from feedback.services.freeze_quarter import FrozenQuarter, as_frozen, find_frozen
from feedback.services.runtime import Runtime
from feedback.storage.models import QuarterSnapshotRow
from feedback.storage.queries import frozen as queries


def freeze_year(
    session: Session, runtime: Runtime, year: int, *, staff_id: UUID | None = None
) -> FrozenQuarter:
    """Freeze the year once; return what was frozen then when it is asked again.

    From then on its quarters stay as they are: another version beside the year could give a count away.

    Raises: Conflict when a quarter is missing, was frozen in several versions or without its counts, or when the
        year would give a hidden count away.
    """
    queries.lock_reports(session)
    try:
        return find_frozen(session, str(year))
    except NotFound:
        pass
    rows = [
        row for n in (1, 2, 3, 4) for row in queries.list_rows_of(session, str(Quarter(year, n)))
    ]
    if len(rows) != 4 or len({row.quarter for row in rows}) != 4:
        raise Conflict("A year is made of four quarters, each frozen once.")
    counts = [counts_from_json(row.counts) for row in rows if row.counts]
    if len(counts) != 4:
        raise Conflict("A quarter of this year was frozen before its counts were kept.")
    try:
        snapshot = build_year(
            str(year),
            counts,
            [as_frozen(row).snapshot for row in rows],
            threshold=runtime.settings.suppression_threshold,
            rounded=runtime.settings.round_counts,
        )
    except CannotProtect as cannot:
        raise Conflict("The year beside its quarters would give small counts away.") from cannot
    written = to_json(snapshot)
    row = QuarterSnapshotRow(
        id=uuid4(), quarter=str(year), version=1, content_hash=content_hash(written), payload=written,
        frozen_utc=runtime.clock.now(), frozen_by=staff_id,
    )  # fmt: skip
    session.add(row)
    record(session, runtime, AuditAction.QUARTER_FROZEN, subject=("year", str(year)), actor_id=staff_id,
           detail={"version": 1, "hash": row.content_hash})  # fmt: skip
    return as_frozen(row)
