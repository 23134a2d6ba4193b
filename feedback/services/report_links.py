"""Private links to reports: for one body, until a day, closed at once when somebody says so, every use audited.

A link's token is 256 random bits; the database keeps its hash, so that nobody who reads the database can open it.
Source: NIST SP 800-63B 5.1.2 (look-up secrets: at least 112 bits may be hashed without salt).
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from feedback.domain.enums import AuditAction
from feedback.domain.errors import Conflict, NotFound
from feedback.domain.quarters import Quarter
from feedback.domain.reports import LONGEST_LINK_DAYS, LinkKind
from feedback.services.answer_draft import note_sent
from feedback.services.audit import record
from feedback.services.runtime import Runtime
from feedback.storage.models import ReportLink
from feedback.storage.queries import report_links as queries

TOKEN_BYTES = 32
NO_LINK = "This link is not open. It has ended, was closed, or was never given out."
CLOSED = "This link was closed already."
DAYS = f"A link is open for 1 to {LONGEST_LINK_DAYS} days."


@dataclass(frozen=True, slots=True)
class LinkWish:
    """A link that is to be given out.

    Args:
        body: an organisation or committee, never a person. days: for how long it is open.
        quarter: whose draft it opens; None for all published reports and nothing else.
        forum: the code of the forum that is sent the draft, and may say what it thinks of it.
    """

    body: str
    days: int
    quarter: Quarter | None = None
    forum: str | None = None


@dataclass(frozen=True, slots=True)
class OpenLink:
    """A link that is open now: what it opens, and for which body. quarter is None for published reports.

    Args:
        forum: whose comment on the draft it takes; None where it takes none.
    """

    id: UUID
    kind: LinkKind
    body: str
    quarter: str | None
    forum: str | None
    expires_utc: datetime


@dataclass(frozen=True, slots=True)
class LinkLine:
    """A link as those see it who give them out; the token is nowhere."""

    id: UUID
    kind: LinkKind
    body: str
    quarter: str | None
    made_utc: datetime
    expires_utc: datetime
    is_open: bool
    revoked: bool


def make_link(session: Session, runtime: Runtime, wish: LinkWish, *, staff_id: UUID) -> str:
    """Store a link and return its token, which is shown once; a forum that is sent a draft has it from today.

    Raises: Conflict where it would be open for too long.
    """
    if not 1 <= wish.days <= LONGEST_LINK_DAYS:
        raise Conflict(DAYS)
    token, link_id, now = secrets.token_urlsafe(TOKEN_BYTES), uuid4(), runtime.clock.now()
    kind = LinkKind.PUBLISHED if wish.quarter is None else LinkKind.DRAFT
    forum = wish.forum if wish.quarter is not None else None
    queries.add_link(
        session,
        {
            "id": link_id, "token_hash": _hash(token), "kind": kind, "body": wish.body, "forum": forum,
            "quarter": None if wish.quarter is None else str(wish.quarter), "made_utc": now,
            "made_by": staff_id, "expires_utc": now + timedelta(days=wish.days),
        },
    )  # fmt: skip
    if wish.quarter is not None and forum is not None:
        note_sent(session, runtime, str(wish.quarter), forum, staff_id=staff_id)
    record(session, runtime, AuditAction.LINK_MADE, subject=("report_link", link_id), actor_id=staff_id,
           detail={"kind": kind.value, "days": wish.days})  # fmt: skip
    return token


def find_link(session: Session, runtime: Runtime, token: str) -> OpenLink | None:
    """Return what a token opens now; None where it is unknown, has ended or was closed."""
    row = queries.find_by_hash(session, _hash(token))
    if row is None or not _is_open(row, runtime.clock.now()):
        return None
    return OpenLink(row.id, row.kind, row.body, row.quarter, row.forum, row.expires_utc)


def open_link(session: Session, runtime: Runtime, token: str) -> OpenLink:
    """Return what a token opens, and write down that it was used. Only the day is kept: nobody signed in.

    Raises: NotFound where it is not open.
    """
    link = find_link(session, runtime, token)
    if link is None:
        raise NotFound(NO_LINK)
    record(session, runtime, AuditAction.LINK_OPENED, subject=("report_link", link.id))
    return link


def revoke_link(session: Session, runtime: Runtime, link_id: UUID, *, staff_id: UUID) -> None:
    """Close a link at once; whoever reads with it is stopped at the next page.

    Raises: NotFound; Conflict where it was closed already.
    """
    row = queries.get_link(session, link_id)
    if row is None:
        raise NotFound("There is no such link.")
    if row.revoked_utc is not None:
        raise Conflict(CLOSED)
    queries.revoke(session, link_id, by=staff_id, at=runtime.clock.now())
    session.expire(row)
    record(session, runtime, AuditAction.LINK_REVOKED, subject=("report_link", link_id), actor_id=staff_id)  # fmt: skip


def list_links(session: Session, runtime: Runtime) -> list[LinkLine]:
    """Return every link that was given out, the newest first."""
    now = runtime.clock.now()
    return [_line(row, now) for row in queries.list_links(session)]


def _line(row: ReportLink, now: datetime) -> LinkLine:
    return LinkLine(
        id=row.id, kind=row.kind, body=row.body, quarter=row.quarter, made_utc=row.made_utc,
        expires_utc=row.expires_utc, is_open=_is_open(row, now), revoked=row.revoked_utc is not None,
    )  # fmt: skip


def _is_open(row: ReportLink, now: datetime) -> bool:
    return row.revoked_utc is None and now < row.expires_utc


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
