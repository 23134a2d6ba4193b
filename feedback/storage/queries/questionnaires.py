"""Questionnaires as they were asked."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.storage.models import QuestionnaireRow


def list_questionnaire_ids(session: Session) -> frozenset[str]:
    """Return the ids of every questionnaire that is stored."""
    return frozenset(session.scalars(select(QuestionnaireRow.id)))
