"""All that a report counts of a quarter's people, read in one pass over one index (ADR 0022).

People only: what a group says together is never added to them (R2-10).
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from feedback.domain.chosen import Layout, Packed, layout_of
from feedback.domain.said import LINE, Spoken, line_of, mark_of, pack_said
from feedback.storage.models import AnswerRow, CommentRow, QuestionnaireRow, ResponseRow
from feedback.storage.queries.quarter_answers import Given, Loose, QuarterAnswers, Version
from feedback.storage.queries.said import read_said

_AT_ONCE = 400
"""Rows fetched at a time, each of the responses of one version, one day and one day of reading."""


@dataclass(frozen=True, slots=True)
class QuarterFacts:
    """What people sent in a quarter.

    Args:
        read: (day it came, day a person had first read it or None) -> responses.
    """

    answers: QuarterAnswers
    spoken: Spoken
    read: Counter[tuple[date, date | None]]


class FactsReader:
    """Reads quarters, each once, for as long as it is kept: not longer than a transaction."""

    def __init__(self, session: Session) -> None:
        """Read in this session."""
        self._session = session
        self._read: dict[str, QuarterFacts] = {}

    def of(self, quarter: str) -> QuarterFacts:
        """Return what is counted of a quarter."""
        if quarter not in self._read:
            self._read[quarter] = read_facts(self._session, quarter)
        return self._read[quarter]


@dataclass(slots=True)
class _Pile:
    """What has been read so far."""

    arrived: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    texts: dict[Version, list[str]] = field(default_factory=dict)
    read: Counter[tuple[date, date | None]] = field(default_factory=Counter)
    spoken: Spoken = field(default_factory=Spoken)
    unpacked: int = 0
    unsaid: int = 0


def read_facts(session: Session, quarter: str) -> QuarterFacts:
    """Return what people sent in a quarter, counted."""
    audiences, layouts = _versions(session)
    pile = _Pile()
    for row in session.execute(grouped(quarter), execution_options={"yield_per": _AT_ONCE}):
        version = Version(row.questionnaire_id, audiences[row.questionnaire_id], row.staff_present)
        pile.arrived[row.forum, str(row.channel), version.audience] += row.responses
        pile.read[row.received_on, row.read_on] += row.responses
        pile.unpacked += row.responses - row.packed
        pile.unsaid += row.responses - row.counted
        if row.chosen:
            pile.texts.setdefault(version, []).append(row.chosen)
        if row.said:
            pile.spoken.add(row.said)
    if pile.unsaid:
        _add_unsaid(session, quarter, pile.spoken)
    given: list[Given] = [
        (version, Packed(layouts[version.questionnaire_id], "".join(texts)))
        for version, texts in pile.texts.items()
    ]
    if pile.unpacked:
        given += _list_unpacked(session, quarter, audiences)
    return QuarterFacts(QuarterAnswers(pile.arrived, tuple(given)), pile.spoken, pile.read)


def list_analyses(session: Session, quarter: str, spoken: Spoken) -> list[str]:
    """Return the versions of the analysis that read the quarter's comments, people's and groups'.

    A response names them by a mark; one response that has it says what the mark stands for.
    """
    asked = select(CommentRow.analysis_version).join(ResponseRow).distinct()
    groups = asked.where(ResponseRow.quarter == quarter, ResponseRow.collective.is_(True))
    found = set(session.scalars(groups))
    for mark in sorted(spoken.marks - {mark_of(version) for version in found}):
        one = (
            select(ResponseRow.id)
            .where(*_people(quarter), ResponseRow.said.contains(line_of(mark), autoescape=True))
            .limit(1)
        )
        found.update(session.scalars(asked.where(ResponseRow.id.in_(session.scalars(one).all()))))
    if spoken.marks - {mark_of(version) for version in found}:
        # Only responses of which too much is said have it.
        found.update(session.scalars(asked.where(*_people(quarter), ResponseRow.said.is_(None))))
    return sorted(found)


def grouped(quarter: str) -> Any:
    """Return the statement: the columns of the index in its order, so that nothing is sorted."""
    of = (
        ResponseRow.questionnaire_id, ResponseRow.staff_present, ResponseRow.received_on,
        ResponseRow.read_on, ResponseRow.forum, ResponseRow.channel,
    )  # fmt: skip
    return (
        select(
            *of,
            func.count().label("responses"),
            func.count(ResponseRow.chosen).label("packed"),
            func.count(ResponseRow.said).label("counted"),
            func.aggregate_strings(ResponseRow.chosen, "").label("chosen"),
            func.aggregate_strings(ResponseRow.said, LINE).label("said"),
        )
        .where(*_people(quarter))
        .group_by(*of)
    )


def _versions(session: Session) -> tuple[dict[str, str], dict[str, Layout]]:
    rows = session.execute(
        select(QuestionnaireRow.id, QuestionnaireRow.audience, QuestionnaireRow.definition)
    ).all()
    return (
        {id_: audience for id_, audience, _definition in rows},
        {id_: layout_of(definition) for id_, _audience, definition in rows},
    )


def _add_unsaid(session: Session, quarter: str, spoken: Spoken) -> None:
    """Add what is too long to be kept beside a response."""
    asked = select(ResponseRow.id).where(*_people(quarter), ResponseRow.said.is_(None))
    for some in _parts(list(session.scalars(asked))):
        for comments in read_said(session.connection(), some).values():
            spoken.add(pack_said(comments))


def _list_unpacked(
    session: Session, quarter: str, audiences: dict[str, str]
) -> Iterator[tuple[Version, Loose]]:
    """Yield the answers that have no place in their version's letters, a response at a time."""
    asked = select(ResponseRow.id).where(*_people(quarter), ResponseRow.chosen.is_(None))
    for some in _parts(list(session.scalars(asked))):
        rows = session.execute(
            select(
                ResponseRow.id,
                ResponseRow.questionnaire_id,
                ResponseRow.staff_present,
                AnswerRow.construct,
                AnswerRow.value,
            )
            .join(AnswerRow, AnswerRow.response_id == ResponseRow.id)
            .where(ResponseRow.id.in_(some), AnswerRow.value.is_not(None))
            .order_by(ResponseRow.id)
        )
        found: dict[UUID, tuple[Version, Loose]] = {}
        for id_, asked_id, staff_present, construct, value in rows:
            version = Version(asked_id, audiences[asked_id], staff_present)
            found.setdefault(id_, (version, Loose([])))[1].answers.append((construct, str(value)))
        yield from found.values()


def _people(quarter: str) -> tuple[ColumnElement[bool], ...]:
    return ResponseRow.quarter == quarter, ResponseRow.collective.is_(False)


def _parts(ids: list[UUID]) -> Iterator[list[UUID]]:
    for start in range(0, len(ids), _AT_ONCE):
        yield ids[start : start + _AT_ONCE]
