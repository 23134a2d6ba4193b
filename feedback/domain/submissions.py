"""One person's answers on their way to being stored."""

from dataclasses import dataclass, field
from datetime import date

from feedback.domain.around import Around
from feedback.domain.enums import Channel
from feedback.domain.questionnaires import Questionnaire


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered to one question.

    Args:
        choices: the chosen codes, in the questionnaire's order; empty for text and for a skipped question.
        text: the words typed, or None. Privacy: can identify people.

    A question that was skipped has neither, and is stored as skipped, never as a default (R1-03).
    """

    question_id: str
    choices: tuple[str, ...] = ()
    text: str | None = None

    @property
    def skipped(self) -> bool:
        """Tell whether nothing was answered."""
        return not self.choices and not self.text


@dataclass(frozen=True, slots=True)
class Submission:
    """Everything that is stored when a family presses send, or a row is imported.

    Args:
        answers: one for each question of the questionnaire, skipped ones included, in its order.
        received_on: the day; a time of day is never kept (R4-02).
        once_key: the same for every repeat of one sending (double click, refresh, import run); a second
            submission with it stores nothing and returns the first.
        receipt_code: the code that the family was or will be shown; None where nobody holds one (import).
        campaign: the poster's or venue's code of at most 8 letters, or None.
        around: a complaint, contact details and answers about oneself; each is stored apart.
    """

    questionnaire: Questionnaire
    channel: Channel
    language: str
    answers: tuple[Answer, ...]
    may_quote: bool
    received_on: date
    once_key: str
    receipt_code: str | None = None
    campaign: str | None = None
    around: Around = field(default_factory=Around)
