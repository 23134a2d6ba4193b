"""A quarter's report on its way: Priya drafts it, Lee and Ann check it, the committee and a forum read it."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient

from feedback.clock import Clock
from feedback.domain.enums import Role
from feedback.domain.quarters import Quarter
from feedback.services.freeze_quarter import freeze_quarter
from feedback.services.publish_report import publish_report
from feedback.services.runtime import Runtime
from tests.conftest import add_staff
from tests.journeys.officer import fields_of, rows, sign_in, tell

Q2 = "2026-Q2"
PAGE = f"/staff/reports/{Q2}"
SECRET = "marmalade"
LINK = re.compile(r"(/committee/open/[\w-]+)")
HREF = re.compile(r'href="(/committee/[^"#]+)"')
NOT_LINKED = {
    "/committee/open/<token>",
    "/committee/draft",
    "/committee/reports/<written>/version-<int:version>",
}
"""Opened by a link that is sent, or shown once there is a correction."""
CLOSE = re.compile(r'action="(/staff/report-links/[0-9a-f-]+/close)"')


def priya(app: Flask, number: int = 1) -> FlaskClient:
    """Return the browser of one of several officers."""
    return sign_in(app, email=add_staff(app, email=f"officer{number}@example.org"))


def press(client: FlaskClient, page: str, address: str, **fields: str) -> tuple[int, str]:
    """Press a button of a page's form; return the status and the page that follows."""
    sent = fields_of(client.get(page).text) | fields
    answered = client.post(address, data=sent)
    if answered.status_code == 303:
        return 303, client.get(answered.location).text
    return answered.status_code, answered.text


def publish(app: Flask, *quarters: Quarter) -> None:
    """Freeze and publish quarters as if people had checked them."""
    runtime: Runtime = app.extensions["feedback"]
    with runtime.database.transaction() as session:
        for quarter in quarters:
            publish_report(session, runtime, freeze_quarter(session, runtime, quarter), {})


def later(app: Flask, days: int) -> None:
    """Let days pass."""
    runtime: Runtime = app.extensions["feedback"]
    moment = runtime.clock.now() + timedelta(days=days)
    app.extensions["feedback"] = replace(runtime, clock=Clock.fixed(moment))


def test_report_is_drafted_checked_by_two_frozen_by_a_third_and_published(app: Flask) -> None:
    """R5-03: every step on its page, each with what may not be done."""
    one, two, three = priya(app, 1), priya(app, 2), priya(app, 3)
    committee = sign_in(app, Role.COMMITTEE)
    assert "April to June 2026" in one.get("/staff/reports").text
    assert "Not begun" in one.get(PAGE).text
    status, page = press(one, PAGE, f"{PAGE}/draft")
    assert (status, "Draft of version 1" in page) == (303, True)
    assert "Somebody else must check it" in page
    assert "Not published" in one.get(f"{PAGE}/draft").text
    status, page = press(two, PAGE, PAGE, go="check")
    assert (status, "tick that you have" in page) == (400, True)
    status, page = press(two, PAGE, PAGE, go="check", read="yes")
    assert (status, "1 more must check it" in page) == (303, True)
    seen = fields_of(three.get(PAGE).text)["seen"]
    status, page = press(two, PAGE, PAGE, go="check", read="yes", seen=seen)
    assert status == 409
    assert "You have checked this draft" in page
    assert press(three, PAGE, PAGE, go="check", read="yes")[0] == 303
    assert "Somebody who did not check it freezes it" in three.get(PAGE).text
    status, page = press(one, PAGE, PAGE, go="freeze", seen=seen)
    assert (status, "Publish it" in page) == (303, True)
    assert committee.get(f"/committee/reports/{Q2}").status_code == 404
    assert press(one, PAGE, PAGE, go="publish", seen="another")[0] == 409
    hash_ = str(rows(app, "SELECT content_hash FROM quarter_snapshot")[0][0])
    status, page = press(one, PAGE, PAGE, go="publish", seen=hash_)
    assert (status, "Readers have version 1" in page) == (303, True)
    assert press(one, PAGE, PAGE, go="publish", seen=hash_)[0] == 409
    assert "April to June 2026" in committee.get("/committee/reports").text
    kept = committee.get(f"/committee/reports/{Q2}/version-1/tables.csv")
    assert kept.data.startswith("\ufeffQuarter,Table".encode())
    assert "attachment" in kept.headers["Content-Disposition"]


