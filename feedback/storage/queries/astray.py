"""Find responses beside which something else is kept than their rows say: none should ever be found."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from feedback.domain.chosen import layout_of
from feedback.domain.enums import AuditAction
from feedback.domain.said import pack_said
from feedback.storage.models import AnswerRow, AuditEvent, QuestionnaireRow, ResponseRow
from feedback.storage.queries.said import IN_ONE_QUESTION, read_said
from feedback.storage.queries.step_deeds import as_written, is_step


def list_astray(session: Session, *, limit: int) -> list[UUID]:
    """Return those of some responses, taken at random, whose kept answers, themes or day of reading are not right."""
    # Ids are random, so the first of them are a sample.
    asked: Any = select(
        ResponseRow.id, ResponseRow.questionnaire_id, ResponseRow.chosen, ResponseRow.said, ResponseRow.read_on
    )  # fmt: skip
    rows = session.execute(asked.order_by(ResponseRow.id).limit(limit)).all()
    found = []
    for start in range(0, len(rows), IN_ONE_QUESTION):
        found += _astray(session, rows[start : start + IN_ONE_QUESTION])
    return found


def _astray(session: Session, rows: Sequence[Any]) -> list[UUID]:
    ids = [row.id for row in rows]
    said = read_said(session.connection(), ids)
    chosen, read = _chosen(session, ids), _read(session, ids)
    definitions = select(QuestionnaireRow.id, QuestionnaireRow.definition)
    versions = {row.questionnaire_id for row in rows}
    layouts = {
        id_: layout_of(definition)
        for id_, definition in session.execute(definitions.where(QuestionnaireRow.id.in_(versions)))
    }
    return [
        row.id
        for row in rows
        # Nothing kept is nothing wrong: then the rows themselves are counted.
        if row.chosen not in (None, layouts[row.questionnaire_id].pack(chosen.get(row.id, {})))
        or row.said not in (None, pack_said(said.get(row.id, ())))
        or row.read_on != read.get(row.id)
    ]


def _chosen(session: Session, ids: Sequence[UUID]) -> dict[UUID, dict[str, list[str]]]:
    found: dict[UUID, dict[str, list[str]]] = {}
    asked = select(AnswerRow.response_id, AnswerRow.question_id, AnswerRow.value)
    mine = AnswerRow.response_id.in_(ids), AnswerRow.value.is_not(None)
    for id_, question, value in session.execute(asked.where(*mine)):
        found.setdefault(id_, {}).setdefault(question, []).append(str(value))
    return found


def _read(session: Session, ids: Sequence[UUID]) -> dict[UUID, date]:
    rows = session.execute(
        select(ResponseRow.id, func.min(AuditEvent.on_day))
        .join(AuditEvent, AuditEvent.subject_id == as_written(ResponseRow.id))
        .where(ResponseRow.id.in_(ids), is_step(), AuditEvent.action == AuditAction.RESPONSE_READ)
        .group_by(ResponseRow.id)
    )
    return {id_: day for id_, day in rows}
