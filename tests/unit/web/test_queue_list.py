"""A place in the queue travels in an address: what was written is read back, and nothing else is taken for one."""

from datetime import date
from uuid import UUID

import pytest

from feedback.services.review_queue import QueuePlace
from feedback.web.staff.queue_list import read_after, write_after

PLACE = QueuePlace(2, date(2026, 8, 14), UUID(int=7))


def test_place_that_was_written_is_read_back() -> None:
    assert read_after(write_after(PLACE)) == PLACE


@pytest.mark.parametrize(
    "written", ["", "2", "9.2026-08-14.x", "2.2026-02-30.x", "2.2026-08-14.no-id", "2.14 August.x"]
)
def test_what_is_no_place_is_the_first_page(written: str) -> None:
    assert read_after(written) is None
