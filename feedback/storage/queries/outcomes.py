"""Outcomes, the promises in them, and how many people stand behind a theme."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, insert, select, update
from sqlalchemy.orm import Session

from feedback.domain.actions import HelpAnswer, OutcomeState
from feedback.domain.enums import DecisionVerdict
from feedback.storage.models import (
    ActionLink,
    ActionRow,
    CommentRow,
    HelpCount,
    OutcomeRow,
    PromiseRow,
    QuestionnaireRow,
    ResponseRow,
    StaffUser,
    ThemeDecision,
)
from feedback.storage.models.base import table_of
from feedback.storage.queries.receipts import counted


@dataclass(frozen=True, slots=True)
class OutcomeParts:
    """An outcome with its action and its promise, if it makes one."""

    outcome: OutcomeRow
    action: ActionRow
    promise: PromiseRow | None


def find_outcome(session: Session, outcome_id: UUID, *, lock: bool = False) -> OutcomeRow | None:
    """Return an outcome, held against other writers when `lock` asks; None when it is not there."""
    return session.get(OutcomeRow, outcome_id, with_for_update=lock or None)


def find_published(session: Session, action_id: UUID) -> UUID | None:
    """Return the newest outcome of an action that families can read, or None."""
    asked = (
        select(OutcomeRow.id)
        .where(OutcomeRow.action_id == action_id, OutcomeRow.state == OutcomeState.PUBLISHED)
        .order_by(OutcomeRow.published_on.desc(), OutcomeRow.id)
    )
    return session.scalars(asked.limit(1)).first()


def add_outcome(session: Session, columns: dict[str, Any]) -> None:
    """Store a new outcome."""
    session.execute(insert(table_of(OutcomeRow)), columns)


def change_outcome(session: Session, outcome_id: UUID, columns: dict[str, Any]) -> None:
    """Change an outcome's columns and count the change."""
    table = table_of(OutcomeRow)
    session.execute(
        update(table).where(table.c.id == outcome_id).values(**columns, version=table.c.version + 1)
    )


def list_outcomes(
    session: Session,
    *,
    states: Sequence[OutcomeState] = tuple(OutcomeState),
    action_id: UUID | None = None,
    response_id: UUID | None = None,
    published: tuple[date, date] | None = None,
) -> list[OutcomeParts]:
    """Return outcomes in these states, of one action or behind one response where asked, the newest first.

    Args:
        published: the first and the last day on which they were published.
    """
    asked = (
        select(OutcomeRow, ActionRow, PromiseRow)
        .join(ActionRow, ActionRow.id == OutcomeRow.action_id)
        .outerjoin(PromiseRow, PromiseRow.outcome_id == OutcomeRow.id)
        .where(OutcomeRow.state.in_(states))
        .order_by(OutcomeRow.published_on.desc(), OutcomeRow.written_utc.desc(), OutcomeRow.id)
    )
    if action_id is not None:
        asked = asked.where(OutcomeRow.action_id == action_id)
    if published is not None:
        asked = asked.where(OutcomeRow.published_on.between(*published))
    if response_id is not None:
        asked = asked.join(ActionLink, ActionLink.action_id == ActionRow.id).where(
            ActionLink.response_id == response_id
        )
    return [OutcomeParts(*row) for row in session.execute(asked)]


def name_of(session: Session, staff_id: UUID | None) -> str | None:
    """Return the name of a member of staff, or None."""
    asked = select(StaffUser.display_name).where(StaffUser.id == staff_id)
    return session.scalar(asked) if staff_id else None


def count_people_by_theme(
    session: Session, wanted: Collection[tuple[str, str | None]], *, most: int
) -> dict[tuple[str, str | None], int]:
    """Return (theme, quarter or None for any) -> in how many people's responses a person found it; groups are left out.

    Each is counted up to `most` and no further, all in one statement, so that millions of responses cost no more.
    """
    asked = list(dict.fromkeys(wanted))
    if not asked:
        return {}
    counts = [
        select(func.count()).select_from(_speakers(*one, most=most).subquery()).scalar_subquery()
        for one in asked
    ]
    row = session.execute(select(*(c.label(f"n{place}") for place, c in enumerate(counts)))).one()
    return dict(zip(asked, row, strict=True))


