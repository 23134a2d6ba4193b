"""A quarter's answers, counted from what was read in one pass, whatever is asked of them.

People only: what a group says together is never added to them (R2-10).
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product

from feedback.domain.chosen import Packed


@dataclass(frozen=True, slots=True)
class Series:
    """Whose answers make one series: versions on one scale, with or without staff beside them (R3-13, R3-14)."""

    audiences: tuple[str, ...]
    staff_present: bool = False


@dataclass(frozen=True, slots=True)
class Version:
    """Which version was answered, and whether staff were beside."""

    questionnaire_id: str
    audience: str
    staff_present: bool


@dataclass(frozen=True, slots=True)
class Loose:
    """The (construct, answer) pairs of one response that could not be packed."""

    answers: list[tuple[str, str]]

    def count(self, construct: str) -> Counter[str]:
        """Return the construct's answers -> how many gave each."""
        return Counter(answer for asked, answer in self.answers if asked == construct)

    def count_pairs(self, first: str, second: str) -> Counter[tuple[str, str]]:
        """Return (answer to the first construct, answer to the second) -> how many gave both."""
        return Counter(product(self.count(first).elements(), self.count(second).elements()))

    def count_answering(self, construct: str) -> int:
        """Return 1 where there is any answer to the construct."""
        return int(bool(self.count(construct)))


Given = tuple[Version, Packed | Loose]


@dataclass(frozen=True, slots=True)
class QuarterAnswers:
    """How many responses came, and how many gave each answer; skipped ones are left out.

    Args:
        arrived: (forum, channel, audience) -> responses.
        given: what was chosen, by version.
    """

    arrived: Mapping[tuple[str, str, str], int]
    given: tuple[Given, ...]

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
        for answers in self._in(series):
            found.update(answers.count(construct))
        return found

    def pairs(self, first: str, second: str, series: Series) -> Counter[tuple[str, str]]:
        """Return a series' responses by their answers to two constructs, where both were answered."""
        found: Counter[tuple[str, str]] = Counter()
        for answers in self._in(series):
            found.update(answers.count_pairs(first, second))
        return found

    def answering(self, construct: str) -> int:
        """Return how many responses answered the construct, however many answers they gave."""
        return sum(answers.count_answering(construct) for answers in self._in(None))

    def _in(self, series: Series | None) -> Iterator[Packed | Loose]:
        return (
            answers
            for version, answers in self.given
            if series is None
            or (
                version.audience in series.audiences
                and version.staff_present == series.staff_present
            )
        )

    def _by(self, place: int) -> Counter[str]:
        found: Counter[str] = Counter()
        for key, count in self.arrived.items():
            found[key[place]] += count
        return found
