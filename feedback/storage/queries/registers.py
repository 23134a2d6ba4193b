"""Rows of the registers: find, list, put in, change; every register has the same shape."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from feedback.domain.registers import Register
from feedback.storage.models import (
    ActivityRow,
    AimRow,
    ComparisonRow,
    ConsultationRow,
    ForumCommentRow,
    InformationRequestRow,
    MeasureRow,
    OfferCommentRow,
    PartnerThemeRow,
    PracticeRow,
    RegisterRow,
    RiskRow,
)
from feedback.storage.models.base import table_of

MODELS: Mapping[Register, type[RegisterRow]] = {
    Register.AIMS: AimRow,
    Register.ENGAGEMENT: ActivityRow,
    Register.CONSULTATIONS: ConsultationRow,
    Register.LOCAL_OFFER: OfferCommentRow,
    Register.MEASURES: MeasureRow,
    Register.COMPARISONS: ComparisonRow,
    Register.REQUESTS: InformationRequestRow,
    Register.RISKS: RiskRow,
    Register.PARTNERS: PartnerThemeRow,
    Register.PRACTICE: PracticeRow,
    Register.FORUM_COMMENTS: ForumCommentRow,
}
ORDER: Mapping[Register, str] = {
    Register.AIMS: "reference",
    Register.ENGAGEMENT: "held_on",
    Register.CONSULTATIONS: "opens_on",
    Register.LOCAL_OFFER: "received_on",
    Register.MEASURES: "title",
    Register.COMPARISONS: "indicator",
    Register.REQUESTS: "reference",
    Register.RISKS: "risk_id",
    Register.PARTNERS: "partner",
    Register.PRACTICE: "quarter",
    Register.FORUM_COMMENTS: "quarter",
}


def find_row(
    session: Session, register: Register, entry_id: UUID, *, lock: bool = False
) -> RegisterRow | None:
    """Return a row, held against other writers when `lock` asks; None when it is not there."""
    return session.get(MODELS[register], entry_id, with_for_update=lock or None)


def list_rows(session: Session, register: Register) -> list[RegisterRow]:
    """Return every row of a register, in its order."""
    model = MODELS[register]
    table = table_of(model)
    return list(session.scalars(select(model).order_by(table.c[ORDER[register]], table.c.id)))


def add_row(session: Session, register: Register, columns: dict[str, Any]) -> bool:
    """Store a new row; return False where there is one already that says the same is its own."""
    return _try(session, insert(table_of(MODELS[register])).values(**columns, version=1))


def change_row(
    session: Session, register: Register, entry_id: UUID, columns: dict[str, Any]
) -> bool:
    """Change a row and count the change; return False where another row says the same is its own."""
    table = table_of(MODELS[register])
    changed = {**columns, "version": table.c.version + 1}
    return _try(session, update(table).where(table.c.id == entry_id).values(changed))


def _try(session: Session, statement: Any) -> bool:
    """Run a statement; where a unique value is taken, everything else in the transaction stays good."""
    try:
        with session.begin_nested():
            session.execute(statement)
    except IntegrityError:
        return False
    return True
