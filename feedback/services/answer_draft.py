"""A forum is sent a quarter's draft and says what it thinks of it; its words are printed as they are (R5-18)."""

from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from feedback.domain.codes import FORUMS
from feedback.domain.enums import AuditAction
from feedback.domain.errors import Conflict, NotFound
from feedback.domain.quarters import Quarter
from feedback.domain.registers import ForumComment, Register
from feedback.domain.reports import LEAST_NOTICE_WORKING_DAYS, ReportState
from feedback.services.audit import record
from feedback.services.closed_days import closed_days
from feedback.services.draft_report import Draft, get_draft
from feedback.services.registers import Entry, add_entry, change_entry, list_entries
from feedback.services.runtime import Runtime
from feedback.storage.queries import registers as queries
from feedback.working_days import count_working_days

TOO_LATE = "This report is frozen, so no more words can be taken into it. Nothing was stored."


@dataclass(frozen=True, slots=True)
class Notice:
    """How long a forum has had a quarter's draft, and whether it has said what it thinks of it.

    Args:
        sent_on: None where it was sent nothing; the report then says so.
        working_days: how many it has had it. enough: whether that is as long as it is owed (R5-18).
    """

    forum: str
    sent_on: date | None
    working_days: int
    enough: bool
    answered: bool


def list_notices(session: Session, runtime: Runtime, quarter: str) -> list[Notice]:
    """Return for each forum since when it has had the quarter's draft."""
    today, closed = runtime.clock.today(), closed_days(session, runtime)
    found = []
    for forum in FORUMS:
        said = find_comment(session, quarter, forum.code)
        sent = said.sent_on if said else None
        days = max(0, count_working_days(sent, today, closed)) if sent else 0
        enough = days >= LEAST_NOTICE_WORKING_DAYS
        found.append(Notice(forum.name, sent, days, enough, bool(said and said.comment)))
    return found


def note_sent(
    session: Session, runtime: Runtime, quarter: str, forum: str, *, staff_id: UUID
) -> None:
    """Store that a forum has the draft from today; the day of the first sending stays."""
    entry = _find(session, quarter, forum)
    today = runtime.clock.today()
    if entry is None:
        sent = ForumComment(forum, quarter, sent_on=today)
        add_entry(session, runtime, sent, staff_id=staff_id)
    elif _said(entry).sent_on is None:
        sent = replace(_said(entry), sent_on=today)
        change_entry(session, runtime, entry.id, sent, version=entry.version, staff_id=staff_id)


def find_comment(session: Session, quarter: str, forum: str) -> ForumComment | None:
    """Return what a forum was sent and has said; None where it was sent nothing."""
    entry = _find(session, quarter, forum)
    return _said(entry) if entry is not None else None


def answer_draft(
    session: Session, runtime: Runtime, quarter: str, forum: str, *, words: str, link_id: UUID
) -> None:
    """Store a forum's words in the place of those that it sent before; they are printed with the next draft.

    Raises: NotFound where it was sent nothing; Conflict where the report is frozen.
    """
    entry = _find(session, quarter, forum)
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


def _find(session: Session, quarter: str, forum: str) -> Entry | None:
    entries = list_entries(session, Register.FORUM_COMMENTS)
    return next(
        (e for e in entries if (_said(e).quarter, _said(e).forum) == (quarter, forum)), None
    )


def _said(entry: Entry) -> ForumComment:
    draft = entry.draft
    assert isinstance(draft, ForumComment)  # noqa: S101 (the register holds nothing else)
    return draft
