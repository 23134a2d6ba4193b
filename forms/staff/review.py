"""The decision form: for each comment its themes, one more theme, and the feeling.

Field names: `theme-0-timeliness`, `feeling-0`, `add-0`, `how-0`, with the comment's place on the page.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import Field, HiddenField, RadioField, SelectField, ValidationError
from wtforms.fields import SelectChoice

from forms.staff.messages import MESSAGES

OPEN = "open"
HOW_LABELS: dict[str, str] = {
    "negative": "Criticism",
    "positive": "Praise",
    "both": "Both",
    "neutral": "Wish or fact",
}
"""How a theme can be spoken of; `both` is praise and criticism in one comment."""
THEME_LABELS: dict[str, str] = {**HOW_LABELS, "no": "Not about this", OPEN: "Not decided"}
FEELING_LABELS: dict[str, str] = {
    "negative": "Negative",
    "mixed": "Mixed",
    "neutral": "Neutral",
    "positive": "Positive",
    OPEN: "Not decided",
}


@dataclass(frozen=True, slots=True)
class CommentFields:
    """What the form asks of one comment, and what stands now.

    Args:
        themes: theme -> its choice now, in the page's order.
        others: (theme, label) of the codebook's themes that are not listed.
    """

    themes: Mapping[str, str]
    others: Sequence[tuple[str, str]]
    feeling: str = OPEN


@dataclass(frozen=True, slots=True)
class CommentChoices:
    """What was chosen for one comment."""

    themes: Mapping[str, str]
    feeling: str


class ReviewForm(FlaskForm):
    """The base of a decision form. `stamp` tells what the page was made with."""

    stamp = HiddenField()

    def find_problems(self) -> list[tuple[str, str]]:
        """Return (field id, message) of everything that is wrong with a validated form."""
        if "csrf_token" in self.errors:
            return [("decisions", MESSAGES["renewed"])]
        return [(name, str(found[0])) for name, found in self.errors.items()]


def review_form(
    comments: Sequence[CommentFields],
    *,
    stamp: str,
    sent: MultiDict[str, str] | None = None,
) -> ReviewForm:
    """Return the form of a response: filled with what stands, or with what was sent."""
    fields: dict[str, Any] = {}
    for place, comment in enumerate(comments):
        fields |= _fields(place, comment)
    form: ReviewForm = type("DecisionForm", (ReviewForm,), fields)(
        formdata=sent, data={"stamp": stamp}
    )
    return form


def choices_of(form: ReviewForm, comments: Sequence[CommentFields]) -> list[CommentChoices]:
    """Return what was chosen in a validated form, a comment each."""
    chosen = []
    for place, comment in enumerate(comments):
        themes = {theme: str(form[f"theme-{place}-{theme}"].data) for theme in comment.themes}
        if added := form[f"add-{place}"].data:
            themes[added] = str(form[f"how-{place}"].data)
        chosen.append(CommentChoices(themes, str(form[f"feeling-{place}"].data)))
    return chosen


def _fields(place: int, comment: CommentFields) -> dict[str, Any]:
    fields: dict[str, Any] = {
        f"theme-{place}-{theme}": _one_of(RadioField, THEME_LABELS, standing)
        for theme, standing in comment.themes.items()
    }
    fields[f"add-{place}"] = _one_of(
        SelectField, {"": "No other theme", **dict(comment.others)}, "", also=_needs_theme(place)
    )
    fields[f"how-{place}"] = _one_of(
        SelectField, {"": "Choose", **HOW_LABELS}, "", also=_needs_how(place)
    )
    fields[f"feeling-{place}"] = _one_of(RadioField, FEELING_LABELS, comment.feeling)
    return fields


def _one_of(
    kind: type[Field], labels: Mapping[str, str], standing: str, *, also: Any = None
) -> Any:
    def known(form: ReviewForm, field: Field) -> None:
        if field.data not in labels:
            raise ValidationError(MESSAGES["choice"])

    choices = [SelectChoice(value=code, label=label) for code, label in labels.items()]
    validators = [known] if also is None else [known, also]
    return kind(choices=choices, default=standing, validate_choice=False, validators=validators)


def _needs_how(place: int) -> Any:
    def needs(form: ReviewForm, field: Field) -> None:
        if form[f"add-{place}"].data and not field.data:
            raise ValidationError(MESSAGES["how"])

    return needs


def _needs_theme(place: int) -> Any:
    def needs(form: ReviewForm, field: Field) -> None:
        if form[f"how-{place}"].data and not field.data:
            raise ValidationError(MESSAGES["theme"])

    return needs
