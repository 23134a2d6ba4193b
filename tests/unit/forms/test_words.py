"""The words of the questionnaires are short and plain, and the document lists every one of their codes (R3-11)."""

from pathlib import Path

import pytest

from feedback.domain.questionnaires import Questionnaire
from forms.questionnaire import load_questionnaires
from forms.vocabulary import ANSWER_CODES, FORBIDDEN_WORDS
from tests.reading_age import grade, sentences, syllables

ROOT = Path(__file__).resolve().parents[3]
QUESTIONNAIRES = tuple(load_questionnaires().values())
HIGHEST_GRADE = 5
"""Source: R3-11, Flesch-Kincaid grade 5 or less for forms."""


def words_of(questionnaire: Questionnaire) -> str:
    asked = [line for q in questionnaire.questions for line in (q.words, q.hint or "")]
    return "\n".join([*questionnaire.introduction, *asked])


@pytest.mark.parametrize(
    ("word", "count"), [("listened", 2), ("time", 1), ("little", 2), ("decision", 3), ("you", 1)]
)
def test_syllables_are_counted_nearly_right(word: str, count: int) -> None:
    assert syllables(word) == count


def test_a_hard_text_is_graded_harder_than_a_plain_one() -> None:
    hard = "Notwithstanding the aforementioned consultation, practitioners should facilitate engagement."
    assert (
        grade(hard)
        > 12
        > HIGHEST_GRADE
        > grade("We read it. You can stop. Did they listen to you?")
    )


@pytest.mark.parametrize("questionnaire", QUESTIONNAIRES, ids=lambda q: q.slug)
def test_questions_can_be_read_at_nine(questionnaire: Questionnaire) -> None:
    assert grade(words_of(questionnaire)) <= HIGHEST_GRADE


@pytest.mark.parametrize("questionnaire", QUESTIONNAIRES, ids=lambda q: q.slug)
def test_no_question_is_long(questionnaire: Questionnaire) -> None:
    long = [s for s in sentences(words_of(questionnaire)) if len(s.split()) > 20]
    assert long == []


def test_document_lists_every_code_and_every_word_that_is_refused() -> None:
    document = (ROOT / "docs/questionnaires.md").read_text(encoding="utf-8")
    for construct, codes in ANSWER_CODES.items():
        line = next(row for row in document.splitlines() if row.startswith(f"| `{construct}` |"))
        if construct != "services":
            assert line.split("|")[2].split() == [f"`{code}`" for code in codes]
    for word in FORBIDDEN_WORDS:
        assert word in document.lower()
