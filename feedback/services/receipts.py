"""What the code that only the family holds opens: where its words are, and what became of them."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from feedback.domain.enums import DecisionVerdict, ResponseState
from feedback.domain.errors import ReceiptUnknown
from feedback.domain.receipt_codes import read_receipt_code
from feedback.services.keys import stored_hash
from feedback.services.runtime import Runtime
from feedback.storage.models import CommentRow, Receipt, ResponseRow, ThemeDecision

PURPOSE = "receipt"
UNKNOWN_CODE = (
    "We cannot find anything under that code. Check each letter and number and try again."
)


@dataclass(frozen=True, slots=True)
class ResponseStatus:
    """What a family learns with its code. Holds nothing that the family wrote.

    Args:
        themes: the ids of the themes that a person confirmed or added, in alphabetical order.
        theme_labels: their names for people, in the same order.
    """

    received_on: date
    state: ResponseState
    comment_count: int
    themes: tuple[str, ...]
    theme_labels: tuple[str, ...]

    @property
    def read(self) -> bool:
        """Tell whether a person has read it."""
        return self.state is ResponseState.READ


def receipt_hash(session: Session, runtime: Runtime, code: str) -> bytes:
    """Return the keyed hash under which a code is stored; the code itself never is."""
    return stored_hash(session, runtime, PURPOSE, code)


def find_status(session: Session, runtime: Runtime, typed: str) -> ResponseStatus:
    """Return what happened to the response behind the code.

    The code is looked up by its keyed hash, so the time it takes says nothing about how near a guess was.

    Raises: ReceiptUnknown when there is no such code.
    """
    code = read_receipt_code(typed)
    if code is None:
        raise ReceiptUnknown(UNKNOWN_CODE)
    found = session.execute(
        select(ResponseRow.id, ResponseRow.received_on, ResponseRow.state)
        .join(Receipt, Receipt.response_id == ResponseRow.id)
        .where(Receipt.code_hash == receipt_hash(session, runtime, code))
    ).one_or_none()
    if found is None:
        raise ReceiptUnknown(UNKNOWN_CODE)
    themes = _decided_themes(session, found.id)
    labels = {theme.id: theme.label for theme in runtime.engine.codebook.themes}
    return ResponseStatus(
        received_on=found.received_on,
        state=found.state,
        comment_count=_count_comments(session, found.id),
        themes=themes,
        # A theme may have left the codebook since; its id still says what it was.
        theme_labels=tuple(labels.get(theme, theme) for theme in themes),
    )


def _count_comments(session: Session, response_id: UUID) -> int:
    counted = select(func.count()).where(CommentRow.response_id == response_id)
    return session.scalar(counted) or 0


def _decided_themes(session: Session, response_id: UUID) -> tuple[str, ...]:
    found = session.scalars(
        select(ThemeDecision.theme)
        .join(CommentRow, CommentRow.id == ThemeDecision.comment_id)
        .where(CommentRow.response_id == response_id)
        .where(ThemeDecision.verdict != DecisionVerdict.REJECTED)
        .distinct()
        .order_by(ThemeDecision.theme)
    )
    return tuple(found)
