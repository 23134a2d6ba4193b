"""Everything that reads otherwise in a new version is named, and where a series of figures ends (R2-16)."""

from dataclasses import replace

import pytest

from feedback.domain.questionnaire_changes import CHANGED, differences
from feedback.domain.questionnaires import Construct, Option, Question, Questionnaire
from tests.made_up import ADULTS

LISTENED = Construct.LISTENED


def with_question(**changes: object) -> Questionnaire:
    """Return the made-up questionnaire with its question about listening changed."""
    questions = tuple(
        replace(q, **changes) if q.construct is LISTENED else q  # type: ignore[arg-type]
        for q in ADULTS.questions
    )
    return replace(ADULTS, questions=questions)


def listened() -> Question:
    """Return the question about listening."""
    found = ADULTS.find_construct(LISTENED)
    assert found is not None
    return found


RELABELLED = (replace(listened().options[0], label="Very much"), *listened().options[1:])
PICTURED = (replace(listened().options[0], picture="yes"), *listened().options[1:])
FEWER = listened().options[1:]
MORE = (*listened().options, Option("other", "Other"))


@pytest.mark.parametrize(
    ("after", "what", "ends_series"),
    [
        (replace(ADULTS, title="Others"), "Heading", False),
        (replace(ADULTS, door="Others"), "Words of the links", False),
        (replace(ADULTS, introduction=("Others.",)), "Paragraphs", False),
        (replace(ADULTS, introduction_pictures=("yes",)), "Pictures beside the paragraphs", False),
        (with_question(words="Were you heard?"), "The question", True),
        (with_question(hint="Think back."), "The line under it", False),
        (with_question(options=RELABELLED), "Answer: fully", True),
        (with_question(options=FEWER), "Answer: fully", True),
        (with_question(options=MORE), "Answer: other", True),
        (with_question(picture="listened"), "Its pictures", False),
        (replace(ADULTS, questions=ADULTS.questions[1:]), "A question less", False),
        (replace(ADULTS, questions=ADULTS.questions[::-1]), "The order of the questions", False),
    ],
)
def test_change_is_named_and_says_whether_a_series_ends(
    after: Questionnaire, what: str, ends_series: bool
) -> None:
    found = differences(ADULTS, after)
    assert what in [d.what for d in found]
    assert any(d.new_series for d in found) is ends_series


def test_words_of_a_box_end_no_series() -> None:
    questions = tuple(
        replace(q, words="What was good?") if q.construct is Construct.WENT_WELL else q
        for q in ADULTS.questions
    )
    (found,) = differences(ADULTS, replace(ADULTS, questions=questions))
    assert (found.what, found.after, found.new_series) == ("The question", "What was good?", False)


def test_new_question_is_one_difference() -> None:
    (found,) = differences(replace(ADULTS, questions=ADULTS.questions[:-1]), ADULTS)
    assert found.what == "A new question"


def test_same_or_nothing_to_compare_with_is_no_difference() -> None:
    assert differences(ADULTS, ADULTS) == ()
    assert differences(None, ADULTS) == ()
    assert CHANGED not in ADULTS.title


def test_pictures_of_answers_count_as_pictures() -> None:
    assert [d.what for d in differences(ADULTS, with_question(options=PICTURED))] == [
        "Its pictures"
    ]
