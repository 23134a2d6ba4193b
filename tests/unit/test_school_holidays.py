"""The usual school holidays, and which of them a consultation falls into (R2-03)."""

from datetime import date

from feedback.school_holidays import holidays_between, school_holidays


def test_holidays_when_listed_for_a_year_hold_easter_and_the_half_terms() -> None:
    found = school_holidays(2026)
    assert found[1] == (date(2026, 3, 27), date(2026, 4, 12)), "Easter Sunday is 5 April"
    assert found[2] == (date(2026, 5, 25), date(2026, 5, 31)), "the late May bank holiday's week"
    assert found[4] == (date(2026, 10, 26), date(2026, 11, 1))
    assert list(found) == sorted(found)


def test_holidays_when_a_span_touches_a_day_of_them_are_found() -> None:
    christmas = (date(2025, 12, 20), date(2026, 1, 3))
    assert holidays_between(date(2026, 1, 3), date(2026, 2, 1)) == [christmas]
    assert holidays_between(date(2026, 1, 4), date(2026, 2, 1)) == []
    summer = (date(2026, 7, 22), date(2026, 9, 1))
    assert summer in holidays_between(date(2026, 6, 1), date(2026, 12, 1))
