"""What is asked around a questionnaire: whether it is a complaint, how to reach somebody, who they are.

Whom each is for is decided here alone, so that it holds for every questionnaire, also one that is added later.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
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

from feedback.domain.around import ComplaintWish, ContactDetails
from feedback.domain.equality import NOT_SAID
from feedback.domain.questionnaires import Option
from forms.build import ANSWER, clean_text
from forms.messages import MESSAGES
from forms.sealed import Page, PageForm

DEFINITION = Path(__file__).resolve().parent / "equality.toml"
MAY_BE_UNDER_16 = frozenset({"young_person", "child", "young_child"})
"""Never asked for sex, gender, religion or orientation, whatever is switched on (section 2.9)."""
NO_COMPLAINT_ASKED = frozenset({"child", "young_child", "forum"})
"""A child of primary age is not asked for a procedure, and a forum's meeting speaks for many. Everybody can
still complain: the help page says how."""
TOWN = "town"
NOT_SAID_WORDS = "I would rather not say"
COMPLAINT_OPTIONS = (
    Option(ComplaintWish.YES, "Yes"),
    Option(ComplaintWish.NO, "No"),
    Option(ComplaintWish.NOT_SURE, "I’m not sure"),
)
LONGEST = {"name": 100, "email": 254, "phone": 40, "safe_way": 300}
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
LEAST_DIGITS = 9


@dataclass(frozen=True, slots=True)
class EqualityQuestion:
    """One question about oneself.

    Args:
        given: (question, answer) that must have been given first, or None.
    """

    code: str
    words: str
    hint: str | None
    many: bool
    options: tuple[Option, ...]
    audiences: frozenset[str]
    given: tuple[str, str] | None
    extra: bool


def asks_about_complaint(audience: str) -> bool:
    """Tell whether these people are asked if it is a complaint."""
    return audience not in NO_COMPLAINT_ASKED


def asks_about_you(audience: str) -> bool:
    """Tell whether these people may be asked anything about themselves."""
    return bool(equality_questions(audience, towns=(), extra=frozenset()))


def equality_questions(
    audience: str, *, towns: tuple[str, ...], extra: frozenset[str]
) -> tuple[EqualityQuestion, ...]:
    """Return every question that these people may be asked, in order; none for who is not listed.

    Args:
        towns: the names to choose the nearest town from; without them the question is not asked.
        extra: those questions that are off unless a council switches them on.
    """
    return tuple(
        question
        for question in _questions(towns)
        if audience in question.audiences
        and question.options
        and (not question.extra or (question.code in extra and audience not in MAY_BE_UNDER_16))
    )


def equality_words() -> Iterator[tuple[str, str]]:
    """Yield (question, words) of everything that somebody can be asked about themselves, towns apart."""
    for question in _questions(()):
        written = (question.words, question.hint, *(option.label for option in question.options))
        yield from ((question.code, words) for words in written if words)
    yield NOT_SAID, NOT_SAID_WORDS


def to_ask(
    questions: Iterable[EqualityQuestion], answers: Mapping[str, tuple[str, ...]]
) -> tuple[EqualityQuestion, ...]:
    """Return the questions that the answers so far leave to be asked."""
    return tuple(
        question
        for question in questions
        if question.given is None or question.given[1] in answers.get(question.given[0], ())
    )


def fitting(
    questions: Iterable[EqualityQuestion], answers: Mapping[str, tuple[str, ...]]
) -> dict[str, tuple[str, ...]]:
    """Return the answers to questions that are asked, with codes that can be chosen."""
    kept: dict[str, tuple[str, ...]] = {}
    for question in to_ask(questions, answers):
        codes = {option.code for option in question.options}
        chosen = tuple(code for code in answers.get(question.code, ()) if code in codes)
        if chosen:
            kept[question.code] = chosen
    return kept


def choice_form(
    options: Iterable[Option], sent: MultiDict[str, str], page: Page, *, many: bool = False
) -> PageForm:
    """Return a form with one answer, or several, out of these options; filled and not yet validated."""
    codes = tuple(option.code for option in options)
    form: PageForm = _choice_class(codes, many)(sent, meta={"csrf_context": page})
    return form


def chosen_of(form: PageForm) -> tuple[str, ...]:
    """Return the chosen codes of a choice form."""
    data = form[ANSWER].data
    return (data,) if isinstance(data, str) and data else tuple(dict.fromkeys(data or ()))


class ContactForm(PageForm):
    """How to reach somebody. Every field may stay empty; with anything in it there must be a way to reply."""

    name = StringField("Your name", filters=[clean_text])
    email = StringField("Email address", filters=[clean_text])
    phone = StringField("Phone number", filters=[clean_text])
    safe_way = TextAreaField("Is there anything we should know first?", filters=[clean_text])

    def validate_name(self, field: Field) -> None:
        """Refuse a name that is too long."""
        _check_length(field)

    def validate_email(self, field: Field) -> None:
        """Refuse what cannot be an address, and a name without any way to reply."""
        _check_length(field)
        if field.data and not _EMAIL.fullmatch(field.data):
            raise ValidationError(MESSAGES["contact_email"])
        if not field.data and not self.phone.data and (self.name.data or self.safe_way.data):
            raise ValidationError(MESSAGES["contact_way"])

    def validate_phone(self, field: Field) -> None:
        """Refuse what cannot be a phone number."""
        _check_length(field)
        digits = sum(character.isdigit() for character in field.data or "")
        if field.data and digits < LEAST_DIGITS:
            raise ValidationError(MESSAGES["contact_phone"])

    def validate_safe_way(self, field: Field) -> None:
        """Refuse what is too long."""
        _check_length(field)

    def details(self) -> ContactDetails:
        """Return what was typed."""
        return ContactDetails(
            name=self.name.data or "",
            email=self.email.data or "",
            phone=self.phone.data or "",
            safe_way=self.safe_way.data or "",
        )

    def find_problems(self) -> dict[str, str]:
        """Return field name -> message; the page's own trouble stands at the name."""
        found = {name: str(errors[0]) for name, errors in self.errors.items() if name in LONGEST}
        page = next((e[0] for name, e in self.errors.items() if name not in LONGEST), None)
        return {"name": str(page), **found} if page else found


