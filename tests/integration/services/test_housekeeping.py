"""Originals are destroyed when their time is over; what people read stays (R4-07)."""

from datetime import UTC, datetime

from sqlalchemy import select

from feedback.clock import Clock
from feedback.services.housekeeping import destroy_old_originals
from feedback.services.runtime import Runtime
from feedback.services.submit_response import submit_response
from feedback.storage.models import CommentRow, ResponseRow
from tests.made_up import made_up_submission


def test_originals_after_two_years_are_destroyed_and_masked_words_stay(runtime: Runtime) -> None:
    with runtime.database.transaction() as session:
        submit_response(session, runtime, made_up_submission())
    assert destroy_old_originals(runtime) == 0
    object.__setattr__(runtime, "clock", Clock.fixed(datetime(2028, 10, 1, tzinfo=UTC)))
    assert destroy_old_originals(runtime) == 1
    assert destroy_old_originals(runtime) == 0, "a second run finds nothing"
    with runtime.database.reading() as session:
        assert session.scalars(select(ResponseRow.wrapped_key)).all() == [None]
        assert set(session.scalars(select(CommentRow.sealed_original))) == {None}
        assert all(session.scalars(select(CommentRow.masked)))
