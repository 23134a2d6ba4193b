"""Comments that go out for other programs, and codes that come back: a quarter, a file, and what to do with blanks."""

import json
from collections.abc import Iterable, Mapping
from uuid import UUID

from flask_wtf import FlaskForm
from wtforms import Field, FileField, HiddenField, RadioField, SelectField, ValidationError
from wtforms.fields import SelectChoice

from feedback.domain.quarters import Quarter
from forms.staff.messages import MESSAGES

LEAVE, NONE = "leave", "none"


class _Form(FlaskForm):
    def find_problems(self) -> list[tuple[str, str]]:
        """Return (field id, message) of everything that is wrong with a validated form."""
        if "csrf_token" in self.errors:
            return [(next(iter(self._fields)), MESSAGES["entry_renewed"])]
        return [(name, str(found[0])) for name, found in self.errors.items()]


class QuarterOutForm(_Form):
    """Which quarter's comments go out."""

    quarter = SelectField("Quarter", validate_choice=False)

    def offer_quarters(self, quarters: Iterable[str]) -> None:
        """Let one of these go out."""
        self.quarter.choices = [
            SelectChoice(value=q, label=Quarter.parse(q).label) for q in quarters
        ]

    def validate_quarter(self, field: Field) -> None:
        """Need one of the list."""
        if field.data not in {choice.value for choice in field.choices}:
            raise ValidationError(MESSAGES["sample_quarter"])


class TakeBackForm(_Form):
    """A project's file."""

    file = FileField("The file")

    def validate_file(self, field: Field) -> None:
        """Need a file."""
        if not field.data:
            raise ValidationError(MESSAGES["file"])


class StoreCodesForm(_Form):
    """What a file said, as it was shown, and what its comments without a code mean."""

    blank = RadioField(
        "Comments without a code",
        choices=[
            SelectChoice(value=LEAVE, label="Leave them: I code them here"),
            SelectChoice(value=NONE, label="No theme fits them"),
        ],
        validate_choice=False,
    )
    codes = HiddenField()
    blanks = HiddenField()

    def fill(self, codes: Mapping[UUID, Mapping[str, str]], blanks: Iterable[UUID]) -> None:
        """Keep in the page what was read: ids and codes alone, nothing that a family wrote."""
        self.codes.data = json.dumps({str(id_): dict(said) for id_, said in codes.items()})
        self.blanks.data = json.dumps([str(id_) for id_ in blanks])

    def validate_blank(self, field: Field) -> None:
        """Need an answer where a comment has no code."""
        if field.data not in (LEAVE, NONE) and (self.blanks.data or "[]") != "[]":
            raise ValidationError(MESSAGES["blank"])

    def validate_codes(self, _field: Field) -> None:
        """Need what the page held."""
        try:
            self.read_codes()
            self.read_blanks()
        except (ValueError, TypeError, AttributeError):
            raise ValidationError(MESSAGES["codes_back"]) from None

    def read_codes(self) -> dict[UUID, dict[str, str]]:
        """Return comment -> theme -> how it is spoken of."""
        kept = json.loads(self.codes.data or "{}")
        return {
            UUID(id_): {str(theme): str(way) for theme, way in said.items()}
            for id_, said in kept.items()
        }

    def read_blanks(self) -> list[UUID]:
        """Return the comments without a code."""
        return [UUID(id_) for id_ in json.loads(self.blanks.data or "[]")]
