"""A question becomes a form. One form class a question, made once and kept."""

import re
from functools import cache
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import (
    Field,
    RadioField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields import SelectChoice

from feedback.domain.questionnaires import FEWEST_PEOPLE, MOST_PEOPLE, Question, QuestionKind
from feedback.domain.submissions import Answer
from forms.messages import MESSAGES, Said
from forms.sealed import PAGE_FIELD, Page, PageForm

ANSWER = "answer"
_NOT_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
"""Control characters and halves of characters: neither can be stored, and no keyboard types them."""


def clean_text(typed: str | None) -> str | None:
    """Return the text without control characters and outer blanks, with one kind of line end; None if empty."""
    if typed is None:
        return None
    text = _NOT_TEXT.sub("", typed.replace("\r\n", "\n").replace("\r", "\n")).strip()
    return text or None


def clean_number(typed: str | None) -> str | None:
    """Return a whole number in its plain digits where that is what was typed; otherwise what was typed."""
    text = clean_text(typed)
    digits = re.sub(r"(?<=\d)[, ](?=\d{3}\b)", "", text or "")
    return (
        str(int(digits)) if digits.isascii() and digits.isdecimal() and len(digits) < 10 else text
    )


def question_form(question: Question, sent: MultiDict[str, str], page: Page) -> PageForm:
    """Return the form of a question, filled with the fields that were sent and not yet validated.

    The fields are handed over, so that a file or JSON in the request is never taken for an answer.
    """
    form: PageForm = _form_class(question)(sent, meta={"csrf_context": page})
    return form


def answer_of(question: Question, form: PageForm) -> Answer:
    """Return the answer in a form; a question left blank is a skipped one (R1-03)."""
    return answer_from(question, form[ANSWER].data)


def answer_from(question: Question, data: Any) -> Answer:
    """Return the answer in what a field holds."""
    if question.is_typed:
        return Answer(question.id, text=data)
    chosen = {data} if isinstance(data, str) else set(data or ())
    return Answer(question.id, choices=tuple(o.code for o in question.options if o.code in chosen))


def problem_of(form: PageForm) -> str | None:
    """Return the first thing that is wrong with a validated form: its page first, then its answer."""
    found = form[PAGE_FIELD].errors or form[ANSWER].errors
    return found[0] if found else None


@cache
def _form_class(question: Question) -> type[PageForm]:
    return type(f"Form_{question.id}", (PageForm,), {ANSWER: answer_field(question)})


def answer_field(question: Question) -> Any:
    """Return the field that takes the answer and checks it, wherever it is asked."""
    choices = [SelectChoice(value=o.code, label=o.label) for o in question.options]
    codes = {option.code for option in question.options}

    def known(form: PageForm, field: Field) -> None:
        given = {field.data} if isinstance(field.data, str) else set(field.data or ())
        if not given <= codes:
            raise ValidationError(MESSAGES[question.kind.value])

    def short_enough(form: PageForm, field: Field) -> None:
        found = len(field.data or "")
        if found > question.max_chars:
            raise ValidationError(
                Said.of(MESSAGES["too_long"], limit=question.max_chars, found=found)
            )

    if question.kind is QuestionKind.NUMBER:
        return StringField(question.words, filters=[clean_number], validators=[_right_number])
    if question.kind is QuestionKind.TEXT:
        return TextAreaField(question.words, filters=[clean_text], validators=[short_enough])
    kind = RadioField if question.kind is QuestionKind.CHOICE else SelectMultipleField
    return kind(question.words, choices=choices, validate_choice=False, validators=[known])


def _right_number(form: PageForm, field: Field) -> None:
    typed = field.data or ""
    if not typed:
        return
    if not (typed.isascii() and typed.isdecimal()):
        raise ValidationError(MESSAGES["number"])
    if not FEWEST_PEOPLE <= int(typed) <= MOST_PEOPLE:
        raise ValidationError(
            Said.of(MESSAGES["number_range"], low=FEWEST_PEOPLE, high=MOST_PEOPLE)
        )
