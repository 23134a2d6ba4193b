"""The queue as officers look through it: filters, one page after a place, the one that comes next.

The order has stages: immediate flags, concerns, what the machine was not sure of, the others; in each the
oldest first. Every stage is read from an index's own order, so a page costs no more in a long queue.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, case, exists, false, func, literal, or_, select, true
from sqlalchemy.orm import Session

from feedback.domain.enums import Channel, FlagState, ResponseState
from feedback.domain.questionnaires import Construct
from feedback.storage.models import (
    AnswerRow,
    CommentRow,
    DeskRow,
    Flag,
    QuestionnaireRow,
    ResponseRow,
    ThemeDecision,
    ThemeSuggestion,
)
from feedback.storage.queries import figures
from feedback.storage.queries.figures import Figure, conditions_of
from feedback.storage.queries.holds import is_held

IMMEDIATE, CONCERN, UNSURE, OTHERS, READ = 0, 1, 2, 3, 4
"""Where a response stands, before its day. READ is the other list: the newest first."""
MOST_COUNTED = 1_000
"""A filtered list is counted up to here; beyond it the page says `more than`."""
MINE, CLAIMED, FREE = "mine", "claimed", "free"


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """Which responses are looked at; None leaves a point open.

    Args:
        read: those that somebody has read, instead of those that nobody has.
        questionnaire: its slug, whatever the version. week: the Monday. themes: any of these.
        workers: how many they say they had in 12 months.
        who: they say they are; who_versions: the audiences whose version says it for them.
        desk: `mine`, `claimed` (by anybody) or `free`. reader: who looks.
        sees_held: whether they may know of what safeguarding holds back (R4-25).
        both: whether it was read or not, the newest first. figure: what a figure of the overview counts.
    """

    reader: UUID
    read: bool = False
    forum: str | None = None
    questionnaire: str | None = None
    service: str | None = None
    workers: str | None = None
    themes: tuple[str, ...] | None = None
    who: str | None = None
    who_versions: tuple[str, ...] = ()
    language: str | None = None
    channel: Channel | None = None
    quarter: str | None = None
    week: date | None = None
    desk: str | None = None
    sees_held: bool = True
    both: bool = False
    figure: Figure | None = None


@dataclass(frozen=True, slots=True)
class QueuePlace:
    """Where a response stands in a list, so that what comes after it can be found."""

    rank: int
    received_on: date
    id: UUID


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One response of the queue."""

    id: UUID
    questionnaire_id: str
    received_on: date
    forum: str
    channel: Channel
    rank: int

    @property
    def place(self) -> QueuePlace:
        """Return where it stands."""
        return QueuePlace(self.rank, self.received_on, self.id)


def list_rows(
    session: Session, chosen: QueueFilter, *, after: QueuePlace | None, limit: int
) -> list[QueueRow]:
    """Return up to `limit` rows from the one after a place on; at most three statements."""
    if chosen.read or chosen.both:
        return _rows(session, _read(chosen, after).limit(limit))
    found: list[QueueRow] = []
    for stage in (IMMEDIATE, UNSURE, OTHERS):
        last = CONCERN if stage == IMMEDIATE else stage
        if (after is not None and after.rank > last) or len(found) >= limit:
            continue
        inside = after if after is not None and stage <= after.rank <= last else None
        asked = _flagged(chosen, inside) if stage == IMMEDIATE else _plain(chosen, stage, inside)
        found += _rows(session, asked.limit(limit - len(found)))
    return found


def find_next(
    session: Session, chosen: QueueFilter, after: QueuePlace | None, *, besides: UUID
) -> QueueRow | None:
    """Return the row after a place that nobody else has claimed, and is not `besides`; None at the end.

    A flagged one is never passed over: a claim must not keep it from being read today.
    """
    free = replace(chosen, desk="next" if chosen.desk is None else chosen.desk)
    found = list_rows(session, free, after=after, limit=2)
    return next((row for row in found if row.id != besides), None)


def find_place(session: Session, response_id: UUID) -> QueuePlace | None:
    """Return where an unread response stands now, or None when it is read or not there."""
    chosen = QueueFilter(reader=response_id)
    for asked in (_flagged(chosen, None), *(_plain(chosen, s, None) for s in (UNSURE, OTHERS))):
        rows = _rows(session, asked.where(ResponseRow.id == response_id))
        if rows:
            return rows[0].place
    return None


def count_flagged(session: Session, *, besides: UUID | None = None, sees_held: bool = True) -> int:
    """Return how many unread responses have an open flag; `besides` is left out of the count."""
    asked = (
        select(func.count(func.distinct(CommentRow.response_id)))
        .select_from(Flag)
        .join(CommentRow, CommentRow.id == Flag.comment_id)
        .join(ResponseRow, ResponseRow.id == CommentRow.response_id)
        .where(Flag.state == FlagState.OPEN, ResponseRow.state == ResponseState.RECEIVED)
    )
    if not sees_held:
        asked = asked.where(~is_held(ResponseRow.id))
    return session.scalar(asked.where(ResponseRow.id != besides) if besides else asked) or 0


