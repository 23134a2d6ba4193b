"""What a questionnaire is: a versioned set of questions for one audience.

`forms.questionnaire` loads these from TOML and computes the content hash that is their identity; the
storage keeps them for ever once they are answered (R2-16).
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Any

FEWEST_PEOPLE, MOST_PEOPLE = 2, 10_000
"""Whom one collective submission can stand for: more than its writer, fewer than every family there is."""


class Audience(StrEnum):
    """Whom a questionnaire is for. Each has rules of its own (`forms.audiences`) and a scale (`scales`)."""

    ADULT = "adult"
    YOUNG_PERSON = "young_person"
    CHILD = "child"
    YOUNG_CHILD = "young_child"
    CARE_LEAVER = "care_leaver"
    EASY_READ = "easy_read"
    FORUM = "forum"
    """A group's own meeting: one collective submission, never a person's answers (R2-10)."""


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
    KIND = "kind"
    HOME = "home"
    MONEY = "money"
    WORKER = "worker"
    INDEPENDENCE = "independence"
    HELPER = "helper"
    REPRESENTS = "represents"
    WORKER_COUNT = "worker_count"
    """How many workers somebody had in 12 months, in groups (A10)."""


class QuestionKind(StrEnum):
    """How a question is answered."""

    CHOICE = "choice"
    CHOICES = "choices"
    TEXT = "text"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Option:
    """One answer that can be chosen: the stored code, the words on the page, and a picture beside them or None."""

    code: str
    label: str
    picture: str | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """One question, one page.

    Args:
        id: unique inside the questionnaire; part of the address of its page.
        words: the question as the family reads it; the page's heading.
        hint: a line under the question, or None.
        options: empty for text and numbers.
        max_chars: the longest text that is taken; 0 unless the kind is text.
        picture: beside the question, or None; the words say the same.
    """

    id: str
    construct: Construct
    kind: QuestionKind
    words: str
    hint: str | None
    options: tuple[Option, ...]
    max_chars: int
    picture: str | None = None

    @property
    def is_typed(self) -> bool:
        """Tell whether the answer is typed: words or a number, not a choice."""
        return self.kind in (QuestionKind.TEXT, QuestionKind.NUMBER)

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
        introduction_pictures: one for each paragraph, or none at all.
        door: the words of the links that lead here; not part of what is asked, so not of the id.
    """

    id: str
    slug: str
    forum: str
    audience: Audience
    language: str
    title: str
    introduction: tuple[str, ...]
    questions: tuple[Question, ...]
    introduction_pictures: tuple[str, ...] = ()
    door: str = ""

    def question(self, question_id: str) -> Question | None:
        """Return the question with this id, or None."""
        return next((question for question in self.questions if question.id == question_id), None)

    def find_construct(self, construct: Construct) -> Question | None:
        """Return the question that measures the construct, or None."""
        return next((q for q in self.questions if q.construct is construct), None)


def read_questionnaire(written: Mapping[str, Any]) -> Questionnaire:
    """Return the questionnaire that `asdict` took apart, also from before it had its newest parts."""
    return Questionnaire(
        **{
            **written,
            "audience": Audience(written["audience"]),
            "introduction": tuple(written["introduction"]),
            "introduction_pictures": tuple(written.get("introduction_pictures", ())),
            "questions": tuple(_read_question(question) for question in written["questions"]),
        }
    )


def _read_question(written: Mapping[str, Any]) -> Question:
    return Question(
        **{
            **written,
            "construct": Construct(written["construct"]),
            "kind": QuestionKind(written["kind"]),
            "options": tuple(Option(**option) for option in written["options"]),
        }
    )


def content_of(questionnaire: Questionnaire) -> dict[str, Any]:
    """Return what makes a questionnaire the one it is: everything that is read and may be answered.

    The link that leads to it is not asked. A newer part that a questionnaire does not use counts for
    nothing, so that it changes the identity of none that was asked before.
    """
    content = asdict(replace(questionnaire, id="", door=""))
    options = [option for question in content["questions"] for option in question["options"]]
    for part in (content, *content["questions"], *options):
        for key in ("door", "introduction_pictures", "picture"):
            if not part.get(key, True):
                del part[key]
    return content
