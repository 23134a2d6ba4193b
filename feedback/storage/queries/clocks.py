"""The days on which things happened to responses, from dated rows and the audit alone (R1-13)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import CTE, ColumnElement, and_, case, exists, func, or_, select, union_all
from sqlalchemy.orm import Session, aliased

from feedback.domain.enums import AuditAction
from feedback.storage.models import AuditEvent, CommentRow, ContactDetail, ResponseRow
from feedback.storage.queries.step_deeds import as_written, is_step


@dataclass(frozen=True, slots=True)
class StepDays:
    """Responses that share every day of their way.

    Args:
        came: the day on which they came. reachable: a way to answer them is still kept.
        acknowledged, read, themed, agreed, told: the first day on which each was done; None where it was not.
        count: how many they are.
    """

    came: date
    reachable: bool
    acknowledged: date | None
    read: date | None
    themed: date | None
    agreed: date | None
    told: date | None
    count: int


def count_step_days(
    session: Session, first: date, last: date, *, no_answer: Collection[str]
) -> list[StepDays]:
    """Return the responses that came from the first to the last day, counted by the days of their steps.

    One statement, which looks up the deeds of these responses in an index: what was audited of others costs nothing.

    Args:
        no_answer: reasons for opening contact details that were not to answer the family.
    """
    mine = (
        select(ResponseRow.id, as_written(ResponseRow.id).label("written"), ResponseRow.received_on)
        .where(ResponseRow.received_on.between(first, last))
        .cte("mine")
        .prefix_with("MATERIALIZED")
    )  # fmt: skip
    done = _first_days(session, mine, no_answer)
    reachable = exists().where(ContactDetail.response_id == mine.c.id)
    each = (
        select(mine.c.received_on, reachable.label("reachable"), *(done.c[name] for name in _STEPS))
        .outerjoin_from(mine, done, done.c.id == mine.c.id)
        .subquery()
    )
    counted = select(*each.c, func.count()).group_by(*each.c).order_by(*each.c)
    rows: Any = session.execute(counted)
    return [StepDays(*row) for row in rows]


_STEPS = ("acknowledged", "read", "themed", "agreed", "told")


def _first_days(session: Session, mine: CTE, no_answer: Collection[str]) -> Any:
    """Return a subquery: the id of each response of `mine` to which anything was done, and its first days."""
    subject = union_all(
        select(mine.c.id, mine.c.written.label("subject")),
        select(CommentRow.response_id, as_written(CommentRow.id)).join(
            mine, mine.c.id == CommentRow.response_id
        ),
    ).subquery()
    action = AuditEvent.action
    answered = or_(
        action == AuditAction.MESSAGE_SENT,
        and_(action == AuditAction.CONTACT_OPENED, _reason().not_in(no_answer)),
    )
    return (
        select(
            subject.c.id,
            _first(answered).label("acknowledged"),
            _first(action == AuditAction.RESPONSE_READ).label("read"),
            _first(action == AuditAction.THEME_DECIDED).label("themed"),
            _first(action == AuditAction.RESPONSE_LINKED).label("agreed"),
            _first(action == AuditAction.FAMILY_TOLD).label("told"),
        )
        .join_from(subject, AuditEvent, and_(AuditEvent.subject_id == subject.c.subject, is_step()))
        .group_by(subject.c.id)
        .subquery()
    )


def _first(done: ColumnElement[bool]) -> ColumnElement[date | None]:
    return func.min(case((done, AuditEvent.on_day)))


def _reason() -> ColumnElement[str]:
    """Return the reason of a deed, looked up by itself: the index of the steps holds no details."""
    looked_up = aliased(AuditEvent)
    reason = select(looked_up.detail["reason"].as_string()).where(looked_up.id == AuditEvent.id)
    return func.coalesce(reason.correlate(AuditEvent).scalar_subquery(), "")