def _check_length(field: Field) -> None:
    limit, found = LONGEST[field.name], len(field.data or "")
    if found > limit:
        raise ValidationError(MESSAGES["too_long"].format(limit=limit, found=found))


@cache
def _choice_class(codes: tuple[str, ...], many: bool) -> type[PageForm]:
    def known(form: PageForm, field: Field) -> None:
        given = {field.data} if isinstance(field.data, str) else set(field.data or ())
        if not given <= set(codes):
            raise ValidationError(MESSAGES["choices" if many else "choice"])

    kind = SelectMultipleField if many else RadioField
    field = kind(
        choices=[SelectChoice(value=code, label=code) for code in codes],
        validate_choice=False,
        validators=[known],
    )
    return type("ChoiceForm", (PageForm,), {ANSWER: field})


@cache
def _questions(towns: tuple[str, ...]) -> tuple[EqualityQuestion, ...]:
    written = tomllib.loads(DEFINITION.read_text(encoding="utf-8"))
    return tuple(_question(one, towns) for one in written["question"])


def _question(written: dict[str, Any], towns: tuple[str, ...]) -> EqualityQuestion:
    many = bool(written.get("many"))
    options = [Option(code, label) for code, label in written["options"]]
    if written["code"] == TOWN:
        options = [Option(_slug(name), name) for name in towns]
    if options and not many:
        options.append(Option(NOT_SAID, NOT_SAID_WORDS))
    given = written.get("if")
    return EqualityQuestion(
        code=written["code"],
        words=written["words"],
        hint=written.get("hint"),
        many=many,
        options=tuple(options),
        audiences=frozenset(written["audiences"]),
        given=(given[0], given[1]) if given else None,
        extra=bool(written.get("extra")),
    )


def _slug(name: str) -> str:
    return re.sub(r"[^a-z]+", "-", name.lower()).strip("-")[:40]
