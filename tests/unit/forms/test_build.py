"""A question's form takes what a browser sends, says plainly what is wrong, and loses nothing."""

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from feedback.domain.questionnaires import Question
from forms.build import answer_of, clean_text, problem_of, question_form
from forms.messages import MESSAGES
from forms.questionnaire import load_questionnaires
from forms.sealed import Page, PageForm

QUESTIONS = {q.id: q for q in load_questionnaires()["listening-to-families"].questions}
BARE = Flask("bare")


def form_of(question: Question, answer: list[str], *, page: Page | None = None) -> PageForm:
    """Return the validated form of a question after these answers were sent."""
    fields = MultiDict([("page", "token"), *(("answer", one) for one in answer)])
    with BARE.test_request_context(method="POST"):
        form = question_form(question, fields, page or Page())
        form.validate()
        return form


@pytest.mark.parametrize(
    ("question", "answer", "stored"),
    [
        ("overall", ["poor"], ("poor",)),
        ("overall", [], ()),
        ("services", ["school", "send", "school"], ("send", "school")),
        ("services", [], ()),
    ],
)
def test_choices_when_sent_become_codes_in_the_order_of_the_page(
    question: str, answer: list[str], stored: tuple[str, ...]
) -> None:
    form = form_of(QUESTIONS[question], answer)
    assert problem_of(form) is None
    assert answer_of(QUESTIONS[question], form).choices == stored


@pytest.mark.parametrize(("question", "kind"), [("overall", "choice"), ("services", "choices")])
def test_a_choice_that_is_not_on_the_page_is_refused(question: str, kind: str) -> None:
    assert problem_of(form_of(QUESTIONS[question], ["<script>"])) == MESSAGES[kind]


def test_text_at_the_limit_is_taken_and_one_more_is_refused_with_both_numbers() -> None:
    question = QUESTIONS["went-well"]
    assert problem_of(form_of(question, ["x" * question.max_chars])) is None
    problem = problem_of(form_of(question, ["x" * (question.max_chars + 1)]))
    assert problem is not None
    assert "5,000" in problem
    assert "5,001" in problem


def test_text_too_long_is_kept_whole_for_the_page() -> None:
    form = form_of(QUESTIONS["went-well"], ["word " * 4000 + "end"])
    assert answer_of(QUESTIONS["went-well"], form).text == "word " * 4000 + "end"


def test_line_ends_of_every_machine_count_as_one_character() -> None:
    assert clean_text("a\r\nb\rc\nd") == "a\nb\nc\nd"


@pytest.mark.parametrize("typed", ["", "   ", "\r\n\t", "\x00", "\ud800", None])
def test_nothing_but_blanks_is_no_answer(typed: str | None) -> None:
    assert clean_text(typed) is None


@given(st.text(st.characters(codec=None), max_size=60))
def test_any_text_at_all_comes_out_storable_and_stays_so(typed: str) -> None:
    cleaned = clean_text(typed)
    if cleaned is not None:
        cleaned.encode("utf-8")
        assert "\x00" not in cleaned
        assert clean_text(cleaned) == cleaned


def test_a_page_with_a_problem_is_said_before_the_answers_own() -> None:
    form = form_of(QUESTIONS["overall"], ["nonsense"], page=Page("Press once more"))
    assert problem_of(form) == "Press once more"


def test_a_form_without_the_page_field_is_still_judged_by_the_page() -> None:
    with BARE.test_request_context(method="POST"):
        sent = MultiDict({"answer": "poor"})
        form = question_form(QUESTIONS["overall"], sent, Page("Press once more"))
        assert not form.validate()
