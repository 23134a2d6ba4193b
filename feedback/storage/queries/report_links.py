"""Links that open reports to somebody without a sign-in."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from feedback.storage.models import ReportLink
from feedback.storage.models.base import table_of


def add_link(session: Session, columns: dict[str, Any]) -> None:
    """Store a new link."""
    session.execute(insert(table_of(ReportLink)), columns)


def find_by_hash(session: Session, token_hash: bytes) -> ReportLink | None:
    """Return the link whose token has this hash, or None."""
    return session.scalar(select(ReportLink).where(ReportLink.token_hash == token_hash))


def get_link(session: Session, link_id: UUID) -> ReportLink | None:
    """Return a link, held against other writers; None when it is not there."""
    return session.get(ReportLink, link_id, with_for_update=True)


def revoke(session: Session, link_id: UUID, *, by: UUID, at: datetime) -> None:
    """Close a link for good."""
    session.execute(
        update(ReportLink).where(ReportLink.id == link_id).values(revoked_utc=at, revoked_by=by)
    )


def list_links(session: Session) -> list[ReportLink]:
    """Return every link, the newest first."""
    asked = select(ReportLink).order_by(ReportLink.made_utc.desc(), ReportLink.id)
    return list(session.scalars(asked))
