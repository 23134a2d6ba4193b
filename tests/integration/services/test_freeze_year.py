"""A year is frozen once, from four quarters that are each frozen once (R5-20)."""

import pytest
from flask import Flask
from sqlalchemy import select

from feedback.clock import Clock
from feedback.domain.errors import Conflict, SealBroken
from feedback.domain.quarters import Quarter
from feedback.services.freeze_quarter import find_frozen, freeze_quarter
from feedback.services.freeze_year import freeze_year
from feedback.services.runtime import Runtime
from feedback.storage.models import QuarterSnapshotRow

YEAR = 2025


def freeze_all(runtime: Runtime, numbers: tuple[int, ...] = (1, 2, 3, 4)) -> None:
    """Freeze these quarters of the year."""
    with runtime.database.transaction() as session:
        for number in numbers:
            freeze_quarter(session, runtime, Quarter(YEAR, number))


def test_year_when_frozen_twice_is_one_and_its_quarters_stay(app_on_both: Flask) -> None:
    runtime: Runtime = app_on_both.extensions["feedback"]
    freeze_all(runtime)
    with runtime.database.transaction() as session:
        first = freeze_year(session, runtime, YEAR)
        second = freeze_year(session, runtime, YEAR)
        assert first == second
        assert find_frozen(session, str(YEAR)).snapshot.label == "the year 2025"
    with runtime.database.transaction() as session, pytest.raises(Conflict, match="stays as it is"):
        freeze_quarter(session, runtime, Quarter(YEAR, 1))


def test_year_of_which_a_quarter_is_missing_or_has_no_counts_is_refused(app: Flask) -> None:
    runtime: Runtime = app.extensions["feedback"]
    freeze_all(runtime, (1, 2, 3))
    with runtime.database.transaction() as session, pytest.raises(Conflict, match="four quarters"):
        freeze_year(session, runtime, YEAR)
    freeze_all(runtime, (4,))
    with runtime.database.transaction() as session:
        row = session.scalars(select(QuarterSnapshotRow)).first()
        assert row is not None
        row.counts = None
    with runtime.database.transaction() as session, pytest.raises(Conflict, match="counts"):
        freeze_year(session, runtime, YEAR)


def test_snapshot_altered_in_the_database_is_refused(app: Flask) -> None:
    """R5-03, R5-16: whoever changes a figure behind the service's back is found out by the hash."""
    runtime: Runtime = app.extensions["feedback"]
    freeze_all(runtime, (1,))
    with runtime.database.transaction() as session:
        row = session.scalars(select(QuarterSnapshotRow)).one()
        row.payload = row.payload.replace('"responses":0', '"responses":7')
    with runtime.database.reading() as session, pytest.raises(SealBroken):
        find_frozen(session, Quarter(YEAR, 1))


def test_today_is_after_the_year(app: Flask) -> None:
    """The clock of tests stands after the year that these tests freeze."""
    runtime: Runtime = app.extensions["feedback"]
    assert isinstance(runtime.clock, Clock)
    assert runtime.clock.today() > Quarter(YEAR, 4).ends_on
