"""Lee, a safeguarding lead, answers flags without JavaScript; Priya, an officer, meets none of their words."""

import re
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient

from feedback.domain.enums import Role
from feedback.services.runtime import Runtime
from feedback.services.staff_accounts import create_staff
from tests.conftest import PASSWORD
from tests.journeys.officer import fields_of, links, rows, sign_in, tell

WORDS = "dad hits me when mum is out"
CASE = re.compile(r'href="(/staff/safeguarding/[0-9a-f-]{36})"')
DETAILS = {
    "who": "Ms Vane",
    "reference": "MASH-2026-0417",
    "told_on": "2026-08-14",
    "told_at": "11:40",
}


def cases(client: FlaskClient) -> list[str]:
    """Return the addresses of the flags in the queue."""
    return list(dict.fromkeys(CASE.findall(client.get("/staff/safeguarding").text)))


def another_lead(app: Flask) -> FlaskClient:
    """Return the browser of a second lead."""
    runtime: Runtime = app.extensions["feedback"]
    with runtime.database.transaction() as session:
        create_staff(
            session, runtime, email="kim@example.org", name="Kim", password=PASSWORD,
            roles=frozenset({Role.SAFEGUARDING}),
        )  # fmt: skip
    return sign_in(app, email="kim@example.org")


def press(client: FlaskClient, case: str, go: str) -> str:
    """Press a button of a flag's page; return the page that follows."""
    sent = {"csrf_token": fields_of(client.get(case).text)["csrf_token"], "go": go}
    return client.post(f"{case}/step", data=sent, follow_redirects=True).text


def say(client: FlaskClient, case: str, **chosen: str) -> tuple[int, str]:
    """Send what was done; return the status and the page."""
    sent = fields_of(client.get(case).text) | chosen
    answered = client.post(case, data=sent, follow_redirects=True)
    return answered.status_code, unescape(answered.text)


def test_lead_takes_on_refers_and_releases_r4_23_r4_24_r4_25(app_on_both: Flask) -> None:
    tell(app_on_both, WORDS)
    lead, officer = sign_in(app_on_both, Role.SAFEGUARDING), sign_in(app_on_both)
    assert lead.get("/staff/").location == "/staff/safeguarding"
    queue = lead.get("/staff/safeguarding").text
    assert "hits me" not in queue, "R4-28: summary first"
    assert "Take it on by 12:30 today" in queue
    assert "You have opened no flagged comments today" in queue
    assert links(officer) == []
    held = officer.get("/staff/queue").text
    assert "1 response is held by safeguarding" in held
    response = links(lead, "/staff/queue")[0]
    refused = officer.get(response)
    assert (refused.status_code, "hits me" in refused.text) == (403, False)
    case = cases(lead)[0]
    page = lead.get(case).text
    assert re.search(r"<details><summary>Show the words.*?hits me", page, re.DOTALL), "R4-28"
    assert "You have taken this on" in press(lead, case, "acknowledge")
    status, page = say(lead, case, outcome="referred", then="hold", **DETAILS)
    assert (status, "Nothing waits" in page) == (200, True)
    page = lead.get(case).text
    assert "Ms Vane, 11:40 today" in page
    assert "MASH-2026-0417" in page
    assert links(officer) == []
    assert "Officers can read the response now" in press(lead, case, "release")
    assert links(officer) == [response]
    assert officer.get(response).status_code == 200


def test_referral_without_its_details_says_so_beside_them_and_keeps_the_rest(app: Flask) -> None:
    tell(app, WORDS)
    lead = sign_in(app, Role.SAFEGUARDING)
    case = cases(lead)[0]
    status, page = say(lead, case)
    assert (status, "Choose what was done" in page) == (400, True)
    status, page = say(
        lead, case, outcome="referred", then="release", who="Ms Vane", told_on="tomorrow",
        told_at="25:00",
    )  # fmt: skip
    assert status == 400
    assert "<title>Error: " in page
    for field in ("reference", "told_on", "told_at"):
        assert f'id="{field}-wrong"' in page
    kept = fields_of(page)
    assert (kept["who"], kept["outcome"], kept["then"]) == ("Ms Vane", "referred", "release")
    assert rows(app, "SELECT state FROM flag") == [("open",)]
    assert say(lead, case, outcome="' OR 1=1", then="all")[0] == 400


