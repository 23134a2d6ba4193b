"""What somebody chose, packed into a short text: a letter a question, in the order of the version's questions.

A quarter's answers are counted from these texts, one a response, side by side in one index; a row an answer would be
ten times as many, each in another place (docs/decisions/0022-one-row-a-response.md). Codes only: what is typed has no
place here.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from string import ascii_letters
from typing import Any

from feedback.domain.questionnaires import QuestionKind, Questionnaire

NOTHING, MARKED = ".", "x"
"""A question without an answer, or one of several answers that was not ticked; and one that was."""
LETTERS = ascii_letters.replace(MARKED, "") + "123456789"
"""The first is the first option of a question with one answer."""
LONGEST = 300
"""Letters. A longer text is not kept: it stands in an index, which takes no long ones."""


@dataclass(frozen=True, slots=True)
class Part:
    """Where one question's answer stands.

    Args:
        start: the place of its first letter. Of several answers that letter says whether there is any, and each
            option has one of its own behind it.
    """

    question_id: str
    construct: str
    codes: tuple[str, ...]
    several: bool
    start: int

    @property
    def width(self) -> int:
        """Return how many letters it takes."""
        return 1 + len(self.codes) if self.several else 1

    def write(self, values: Sequence[str]) -> str | None:
        """Return the letters of what was chosen; None where they cannot say it."""
        if not self.several:
            if not values:
                return NOTHING
            known = len(values) == 1 and values[0] in self.codes[: len(LETTERS)]
            return LETTERS[self.codes.index(values[0])] if known else None
        if len(set(values)) < len(values) or not set(values) <= set(self.codes):
            return None
        marks = "".join(MARKED if code in values else NOTHING for code in self.codes)
        return (MARKED if values else NOTHING) + marks

    def columns(self) -> Iterator[tuple[int, dict[str, str]]]:
        """Yield each place, with the code that each letter there stands for."""
        if self.several:
            for number, code in enumerate(self.codes, start=1):
                yield self.start + number, {MARKED: code}
        else:
            yield self.start, dict(zip(LETTERS, self.codes, strict=False))


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the answers to one version stand; `typed` are its questions that have no place."""

    parts: tuple[Part, ...]
    typed: frozenset[str]

    @property
    def width(self) -> int:
        """Return the letters of one response."""
        return sum(part.width for part in self.parts)

    def of(self, construct: str) -> list[Part]:
        """Return the parts of a construct."""
        return [part for part in self.parts if part.construct == construct]

    def pack(self, chosen: Mapping[str, Sequence[str]]) -> str | None:
        """Return what was chosen as a text; None where an answer has no place, or the text would be long.

        Args:
            chosen: question -> the codes that were chosen; what was typed counts for nothing.
        """
        known = self.typed.union(part.question_id for part in self.parts)
        if self.width > LONGEST or not chosen.keys() <= known:
            return None
        written = [part.write(chosen.get(part.question_id, ())) for part in self.parts]
        letters = [one for one in written if one is not None]
        return "".join(letters) if len(letters) == len(written) else None


def layout_of(definition: Mapping[str, Any]) -> Layout:
    """Return where the answers to a version stand, from its definition as it is stored. It may ask nothing."""
    return _lay_out(
        (q["id"], q["construct"], q["kind"], tuple(option["code"] for option in q["options"]))
        for q in definition.get("questions", ())
    )


def layout_for(questionnaire: Questionnaire) -> Layout:
    """Return where the answers to a version stand."""
    return _lay_out(
        (q.id, q.construct.value, q.kind, tuple(option.code for option in q.options))
        for q in questionnaire.questions
    )


def _lay_out(questions: Iterable[tuple[str, str, str, tuple[str, ...]]]) -> Layout:
    parts: list[Part] = []
    typed, start = [], 0
    for question_id, construct, kind, codes in questions:
        if not codes:
            typed.append(question_id)
            continue
        parts.append(Part(question_id, construct, codes, kind == QuestionKind.CHOICES, start))
        start += parts[-1].width
    return Layout(tuple(parts), frozenset(typed))


@dataclass(frozen=True, slots=True)
class Packed:
    """The texts of many responses to one version, one behind the other."""

    layout: Layout
    text: str

    def count(self, construct: str) -> Counter[str]:
        """Return the construct's answers -> how many gave each."""
        found: Counter[str] = Counter()
        for part in self.layout.of(construct):
            for place, codes in part.columns():
                column = self._column(place)
                # Letter by letter: a text is searched for one many times as fast as it is taken apart.
                found.update(
                    {code: n for letter, code in codes.items() if (n := column.count(letter))}
                )
        return found

    def count_pairs(self, first: str, second: str) -> Counter[tuple[str, str]]:
        """Return (answer to the first construct, answer to the second) -> how many gave both."""
        found: Counter[tuple[str, str]] = Counter()
        for place, codes in self._columns(first):
            for other, other_codes in self._columns(second):
                both = Counter(zip(self._column(place), self._column(other), strict=True))
                for (one, two), count in both.items():
                    if one in codes and two in other_codes:
                        found[codes[one], other_codes[two]] += count
        return found

    def count_answering(self, construct: str) -> int:
        """Return how many gave any answer to the construct."""
        columns = [self._column(part.start) for part in self.layout.of(construct)]
        if len(columns) == 1:
            return len(columns[0]) - columns[0].count(NOTHING)
        return sum(set(letters) != {NOTHING} for letters in zip(*columns, strict=True))

    def _columns(self, construct: str) -> Iterator[tuple[int, dict[str, str]]]:
        for part in self.layout.of(construct):
            yield from part.columns()

    def _column(self, place: int) -> str:
        return self.text[place :: self.layout.width]
