"""Words are quoted only after a person has read them, and only where the writer allowed it (R4-41)."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import update

from feedback.clock import Clock
from feedback.domain.enums import ResponseState
from feedback.services.runtime import Runtime
from feedback.services.submit_response import submit_response
from feedback.storage.models import ResponseRow
from feedback.storage.queries.quarter import list_quotable
from tests.made_up import made_up_submission

Q3 = "2026-Q3"


@pytest.mark.parametrize(
    ("may_quote", "state", "expected"),
    [
        (True, ResponseState.READ, 2),
        (True, ResponseState.RECEIVED, 0),
        (False, ResponseState.READ, 0),
    ],
)
def test_quotable_words_are_allowed_and_read(
    runtime: Runtime, may_quote: bool, state: ResponseState, expected: int
) -> None:
    object.__setattr__(runtime, "clock", Clock.fixed(datetime(2026, 10, 5, tzinfo=UTC)))
    with runtime.database.transaction() as session:
        submit_response(session, runtime, made_up_submission(may_quote=may_quote))
        session.execute(update(ResponseRow).values(state=state))
    with runtime.database.reading() as session:
        assert len(list_quotable(session, Q3)) == expected
