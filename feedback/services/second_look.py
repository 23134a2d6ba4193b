"""One person may take a version from families at once; a second one looks at it afterwards (docs/decisions/0023)."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from feedback.domain.enums import AuditAction
from feedback.domain.errors import Conflict, NotAllowed, NotFound
from feedback.domain.questionnaires import read_questionnaire
from feedback.services.audit import record
from feedback.services.runtime import Runtime
from feedback.storage.queries import second_looks as queries

NOT_WAITING = "Nothing that was taken back waits under this number."
SEEN_ALREADY = "Somebody has looked at it meanwhile."
TWO_PEOPLE = "You took it back. A second person must look at it."


@dataclass(frozen=True, slots=True)
class TakenBack:
    """A version that one person took from families and that nobody else has looked at.

    Args:
        number: of the change. by_id, by: who took it back. why: in their words.
    """

    number: int
    slug: str
    version_id: str
    title: str
    why: str
    by_id: UUID
    by: str


def list_to_look_at(session: Session) -> list[TakenBack]:
    """Return what one person took back and no second one has looked at, the oldest first."""
    return [
        TakenBack(
            row.number,
            row.slug,
            row.version_id,
            read_questionnaire(row.definition).title,
            row.why or "",
            row.by_id,
            row.by,
        )
        for row in queries.list_without_a_look(session)
    ]


def look_again(session: Session, runtime: Runtime, number: int, *, staff_id: UUID) -> None:
    """Store that a second person has looked at what was taken back, and found it right.

    Raises: NotFound where nothing waits under the number; NotAllowed for who took it back; Conflict where somebody
        else did it at the same moment.
    """
    waiting = {one.number: one for one in list_to_look_at(session)}
    if number not in waiting:
        raise NotFound(NOT_WAITING)
    found = waiting[number]
    if found.by_id == staff_id:
        raise NotAllowed(TWO_PEOPLE)
    try:
        queries.add_look(session, number, by=staff_id, at=runtime.clock.now())
    except IntegrityError:
        raise Conflict(SEEN_ALREADY) from None
    record(
        session, runtime, AuditAction.QUESTIONNAIRE_CHANGED, subject=("questionnaire", found.slug),
        actor_id=staff_id, detail={"deed": "looked_at", "version": found.version_id[:12]},
    )  # fmt: skip
