"""What the tests of reviewing share: people, responses with chosen flags, and how many statements were sent."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from uuid import UUID, uuid4

from sqlalchemy import event, select
from sqlalchemy.orm import Session

from feedback.domain.enums import FlagState, Role
from feedback.services.decide import CommentDecision, ResponseDecision, decide_response
from feedback.services.review_response import ReviewResponse, load_response
from feedback.services.runtime import Runtime
from feedback.services.staff_accounts import create_staff
from feedback.services.submit_response import submit_response
from feedback.storage.models import CommentRow, Flag, ResponseRow
from feedback.storage.queries.said import refresh_said
from tests.made_up import made_up_submission, only

PASSWORD = "correct horse battery staple"
MIXED = "The worker was lovely but we waited eight months."


def add_officer(
    runtime: Runtime,
    email: str = "priya@example.org",
    name: str = "Priya",
    role: Role = Role.OFFICER,
) -> UUID:
    """Store an officer, or somebody of another role; return the id."""
    with runtime.database.transaction() as session:
        return create_staff(
            session, runtime, email=email, name=name, password=PASSWORD, roles=frozenset({role})
        )


def add_lead(runtime: Runtime, email: str = "lee@example.org", name: str = "Lee") -> UUID:
    """Store a safeguarding lead; return the id."""
    return add_officer(runtime, email, name, Role.SAFEGUARDING)


def add_response(
    runtime: Runtime, day: int = 14, words: str = MIXED, urgency: str | None = None
) -> UUID:
    """Store a response of a day of August with one comment, flagged as asked and not as the machine would."""
    with runtime.database.transaction() as session:
        made = made_up_submission(uuid4().hex, answers=only(words), received_on=date(2026, 8, day))
        response_id = submit_response(session, runtime, made).response_id
        comment = select(CommentRow.id).where(CommentRow.response_id == response_id)
        comment_id = session.scalars(comment).one()
        flag = session.get(Flag, comment_id)
        if flag is not None:
            session.delete(flag)
            session.flush()
        if urgency is not None:
            session.add(
                Flag(
                    comment_id=comment_id, urgency=urgency, reason="somebody may be hurt",
                    confidence=0.9, evidence=[], version="test", state=FlagState.OPEN,
                )
            )  # fmt: skip
    return response_id


def load(runtime: Runtime, response_id: UUID) -> ReviewResponse:
    """Return the response as it stands."""
    with runtime.database.reading() as session:
        return load_response(session, response_id)


def decide(
    runtime: Runtime,
    response: ReviewResponse,
    staff_id: UUID,
    *,
    themes: dict[str, str] | None = None,
    sentiment: str | None = None,
    agree: bool = False,
) -> str:
    """Decide about the response's only comment, as its page of then says; return its state."""
    comment = CommentDecision(response.comments[0].id, themes or {}, sentiment)
    with runtime.database.transaction() as session:
        wanted = ResponseDecision(response.id, response.stamp, (comment,), agree=agree)
        return decide_response(session, runtime, wanted, staff_id=staff_id)


def settle(session: Session) -> None:
    """Write beside every response what its comments speak of, after rows that no service of ours has put in."""
    session.flush()
    refresh_said(session.connection(), responses=session.scalars(select(ResponseRow.id)).all())


@contextmanager
def counted_statements(runtime: Runtime) -> Iterator[list[str]]:
    """Give a list that every statement sent to the database is added to."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        sent.append(statement)

    engines = (runtime.database._reader, runtime.database._writer)
    for engine in engines:
        event.listen(engine, "before_cursor_execute", note)
    yield sent
    for engine in engines:
        event.remove(engine, "before_cursor_execute", note)
