"""A new campaign: code, title, place and days."""

from datetime import date

from flask_wtf import FlaskForm
from wtforms import Field, StringField, ValidationError

from feedback.domain.campaign_codes import read_campaign_code
from forms.staff.messages import MESSAGES

LONGEST = 120


class CampaignForm(FlaskForm):
    """What is asked; every field is text, so that nothing typed is lost."""

    code = StringField("Code: 2 to 8 letters that stand in the poster’s address")
    title = StringField("What it is called")
    venue = StringField("Where it is")
    starts_on = StringField("First day")
    ends_on = StringField("Last day")

    def validate_code(self, field: Field) -> None:
        """Take letters only: a code must be easy to type from a poster."""
        if read_campaign_code((field.data or "").strip()) is None:
            raise ValidationError(MESSAGES["code"])

    def validate_title(self, field: Field) -> None:
        """Need a title."""
        _some_words(field, "title")

    def validate_venue(self, field: Field) -> None:
        """Need a place."""
        _some_words(field, "venue")

    def validate_starts_on(self, field: Field) -> None:
        """Need a day."""
        _day(field)

    def validate_ends_on(self, field: Field) -> None:
        """Need a day that is not before the first."""
        last = _day(field)
        try:
            first = date.fromisoformat(self.starts_on.data or "")
        except ValueError:
            return
        if last < first:
            raise ValidationError(MESSAGES["ends_early"])

    def find_problems(self) -> list[tuple[str, str]]:
        """Return (field id, message) of everything that is wrong with a validated form."""
        if "csrf_token" in self.errors:
            return [("code", MESSAGES["entry_renewed"])]
        return [(name, str(found[0])) for name, found in self.errors.items()]


def _some_words(field: Field, message: str) -> None:
    if not 0 < len((field.data or "").strip()) <= LONGEST:
        raise ValidationError(MESSAGES[message])


def _day(field: Field) -> date:
    try:
        return date.fromisoformat(field.data or "")
    except ValueError:
        raise ValidationError(MESSAGES["day"]) from None
