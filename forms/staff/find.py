"""What an officer looks for, and among which comments."""

from collections.abc import Iterable

from flask_wtf import FlaskForm
from wtforms import Field, HiddenField, SelectField, StringField, ValidationError
from wtforms.fields import SelectChoice

from feedback.domain.codes import FORUMS
from feedback.domain.enums import ResponseState
from feedback.domain.find_words import read_find_words
from feedback.domain.quarters import Quarter
from forms.staff.messages import MESSAGES

LONGEST = 200
STATES = (
    (ResponseState.RECEIVED.value, "Not read yet"),
    (ResponseState.READ.value, "Read"),
)


def _choices(offered: Iterable[tuple[str, str]]) -> list[SelectChoice]:
    return [SelectChoice(value=value, label=label) for value, label in (("", "All"), *offered)]


class FindForm(FlaskForm):
    """The words and the filters. `after` asks for the page after a result; nothing stands in an address."""

    words = StringField("Words")
    state = SelectField("Read or not", choices=_choices(STATES), default="", validate_choice=False)
    forum = SelectField(
        "Forum",
        choices=_choices((forum.code, forum.name) for forum in FORUMS),
        default="",
        validate_choice=False,
    )
    quarter = SelectField("Quarter", choices=_choices(()), default="", validate_choice=False)
    after = HiddenField()

    def offer_quarters(self, quarters: list[str]) -> None:
        """Let these quarters be chosen."""
        self.quarter.choices = _choices((q, Quarter.parse(q).label) for q in quarters)

    def validate_words(self, field: Field) -> None:
        """Need at least one word that must be there."""
        typed = field.data or ""
        if len(typed) > LONGEST:
            raise ValidationError(MESSAGES["find_long"].format(limit=LONGEST))
        words = read_find_words(typed)
        if not words.wanted:
            raise ValidationError(MESSAGES["find_only_minus" if words.unwanted else "find"])

    def validate_state(self, field: Field) -> None:
        """Take a choice of the page."""
        _offered(field)

    def validate_forum(self, field: Field) -> None:
        """Take a choice of the page."""
        _offered(field)

    def validate_quarter(self, field: Field) -> None:
        """Take a choice of the page."""
        _offered(field)

    def find_problems(self) -> list[tuple[str, str]]:
        """Return (field id, message) of everything that is wrong with a validated form."""
        if "csrf_token" in self.errors:
            return [("words", MESSAGES["find_renewed"])]
        return [(name, str(found[0])) for name, found in self.errors.items()]


def _offered(field: Field) -> None:
    if field.data not in {choice.value for choice in field.choices}:
        raise ValidationError(MESSAGES["choice"])
