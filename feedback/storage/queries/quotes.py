"""Quotes of a quarter, who approved them, and what people said of court matters."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from feedback.domain.quotes import QuoteState, Refusal
from feedback.storage.models import CommentRow, CourtMark, Quote, QuoteApproval, ResponseRow
from feedback.storage.models.base import table_of

_QUOTE, _APPROVAL = table_of(Quote), table_of(QuoteApproval)


@dataclass(frozen=True, slots=True)
class QuoteRow:
    """A quote with the words as they are masked now, and who has approved which words of it."""

    quote: Quote
    response_id: UUID
    masked: str
    approvals: tuple[tuple[UUID, str], ...]


def list_quotes(session: Session, quarter: str) -> list[QuoteRow]:
    """Return the quarter's quotes by theme, polarity and id."""
    return _rows(session, _all().where(Quote.quarter == quarter))


def find_quote(session: Session, quote_id: UUID) -> QuoteRow | None:
    """Return one quote, held against other writers until the transaction ends; None when it is not there."""
    session.get(Quote, quote_id, with_for_update=True)
    found = _rows(session, _all().where(Quote.id == quote_id))
    return found[0] if found else None


def add_quotes(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """Store quotes that the rule picked."""
    if rows:
        session.execute(insert(_QUOTE), list(rows))


def add_approval(
    session: Session, quote_id: UUID, *, staff_id: UUID, words_hash: str, at: datetime
) -> None:
    """Store one person's yes, in the place of one to other words."""
    session.execute(
        delete(_APPROVAL).where(_APPROVAL.c.quote_id == quote_id, _APPROVAL.c.staff_id == staff_id)
    )
    session.execute(
        insert(_APPROVAL),
        {"quote_id": quote_id, "staff_id": staff_id, "words_hash": words_hash, "approved_utc": at},
    )


def set_state(
    session: Session,
    quote_id: UUID,
    state: QuoteState,
    *,
    because: Refusal | None = None,
    by: UUID | None = None,
) -> None:
    """Move a quote to a state."""
    values = {"state": state, "refused_because": because, "refused_by": by if because else None}
    session.execute(update(_QUOTE).where(_QUOTE.c.id == quote_id).values(values))


def list_court_marks(session: Session, comment_ids: Collection[UUID]) -> dict[UUID, bool]:
    """Return what people said of each comment that anybody said something of."""
    rows = session.execute(
        select(CourtMark.comment_id, CourtMark.is_court).where(
            CourtMark.comment_id.in_(comment_ids)
        )
    )
    return {comment_id: is_court for comment_id, is_court in rows}


def mark_court(
    session: Session, comment_id: UUID, *, is_court: bool, by: UUID, at: datetime
) -> None:
    """Store what a person says, in the place of what stood."""
    table = table_of(CourtMark)
    session.execute(delete(table).where(table.c.comment_id == comment_id))
    row = {"comment_id": comment_id, "is_court": is_court, "decided_by": by, "decided_utc": at}
    session.execute(insert(table), row)


def withdraw_permission(session: Session, response_id: UUID) -> None:
    """Write down that a family does not want to be quoted any more."""
    table = table_of(ResponseRow)
    session.execute(update(table).where(table.c.id == response_id).values(may_quote=False))


def _all() -> Any:
    return (
        select(Quote, CommentRow.response_id, CommentRow.masked)
        .join(CommentRow, CommentRow.id == Quote.comment_id)
        .order_by(Quote.theme, Quote.polarity, Quote.id)
    )


def _rows(session: Session, asked: Any) -> list[QuoteRow]:
    found = session.execute(asked).all()
    ids = [quote.id for quote, _response, _masked in found]
    approvals: dict[UUID, list[tuple[UUID, str]]] = {}
    for approval in session.scalars(
        select(QuoteApproval)
        .where(QuoteApproval.quote_id.in_(ids))
        .order_by(QuoteApproval.approved_utc, QuoteApproval.staff_id)
    ):
        approvals.setdefault(approval.quote_id, []).append((approval.staff_id, approval.words_hash))
    return [
        QuoteRow(quote, response_id, masked, tuple(approvals.get(quote.id, ())))
        for quote, response_id, masked in found
    ]