def test_correction_asks_for_a_note_and_loses_nothing_typed(app: Flask) -> None:
    """R5-03: what is corrected is said in words, on every format, and the earlier version stays readable."""
    publish(app, Quarter(2026, 2))
    one = priya(app)
    assert "Correct it with a new version" in one.get(PAGE).text
    status, page = press(one, PAGE, f"{PAGE}/draft", change_note="")
    assert (status, "Say what is corrected" in page) == (400, True)
    status, page = press(one, PAGE, f"{PAGE}/draft", change_note="x" * 301)
    assert (status, "x" * 301 in page) == (400, True)
    status, page = press(one, PAGE, f"{PAGE}/draft", change_note="A form was lost.")
    assert (status, "nothing to correct" in page, "A form was lost." in page) == (409, True, True)


def test_pages_of_preparing_are_closed_to_others_and_know_no_other_period(app: Flask) -> None:
    committee, one = sign_in(app, Role.COMMITTEE), priya(app)
    for path in ("/staff/reports", PAGE, f"{PAGE}/draft", "/staff/report-links"):
        assert committee.get(path).status_code == 403
        assert app.test_client().get(path).status_code == 303
    for path in ("/staff/reports/2026-Q9", "/staff/reports/20261", f"{PAGE}/draft"):
        assert one.get(path).status_code == 404
    assert one.get("/staff/reports/2026").status_code == 200
    assert press(one, PAGE, PAGE, go="dance")[0] == 400
    assert one.post(PAGE, data={"go": "check"}).status_code == 400
    assert "no draft" in press(one, PAGE, PAGE, go="check", read="yes", seen="x")[1]
    assert press(sign_in(app, Role.ADMIN), PAGE, f"{PAGE}/draft")[0] == 303


def test_committee_reads_lists_questions_tables_and_compares(app: Flask) -> None:
    """R1-21, R5-17, R2-16: from a report to a table and no further; two quarters side by side."""
    publish(app, Quarter(2026, 1), Quarter(2026, 2))
    committee = sign_in(app, Role.COMMITTEE)
    report = committee.get(f"/committee/reports/{Q2}").text
    assert "How to read this report" in report
    asked = committee.get(f"/committee/reports/{Q2}/questions").text
    assert "Do people feel listened to, even when they disagree?" in asked
    tables = committee.get(f"/committee/reports/{Q2}/tables").text
    links = re.findall(rf'href="(/committee/reports/{Q2}/tables/\d+)"', tables)
    assert links
    assert all("<table>" in committee.get(link).text for link in links)
    assert committee.get(f"/committee/reports/{Q2}/tables/{len(links) + 1}").status_code == 404
    assert committee.get(f"/committee/reports/{Q2}/tables/0").status_code == 404
    assert "[c]" in committee.get("/committee/how-to-read").text
    choose = committee.get("/committee/compare")
    assert choose.status_code == 200
    both = committee.get(f"/committee/compare?earlier={Q2}&later=2026-Q1").text
    assert "Rose or fell is said only where a test finds it" in both
    for wrong in (
        f"earlier={Q2}&later={Q2}",
        f"earlier={Q2}&later=2019-Q1",
        f"earlier={Q2}",
        "later=2026",
    ):
        answered = committee.get(f"/committee/compare?{wrong}")
        assert (answered.status_code, "Choose two different" in answered.text) == (400, True)
    assert committee.get(f"/committee/reports/{Q2}/version-1").status_code == 200
    for path in ("version-2", "version-1/secret.txt", "version-1/..%2Fx"):
        assert committee.get(f"/committee/reports/{Q2}/{path}").status_code == 404
    for path in ("2019-Q1", "2026-Q9", "2019"):
        missing = committee.get(f"/committee/reports/{path}")
        assert missing.status_code == 404
        assert '<a class="govuk-link" href="/committee/reports">All reports</a>' in missing.text
    missing = committee.get("/staff/nothing-here")
    assert 'href="/staff/">Go to your first page</a>' in missing.text
    made = committee.get(f"/committee/reports/{Q2}/version-1/snapshot.json")
    assert made.json is not None, "a file that was not kept is made from the snapshot"


def make_link(client: FlaskClient, **fields: str) -> str:
    """Make a link; return its path."""
    status, page = press(client, "/staff/report-links", "/staff/report-links", **fields)
    assert status == 200
    found = LINK.search(unescape(page))
    assert found is not None
    return found[1]