def count_rows(session: Session, chosen: QueueFilter) -> tuple[int, int]:
    """Return how many responses the filter finds among those that nobody has read, and among the others.

    MOST_COUNTED + 1 stands for more than that. Without a filter everything is counted, from an index alone;
    what safeguarding holds back is then counted apart and taken off, which is quicker than leaving it out.
    """
    state = func.count(ResponseRow.id)
    if chosen != _unfiltered(chosen):
        asked = select(ResponseRow.state, state).where(*_conditions(chosen, counting=True))
        found = _counts(session, asked)
        return min(found[0], MOST_COUNTED + 1), min(found[1], MOST_COUNTED + 1)
    unread, read = _counts(session, select(ResponseRow.state, state))
    if chosen.sees_held:
        return unread, read
    apart = select(ResponseRow.state, state).where(is_held(ResponseRow.id))
    hidden = _counts(session, apart)
    return unread - hidden[0], read - hidden[1]


def count_comments(session: Session, chosen: QueueFilter) -> int | None:
    """Return how many comments of these responses a theme's figure counts; None for any other list."""
    asked = figures.count_comments(chosen.figure, _conditions(chosen)) if chosen.figure else None
    return None if asked is None else session.scalar(asked) or 0


def _counts(session: Session, asked: Select[ResponseState, int]) -> tuple[int, int]:
    found = {state: count for state, count in session.execute(asked.group_by(ResponseRow.state))}
    return found.get(ResponseState.RECEIVED, 0), found.get(ResponseState.READ, 0)


def _unfiltered(chosen: QueueFilter) -> QueueFilter:
    return QueueFilter(
        reader=chosen.reader, read=chosen.read, both=chosen.both, sees_held=chosen.sees_held
    )


def _read(chosen: QueueFilter, after: QueuePlace | None) -> Select[Any]:
    asked = select(*_columns(), literal(READ).label("rank")).where(*_conditions(chosen))
    if after is not None:
        same_day = and_(ResponseRow.received_on == after.received_on, ResponseRow.id < after.id)
        asked = asked.where(
            ResponseRow.received_on <= after.received_on,
            or_(ResponseRow.received_on < after.received_on, same_day),
        )
    return asked.order_by(ResponseRow.received_on.desc(), ResponseRow.id.desc())


def _flagged(chosen: QueueFilter, after: QueuePlace | None) -> Select[Any]:
    rank = func.min(case((Flag.urgency == "immediate", IMMEDIATE), else_=CONCERN))
    asked = (
        select(*_columns(), rank.label("rank"))
        .join(CommentRow, CommentRow.response_id == ResponseRow.id)
        .join(Flag, Flag.comment_id == CommentRow.id)
        .where(Flag.state == FlagState.OPEN, *_conditions(chosen, flagged=True))
        .group_by(*_columns())
        .order_by(rank, ResponseRow.received_on, ResponseRow.id)
    )
    if after is not None:
        later = _after(ResponseRow.received_on, ResponseRow.id, after)
        asked = asked.having(or_(rank > after.rank, and_(rank == after.rank, later)))
    return asked


def _plain(chosen: QueueFilter, rank: int, after: QueuePlace | None) -> Select[Any]:
    open_flag = exists(
        select(Flag.comment_id)
        .join(CommentRow, CommentRow.id == Flag.comment_id)
        .where(CommentRow.response_id == ResponseRow.id, Flag.state == FlagState.OPEN)
    )
    unsure = true() if rank == UNSURE else false()
    asked = select(*_columns(), literal(rank).label("rank")).where(
        *_conditions(chosen), ResponseRow.unsure == unsure, ~open_flag
    )
    if after is not None:
        asked = asked.where(
            # Said apart from the rest, so that the index is entered at this day.
            ResponseRow.received_on >= after.received_on,
            _after(ResponseRow.received_on, ResponseRow.id, after),
        )
    return asked.order_by(ResponseRow.received_on, ResponseRow.id)


