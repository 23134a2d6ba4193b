"""What families say on a phone reaches the committee: theme, action with its aim, outcome, frozen report."""

from flask import Flask

from feedback.domain.quarters import Quarter
from feedback.domain.registers import Register
from feedback.rendering.html import report_parts
from feedback.services.freeze_quarter import find_frozen
from feedback.services.runtime import Runtime
from tests.journeys.officer import fields_of, links, sign_in
from tests.journeys.test_family_is_told import TOLD, agree, post, second_officer, tell, write
from tests.journeys.test_officer_keeps_registers import add
from tests.journeys.test_officer_takes_extracts import freeze

DENTIST = "Ask for a dentist who sees children in Ledbury"


def test_words_go_from_phones_to_the_committees_report(app: Flask) -> None:
    """R1-01, R1-08, R1-09, R2-05: what is ours apart from what we lobby for, each aim with its evidence."""
    for _ in range(5):
        tell(app)
    priya, sam = sign_in(app), second_officer(app)
    for link in links(priya):
        form = fields_of(priya.get(link).text)
        if "theme-0-communication" in form:
            form["theme-0-communication"] = "negative"
        else:
            form |= {"add-0": "communication", "how-0": "negative"}
        assert priya.post(link, data=form | {"go": "next"}).status_code == 303
    assert add(priya, Register.AIMS).status_code == 303
    assert add(priya, Register.AIMS, reference="Aim 2").status_code == 303

    action = agree(priya, aim="Aim 1")
    agree(priya, what=DENTIST, service="dentist", partner="NHS", origin="forum", theme="")
    outcome = write(priya, action)
    assert post(sam, outcome, outcome, go="publish", says="y").status_code == 303
    done = post(priya, action, f"{action}/move", to="done", note="Call log of August")
    assert done.status_code == 303
    freeze(app)

    runtime: Runtime = app.extensions["feedback"]
    with runtime.database.reading() as session:
        report = report_parts(find_frozen(session, Quarter(2026, 3)).snapshot)
    assert TOLD in report
    tracker = report[report.index("Appendix 3: Action tracker") :]
    lobby = tracker.index("Actions that are ours to lobby for")
    assert tracker.index("Ring every family back") < lobby < tracker.index(DENTIST)
    aims = report[report.index("Aims of the Participation Strategy", lobby) :]
    assert "Call log of August" in aims
    assert "No evidence this quarter" in aims
    assert "nobody rings us back" not in report, "no comment that nobody approved as a quote"
