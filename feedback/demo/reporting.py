"""The newest quarter's report on its way: worded and drafted, sent to a forum, and links that open reports."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy.orm import Session

from analysis.reports.commentary import starter_of
from analysis.reports.council import council_headings
from feedback.domain.codes import FORUM_BY_CODE
from feedback.domain.enums import Role
from feedback.domain.quarters import Quarter
from feedback.services.draft_report import make_draft
from feedback.services.report_links import LinkWish, make_link
from feedback.services.runtime import Runtime
from feedback.storage.queries.report_words import store_words

FORUM, DAYS = "pcv", 28
MORE = {"Purpose": " We thank every family that wrote."}
"""What the demo's officer adds to the starting sentences."""


def word_report(session: Session, runtime: Runtime, quarter: Quarter, *, staff_id: UUID) -> None:
    """Write under the headings that have starting sentences of their own."""
    for heading in council_headings():
        if heading.starter:
            words = f"{starter_of(heading)}{MORE.get(heading.title, '')}"
            store_words(session, str(quarter), heading.title, words, by=staff_id, at=runtime.clock.now())  # fmt: skip


def draft_report(
    session: Session, runtime: Runtime, quarter: Quarter, people: Mapping[Role, UUID]
) -> None:
    """Draft the quarter: its maker wrote the words, so that the officer and the lead can check it."""
    make_draft(session, runtime, quarter, staff_id=people[Role.ADMIN])


def give_links(
    session: Session, runtime: Runtime, drafted: Quarter, people: Mapping[Role, UUID]
) -> dict[str, str]:
    """Return for whom each link is -> its token: published reports for a committee, the draft for a forum."""
    forum = FORUM_BY_CODE[FORUM].name
    wishes = {
        "Committee": LinkWish("Scrutiny committee", DAYS),
        forum: LinkWish(forum, DAYS, quarter=drafted, forum=FORUM),
    }
    return {
        name: make_link(session, runtime, wish, staff_id=people[Role.ADMIN])
        for name, wish in wishes.items()
    }
