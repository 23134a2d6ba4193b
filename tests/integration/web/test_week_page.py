"""The page of the week's counts (R1-12)."""

from flask import Flask

from feedback.domain.enums import Role
from feedback.ports.alerts import KeptAlerts
from feedback.services.digest import keep_week, send_digest
from feedback.services.runtime import Runtime
from tests.integration.services.test_digest import asking, at
from tests.journeys.officer import sign_in, tell


def test_week_page_shows_counts_that_lead_to_what_is_counted(app: Flask) -> None:
    """R1-12."""
    runtime: Runtime = app.extensions["feedback"]
    tell(app, "They listened.")
    keep_week(at(runtime, 10))
    officer, lead = sign_in(app), sign_in(app, Role.SAFEGUARDING)
    page = officer.get("/staff/week").text
    assert "No week has been counted yet" not in page
    assert "10 August 2026" in page
    assert "sent to nobody" in page
    assert ">0 working days</td>" in page, "the oldest unread one came today"
    assert "/staff/safeguarding" not in page
    assert '/staff/safeguarding">Open safeguarding flags' in lead.get("/staff/week").text
    assert sign_in(app, Role.COMMITTEE).get("/staff/week").status_code == 403
    assert sign_in(app, Role.COMPLAINTS).get("/staff/week").status_code == 403


def test_week_page_before_the_first_week_says_so(app: Flask) -> None:
    page = sign_in(app).get("/staff/week").text
    assert "No week has been counted yet" in page
    assert page.count("None waits") == 2


def test_week_page_says_that_counts_are_sent_and_which_were(app: Flask) -> None:
    """R1-12."""
    runtime: Runtime = app.extensions["feedback"]
    asked = asking(runtime)
    app.extensions["feedback"] = asked
    officer = sign_in(app)
    assert "also sent to those who asked" in officer.get("/staff/week").text
    keep_week(asked)
    send_digest(asked, sender=KeptAlerts())
    assert "counts of the week of 10 August 2026 were sent" in officer.get("/staff/week").text
