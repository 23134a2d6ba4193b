"""Which trail to take away: of a theme, of a quarter, or of a theme in a quarter."""

from collections.abc import Iterable

from flask_wtf import FlaskForm
from wtforms import SelectField
from wtforms.fields import SelectChoice

from feedback.domain.quarters import Quarter
from forms.staff.messages import MESSAGES


class TrailForm(FlaskForm):
    """A theme, a quarter, or both."""

    theme = SelectField("Theme", validate_choice=False)
    quarter = SelectField("Quarter", validate_choice=False)

    def offer(self, themes: Iterable[tuple[str, str]], quarters: Iterable[str]) -> None:
        """Let one of these be chosen."""
        chosen = (
            (self.theme, [("", "All"), *themes]),
            (self.quarter, [("", "All"), *((q, Quarter.parse(q).label) for q in quarters)]),
        )
        for field, offered in chosen:
            field.choices = [SelectChoice(value=value, label=label) for value, label in offered]

    def find_problems(self) -> list[tuple[str, str]]:
        """Return (field id, message) of what is wrong."""
        if not self.validate():
            return [("theme", MESSAGES["entry_renewed"])]
        for field in (self.theme, self.quarter):
            if field.data not in {choice.value for choice in field.choices}:
                return [(field.name, MESSAGES["choice"])]
        return [] if self.theme.data or self.quarter.data else [("theme", MESSAGES["trail"])]