def open_link(app: Flask, link: str) -> FlaskClient:
    """Open a link in a browser that nobody signed in."""
    client = app.test_client()
    page = client.get(link)
    assert page.status_code == 200
    assert client.post(link, data=fields_of(page.text)).status_code == 303
    return client


def test_link_opens_published_reports_and_nothing_else_until_it_ends(app: Flask) -> None:
    """A link is for one body, ends by itself, is closed at once, is counted, and is in no address after opening."""
    publish(app, Quarter(2026, 2))
    one = priya(app)
    path = make_link(one, opens="published", who="other", body="Scrutiny committee", days="10")
    assert path not in one.get("/staff/report-links").text, "it stands there once"
    member = open_link(app, path)
    assert "You read with the link of Scrutiny committee" in member.get("/committee/reports").text
    assert member.get(f"/committee/reports/{Q2}").status_code == 200
    assert member.get(f"/committee/reports/{Q2}/questions").status_code == 200
    for closed in ("/committee/draft", "/staff/reports", "/staff/queue"):
        assert member.get(closed).status_code == 303
    token = path.rpartition("/")[2]
    everything = " ".join(
        str(row) for row in rows(app, "SELECT detail, subject_id FROM audit_event")
    )
    assert token not in everything
    deeds = [
        row[0] for row in rows(app, "SELECT action FROM audit_event WHERE action LIKE 'link%'")
    ]
    assert sorted(map(str, deeds)) == ["link_made", "link_opened"]
    assert rows(app, "SELECT at_utc FROM audit_event WHERE action = 'link_opened'") == [(None,)]
    later(app, 11)
    assert member.get("/committee/reports").status_code == 303
    assert app.test_client().get(path).status_code == 404
    page = sign_in(app, email="officer1@example.org").get("/staff/report-links").text
    assert "ended on 24 August 2026" in page


def test_link_that_is_closed_stops_at_the_next_page(app: Flask) -> None:
    publish(app, Quarter(2026, 2))
    one = priya(app)
    member = open_link(app, make_link(one, opens="published", who="pcv", days="90"))
    page = one.get("/staff/report-links").text
    address = CLOSE.search(page)
    assert address is not None
    fields = {"csrf_token": fields_of(page)["csrf_token"]}
    assert one.post(address[1]).location == "/staff/report-links?saved=1", (
        "without its token nothing is closed"
    )
    assert member.get("/committee/reports").status_code == 200
    assert one.post(address[1], data=fields).status_code == 303
    assert member.get("/committee/reports").status_code == 303
    assert "closed" in one.get("/staff/report-links").text
    assert one.post(address[1], data=fields).location == "/staff/report-links"
    gone = address[1].replace(address[1].split("/")[3], "00000000-0000-0000-0000-000000000000")
    assert one.post(gone, data=fields).status_code == 404


def test_reader_with_a_link_can_stop_and_a_false_page_opens_nothing(app: Flask) -> None:
    publish(app, Quarter(2026, 2))
    path = make_link(priya(app), opens="published", who="ltf", days="1")
    stranger = app.test_client()
    assert stranger.post(path).location == path
    assert stranger.get("/committee/reports").status_code == 303
    assert stranger.get("/committee/open/nothing").status_code == 404
    member = open_link(app, path)
    assert member.post("/committee/leave").status_code == 303
    assert member.get("/committee/reports").status_code == 200, "another site cannot stop a reader"
    stop = fields_of(member.get("/committee/reports").text)
    assert member.post("/committee/leave", data=stop).status_code == 303
    assert member.get("/committee/reports").status_code == 303


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"who": ""}, "Choose who the link is for"),
        ({"who": "other", "body": ""}, "Enter the name of the body"),
        ({"days": "91"}, "from 1 to 90"),
        ({"days": "0"}, "from 1 to 90"),
        ({"days": "ten"}, "from 1 to 90"),
        ({"opens": "2026-Q1"}, "Choose one of the answers"),
    ],
)
def test_link_that_cannot_be_made_says_why_and_keeps_what_was_typed(
    app: Flask, fields: dict[str, str], words: str
) -> None:
    sent = {"opens": "published", "who": "pcv", "body": "A body", "days": "28"} | fields
    status, page = press(priya(app), "/staff/report-links", "/staff/report-links", **sent)
    assert (status, words in page) == (400, True)
    assert f'value="{sent["body"]}"' in page or not sent["body"]
    assert rows(app, "SELECT count(*) FROM report_link") == [(0,)]


