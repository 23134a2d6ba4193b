"""A blind sample: how many comments of which quarter, and what a person says of one comment."""

from collections.abc import Iterable, Sequence

from flask_wtf import FlaskForm
from wtforms import BooleanField, Field, SelectField, ValidationError
from wtforms.fields import SelectChoice

from feedback.domain.quarters import Quarter
from forms.staff.messages import MESSAGES

SIZES = ("30", "60", "100", "200")
SAYS: dict[str, str] = {
    "": "Not spoken of",
    "negative": "Criticised",
    "neutral": "Neither: a wish or a fact",
    "positive": "Praised",
    "both": "Praised and criticised",
}


def _choices(offered: Iterable[tuple[str, str]]) -> list[SelectChoice]:
    return [SelectChoice(value=value, label=label) for value, label in offered]


class SampleForm(FlaskForm):
    """Which sample to draw."""

    quarter = SelectField("Quarter", validate_choice=False)
    size = SelectField(
        "Comments", choices=_choices((s, s) for s in SIZES), default=SIZES[1], validate_choice=False
    )

    def offer_quarters(self, quarters: Iterable[str]) -> None:
        """Let one of these be drawn from."""
        self.quarter.choices = _choices((q, Quarter.parse(q).label) for q in quarters)

    def validate_quarter(self, field: Field) -> None:
        """Need one of the list."""
        if field.data not in {choice.value for choice in field.choices}:
            raise ValidationError(MESSAGES["sample_quarter"])

    def validate_size(self, field: Field) -> None:
        """Need one of the list."""
        if field.data not in SIZES:
            raise ValidationError(MESSAGES["sample_size"])

    def find_problems(self) -> list[tuple[str, str]]:
        """Return (field id, message) of everything that is wrong with a validated form."""
        if "csrf_token" in self.errors:
            return [("quarter", MESSAGES["entry_renewed"])]
        return [(name, str(found[0])) for name, found in self.errors.items()]


class CodingForm(FlaskForm):
    """What one comment says. Each theme has a field of its own in the page, `theme-` and its id."""

    none = BooleanField("No theme fits")

    def read_codes(self, themes: Sequence[str], sent: Iterable[tuple[str, str]]) -> dict[str, str]:
        """Return theme -> how it is spoken of, of the themes that were chosen."""
        chosen = dict(sent)
        said = {theme: chosen.get(f"theme-{theme}", "") for theme in themes}
        return {theme: how for theme, how in said.items() if how in SAYS and how}

    def find_problems(self, codes: dict[str, str]) -> list[tuple[str, str]]:
        """Return (field id, message) of what is wrong."""
        if not self.validate():
            return [("none", MESSAGES["entry_renewed"])]
        if codes and self.none.data:
            return [("none", MESSAGES["codes_both"])]
        return [] if codes or self.none.data else [("none", MESSAGES["codes"])]
