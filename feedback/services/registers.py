"""Keep a register: add a record, change one that nobody else changed meanwhile, list them."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any, TypeVar
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from analysis.redaction.mask import mask
from feedback.domain.enums import AuditAction
from feedback.domain.errors import Conflict, NotFound
from feedback.domain.register_rules import find_problems
from feedback.domain.registers import (
    Activity,
    Aim,
    Comparison,
    Consultation,
    Draft,
    ForumComment,
    InformationRequest,
    Measure,
    OfferComment,
    PartnerTheme,
    Practice,
    Register,
    Risk,
)
from feedback.services.audit import record
from feedback.services.runtime import Runtime
from feedback.storage.models import RegisterRow
from feedback.storage.queries import registers as queries

DRAFTS: Mapping[Register, type[Draft]] = {
    Register.AIMS: Aim,
    Register.ENGAGEMENT: Activity,
    Register.CONSULTATIONS: Consultation,
    Register.LOCAL_OFFER: OfferComment,
    Register.MEASURES: Measure,
    Register.COMPARISONS: Comparison,
    Register.REQUESTS: InformationRequest,
    Register.RISKS: Risk,
    Register.PARTNERS: PartnerTheme,
    Register.PRACTICE: Practice,
    Register.FORUM_COMMENTS: ForumComment,
}
REGISTER_OF: Mapping[type[Any], Register] = {kind: register for register, kind in DRAFTS.items()}
D = TypeVar("D", bound=Draft)
NOT_THERE = "There is no such record."
CHANGED_MEANWHILE = "Somebody else changed this after you opened it."


class Taken(Conflict):
    """Another record has what only one may have, such as its reference."""

    code = "taken"


@dataclass(frozen=True, slots=True)
class Entry:
    """One record of a register as it stands."""

    id: UUID
    draft: Draft
    version: int


def add_entry(session: Session, runtime: Runtime, draft: Draft, *, staff_id: UUID) -> UUID:
    """Store a new record.

    Raises: Conflict when a rule stands against it; Taken when another one has its reference.
    """
    draft, register = _checked(draft), REGISTER_OF[type(draft)]
    entry_id = uuid4()
    if not queries.add_row(session, register, {"id": entry_id, **asdict(draft)}):
        raise Taken("There is one already.")
    _audit(session, runtime, (register, entry_id), staff_id, ["added"])
    return entry_id


def change_entry(
    session: Session,
    runtime: Runtime,
    entry_id: UUID,
    draft: Draft,
    *,
    version: int,
    staff_id: UUID,
) -> None:
    """Store what was changed, with the names of the fields in the audit.

    Raises: Conflict when somebody changed it since `version`, or a rule stands against it; Taken; NotFound.
    """
    draft, register = _checked(draft), REGISTER_OF[type(draft)]
    row = queries.find_row(session, register, entry_id, lock=True)
    if row is None:
        raise NotFound(NOT_THERE)
    if row.version != version:
        raise Conflict(CHANGED_MEANWHILE)
    changed = [name for name, value in asdict(draft).items() if getattr(row, name) != value]
    if not changed:
        return
    columns = {name: getattr(draft, name) for name in changed}
    if not queries.change_row(session, register, entry_id, columns):
        raise Taken("There is one already.")
    _audit(session, runtime, (register, entry_id), staff_id, changed)


def get_entry(session: Session, register: Register, entry_id: UUID) -> Entry:
    """Return one record.

    Raises: NotFound.
    """
    row = queries.find_row(session, register, entry_id)
    if row is None:
        raise NotFound(NOT_THERE)
    return _entry(register, row)


def list_entries(session: Session, register: Register) -> list[Entry]:
    """Return every record of a register, in its order."""
    return [_entry(register, row) for row in queries.list_rows(session, register)]


def list_drafts(session: Session, kind: type[D]) -> list[D]:
    """Return what the records of this kind say, in their register's order."""
    drafts = (entry.draft for entry in list_entries(session, REGISTER_OF[kind]))
    return [draft for draft in drafts if isinstance(draft, kind)]


def _entry(register: Register, row: RegisterRow) -> Entry:
    kind: Any = DRAFTS[register]
    draft = kind(**{field.name: getattr(row, field.name) for field in fields(kind)})
    return Entry(row.id, draft, row.version)


def _checked(draft: Draft) -> Draft:
    """Return the draft as it may be stored: what families said of the Local Offer is masked, as it will be read.

    Raises: Conflict when a rule stands against it.
    """
    problems = find_problems(draft)
    if problems:
        raise Conflict(f"This cannot be stored: {', '.join(code for _field, code in problems)}.")
    if isinstance(draft, OfferComment):
        return replace(draft, comment=mask([draft.comment])[0].text)
    return draft


def _audit(
    session: Session, runtime: Runtime, subject: tuple[Register, UUID], staff_id: UUID, changed: list[str]
) -> None:  # fmt: skip
    record(session, runtime, AuditAction.REGISTER_CHANGED, subject=subject, actor_id=staff_id,
           detail={"fields": changed})  # fmt: skip
