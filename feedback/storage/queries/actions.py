"""Actions, the steps they took and the responses they are for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Select, case, delete, exists, func, insert, select, update
from sqlalchemy.orm import Session

from feedback.domain.actions import OPEN_STATES, ActionState
from feedback.domain.enums import DecisionVerdict, ResponseState
from feedback.storage.models import (
    ActionLink,
    ActionRow,
    ActionStep,
    CommentRow,
    Flag,
    ResponseRow,
    StaffUser,
    ThemeDecision,
)
from feedback.storage.models.base import table_of
from feedback.storage.queries.receipts import counted

FIRST_CHARACTERS = 160


@dataclass(frozen=True, slots=True)
class StepRow:
    """One change of an action, with the name of who made it."""

    at_utc: datetime
    by: str
    from_state: str | None
    to_state: ActionState
    note: str | None
    changed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LinkedRow:
    """A response that an action is for; `words` are of its first comment, masked, or empty where they are not shown."""

    response_id: UUID
    received_on: date
    forum: str
    state: ResponseState
    words: str
    flagged: bool


def find_action(session: Session, action_id: UUID, *, lock: bool = False) -> ActionRow | None:
    """Return an action, held against other writers when `lock` asks; None when it is not there."""
    return session.get(ActionRow, action_id, with_for_update=lock or None)


def add_action(session: Session, columns: dict[str, Any]) -> None:
    """Store a new action."""
    session.execute(insert(table_of(ActionRow)), columns)


def change_action(session: Session, action_id: UUID, columns: dict[str, Any]) -> None:
    """Change an action's columns and count the change."""
    table = table_of(ActionRow)
    session.execute(
        update(table).where(table.c.id == action_id).values(**columns, version=table.c.version + 1)
    )


def add_step(session: Session, columns: dict[str, Any]) -> None:
    """Put a step at the end of an action's history."""
    last = select(func.max(ActionStep.place)).where(ActionStep.action_id == columns["action_id"])
    place = session.scalar(last)
    session.execute(
        insert(table_of(ActionStep)),
        columns | {"id": uuid4(), "place": 0 if place is None else place + 1},
    )


def list_steps(session: Session, action_id: UUID) -> list[StepRow]:
    """Return what happened to an action, the newest first."""
    rows = session.execute(
        select(
            ActionStep.at_utc, StaffUser.display_name, ActionStep.from_state, ActionStep.to_state,
            ActionStep.note, ActionStep.changed,
        )
        .join(StaffUser, StaffUser.id == ActionStep.by_id)
        .where(ActionStep.action_id == action_id)
        .order_by(ActionStep.place.desc())
    )  # fmt: skip
    return [
        StepRow(at_utc, by, before, after, note, tuple(changed))
        for at_utc, by, before, after, note, changed in rows
    ]


def list_actions(session: Session, states: Sequence[ActionState]) -> list[ActionRow]:
    """Return the actions in these states, the one that is due first at the top."""
    return list(
        session.scalars(
            select(ActionRow)
            .where(ActionRow.state.in_(states))
            .order_by(ActionRow.due_on, ActionRow.id)
        )
    )


def list_actions_of(session: Session, response_id: UUID) -> list[ActionRow]:
    """Return the actions that a response is linked to, the one that is due first at the top."""
    return list(
        session.scalars(
            select(ActionRow)
            .join(ActionLink, ActionLink.action_id == ActionRow.id)
            .where(ActionLink.response_id == response_id)
            .order_by(ActionRow.due_on, ActionRow.id)
        )
    )


def count_by_state(session: Session, today: date) -> tuple[dict[ActionState, int], int]:
    """Return state -> how many actions, and how many that are still to be done are past their day."""
    late = case((ActionRow.state.in_(OPEN_STATES) & (ActionRow.due_on < today), 1), else_=0)
    rows = session.execute(
        select(ActionRow.state, func.count(), func.sum(late)).group_by(ActionRow.state)
    ).all()
    return {state: count for state, count, _late in rows}, sum(late for _s, _c, late in rows)


