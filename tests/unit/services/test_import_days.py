"""Days as other systems write them; where day and month can be taken for each other, somebody is asked."""

from datetime import date

import pytest

from feedback.services.import_days import DayOrder, find_day_orders, read_day

TODAY = date(2026, 8, 14)
BOTH = frozenset(DayOrder)


@pytest.mark.parametrize(
    "written",
    [
        "2026-05-04", "2026-05-04 13:45:10", "2026-05-04T13:45:10Z", "2026/5/4", "04/05/2026", "4.5.26",
        "04/05/2026 1:45 PM", "4 May 2026", "4th May, 2026", "04-May-26", "May 4, 2026", " 4 MAY 2026, 13:45 ",
    ],
)  # fmt: skip
def test_day_is_read_and_its_time_dropped(written: str) -> None:
    assert read_day(written, DayOrder.DAY_FIRST, latest=TODAY) == date(2026, 5, 4)


def test_month_first_is_read_where_it_was_chosen() -> None:
    assert read_day("5/4/26 13:45", DayOrder.MONTH_FIRST, latest=TODAY) == date(2026, 5, 4)


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("31/02/2026", "not a day that can be read"),
        ("soon", "not a day that can be read"),
        ("4 Ma 2026", "not a day that can be read"),
        ("4 jux 2026", "not a day that can be read"),
        ("04/05/2026 and then", "not a day that can be read"),
        ("", "is empty, where the day should be"),
        ("46146", "is a number, not a day"),
        ("46146.59", "is a number, not a day"),
        ("1904-01-01", "before 2000"),
        ("15/08/2026", "still to come"),
    ],
)
def test_day_that_is_wrong_says_why_without_saying_what_was_written(written: str, why: str) -> None:
    with pytest.raises(ValueError, match=why) as refused:
        read_day(written, DayOrder.DAY_FIRST, latest=TODAY)
    assert not written or written not in str(refused.value)


@pytest.mark.parametrize(
    ("cells", "orders"),
    [
        (["2026-05-04", "4 May 2026", "5/5/2026"], None),
        (["04/05/2026", "13/05/2026"], {DayOrder.DAY_FIRST}),
        (["04/05/2026", "05/13/2026"], {DayOrder.MONTH_FIRST}),
        (["04/05/2026", "06/05/2026"], BOTH),
        (["13/05/2026", "05/13/2026"], set()),
    ],
)
def test_order_is_found_or_left_in_doubt(cells: list[str], orders: set[DayOrder] | None) -> None:
    assert find_day_orders(cells) == (None if orders is None else frozenset(orders))
