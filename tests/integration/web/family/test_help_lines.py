"""A family never meets a help number that nobody has checked for half a year (R4-20)."""

from datetime import date, timedelta

import pytest

from feedback.domain.errors import SettingsError
from feedback.settings import DEFAULT_HELP_LINES, HelpLine
from feedback.web.family import check_last_checked

SETTING = "FEEDBACK_HELP_LINES"
TODAY = date(2026, 11, 23)


def checked(days_ago: int) -> HelpLine:
    return HelpLine(
        "mash", "MASH", "01432 260800", "on weekdays", "Team", TODAY - timedelta(days_ago)
    )


@pytest.mark.parametrize("days", [0, 90])
def test_a_number_checked_lately_passes_quietly(
    days: int, caplog: pytest.LogCaptureFixture
) -> None:
    check_last_checked(SETTING, [checked(days)], TODAY)
    assert caplog.text == ""


@pytest.mark.parametrize("days", [91, 180])
def test_a_number_due_for_a_check_warns_with_its_owner_and_last_day(
    days: int, caplog: pytest.LogCaptureFixture
) -> None:
    check_last_checked(SETTING, [checked(days)], TODAY)
    assert "mash" in caplog.text
    assert "Team must check it by" in caplog.text


def test_a_number_unchecked_for_half_a_year_stops_the_start() -> None:
    with pytest.raises(SettingsError, match="MASH"):
        check_last_checked(SETTING, [checked(10), checked(181)], TODAY)


def test_every_number_that_ships_has_an_owner_and_a_day() -> None:
    assert {"emergency", "mash", "out_of_hours", "childline"} <= {
        line.code for line in DEFAULT_HELP_LINES
    }
    assert all(line.owner and line.last_checked for line in DEFAULT_HELP_LINES)
