"""Keep every questionnaire that was ever asked, as it was asked (R2-16)."""

from dataclasses import asdict

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.domain.questionnaires import Questionnaire
from feedback.services.runtime import Runtime
from feedback.storage.models import QuestionnaireRow


def register_questionnaires(session: Session, runtime: Runtime) -> int:
    """Store the running questionnaires that are not stored yet; return how many were new.

    The key is the hash of the content, so a changed wording is another row and the old one stays.
    """
    known = set(session.scalars(select(QuestionnaireRow.id)))
    new = [q for q in runtime.questionnaires.values() if q.id not in known]
    session.add_all(_row(questionnaire, runtime) for questionnaire in new)
    return len(new)


def register_questionnaire(
    session: Session, runtime: Runtime, questionnaire: Questionnaire
) -> bool:
    """Store one questionnaire unless it is stored; return whether it was new."""
    if session.get(QuestionnaireRow, questionnaire.id) is not None:
        return False
    session.add(_row(questionnaire, runtime))
    session.flush()
    return True


def _row(questionnaire: Questionnaire, runtime: Runtime) -> QuestionnaireRow:
    return QuestionnaireRow(
        id=questionnaire.id,
        slug=questionnaire.slug,
        forum=questionnaire.forum,
        audience=questionnaire.audience,
        language=questionnaire.language,
        title=questionnaire.title,
        definition=asdict(questionnaire),
        first_asked_on=runtime.clock.today(),
    )
