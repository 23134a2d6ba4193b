"""The rules that an officer's questionnaire meets as a file's does, and how a definition is written (R2-16, R3-11)."""

from dataclasses import replace

import pytest

from feedback.domain.questionnaires import Construct, Option, Question, Questionnaire
from forms.questionnaire import content_hash, load_questionnaires, read_definition
from forms.rules import problems_in, problems_since
from forms.written import write_definition

ASKED = load_questionnaires()
ADULT = ASKED["parent-carer-voice"]


def change(asked: Questionnaire, changed: Construct, **changes: object) -> Questionnaire:
    """Return the questionnaire with one question changed."""
    questions = tuple(
        replace(q, **changes) if q.construct is changed else q  # type: ignore[arg-type]
        for q in asked.questions
    )
    return replace(asked, questions=questions)


def labelled(question: Question, **labels: str) -> tuple[Option, ...]:
    """Return the question's answers in other words."""
    return tuple(replace(o, label=labels.get(o.code, o.label)) for o in question.options)


def reasons(asked: Questionnaire) -> dict[tuple[str | None, str], str]:
    """Return (question, part) -> why it is refused, the first reason of each."""
    found: dict[tuple[str | None, str], str] = {}
    for problem in problems_in(asked):
        found.setdefault((problem.question_id, problem.part), problem.reason)
    return found


@pytest.mark.parametrize("asked", ASKED.values(), ids=lambda q: q.slug)
def test_definition_when_written_and_read_again_asks_the_same(asked: Questionnaire) -> None:
    again = read_definition("again", write_definition(asked))
    assert again == asked
    assert content_hash(again) == asked.id


def test_definition_when_words_hold_quotes_and_slashes_is_read_as_it_was() -> None:
    odd = change(ADULT, Construct.WENT_WELL, words='What went "well" \\ or not?')
    again = read_definition("again", write_definition(odd))
    assert again.find_construct(Construct.WENT_WELL) == odd.find_construct(Construct.WENT_WELL)


@pytest.mark.parametrize(
    ("changes", "part", "reason"),
    [
        ({"words": " "}, "words", "the words are missing"),
        ({"words": "Did it <b>help</b> you?"}, "words", "no < or >"),
        ({"words": "Did it\nhelp?"}, "words", "no new line"),
        ({"words": "why " * 50}, "words", "longer than 150 characters"),
        ({"hint": "a " * 150}, "hint", "longer than 200 characters"),
        ({"hint": "Ask your contact."}, "hint", "do not read the word"),
        ({"picture": "dragon"}, "picture", "there is no picture dragon"),
    ],
)
def test_part_of_a_question_when_wrong_is_named_with_its_reason(
    changes: dict[str, str], part: str, reason: str
) -> None:
    assert reason in reasons(change(ADULT, Construct.LISTENED, **changes))["listened", part]


@pytest.mark.parametrize(
    ("label", "reason"),
    [("x" * 300, "longer than 100"), ("", "missing"), ("Yes, fully", "two answers say")],
)
def test_answer_of_300_characters_empty_or_said_twice_is_refused(label: str, reason: str) -> None:
    question = ADULT.find_construct(Construct.LISTENED)
    assert question is not None
    options = labelled(question, fully="Yes, fully", no=label)
    found = reasons(change(ADULT, Construct.LISTENED, options=options))
    assert reason in found["listened", "label-no"]


def test_questionnaire_when_it_asks_nothing_is_refused() -> None:
    assert reasons(replace(ADULT, questions=()))[None, "whole"]


def test_questionnaire_when_hard_to_read_as_a_whole_is_refused_r3_11() -> None:
    hard = "Institutional administrative authorities communicate organisational responsibilities."
    heavy = replace(ADULT, introduction=(hard,) * 8)
    assert "easy to read at age 10" in reasons(heavy)[None, "whole"]
    assert (
        "paragraphs are too many"
        in reasons(replace(ADULT, introduction=("Hello.",) * 9))[None, "paragraph-0"]
    )


def test_code_when_its_answer_would_mean_another_one_is_refused_r2_16() -> None:
    question = ADULT.find_construct(Construct.LISTENED)
    assert question is not None
    swapped = labelled(question, fully=question.options[2].label, no=question.options[0].label)
    found = list(problems_since(change(ADULT, Construct.LISTENED, options=swapped), [ADULT]))
    assert [p.part for p in found] == ["label-fully", "label-no"]
    assert "cannot become" in found[0].reason
    assert list(problems_since(ADULT, [ADULT])) == []


def test_id_when_it_stood_for_another_question_is_refused() -> None:
    earlier = change(ADULT, Construct.WENT_WELL, construct=Construct.ANYTHING_ELSE)
    found = list(problems_since(ADULT, [earlier]))
    assert [(p.question_id, p.reason) for p in found] == [
        ("went-well", "the id stood for another question before")
    ]