def test_forum_reads_the_draft_and_its_words_are_printed_as_it_wrote_them(app: Flask) -> None:
    """R5-18: sent, answered, printed unedited; after freezing no more words are taken in."""
    one, two, three = priya(app, 1), priya(app, 2), priya(app, 3)
    press(one, PAGE, f"{PAGE}/draft")
    assert "Parent Carer Voice: not sent, and the report will say so." in one.get(PAGE).text
    path = make_link(one, opens=Q2, who="pcv", days="30")
    page = one.get(PAGE).text
    assert (
        "had the draft for 0 working days; it is owed 10 before freezing. It has not answered"
        in page
    )
    assert make_link(one, opens=Q2, who="pcv", days="30") != path
    forum = open_link(app, path)
    assert "It is not published" in forum.get("/committee/draft").text
    assert forum.get("/committee/reports").status_code == 303
    status, page = press(forum, "/committee/draft", "/committee/draft", words="")
    assert (status, "Write what your forum says" in page) == (400, True)
    status, page = press(forum, "/committee/draft", "/committee/draft", words="x" * 6_001)
    assert (status, "x" * 6_001 in page) == (400, True)
    said = "We asked for short breaks <twice>. Nobody answered!"
    assert press(forum, "/committee/draft", "/committee/draft", words=said)[0] == 303
    assert said in unescape(forum.get("/committee/draft").text)
    assert "It has answered." in one.get(PAGE).text
    assert press(one, PAGE, f"{PAGE}/draft")[0] == 303
    seen = fields_of(two.get(PAGE).text)["seen"]
    for checker in (two, three):
        press(checker, PAGE, PAGE, go="check", read="yes")
    assert press(one, PAGE, PAGE, go="freeze", seen=seen)[0] == 303
    (written,) = rows(app, "SELECT payload FROM quarter_snapshot")
    assert "We asked for short breaks <twice>. Nobody answered!" in str(written[0])
    status, page = press(forum, "/committee/draft", "/committee/draft", words="One more thing")
    assert (status, "One more thing" in page, "no more words" in page) == (409, True, True)


def test_partner_reads_the_draft_and_can_only_read(app: Flask) -> None:
    """R5-18: a partner's link takes no words."""
    one = priya(app)
    press(one, PAGE, f"{PAGE}/draft")
    partner = open_link(app, make_link(one, opens=Q2, who="other", body="Health", days="5"))
    page = partner.get("/committee/draft").text
    assert "<textarea" not in page
    fields = {"csrf_token": fields_of(page)["csrf_token"], "words": "Hello"}
    answered = partner.post("/committee/draft", data=fields)
    assert (answered.status_code, "for reading only" in answered.text) == (403, True)


def test_no_page_of_the_committee_shows_a_comment_that_is_no_approved_quote(app: Flask) -> None:
    """Promise 6, R4-41: whoever walks every link of the committee's place never meets a family's words."""
    for number in range(14):
        tell(app, f"The {SECRET} was lovely and we waited {number} weeks.")
    runtime: Runtime = app.extensions["feedback"]
    after = Clock.fixed(datetime(2026, 10, 9, 10, tzinfo=UTC))
    app.extensions["feedback"] = replace(runtime, clock=after)
    publish(app, Quarter(2026, 2), Quarter(2026, 3))
    assert SECRET in str(rows(app, "SELECT masked FROM comment"))
    committee = sign_in(app, Role.COMMITTEE)
    seen, waiting = set(), ["/committee/reports"]
    while waiting:
        path = waiting.pop()
        seen.add(path)
        # Past the checks of pages: a file that is downloaded carries its style with it.
        answered = FlaskClient.open(committee, path)
        assert answered.status_code == 200, path
        assert SECRET.encode() not in answered.data, path
        if "attachment" not in answered.headers.get("Content-Disposition", ""):
            found = {unescape(link) for link in HREF.findall(answered.text)}
            waiting += sorted(found - seen - set(waiting))
    assert SECRET not in committee.get("/committee/compare?earlier=2026-Q2&later=2026-Q3").text
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("committee.")]
    pages = {str(rule) for rule in rules if "GET" in (rule.methods or ())}
    assert {rule for rule in pages if not any(fits(rule, path) for path in seen)} == NOT_LINKED


def fits(rule: str, path: str) -> bool:
    """Return whether an address is of this rule."""
    pattern = re.sub(r"<int:\w+>", r"\\d+", re.sub(r"<\w+>", "[^/]+", rule))
    return re.fullmatch(pattern, path.split("?")[0]) is not None
