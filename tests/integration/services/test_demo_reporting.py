"""The demo's newest quarter is worded and in draft, and its links open what they say (R5-18)."""

from feedback.commands.demo import addresses
from feedback.demo.reporting import draft_report, give_links, word_report
from feedback.demo.seed import DemoSignIn, Seeded
from feedback.domain.enums import Role
from feedback.domain.quarters import Quarter
from feedback.services.draft_report import check_draft, get_draft
from feedback.services.freeze_quarter import freeze_quarter
from feedback.services.publish_report import publish_report
from feedback.services.report_links import find_link
from feedback.services.runtime import Runtime
from tests.integration.services.reviewing import add_officer
from tests.integration.services.test_draft_report import at

Q1, Q2 = Quarter(2026, 1), Quarter(2026, 2)


def test_newest_quarter_is_in_draft_for_others_to_check_and_for_a_forum_to_read(
    runtime: Runtime,
) -> None:
    """R5-03, R5-18: its maker wrote the words; the demo's officer and lead can check it."""
    runtime = at(runtime, 2026, 7, 20, 9)
    roles = (Role.OFFICER, Role.SAFEGUARDING, Role.ADMIN)
    people = {role: add_officer(runtime, f"{role}@example.org") for role in roles}
    with runtime.database.transaction() as session:
        publish_report(session, runtime, freeze_quarter(session, runtime, Q1), {})
        word_report(session, runtime, Q2, staff_id=people[Role.ADMIN])
        draft_report(session, runtime, Q2, people)
        links = give_links(session, runtime, Q2, people)
    with runtime.database.transaction() as session:
        draft = get_draft(session, Q2)
        for role in (Role.OFFICER, Role.SAFEGUARDING):
            check_draft(session, runtime, Q2, seen=draft.content_hash, staff_id=people[role])
        opened = {name: find_link(session, runtime, token) for name, token in links.items()}
    assert [place for place, _words in draft.snapshot.commentary] == [
        "Purpose",
        "Key considerations",
    ]
    assert "{" not in str(draft.snapshot.commentary)
    committee, forum = opened["Committee"], opened["Parent Carer Voice"]
    assert committee is not None
    assert committee.quarter is None
    assert forum is not None
    assert (forum.quarter, forum.forum) == ("2026-Q2", "pcv")


def test_demo_prints_every_sign_in_and_link() -> None:
    sign = DemoSignIn("committee@example.org", "a-word", Role.COMMITTEE)
    seeded = Seeded([sign], [Q1], ["code"], {"Committee": "a-token"})
    lines = "\n".join(addresses("http://here", seeded))
    assert "http://here/committee/reports/2026-Q1" in lines
    assert "http://here/what-we-heard/2026-Q1" in lines
    assert "committee@example.org with a-word" in lines
    assert "http://here/committee/open/a-token" in lines
