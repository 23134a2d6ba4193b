"""What a questionnaire is: a versioned set of questions for one audience.

`forms.questionnaire` loads these from TOML and computes the content hash that is their identity; the
storage keeps them for ever once they are answered (R2-16).
"""

from dataclasses import dataclass
from enum import StrEnum


class Construct(StrEnum):
    """What a question measures, whatever its wording for an age (R3-13)."""

    OVERALL = "overall"
    ACKNOWLEDGED = "acknowledged"
    LISTENED = "listened"
    EXPLAINED = "explained"
    AGREED = "agreed"
    TIMELINESS = "timeliness"
    CONFIDENCE = "confidence"
    WENT_WELL = "went_well"
    COULD_BE_BETTER = "could_be_better"
    ANYTHING_ELSE = "anything_else"
    SERVICES = "services"
    WHO = "who"


class QuestionKind(StrEnum):
    """How a question is answered."""

    CHOICE = "choice"
    CHOICES = "choices"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Option:
    """One answer that can be chosen: the stored code, and the words on the page."""

    code: str
    label: str


@dataclass(frozen=True, slots=True)
class Question:
    """One question, one page.

    Args:
        id: unique inside the questionnaire; part of the address of its page.
        words: the question as the family reads it; the page's heading.
        hint: a line under the question, or None.
        options: empty for text.
        max_chars: the longest text that is taken; 0 unless the kind is text.
    """

    id: str
    construct: Construct
    kind: QuestionKind
    words: str
    hint: str | None
    options: tuple[Option, ...]
    max_chars: int

    def option(self, code: str) -> Option | None:
        """Return the option with this code, or None."""
        return next((option for option in self.options if option.code == code), None)


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """A questionnaire as it is asked.

    Args:
        id: SHA-256 of its content in canonical form, hex. A change of wording is another questionnaire.
        slug: the short stable name in addresses; the newest version under a slug is asked.
        introduction: the paragraphs of the start page.
    """

    id: str
    slug: str
    forum: str
    audience: str
    language: str
    title: str
    introduction: tuple[str, ...]
    questions: tuple[Question, ...]

    def question(self, question_id: str) -> Question | None:
        """Return the question with this id, or None."""
        return next((question for question in self.questions if question.id == question_id), None)

    def find_construct(self, construct: Construct) -> Question | None:
        """Return the question that measures the construct, or None."""
        return next((q for q in self.questions if q.construct is construct), None)
