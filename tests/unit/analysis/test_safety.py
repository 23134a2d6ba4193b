"""Hints of harm reach a person, in every language of the forms; alarming words that mean no harm mostly do not."""

import pytest

from analysis.pipeline import analyse, load_engine
from analysis.records import Comment, SafetyFlag, Urgency
from analysis.safety.flag import LEARNED_REASON, hint_languages

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
        ("new trainers and a new bag and nobody bought them", "en", Urgency.CONCERN),
        ("she hasn't spoken since her mum's boyfriend moved in", "en", Urgency.CONCERN),
        ("please don't ring after five, he's home then", "en", Urgency.IMMEDIATE),
        ("my cousin says its a game, he said don't tell mum", "en", Urgency.CONCERN),
        ("mum sleeps all day so i do the tea", "en", Urgency.CONCERN),
        ("long sleeves even in that heat", "en", Urgency.CONCERN),
        ("i gave my xbox to my cousin, i won't be needing it", "en", Urgency.IMMEDIATE),
        ("Chowa się za kanapą, jak słyszy klucz", "pl", Urgency.CONCERN),
        ("Mama doarme toată ziua și eu fac mâncare", "ro", Urgency.CONCERN),
        ("Не дзвоніть, він перевіряє мій телефон", "uk", Urgency.CONCERN),
        ("Mae hi wedi mynd yn dawel ers iddo symud i mewn", "cy", Urgency.CONCERN),
        ("لا ترسلوا رسائل لأن زوجي يفتح البريد", "ar", Urgency.CONCERN),
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


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Great self-harm awareness evening for parents", "en"),
        ("New trainers from the fund, nobody bought them but you", "en"),
        ("The older boys' group is on the wrong night", "en"),
        ("He said not to tell mum about the surprise party", "en"),
        ("They keep my passport at the solicitor's for the visa", "en"),
        ("Long sleeves even in summer because of his eczema", "en"),
        ("My mum found someone for me to talk to", "en"),
        ("Ran away with the cup and he checks my homework", "en"),
        ("The second phone number does not work", "en"),
        ("خسرنا لكننا لعبنا جيداً", "ar"),
        ("ضربنا موعداً مع المعلمة", "ar"),
    ],
)
def test_phrase_in_its_harmless_sense_flags_nothing_by_itself(text: str, language: str) -> None:
    """R4-22: what only looks like a hint; the learned words, which weigh all of a comment, are not asked here."""
    found = flag(text, language)
    assert found is None or found.reason == LEARNED_REASON


def test_phrases_are_written_for_every_language_of_the_forms() -> None:
    assert {"en", "pl", "ro", "uk", "cy", "ar"} <= set(hint_languages())


def test_hint_inside_a_long_comment_about_something_else_is_found() -> None:
    long = (
        "The transport has been on time since half term and the escort knows his seat. The form was long but "
        "the lady on the phone went through it with me. He won't go to his dad's at the moment, he told his "
        "sister daddy hits him when he cries. Otherwise the short breaks are the best thing you do. "
    )
    assert flag(long) is not None
