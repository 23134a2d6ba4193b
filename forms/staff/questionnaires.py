"""What an officer changes of a questionnaire: its opening, a question, a copy's name; and why (R2-16, R3-11)."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from wtforms import Field, SelectField, StringField, TextAreaField, ValidationError
from wtforms.fields import SelectChoice

from feedback.domain.pictures import PICTURES
from feedback.domain.questionnaires import (
    Audience,
    Construct,
    Option,
    Question,
    QuestionKind,
    Questionnaire,
)
from feedback.domain.scales import codes_of
from forms.audiences import RULES
from forms.build import clean_text
from forms.rules import ID, MOST_PARAGRAPHS, Problem
from forms.staff.actions import LONGEST_LINE, StaffForm, in_words
from forms.staff.messages import MESSAGES
from forms.vocabulary import TEXT_CONSTRUCTS, kinds_of

CONSTRUCTS: Mapping[Construct, str] = {
    Construct.OVERALL: "How it was overall",
    Construct.ACKNOWLEDGED: "Whether somebody let them know their message had arrived",
    Construct.LISTENED: "Whether they were listened to",
    Construct.EXPLAINED: "Whether the reason for a decision was explained",
    Construct.AGREED: "Whether they agreed with the decision",
    Construct.TIMELINESS: "How the time it took was",
    Construct.CONFIDENCE: "How sure they are that something will change",
    Construct.WENT_WELL: "What went well, in their words",
    Construct.COULD_BE_BETTER: "What could be better, in their words",
    Construct.ANYTHING_ELSE: "Anything else, in their words",
    Construct.SERVICES: "Which services it was about",
    Construct.WHO: "Who they are",
    Construct.KIND: "Whether people were kind",
    Construct.HOME: "Care leavers: a good place to live",
    Construct.MONEY: "Care leavers: enough money",
    Construct.WORKER: "Care leavers: a worker who is there for them",
    Construct.INDEPENDENCE: "Care leavers: ready to live on their own",
    Construct.WORKER_COUNT: "How many workers they had in 12 months",
    Construct.HELPER: "Who helps them to answer",
    Construct.REPRESENTS: "How many people a group speaks for",
}
AUDIENCES: Mapping[Audience, str] = {
    Audience.ADULT: "Parents, carers and families",
    Audience.YOUNG_PERSON: "13 to 17",
    Audience.CHILD: "8 to 12",
    Audience.YOUNG_CHILD: "Under 8, with a helper",
    Audience.CARE_LEAVER: "Care leavers",
    Audience.EASY_READ: "Easy Read",
    Audience.FORUM: "A group together",
}
USUAL_CHARS = 5_000
"""How long an answer in a family's words may be, where a question is new."""

_SOURCE = re.compile(r" \((?:R\d+-\d+(?:, )?)+\)$")
_BLANK = re.compile(r"\s+")


def clean_line(typed: str | None) -> str | None:
    """Return what was typed as one line without control characters; None if empty."""
    text = clean_text(typed)
    return _BLANK.sub(" ", text) if text else None


def say_problem(problem: Problem) -> str:
    """Return a rule's reason as an officer reads it: a sentence, without the number of its source."""
    said = _SOURCE.sub("", problem.reason)
    return said[0].upper() + said[1:]


def constructs_for(questionnaire: Questionnaire) -> tuple[Construct, ...]:
    """Return what the questionnaire could ask besides, in the order of the core."""
    audience, asked = questionnaire.audience, {q.construct for q in questionnaire.questions}
    never = RULES[audience].never_asks
    return tuple(
        construct
        for construct in CONSTRUCTS
        if construct not in asked and construct not in never and _may_ask(audience, construct)
    )


def new_question(construct: Construct, audience: Audience, pattern: Question | None) -> Question:
    """Return a question to begin with: as another questionnaire for these readers asks it, or bare."""
    name = construct.value.replace("_", "-")
    if pattern is not None:
        return replace(pattern, id=name)
    kind = min(kinds_of(construct))
    options = tuple(Option(code, "") for code in codes_of(audience, construct))
    longest = USUAL_CHARS if kind is QuestionKind.TEXT else 0
    return Question(name, construct, kind, "", None, options, longest)


def question_editor(question: Question, audience: Audience) -> type[StaffForm]:
    """Return the form class of a question: its words, and a label for each answer that it may offer."""
    fields: dict[str, Any] = {"words": _line("The question"), "hint": _line("A line under it")}
    if _shows_pictures(question, audience):
        fields["picture"] = _picture("Picture beside the question")
    for code in _codes(question, audience):
        plain = code.replace("_", " ")
        fields[f"label-{code}"] = _line(f"Words of the answer “{plain}”")
        if RULES[audience].pictured or any(option.picture for option in question.options):
            fields[f"picture-{code}"] = _picture(f"Picture beside “{plain}”")
    return type("QuestionEditor", (StaffForm,), fields)