def _conditions(chosen: QueueFilter, *, flagged: bool = False, counting: bool = False) -> list[Any]:
    """Return what the filter asks of a response; counting leaves open whether it was read."""
    state = ResponseState.READ if chosen.read else ResponseState.RECEIVED
    found: list[Any] = [] if counting or chosen.both else [ResponseRow.state == state]
    if not chosen.sees_held:
        found.append(~is_held(ResponseRow.id))
    exact = {
        ResponseRow.forum: chosen.forum,
        ResponseRow.channel: chosen.channel,
        ResponseRow.quarter: chosen.quarter,
    }
    found += [column == value for column, value in exact.items() if value is not None]
    if chosen.week is not None:
        found.append(ResponseRow.received_on.between(chosen.week, chosen.week + timedelta(days=6)))
    if chosen.questionnaire is not None:
        slug = select(QuestionnaireRow.id).where(QuestionnaireRow.slug == chosen.questionnaire)
        found.append(ResponseRow.questionnaire_id.in_(slug))
    # To count all, the set is made once; for a page in an index's order each row is asked as it comes.
    found += [
        ResponseRow.id.in_(select(mine).where(*those))
        if counting
        else exists(select(mine).where(mine == ResponseRow.id, *those).correlate(ResponseRow))
        for mine, those in _belonging(chosen, counting=counting)
    ]
    if chosen.who is not None:
        found.append(_is_from(chosen, counting=counting))
    if chosen.desk is not None:
        found += _desk(chosen, flagged=flagged)
    return found + (conditions_of(chosen.figure) if chosen.figure else [])


def _is_from(chosen: QueueFilter, *, counting: bool) -> Any:
    """Return the condition that whoever answered says who they are, or their version says it."""
    mine = AnswerRow.response_id
    says = select(mine).where(
        AnswerRow.construct == Construct.WHO.value, AnswerRow.value == chosen.who
    )
    said: Any = (
        ResponseRow.id.in_(says)
        if counting
        else exists(says.where(mine == ResponseRow.id).correlate(ResponseRow))
    )
    versions = select(QuestionnaireRow.id).where(QuestionnaireRow.audience.in_(chosen.who_versions))
    return or_(said, ResponseRow.questionnaire_id.in_(versions)) if chosen.who_versions else said


def _belonging(chosen: QueueFilter, *, counting: bool) -> list[tuple[Any, list[Any]]]:
    """Return (its response's id, conditions) of everything that must hang on a response."""
    found: list[tuple[Any, list[Any]]] = []
    comment, answer = CommentRow.response_id, AnswerRow.response_id
    if chosen.language is not None:
        found.append((comment, [CommentRow.language == chosen.language]))
    given = (
        (Construct.SERVICES, chosen.service),
        (Construct.WORKER_COUNT, chosen.workers),
    )
    found += [
        (answer, [AnswerRow.construct == construct.value, AnswerRow.value == value])
        for construct, value in given
        if value is not None
    ]
    if chosen.themes is not None:
        found.append((comment, [_is_about(chosen.themes, counting=counting)]))
    return found


def _is_about(themes: tuple[str, ...], *, counting: bool) -> Any:
    """Return the condition that a person, or else the machine, says a comment is about any of the themes."""
    decided = exists().where(
        ThemeDecision.comment_id == ThemeSuggestion.comment_id,
        ThemeDecision.theme == ThemeSuggestion.theme,
    )
    suggested = select(ThemeSuggestion.comment_id).where(
        ThemeSuggestion.theme.in_(themes), ~decided
    )
    said = select(ThemeDecision.comment_id).where(
        ThemeDecision.theme.in_(themes), ThemeDecision.polarity.is_not(None)
    )
    if counting:
        return CommentRow.id.in_(suggested.union(said))
    return or_(
        exists(suggested.where(ThemeSuggestion.comment_id == CommentRow.id).correlate(CommentRow)),
        exists(said.where(ThemeDecision.comment_id == CommentRow.id).correlate(CommentRow)),
    )


def _desk(chosen: QueueFilter, *, flagged: bool) -> list[Any]:
    claimed = select(DeskRow.response_id).where(DeskRow.claimed_by.is_not(None))
    mine = select(DeskRow.response_id).where(DeskRow.claimed_by == chosen.reader)
    if chosen.desk == MINE:
        return [ResponseRow.id.in_(mine)]
    if chosen.desk == CLAIMED:
        return [ResponseRow.id.in_(claimed)]
    if chosen.desk == FREE:
        return [ResponseRow.id.not_in(claimed)]
    if flagged:
        return []
    others = claimed.where(DeskRow.claimed_by != chosen.reader)
    return [ResponseRow.id.not_in(others)]


def _columns() -> tuple[Any, ...]:
    return (
        ResponseRow.id,
        ResponseRow.questionnaire_id,
        ResponseRow.received_on,
        ResponseRow.forum,
        ResponseRow.channel,
    )


def _after(received_on: Any, response_id: Any, place: QueuePlace) -> Any:
    same_day = and_(received_on == place.received_on, response_id > place.id)
    return or_(received_on > place.received_on, same_day)


def _rows(session: Session, asked: Select[Any]) -> list[QueueRow]:
    return [
        QueueRow(row.id, row.questionnaire_id, row.received_on, row.forum, row.channel, row.rank)
        for row in session.execute(asked)
    ]
