"""A report's states follow each other, and no others do (R5-03)."""

import itertools

import pytest

from feedback.domain.errors import IllegalTransition
from feedback.domain.reports import ReportState, next_report_state

DRAFT, CHECKED, FROZEN, PUBLISHED = ReportState
ALLOWED = {(DRAFT, DRAFT), (DRAFT, CHECKED), (CHECKED, DRAFT), (CHECKED, FROZEN), (FROZEN, PUBLISHED)}  # fmt: skip


@pytest.mark.parametrize(("now", "wanted"), list(itertools.product(ReportState, repeat=2)))
def test_state_follows_only_where_it_may(now: ReportState, wanted: ReportState) -> None:
    if (now, wanted) in ALLOWED:
        assert next_report_state(now, wanted) is wanted
    else:
        with pytest.raises(IllegalTransition, match="Open it again"):
            next_report_state(now, wanted)
