"""Whoever wrote words that nobody has approved does not check them; a forum’s days are waited for (R5-03, R5-18)."""

import pytest
from sqlalchemy import delete, select, update

from feedback.domain.errors import ReasonWanted
from feedback.domain.reports import EarlyReason
from feedback.services import draft_report as drafts
from feedback.services.answer_draft import note_sent
from feedback.services.runtime import Runtime
from feedback.services.word_report import Written, write_words
from feedback.storage.models import QuarterSnapshotRow, ResponseRow
from tests.integration.services.reviewing import add_officer
from tests.integration.services.test_draft_report import (
    NOTE,
    Q3,
    at,
    check,
    draft,
    freeze,
    later,
    people,
    tell,
)


def test_who_wrote_an_approved_version_may_check_the_next_one_unless_their_words_still_stand(
    runtime: Runtime,
) -> None:
    """R5-03, R5-18 on both databases; the operator at the machine is asked for a reason as well."""
    over = at(runtime, 2026, 10, 12)
    tell(over, 12)
    who = people(over, 4)
    draft(over, who[0])
    said = "In {period} families wrote {responses} times, with {comments} comments."
    for version, writer in enumerate((who[1], who[2])):
        with over.database.transaction() as session:
            written = Written(1, f"{said}{' Thank you.' * version}", version)
            write_words(session, over, Q3, written, staff_id=writer)
    made = draft(over, who[0])
    assert made.writers == {who[1], who[2]}
    with over.database.transaction() as session:
        note_sent(session, over, str(Q3), "pcv", staff_id=who[0])
    check(over, made.content_hash, who[3])
    check(over, made.content_hash, add_officer(over, "fifth@example.org"))
    with pytest.raises(ReasonWanted, match="fewer than 10 working days"):
        freeze(over, made.content_hash, None)
    with over.database.transaction() as session:
        drafts.freeze_draft(
            session, over, Q3, seen=made.content_hash, staff_id=None, early=EarlyReason.FORUM_AGREED
        )
    tomorrow = later(over, 1)
    with over.database.transaction() as session:
        for some in session.scalars(select(ResponseRow.id).limit(6)).all():
            session.execute(delete(ResponseRow).where(ResponseRow.id == some))
    assert draft(tomorrow, who[0], NOTE).writers == {who[1], who[2]}, "frozen at the same moment"
    with over.database.transaction() as session:
        session.execute(update(QuarterSnapshotRow).values(frozen_utc=tomorrow.clock.now()))
        assert drafts.get_draft(session, Q3).writers == {who[2]}, "the last one’s words still stand"
