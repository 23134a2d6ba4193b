"""What people hid and showed again in comments, and whether a family could be recognised in them."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import case, delete, insert, select, update
from sqlalchemy.orm import Session

from feedback.domain.quotes import QuoteState
from feedback.storage.models import CommentRow, MaskDecision, Quote, RecognitionMark, ResponseRow
from feedback.storage.models.base import table_of
from feedback.storage.queries.reanalysis import SealedComment

_OPEN_QUOTES = (QuoteState.PICKED, QuoteState.APPROVED)


@dataclass(frozen=True, slots=True)
class MaskRow:
    """A stretch in code points of the original; `kind` is None where it was shown again."""

    start: int
    end: int
    kind: str | None


@dataclass(frozen=True, slots=True)
class MaskedComment:
    """A comment as it is masked now, with what opens its original; `sealed` is None once its words are destroyed."""

    id: UUID
    response_id: UUID
    language: str
    masked: str
    spans: tuple[dict[str, Any], ...]
    sealed: SealedComment | None


def find_masked(session: Session, comment_id: UUID) -> MaskedComment | None:
    """Return the comment, or None when it is not there."""
    row = session.execute(
        select(CommentRow, ResponseRow)
        .join(ResponseRow, ResponseRow.id == CommentRow.response_id)
        .where(CommentRow.id == comment_id)
        .execution_options(populate_existing=True)
    ).one_or_none()
    if row is None:
        return None
    comment, response = row
    sealed = None
    if comment.sealed_original is not None and response.wrapped_key is not None:
        sealed = SealedComment(
            comment.id, comment.construct, response.language, comment.sealed_original,
            response.key_id, response.wrapped_key,
        )  # fmt: skip
    return MaskedComment(
        comment.id, comment.response_id, comment.language, comment.masked,
        tuple(comment.mask_spans), sealed,
    )  # fmt: skip


def lock_comments(session: Session, comment_ids: Collection[UUID]) -> None:
    """Hold the comments against other writers until the transaction ends."""
    asked = select(CommentRow.id).where(CommentRow.id.in_(comment_ids)).order_by(CommentRow.id)
    session.execute(asked.with_for_update()).all()


def list_changes(
    session: Session, comment_ids: Collection[UUID]
) -> dict[UUID, tuple[MaskRow, ...]]:
    """Return what people changed of each comment, in the order in which they did; the others are left out."""
    rows = session.execute(
        select(
            MaskDecision.comment_id, MaskDecision.start_at, MaskDecision.end_at, MaskDecision.kind
        )
        .where(MaskDecision.comment_id.in_(comment_ids))
        # Of one sending, what was hidden goes after what was shown: where both meet, what is safer holds.
        .order_by(
            MaskDecision.decided_utc,
            case((MaskDecision.kind.is_(None), 0), else_=1),
            MaskDecision.start_at,
            MaskDecision.end_at,
        )
    )
    found: dict[UUID, tuple[MaskRow, ...]] = {}
    for comment_id, start, end, kind in rows:
        found[comment_id] = (*found.get(comment_id, ()), MaskRow(start, end, kind))
    return found


def add_changes(
    session: Session, comment_id: UUID, changes: Iterable[MaskRow], *, by: UUID, at: datetime
) -> None:
    """Store what a person changed; what was said of the very same stretch before is replaced."""
    table = table_of(MaskDecision)
    for change in changes:
        session.execute(
            delete(table).where(
                table.c.comment_id == comment_id, table.c.start_at == change.start,
                table.c.end_at == change.end,
            )
        )  # fmt: skip
        row = {
            "comment_id": comment_id, "start_at": change.start, "end_at": change.end,
            "kind": change.kind, "decided_by": by, "decided_utc": at,
        }  # fmt: skip
        session.execute(insert(table), row)


def list_recognisable(session: Session, comment_ids: Collection[UUID]) -> set[UUID]:
    """Return the comments in which a person says that a family could be recognised."""
    found = session.scalars(
        select(RecognitionMark.comment_id).where(
            RecognitionMark.comment_id.in_(comment_ids), RecognitionMark.recognisable
        )
    )
    return set(found)


def mark_recognisable(
    session: Session, comment_id: UUID, *, recognisable: bool, by: UUID, at: datetime
) -> None:
    """Store what a person says, in the place of what stood."""
    table = table_of(RecognitionMark)
    session.execute(delete(table).where(table.c.comment_id == comment_id))
    row = {
        "comment_id": comment_id, "recognisable": recognisable, "decided_by": by, "decided_utc": at,
    }  # fmt: skip
    session.execute(insert(table), row)


def send_quotes_back(session: Session, comment_id: UUID, words_hash: str) -> int:
    """Let every quote of the comment that is not taken out wait again, with the words of now; return how many.

    What was approved was other words: those approvals count no more.
    """
    changed: Any = session.execute(
        update(Quote)
        .where(
            Quote.comment_id == comment_id,
            Quote.state.in_(_OPEN_QUOTES),
            Quote.words_hash != words_hash,
        )
        .values(words_hash=words_hash, state=QuoteState.PICKED)
        .execution_options(synchronize_session=False)
    )
    return int(changed.rowcount)


def list_open_quotes(session: Session, comment_id: UUID) -> list[UUID]:
    """Return the quotes of the comment that are not taken out."""
    asked = select(Quote.id).where(Quote.comment_id == comment_id, Quote.state.in_(_OPEN_QUOTES))
    return list(session.scalars(asked.order_by(Quote.id)))
