"""Publish a questionnaire as two officers do, without their pages."""

from dataclasses import replace
from uuid import UUID

from feedback.domain.enums import Role
from feedback.domain.questionnaires import Construct, Questionnaire
from feedback.services.asked import refresh_asked
from feedback.services.edit_questionnaire import (
    Seen,
    Written,
    begin_draft,
    publish_draft,
    save_draft,
    submit_draft,
    withdraw_version,
)
from feedback.services.runtime import Runtime
from feedback.services.staff_accounts import create_staff
from forms.questionnaire import with_identity
from forms.written import write_definition
from tests.conftest import PASSWORD


def add_person(runtime: Runtime, name: str) -> UUID:
    """Store an officer of this name; return the id."""
    with runtime.database.transaction() as session:
        return create_staff(
            session,
            runtime,
            email=f"{name}@example.org",
            name=name,
            password=PASSWORD,
            roles=frozenset({Role.OFFICER}),
        )


def written(questionnaire: Questionnaire) -> Written:
    """Return the questionnaire with its identity and its text."""
    asked = with_identity(questionnaire)
    return Written(asked, write_definition(asked))


def worded(asked: Questionnaire, construct: Construct, words: str) -> Questionnaire:
    """Return the questionnaire with one question in other words."""
    questions = tuple(
        replace(q, words=words) if q.construct is construct else q for q in asked.questions
    )
    return with_identity(replace(asked, questions=questions))


def publish(
    runtime: Runtime,
    asked: Questionnaire,
    people: tuple[UUID, UUID],
    *,
    copied_from: str | None = None,
) -> Written:
    """Let families read it: the first person writes it, the second says yes."""
    writer, reader = people
    refresh_asked(runtime)
    text = written(asked)
    with runtime.database.transaction() as session:
        draft = begin_draft(session, runtime, text, copied_from=copied_from, staff_id=writer)
        save_draft(session, runtime, Seen(draft, 1, writer), text)
        submit_draft(session, runtime, Seen(draft, 2, writer), text.questionnaire, "Plainer")
        publish_draft(session, runtime, Seen(draft, 3, reader), text)
    refresh_asked(runtime)
    return text


def withdraw(runtime: Runtime, slug: str, person: UUID) -> None:
    """Take the version that is asked from families."""
    number = runtime.questionnaires.number
    with runtime.database.transaction() as session:
        withdraw_version(session, runtime, slug, "A mistake", number=number, staff_id=person)
    refresh_asked(runtime)
