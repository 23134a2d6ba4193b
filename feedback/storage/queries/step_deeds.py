"""The deeds by which the steps of a response are done, as the index of them finds them."""

from typing import Any

from sqlalchemy import ColumnElement, String, exists, literal_column
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from feedback.domain.enums import AuditAction
from feedback.storage.models import AuditEvent, ResponseRow
from feedback.storage.models.audit import STEP_DEEDS

_PARTS = ((1, 8), (9, 4), (13, 4), (17, 4), (21, 12))


class _AsWritten(FunctionElement[str]):
    type = String()
    inherit_cache = True


@compiles(_AsWritten)
def _cast(element: _AsWritten, compiler: SQLCompiler, **given: Any) -> str:
    return f"CAST({compiler.process(element.clauses, **given)} AS VARCHAR(36))"


@compiles(_AsWritten, "sqlite")
def _in_parts(element: _AsWritten, compiler: SQLCompiler, **given: Any) -> str:
    own = compiler.process(element.clauses, **given)
    parts = (f"substr({own}, {start}, {length})" for start, length in _PARTS)
    return "(" + " || '-' || ".join(parts) + ")"


def as_written(own: InstrumentedAttribute[Any]) -> ColumnElement[str]:
    """Return an id as the audit writes it: in five parts with hyphens, which SQLite keeps without."""
    return _AsWritten(own)


def is_step() -> ColumnElement[bool]:
    """Return the condition of the index, in the words of the statement: only so is that index used."""
    return AuditEvent.action.in_([literal_column(f"'{deed.value}'") for deed in STEP_DEEDS])


def was_read() -> ColumnElement[bool]:
    """Return the condition that a person has read the response, also where its family came back since."""
    return (
        exists()
        .where(
            is_step(),
            AuditEvent.action == AuditAction.RESPONSE_READ,
            AuditEvent.subject_id == as_written(ResponseRow.id),
        )
        .correlate(ResponseRow)
    )