def test_downgrade_needs_a_second_lead_r4_24(app: Flask) -> None:
    tell(app, WORDS)
    lee, kim = sign_in(app, Role.SAFEGUARDING), another_lead(app)
    case = cases(lee)[0]
    _status, page = say(lee, case, outcome="not_safeguarding", then="release")
    assert "Another lead must agree" in page
    assert "Another safeguarding lead must read it" in lee.get(case).text
    sent = {"csrf_token": fields_of(lee.get(case).text)["csrf_token"], "go": "agree"}
    refused = lee.post(f"{case}/step", data=sent)
    assert (refused.status_code, "One person alone" in refused.text) == (409, True)
    assert rows(app, "SELECT state, held FROM flag") == [("open", 1)]
    assert "Two of you have said so" in press(kim, case, "agree")
    assert rows(app, "SELECT state, held FROM flag") == [("seen", 0)]


def test_lado_can_be_told_later_r4_24(app: Flask) -> None:
    tell(app, WORDS)
    lead = sign_in(app, Role.SAFEGUARDING)
    case = cases(lead)[0]
    say(lead, case, outcome="about_a_worker", then="hold")
    assert "Tell the LADO by the end of 17 August 2026" in lead.get("/staff/safeguarding").text
    status, page = say(lead, case, who="")
    assert (status, "Enter who took it over" in page) == (400, True)
    status, _page = say(lead, case, **DETAILS)
    assert status == 200
    assert "Tell the LADO" not in lead.get("/staff/safeguarding").text


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"told_on": "2026-08-15"}, "Enter a day that is not in the future"),
        ({"told_at": "23:40"}, "Enter a time that is not in the future"),
        ({"told_on": "the 15th"}, "Enter the day on which you told them"),
        ({"told_at": "noon"}, "Enter the time at which you told them"),
    ],
)
def test_nobody_can_have_been_told_in_the_time_to_come_r4_24(
    app: Flask, told: dict[str, str], said: str
) -> None:
    """A slip of the year would have stood in the record as the day on which MASH was told."""
    tell(app, WORDS)
    lead = sign_in(app, Role.SAFEGUARDING)
    case = cases(lead)[0]
    status, page = say(lead, case, outcome="referred", then="hold", **DETAILS | told)
    assert (status, said in page) == (400, True)
    assert DETAILS["reference"] in page, "nothing typed is lost"
    assert rows(app, "SELECT state FROM triage") == [("waiting",)]


def test_officer_passes_a_worry_on_r4_22(app_on_both: Flask) -> None:
    tell(app_on_both, "We waited a year and nobody rang us back")
    officer, lead = sign_in(app_on_both), sign_in(app_on_both, Role.SAFEGUARDING)
    link = links(officer)[0]
    token = fields_of(officer.get(link).text)["csrf_token"]
    refused = officer.post(f"{link}/flag", data={"csrf_token": token, "urgency": "huge"})
    assert refused.status_code == 400
    assert "Choose the comment that worries you" in refused.text
    assert "Choose how urgent it is" in refused.text
    comment = re.search(r'name="comment" value="([0-9a-f-]{36})"', officer.get(link).text)
    assert comment is not None
    sent = {"csrf_token": token, "comment": comment[1], "urgency": "concern"}
    done = officer.post(f"{link}/flag", data=sent, follow_redirects=True)
    assert "Safeguarding has it now" in done.text
    assert links(officer) == []
    assert "A member of staff passed it on" in lead.get("/staff/safeguarding").text


@pytest.mark.parametrize("role", [Role.OFFICER, Role.COMPLAINTS, Role.COMMITTEE, Role.ADMIN])
def test_triage_is_for_leads_alone_r4_25(app: Flask, role: Role) -> None:
    tell(app, WORDS)
    case = cases(sign_in(app, Role.SAFEGUARDING))[0]
    other = sign_in(app, role)
    for address in ("/staff/safeguarding", case):
        assert other.get(address).status_code == 403
    for address in (case, f"{case}/step"):
        assert other.post(address, data={"go": "acknowledge"}).status_code == 403
    assert rows(app, "SELECT state FROM triage") == [("waiting",)]


def test_step_from_elsewhere_changes_nothing(app: Flask) -> None:
    tell(app, WORDS)
    lead = sign_in(app, Role.SAFEGUARDING)
    case = cases(lead)[0]
    assert lead.post(f"{case}/step", data={"go": "acknowledge"}).status_code == 303
    assert lead.post(case, data={"outcome": "advice_given", "then": "hold"}).status_code == 400
    assert rows(app, "SELECT state FROM triage") == [("waiting",)]
