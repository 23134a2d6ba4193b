"""Hints of harm reach a person, in every language of the forms; alarming words that mean no harm mostly do not."""

import pytest

from analysis.pipeline import analyse, load_engine
from analysis.records import Comment, SafetyFlag, Urgency
from analysis.safety.flag import hint_languages

ENGINE = load_engine(quick=True)


def flag(text: str, language: str = "en") -> SafetyFlag | None:
    (result,), _rejected = analyse([Comment("1", text, language=language)], ENGINE)
    return result.flag


@pytest.mark.parametrize(
    ("text", "language", "urgency"),
    [
        ("my step dad hits me with his belt", "en", Urgency.IMMEDIATE),
        ("he comes into my room at night and says its our secret", "en", Urgency.IMMEDIATE),
        ("I dont want to be here any more", "en", Urgency.IMMEDIATE),
        ("I can't cope any more and I'm scared of what I'll do", "en", Urgency.CONCERN),
        ("theres never any food in and mum is passed out", "en", Urgency.CONCERN),
        ("Tata mnie bije jak jest zły", "pl", Urgency.IMMEDIATE),
        ("Nu mă simt în siguranță acasă", "ro", Urgency.CONCERN),
        ("Вітчим мене б'є, коли мами нема", "uk", Urgency.IMMEDIATE),
    ],
)
def test_hint_is_flagged_with_urgency_reason_and_words(
    text: str, language: str, urgency: Urgency
) -> None:
    found = flag(text, language)
    assert found is not None, "R4-22"
    assert found.urgency is urgency
    assert found.reason
    assert found.evidence


@pytest.mark.parametrize(
    "text",
    [
        "The wait is killing us",
        "We were hit by the cost of the taxis",
        "Brilliant playgroup, thank you",
        "They keep passing us around",
        "My son hates maths and his new timetable",
        "Reception cut me off twice on the phone",
    ],
)
def test_harmless_words_are_not_flagged(text: str) -> None:
    assert flag(text) is None


def test_phrases_are_written_for_every_language_of_the_forms() -> None:
    assert {"en", "pl", "ro", "uk", "cy", "ar"} <= set(hint_languages())


def test_hint_inside_a_long_comment_about_something_else_is_found() -> None:
    long = (
        "The transport has been on time since half term and the escort knows his seat. The form was long but "
        "the lady on the phone went through it with me. He won't go to his dad's at the moment, he told his "
        "sister daddy hits him when he cries. Otherwise the short breaks are the best thing you do. "
    )
    assert flag(long) is not None