def question_data(question: Question) -> dict[str, str]:
    """Return what stands in the form of a question as it is."""
    given = {"words": question.words, "hint": question.hint, "picture": question.picture}
    for option in question.options:
        given |= {f"label-{option.code}": option.label, f"picture-{option.code}": option.picture}
    return {name: words for name, words in given.items() if words}


def read_question(form: StaffForm, question: Question, audience: Audience) -> Question:
    """Return the question as the form has it. An answer without words is not offered."""
    options = tuple(
        Option(code, form[f"label-{code}"].data, _chosen(form, f"picture-{code}"))
        for code in _codes(question, audience)
        if form[f"label-{code}"].data
    )
    words, hint = form["words"].data or "", form["hint"].data
    return replace(
        question, words=words, hint=hint, options=options, picture=_chosen(form, "picture")
    )


def opening_editor(questionnaire: Questionnaire) -> type[StaffForm]:
    """Return the form class of the opening: title, link, and room for every paragraph that there may be."""
    fields: dict[str, Any] = {
        "title": _line("Heading of the first page"),
        "door": _line("Words of the links that lead to it"),
    }
    for place in range(MOST_PARAGRAPHS):
        fields[f"paragraph-{place}"] = _line(f"Paragraph {place + 1}")
        if questionnaire.introduction_pictures or RULES[questionnaire.audience].pictured:
            fields[f"picture-{place}"] = _picture(f"Picture beside paragraph {place + 1}")
    return type("OpeningEditor", (StaffForm,), fields)


def opening_data(questionnaire: Questionnaire) -> dict[str, str]:
    """Return what stands in the form of the opening as it is."""
    given = {"title": questionnaire.title, "door": questionnaire.door}
    for place, words in enumerate(questionnaire.introduction):
        given[f"paragraph-{place}"] = words
    for place, name in enumerate(questionnaire.introduction_pictures):
        given[f"picture-{place}"] = name
    return given


def read_opening(form: StaffForm, questionnaire: Questionnaire) -> Questionnaire:
    """Return the questionnaire with the opening that the form has; empty paragraphs are left out."""
    kept = [n for n in range(MOST_PARAGRAPHS) if form[f"paragraph-{n}"].data]
    pictures = [_chosen(form, f"picture-{n}") or "" for n in kept]
    return replace(
        questionnaire,
        title=form["title"].data or "",
        door=form["door"].data or "",
        introduction=tuple(form[f"paragraph-{n}"].data for n in kept) or ("",),
        introduction_pictures=tuple(pictures) if all(pictures) else (),
    )


def field_of(form: StaffForm, problem: Problem) -> str:
    """Return the id of the field beside which a problem is said; `form` where it is about more than one."""
    part = problem.part
    if part.startswith("paragraph-"):
        filled = [n for n in range(MOST_PARAGRAPHS) if form[f"paragraph-{n}"].data]
        place = int(part.removeprefix("paragraph-"))
        part = f"paragraph-{filled[place]}" if place < len(filled) else "paragraph-0"
    if part == "options":
        part = next((name for name in form._fields if name.startswith("label-")), "form")
    return part if part in form else "form"


class CopyForm(StaffForm):
    """The name and the address of a copy."""

    title = StringField("Heading of the first page", filters=[clean_line])
    slug = StringField("Address", filters=[clean_line])

    def validate_title(self, field: Field) -> None:
        """Need a heading."""
        in_words("copy_title", 80)(self, field)

    def validate_slug(self, field: Field) -> None:
        """Need a part of an address."""
        if not ID.match(field.data or ""):
            raise ValidationError(MESSAGES["copy_slug"])


class ReasonForm(StaffForm):
    """Why something is sent for checking, sent back or withdrawn: it stands in the log."""

    why = StringField(
        "Why", filters=[clean_text], validators=[in_words("change_why", LONGEST_LINE)]
    )


def _may_ask(audience: Audience, construct: Construct) -> bool:
    if construct is Construct.REPRESENTS:
        return audience is Audience.FORUM
    return construct in TEXT_CONSTRUCTS or bool(codes_of(audience, construct))


def _codes(question: Question, audience: Audience) -> Sequence[str]:
    """Return the codes that the question offers, in their order, and then those that it might."""
    if question.is_typed:
        return ()
    offered = [option.code for option in question.options]
    return [*offered, *(c for c in codes_of(audience, question.construct) if c not in offered)]


def _shows_pictures(question: Question, audience: Audience) -> bool:
    return RULES[audience].pictured or question.picture is not None


def _chosen(form: StaffForm, name: str) -> str | None:
    return form[name].data or None if name in form else None


def _line(label: str) -> Any:
    return TextAreaField(label, filters=[clean_line])


def _picture(label: str) -> Any:
    choices = [SelectChoice(value="", label="None")]
    choices += [SelectChoice(value=name, label=shows) for name, shows in PICTURES.items()]
    return SelectField(label, choices=choices, validate_choice=False)
