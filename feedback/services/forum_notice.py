"""Since when a forum has had a quarter's draft, and what it has said of it (R5-18)."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from feedback.domain.codes import FORUMS
from feedback.domain.registers import ForumComment, Register
from feedback.domain.reports import LEAST_NOTICE_WORKING_DAYS
from feedback.services.closed_days import closed_days
from feedback.services.registers import Entry, list_entries
from feedback.services.runtime import Runtime
from feedback.working_days import count_working_days


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


def list_cut_short(session: Session, runtime: Runtime, quarter: str) -> list[Notice]:
    """Return the forums that were sent the draft, have not answered, and are owed more days."""
    notices = list_notices(session, runtime, quarter)
    return [one for one in notices if one.sent_on and not one.enough and not one.answered]


def find_comment(session: Session, quarter: str, forum: str) -> ForumComment | None:
    """Return what a forum was sent and has said; None where it was sent nothing."""
    entry = find_entry(session, quarter, forum)
    return said_in(entry) if entry is not None else None


def find_entry(session: Session, quarter: str, forum: str) -> Entry | None:
    """Return what is kept of a forum and a quarter, or None."""
    entries = list_entries(session, Register.FORUM_COMMENTS)
    return next(
        (e for e in entries if (said_in(e).quarter, said_in(e).forum) == (quarter, forum)), None
    )


def said_in(entry: Entry) -> ForumComment:
    """Return what an entry says."""
    draft = entry.draft
    assert isinstance(draft, ForumComment)  # noqa: S101 (the register holds nothing else)
    return draft
