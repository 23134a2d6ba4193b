"""A forum is sent a quarter's draft and says what it thinks of it; its words are printed as they are (R5-18)."""

from dataclasses import replace
from uuid import UUID

from sqlalchemy.orm import Session

from feedback.domain.enums import AuditAction
from feedback.domain.errors import Conflict, NotFound
from feedback.domain.quarters import Quarter
from feedback.domain.registers import ForumComment, Register
from feedback.domain.reports import ReportState
from feedback.services.audit import record
from feedback.services.draft_report import Draft, get_draft
from feedback.services.forum_notice import find_entry, said_in
from feedback.services.registers import add_entry, change_entry
from feedback.services.runtime import Runtime
from feedback.storage.queries import registers as queries

TOO_LATE = "This report is frozen, so no more words can be taken into it. Nothing was stored."


def note_sent(
    session: Session, runtime: Runtime, quarter: str, forum: str, *, staff_id: UUID
) -> None:
    """Store that a forum has the draft from today; the day of the first sending stays."""
    entry = find_entry(session, quarter, forum)
    today = runtime.clock.today()
    if entry is None:
        sent = ForumComment(forum, quarter, sent_on=today)
        add_entry(session, runtime, sent, staff_id=staff_id)
    elif said_in(entry).sent_on is None:
        sent = replace(said_in(entry), sent_on=today)
        change_entry(session, runtime, entry.id, sent, version=entry.version, staff_id=staff_id)


def answer_draft(
    session: Session, runtime: Runtime, quarter: str, forum: str, *, words: str, link_id: UUID
) -> None:
    """Store a forum's words in the place of those that it sent before; they are printed with the next draft.

    Raises: NotFound where it was sent nothing; Conflict where the report is frozen.
    """
    entry = find_entry(session, quarter, forum)
    if entry is None:
        raise NotFound("There is no draft for this forum.")
    if get_open_draft(session, quarter).state in (ReportState.FROZEN, ReportState.PUBLISHED):
        raise Conflict(TOO_LATE)
    queries.change_row(session, Register.FORUM_COMMENTS, entry.id, {"comment": words})
    record(session, runtime, AuditAction.DRAFT_ANSWERED, subject=("report_link", link_id))


def get_open_draft(session: Session, quarter: str) -> Draft:
    """Return the draft of a quarter that was sent out.

    Raises: NotFound where there is none.
    """
    return get_draft(session, Quarter.parse(quarter))