def count_links(session: Session, action_ids: Sequence[UUID]) -> dict[UUID, int]:
    """Return action -> how many responses it is for."""
    rows = session.execute(
        select(ActionLink.action_id, func.count())
        .where(ActionLink.action_id.in_(action_ids))
        .group_by(ActionLink.action_id)
    )
    return {action_id: count for action_id, count in rows}


def list_linked(session: Session, action_id: UUID, *, limit: int) -> list[LinkedRow]:
    """Return the responses that an action is for, the newest first; of flagged ones no words."""
    flagged = (
        exists()
        .where(Flag.comment_id == CommentRow.id, CommentRow.response_id == ResponseRow.id)
        .correlate(ResponseRow)
    )
    first = (
        select(func.substr(CommentRow.masked, 1, FIRST_CHARACTERS))
        .where(CommentRow.response_id == ResponseRow.id, *counted())
        .order_by(CommentRow.construct.desc(), CommentRow.id)
        .limit(1)
        .correlate(ResponseRow)
        .scalar_subquery()
    )
    rows = session.execute(
        select(
            ResponseRow.id, ResponseRow.received_on, ResponseRow.forum, ResponseRow.state,
            case((flagged, ""), else_=func.coalesce(first, "")), flagged,
        )
        .join(ActionLink, ActionLink.response_id == ResponseRow.id)
        .where(ActionLink.action_id == action_id)
        .order_by(ResponseRow.received_on.desc(), ResponseRow.id)
        .limit(limit)
    )  # fmt: skip
    return [
        LinkedRow(response_id, received_on, forum, state, words, bool(was_flagged))
        for response_id, received_on, forum, state, words, was_flagged in rows
    ]


def list_linked_ids(session: Session, action_id: UUID) -> list[UUID]:
    """Return the ids of the responses that an action is for."""
    asked = select(ActionLink.response_id).where(ActionLink.action_id == action_id)
    return list(session.scalars(asked.order_by(ActionLink.response_id)))


def find_new_links(
    session: Session, action_id: UUID, *, theme: str, quarter: str | None
) -> list[UUID]:
    """Return the responses in which a person found the theme and that the action is not for yet."""
    asked = _with_theme(theme)
    if quarter is not None:
        asked = asked.where(ResponseRow.quarter == quarter)
    linked = select(ActionLink.response_id).where(ActionLink.action_id == action_id)
    return list(
        session.scalars(asked.where(ResponseRow.id.not_in(linked)).order_by(ResponseRow.id))
    )


def response_exists(session: Session, response_id: UUID) -> bool:
    """Tell whether there is such a response."""
    asked = select(ResponseRow.id).where(ResponseRow.id == response_id)
    return session.scalar(asked) is not None


def is_linked(session: Session, action_id: UUID, response_id: UUID) -> bool:
    """Tell whether the action is for the response."""
    return session.get(ActionLink, (action_id, response_id)) is not None


def link(session: Session, action_id: UUID, response_ids: Sequence[UUID], day: date) -> None:
    """Make the action one for these responses; the caller has left out those that it is for already."""
    rows = [{"action_id": action_id, "response_id": r, "linked_on": day} for r in response_ids]
    if rows:
        session.connection().execute(insert(table_of(ActionLink)), rows)


def unlink(session: Session, action_id: UUID, response_id: UUID) -> bool:
    """Take a response away from an action; tell whether it was there."""
    table = table_of(ActionLink)
    gone = session.connection().execute(
        delete(table).where(table.c.action_id == action_id, table.c.response_id == response_id)
    )
    return gone.rowcount > 0


def _with_theme(theme: str) -> Select[Any]:
    return (
        select(ResponseRow.id)
        .join(CommentRow, CommentRow.response_id == ResponseRow.id)
        .join(ThemeDecision, ThemeDecision.comment_id == CommentRow.id)
        .where(
            ThemeDecision.theme == theme,
            ThemeDecision.verdict != DecisionVerdict.REJECTED,
            *counted(),
        )
        .distinct()
    )
