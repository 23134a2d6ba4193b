"""One form with every question of a questionnaire, for staff who type in what somebody said or wrote.

Each question is checked as it is on a family's page. Field names: `q-overall`, and those around the answers.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, HiddenField, RadioField, SelectField, StringField, ValidationError
from wtforms.fields import SelectChoice

from feedback.domain.questionnaires import Question, Questionnaire
from feedback.domain.submissions import Answer
from feedback.domain.ways_in import CHANNELS_OF, WayIn
from forms.build import answer_field, answer_from
from forms.staff.messages import MESSAGES

CHANNEL_LABELS: dict[str, str] = {
    "paper": "Paper",
    "phone": "On the phone",
    "in_person": "In person",
    "advocate": "With an advocate",
    "interpreter": "With an interpreter",
    "forum_meeting": "In a meeting",
}
LETTER_LABEL = "A letter or an e-mail"
READ_BACK = "I read it back, and they agreed that it is what they said"

BEFORE, AFTER = ("channel", "received_on", "language"), ("may_quote", "read_back")
"""What the page asks before and after the questions."""


class EntryForm(FlaskForm):
    """What stands around the answers. `page` is sealed: it makes every repeat the same sending."""

    page = HiddenField()
    received_on = StringField("On which day did they say or write it?")
    may_quote = BooleanField("They said yes: some of their words may be printed in a report")
    read_back = BooleanField(READ_BACK)

    def find_problems(self) -> list[tuple[str, str]]:
        """Return (field id, message) of everything that is wrong with a validated form, in the page's order."""
        if "csrf_token" in self.errors:
            return [("entry", MESSAGES["entry_renewed"])]
        around = (*BEFORE, None, *AFTER)
        found = sorted(
            self.errors.items(), key=lambda one: around.index(one[0] if one[0] in around else None)
        )
        return [(name, str(said[0])) for name, said in found]


def field_name(question: Question) -> str:
    """Return the name of a question's field."""
    return f"q-{question.id}"


def entry_form(
    asked: Questionnaire,
    way: WayIn,
    *,
    today: date,
    languages: Mapping[str, str],
    sent: MultiDict[str, str] | None = None,
    page: str = "",
) -> EntryForm:
    """Return the form: empty, or filled with what was sent and not yet validated."""
    channels = CHANNELS_OF[way]
    letter = way is WayIn.LETTER
    labels = {str(code): LETTER_LABEL if letter else CHANNEL_LABELS[code] for code in channels}
    fields: dict[str, Any] = {
        "channel": _one_of(RadioField, labels, channels[0]),
        "language": _one_of(SelectField, languages, asked.language),
        **{field_name(question): answer_field(question) for question in asked.questions},
        "validate_received_on": _day_is_right(today),
    }
    if letter:
        fields["may_quote"] = None  # whoever wrote it was never asked (R4-41)
    if way is WayIn.TOGETHER:
        fields["validate_read_back"] = _must_be_read_back
    form: EntryForm = type("EntryFormOf", (EntryForm,), fields)(
        formdata=sent, data={"page": page, "received_on": today.isoformat()}
    )
    return form


def may_quote(form: EntryForm) -> bool:
    """Tell whether they said that their words may be printed; never where nobody asked them."""
    return form.may_quote is not None and bool(form.may_quote.data)


def answers_of(asked: Questionnaire, form: EntryForm) -> tuple[Answer, ...]:
    """Return the answer to every question; one left blank is skipped (R1-03)."""
    return tuple(answer_from(q, form[field_name(q)].data) for q in asked.questions)


def _one_of(kind: Any, labels: Mapping[str, str], standing: str) -> Any:
    def known(form: EntryForm, field: Any) -> None:
        if field.data not in labels:
            raise ValidationError(MESSAGES["choice"])

    choices = [SelectChoice(value=str(code), label=label) for code, label in labels.items()]
    return kind(choices=choices, default=str(standing), validate_choice=False, validators=[known])


def _day_is_right(today: date) -> Any:
    def right(form: EntryForm, field: Any) -> None:
        try:
            day = date.fromisoformat(field.data or "")
        except ValueError:
            raise ValidationError(MESSAGES["day"]) from None
        if day > today:
            raise ValidationError(MESSAGES["day_to_come"])

    return right


def _must_be_read_back(form: EntryForm, field: Any) -> None:
    if not field.data:
        raise ValidationError(MESSAGES["read_back"])
