"""An invented questionnaire and invented answers. No real person."""

from datetime import date
from typing import Any

from feedback.domain.enums import Channel
from feedback.domain.questionnaires import (
    Audience,
    Construct,
    Option,
    Question,
    QuestionKind,
    Questionnaire,
)
from feedback.domain.submissions import Answer, Submission

CHOSEN: dict[Construct, tuple[str, ...]] = {
    Construct.OVERALL: ("very_good", "good", "neither", "poor", "very_poor", "dont_know"),
    Construct.LISTENED: ("fully", "partly", "no", "not_sure"),
    Construct.AGREED: ("yes", "partly", "no", "no_decision"),
}
TEXTS = (Construct.WENT_WELL, Construct.COULD_BE_BETTER, Construct.ANYTHING_ELSE)

WENT_WELL = "Our social worker Niamh Featherstone was lovely and rang back when she said."
BETTER = "We waited nine months. I live at 14 Pomona Drive, Leominster HR6 8QZ, ring 07700 900461."


def _choice(construct: Construct, codes: tuple[str, ...]) -> Question:
    options = tuple(Option(code, code.replace("_", " ")) for code in codes)
    return Question(
        construct.value, construct, QuestionKind.CHOICE, f"About {construct}?", None, options, 0
    )


def _questions() -> tuple[Question, ...]:
    chosen = [_choice(construct, codes) for construct, codes in CHOSEN.items()]
    texts = [
        Question(c.value, c, QuestionKind.TEXT, f"Tell us: {c}", None, (), 20_000) for c in TEXTS
    ]
    services = Question(
        "services", Construct.SERVICES, QuestionKind.CHOICES, "Which services?", None,
        (Option("send", "Special needs help"), Option("school", "School")), 0,
    )  # fmt: skip
    return (*chosen, *texts, services)


ADULTS = Questionnaire(
    id="a" * 64,
    slug="made-up-adults",
    forum="ltf",
    audience=Audience.ADULT,
    language="en",
    title="Made-up questions",
    introduction=("For tests.",),
    questions=_questions(),
)


def made_up_submission(once_key: str = "once-1", **changes: Any) -> Submission:
    """Return a parent's answers: two comments, services, one question skipped."""
    answers = {
        "overall": Answer("overall", ("good",)),
        "listened": Answer("listened", ("partly",)),
        "agreed": Answer("agreed"),
        "went_well": Answer("went_well", text=WENT_WELL),
        "could_be_better": Answer("could_be_better", text=BETTER),
        "anything_else": Answer("anything_else"),
        "services": Answer("services", ("send", "school")),
    }
    fields: dict[str, Any] = {
        "questionnaire": ADULTS,
        "channel": Channel.WEB,
        "language": "en",
        "answers": tuple(answers.values()),
        "may_quote": False,
        "received_on": date(2026, 8, 14),
        "once_key": once_key,
    }
    return Submission(**(fields | changes))


def only(text: str) -> tuple[Answer, ...]:
    """Return the answers of somebody who wrote one text and skipped the rest."""
    return tuple(
        Answer(q.id, text=text if q.id == "anything_else" else None) for q in ADULTS.questions
    )
