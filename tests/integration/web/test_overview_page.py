"""The officers' overview on its pages: charts with their tables, figures that lead to comments (R4-25, R4-35)."""

import re
from uuid import uuid4

from flask import Flask
from sqlalchemy import select

from feedback.domain.enums import Role
from feedback.domain.submissions import Answer
from feedback.services.runtime import Runtime
from feedback.services.submit_response import submit_response
from feedback.storage.models import ResponseRow, StaffUser
from tests.integration.services.reviewing import decide, load
from tests.journeys.officer import sign_in, tell
from tests.made_up import made_up_submission

WORDS = "They listened and rang back."


def say(app: Flask, listened: str, workers: str, *, people: int) -> None:
    """Store people who say whether they felt listened to, and how many workers they had."""
    runtime: Runtime = app.extensions["feedback"]
    asked = runtime.questionnaires["listening-to-families"]
    answers = (Answer("listened", (listened,)), Answer("worker-count", (workers,)))
    with runtime.database.transaction() as session:
        for _person in range(people):
            made = made_up_submission(uuid4().hex, questionnaire=asked, answers=answers)
            submit_response(session, runtime, made)


def test_every_figure_of_the_overview_leads_to_the_comments_behind_it(app: Flask) -> None:
    tell(app, WORDS)
    officer = sign_in(app)
    page = officer.get("/staff/overview").text
    found = {
        address.replace("&amp;", "&")
        for address in re.findall(r'href="(/staff/queue\?[^"]+)"', page)
    }
    assert any("week=2026-08-10" in address for address in found)
    parents = next(address for address in found if "who=parent" in address)
    assert "All (1)" in officer.get(parents).text
    carers = officer.get(parents.replace("who=parent", "who=foster_carer")).text
    assert "All (0)" in carers
    assert "Who: Foster carer" in carers
    unread = officer.get("/staff/queue?who=parent").text
    assert "/staff/responses/" in unread
    young = officer.get("/staff/queue?who=child_young_person").text
    assert "/staff/responses/" not in young


def test_overview_draws_each_chart_with_a_table_after_it(app: Flask) -> None:
    tell(app, WORDS)
    page = sign_in(app).get("/staff/overview").text
    charts = re.findall(
        r'<svg [^>]*role="img".*?</svg>\s*</div>\s*<div class="wide"[^>]*>\s*<table', page, re.S
    )
    assert len(charts) == 2, "weeks and ages; too few answered for a share"
    assert "<title>Bar chart: Responses by week" in charts[0]
    assert "too few for a share" not in page
    assert "What safeguarding holds back is not counted." in page
    lead = sign_in(app, Role.SAFEGUARDING).get("/staff/overview").text
    assert "What safeguarding holds back is counted." in lead


def test_listening_by_workers_has_its_chart_and_every_figure_leads_to_those_who_said_so(
    app: Flask,
) -> None:
    """A10, R4-25: each count is a way to the responses that are counted, and no other."""
    say(app, "fully", "one", people=10)
    say(app, "no", "two", people=1)
    officer = sign_in(app)
    page = officer.get("/staff/overview").text
    assert ": Whether people felt listened to, by how many workers they had. The figures" in page
    ways = {
        address.replace("&amp;", "&"): int(count)
        for address, count in re.findall(
            r'href="(/staff/queue\?[^"]*workers=[^"]+)">(\d+)<span', page
        )
    }
    assert len(ways) == 6 * 5
    assert sum(ways.values()) == 2 * 11
    for address, count in ways.items():
        if "workers=one" not in address and "workers=two" not in address:
            continue
        assert f"All ({count})" in officer.get(address).text
    assert "Workers in 12 months: 1" in officer.get("/staff/queue?workers=one").text
    assert "100% (72 to 100%) of 10" in page
    admin = sign_in(app, Role.ADMIN).get("/staff/overview").text
    assert "by how many workers they had" in admin
    assert "72 to 100" not in admin


def test_overview_of_a_role_that_reads_no_comments_has_no_small_count_and_no_way(
    app: Flask,
) -> None:
    """R4-35."""
    tell(app, WORDS)
    page = sign_in(app, Role.ADMIN).get("/staff/overview").text
    assert "you see no count under 10" in page
    assert "under 10</td>" in page
    assert "/staff/queue" not in page
    assert sign_in(app, Role.COMMITTEE).get("/staff/overview").status_code == 403


def test_themes_over_time_lead_to_what_was_read(app: Flask) -> None:
    tell(app, WORDS)
    officer = sign_in(app)
    assert "Nothing is counted yet." in officer.get("/staff/overview/themes").text
    runtime: Runtime = app.extensions["feedback"]
    with runtime.database.reading() as session:
        response = session.scalars(select(ResponseRow.id)).one()
        staff = session.scalars(select(StaffUser.id)).one()
    decide(runtime, load(runtime, response), staff, themes={"communication": "positive"})
    page = officer.get("/staff/overview/themes").text
    assert "<title>Stacked bar chart: Themes" in page
    way = re.search(r'href="(/staff/queue\?[^"]+)">1<', page)
    assert way
    listed = officer.get(way[1].replace("&amp;", "&")).text
    assert f"/staff/responses/{response}" in listed


def test_overview_of_a_quarter_that_is_none_shows_this_one(app: Flask) -> None:
    assert "July to September 2026" in sign_in(app).get("/staff/overview?quarter=x").text


def test_overview_opens_on_the_newest_quarter_with_answers(app: Flask) -> None:
    """While nobody has answered in this quarter, the one before is of more use than a page of noughts."""
    officer = sign_in(app)

    def opened(page: str) -> str:
        return re.findall(r"<h1[^>]*>([^<]+)</h1>", officer.get(page).text)[0]

    assert opened("/staff/overview") == "Overview: July to September 2026"
    tell(app, WORDS)
    assert opened("/staff/overview") == "Overview: July to September 2026"
    runtime: Runtime = app.extensions["feedback"]
    with runtime.database.transaction() as session:
        for row in session.scalars(select(ResponseRow)):
            row.quarter = "2026-Q2"
    assert opened("/staff/overview") == "Overview: April to June 2026"
    assert opened("/staff/overview/themes") == "Themes over time: April to June 2026"
    assert opened("/staff/overview?quarter=2026-Q3") == "Overview: July to September 2026"
