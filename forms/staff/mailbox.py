"""The form with which an officer writes to a family that nobody knows, and words to begin with."""

import secrets
from collections.abc import Mapping

from flask_wtf import FlaskForm
from wtforms import Field, HiddenField, SelectField, TextAreaField, ValidationError
from wtforms.fields import SelectChoice

from forms.build import clean_text
from forms.staff.messages import MESSAGES

LONGEST_MESSAGE = 2_000
BEGINNINGS: Mapping[str, tuple[str, str]] = {
    "more": (
        "Ask for more",
        "Thank you for telling us. We want to understand this better. Can you tell us more about what "
        "happened? You do not have to. Please leave out names.",
    ),
    "where": (
        "Ask which service",
        "Thank you for telling us. Which team or service was this about? It helps us to put it right. "
        "You do not have to answer.",
    ),
    "passed": (
        "Say that it was passed on",
        "Thank you for telling us. We have told the people who run this service what you said. "
        "We will write here when we know what they are doing about it.",
    ),
    "done": (
        "Say what was done",
        "You told us that something was not right. This is what we did: ",
    ),
    "cannot": (
        "Say what cannot be done, and why",
        "You asked us to change something. We looked at it and cannot do it now, because ",
    ),
    "contact": (
        "Offer help in person",
        "Thank you for trusting us with this. If you want to talk to someone, you can call us, and you "
        "do not have to say your name. If someone is in danger now, call 999.",
    ),
}
"""Plain words to begin with: code -> (what it is for, the words). An officer changes them before sending."""


class MessageForm(FlaskForm):
    """One message. `once` makes every repeat of the sending the same sending."""

    beginning = SelectField(
        "Words to begin with",
        choices=[
            SelectChoice(value="", label="None"),
            *(SelectChoice(value=c, label=label) for c, (label, _words) in BEGINNINGS.items()),
        ],
        validate_choice=False,
    )
    message = TextAreaField("Message", filters=[clean_text])
    once = HiddenField()

    def validate_message(self, field: Field) -> None:
        """Ask for words, and not for too many."""
        if not field.data:
            raise ValidationError(MESSAGES["message"])
        if len(field.data) > LONGEST_MESSAGE:
            raise ValidationError(MESSAGES["message_long"].format(limit=LONGEST_MESSAGE))


def new_once() -> str:
    """Return a fresh key for one sending."""
    return secrets.token_urlsafe(16)


def begin_with(code: str | None) -> str:
    """Return the words to begin with; empty where there is no such beginning."""
    return BEGINNINGS.get(code or "", ("", ""))[1]