def have_spoken(session: Session, theme: str, quarter: str | None, *, least: int) -> bool:
    """Tell whether a person found the theme in at least so many people's responses, of the quarter or of any."""
    return len(session.scalars(_speakers(theme, quarter, most=least)).all()) >= least


def _speakers(theme: str, quarter: str | None, *, most: int) -> Select[UUID]:
    """Return up to so many people's responses in which a person found the theme; it stops looking there."""
    asked = (
        select(ResponseRow.id)
        .join(CommentRow, CommentRow.response_id == ResponseRow.id)
        .join(ThemeDecision, ThemeDecision.comment_id == CommentRow.id)
        .where(ThemeDecision.theme == theme, *_found_by_a_person())
        .distinct()
        .limit(most)
    )
    return asked if quarter is None else asked.where(ResponseRow.quarter == quarter)


def _found_by_a_person() -> tuple[Any, ...]:
    return (
        ThemeDecision.verdict != DecisionVerdict.REJECTED,
        ResponseRow.collective.is_(False),
        *counted(),
    )


def count_people_by_action(session: Session, actions: Collection[UUID]) -> dict[UUID, int]:
    """Return which of these actions -> from how many people's responses it was made; groups are left out."""
    rows = session.execute(
        select(ActionLink.action_id, func.count())
        .join(ResponseRow, ResponseRow.id == ActionLink.response_id)
        .where(ResponseRow.collective.is_(False), ActionLink.action_id.in_(actions))
        .group_by(ActionLink.action_id)
    )
    return {action_id: count for action_id, count in rows}


def find_audience(session: Session, response_id: UUID) -> str | None:
    """Return whose version of the questions a response answered, or None when it is not there."""
    asked = (
        select(QuestionnaireRow.audience)
        .join(ResponseRow, ResponseRow.questionnaire_id == QuestionnaireRow.id)
        .where(ResponseRow.id == response_id)
    )
    return session.scalar(asked)


def add_promise(session: Session, outcome_id: UUID, due_on: date) -> None:
    """Store the day that an outcome promises."""
    session.execute(insert(table_of(PromiseRow)), {"outcome_id": outcome_id, "due_on": due_on})


def end_promises(session: Session, action_id: UUID, columns: dict[str, date]) -> None:
    """Set when the action's promises that are still open were kept or broken."""
    table, outcomes = table_of(PromiseRow), table_of(OutcomeRow)
    mine = select(outcomes.c.id).where(outcomes.c.action_id == action_id)
    session.execute(
        update(table)
        .where(table.c.outcome_id.in_(mine), table.c.kept_on.is_(None), table.c.broken_on.is_(None))
        .values(**columns)
    )


def has_answered(session: Session, outcome_id: UUID, once_hash: bytes) -> bool:
    """Tell whether this family has said whether the outcome helped."""
    return session.get(HelpCount, (outcome_id, once_hash)) is not None


def add_answer(session: Session, outcome_id: UUID, once_hash: bytes, answer: HelpAnswer) -> None:
    """Count a family's answer."""
    row = {"outcome_id": outcome_id, "once_hash": once_hash, "answer": answer}
    session.connection().execute(insert(table_of(HelpCount)), row)


def count_answers(session: Session) -> dict[tuple[UUID, HelpAnswer], int]:
    """Return (outcome, answer) -> how many families gave it."""
    rows = session.execute(
        select(HelpCount.outcome_id, HelpCount.answer, func.count()).group_by(
            HelpCount.outcome_id, HelpCount.answer
        )
    )
    return {(outcome_id, answer): count for outcome_id, answer, count in rows}
