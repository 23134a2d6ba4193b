"""A quarter's answers counted in one pass, whatever is asked of them afterwards.

People only: what a group says together is never added to them (R2-10).
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, case, func, literal, select
from sqlalchemy.orm import Session, aliased

from feedback.storage.models import AnswerRow, QuestionnaireRow, ResponseRow


@dataclass(frozen=True, slots=True)
class Series:
    """Whose answers make one series: versions on one scale, with or without staff beside them (R3-13, R3-14)."""

    audiences: tuple[str, ...]
    staff_present: bool = False


@dataclass(frozen=True, slots=True)
class QuarterAnswers:
    """How many responses came, and how many gave each answer; skipped ones are left out.

    Args:
        arrived: (forum, channel, audience) -> responses.
        given: (construct, audience, staff present) -> answer -> responses.
    """

    arrived: Mapping[tuple[str, str, str], int]
    given: Mapping[tuple[str, str, bool], Mapping[str, int]]

    @property
    def responses(self) -> int:
        """Return how many responses came."""
        return sum(self.arrived.values())

    def by_forum(self) -> Counter[str]:
        """Return responses by forum."""
        return self._by(0)

    def by_channel(self) -> Counter[str]:
        """Return responses by the way they came."""
        return self._by(1)

    def by_audience(self) -> Counter[str]:
        """Return responses by the audience of the version that was answered."""
        return self._by(2)

    def of(self, construct: str, series: Series | None = None) -> Counter[str]:
        """Return responses by the answer to one construct.

        Args:
            series: whose answers; None for everybody's, where the answers are no degrees (who, services).
        """
        found: Counter[str] = Counter()
        for (asked, audience, staff_present), answers in self.given.items():
            if asked == construct and (
                series is None
                or (audience in series.audiences and staff_present == series.staff_present)
            ):
                found.update(answers)
        return found

    def _by(self, place: int) -> Counter[str]:
        found: Counter[str] = Counter()
        for key, count in self.arrived.items():
            found[key[place]] += count
        return found


def count_quarter_answers(session: Session, quarter: str) -> QuarterAnswers:
    """Return everything that was answered in the quarter, counted."""
    of_version = _audience(session).label("audience")
    # In a query of its own: PostgreSQL takes two mentions of it, each with its parameters, for two things.
    came = (
        select(ResponseRow.forum, ResponseRow.channel, of_version)
        .where(*_people(quarter))
        .subquery()
    )
    arrived = session.execute(
        select(came.c.forum, came.c.channel, came.c.audience, func.count()).group_by(*came.c)
    )
    said = (
        select(AnswerRow.construct, of_version, ResponseRow.staff_present, AnswerRow.value)
        .join(ResponseRow, ResponseRow.id == AnswerRow.response_id)
        .where(*_people(quarter), AnswerRow.value.is_not(None))
        .subquery()
    )
    answers = session.execute(
        select(
            said.c.construct, said.c.audience, said.c.staff_present, said.c.value, func.count()
        ).group_by(*said.c)
    )
    given: dict[tuple[str, str, bool], dict[str, int]] = {}
    for construct, of, staff_present, value, count in answers:
        given.setdefault((construct, of, staff_present), {})[str(value)] = count
    return QuarterAnswers({(str(f), str(c), a): n for f, c, a, n in arrived}, given)


def count_pairs(
    session: Session, quarter: str, first: str, second: str, *, series: Series
) -> dict[tuple[str, str], int]:
    """Return a series' responses by their answers to two constructs, where both were answered."""
    other = aliased(AnswerRow)
    asked = select(QuestionnaireRow.id).where(QuestionnaireRow.audience.in_(series.audiences))
    rows = session.execute(
        select(AnswerRow.value, other.value, func.count())
        .join(other, other.response_id == AnswerRow.response_id)
        .join(ResponseRow, ResponseRow.id == AnswerRow.response_id)
        .where(
            *_people(quarter),
            ResponseRow.questionnaire_id.in_(asked),
            ResponseRow.staff_present.is_(series.staff_present),
            AnswerRow.construct == first,
            other.construct == second,
        )
        .where(AnswerRow.value.is_not(None), other.value.is_not(None))
        .group_by(AnswerRow.value, other.value)
    )
    return {(str(a), str(b)): count for a, b, count in rows}


def _audience(session: Session) -> ColumnElement[str]:
    """Return the audience of a response's version, as words in the statement.

    A join would carry the version's key, a hash of 64 letters, through the sorting of every answer.
    """
    rows = session.execute(
        select(QuestionnaireRow.id, QuestionnaireRow.audience).order_by(QuestionnaireRow.id)
    )
    # One that no response has, so that the statement stands also where nothing was asked yet.
    audiences = {"": literal("")} | {id_: literal(audience) for id_, audience in rows}
    return case(audiences, value=ResponseRow.questionnaire_id, else_="")


def _people(quarter: str) -> tuple[ColumnElement[bool], ...]:
    return ResponseRow.quarter == quarter, ResponseRow.collective.is_(False)
