"""The deeds by which the steps of a response are done, as the index of them finds them."""

from sqlalchemy import ColumnElement, String, cast, func, literal_column
from sqlalchemy.orm import InstrumentedAttribute, Session

from feedback.storage.models import AuditEvent
from feedback.storage.models.audit import STEP_DEEDS


def is_step() -> ColumnElement[bool]:
    """Return the condition of the index, in the words of the statement: only so is that index used."""
    return AuditEvent.action.in_([literal_column(f"'{deed.value}'") for deed in STEP_DEEDS])


def as_written(session: Session, own: InstrumentedAttribute[object]) -> ColumnElement[str]:
    """Return an id as the audit writes it: in five parts with hyphens."""
    text = cast(own, String(36))
    if session.connection().dialect.name == "postgresql":
        return text
    starts = ((1, 8), (9, 4), (13, 4), (17, 4), (21, 12))
    parts = [func.substr(text, start, length) for start, length in starts]
    written: ColumnElement[str] = parts[0]
    for part in parts[1:]:
        written = written.concat("-").concat(part)
    return written
