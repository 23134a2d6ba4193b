"""The masking desk: why an original is opened, which of its words are hidden or shown again (R4-05, R4-42)."""

import re
from collections.abc import Sequence

from flask_wtf import FlaskForm
from wtforms import (
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    ValidationError,
)
from wtforms.fields import SelectChoice

from feedback.domain.masking import OpeningReason
from forms.build import clean_text
from forms.staff.messages import MESSAGES

Stretch = tuple[int, int]

REASONS: dict[str, str] = {
    OpeningReason.SHOWS_TOO_MUCH: "Something that could identify a person is not hidden",
    OpeningReason.HIDES_TOO_MUCH: "Something is hidden that need not be, and the words cannot be understood",
    OpeningReason.BEFORE_QUOTE: "It may be quoted, and I check what is hidden",
}
KINDS: dict[str, str] = {
    "name": "A name", "detail": "A detail that gives somebody away", "place": "A place", "school": "A school",
    "address": "An address", "street": "A street", "postcode": "A postcode", "phone": "A phone number",
    "email": "An email address", "date": "A date", "surgery": "A surgery", "case_reference": "A case reference",
    "nhs_number": "An NHS number", "ni_number": "A National Insurance number", "number_plate": "A number plate",
    "link": "A web address", "handle": "A user name",
}  # fmt: skip
YES, NO = "yes", "no"
RECOGNISED = {NO: "No", YES: "Yes, or perhaps"}
_PART = re.compile(r"(\d{1,5})(?:[-\N{EN DASH}](\d{1,5})|:(\d{1,4})[-\N{EN DASH}](\d{1,4}))?")


def _choices(labels: dict[str, str]) -> list[SelectChoice]:
    return [SelectChoice(value=str(code), label=label) for code, label in labels.items()]


class OriginalForm(FlaskForm):
    """Why the original is opened."""

    reason = RadioField(
        "Why do you need the original?", choices=_choices(REASONS), validate_choice=False
    )

    def validate_reason(self, field: RadioField) -> None:
        """Refuse what is not offered."""
        if field.data not in REASONS:
            raise ValidationError(MESSAGES["original"])

    def find_problems(self) -> list[tuple[str, str]]:
        """Return (field id, message) of everything that is wrong with a validated form."""
        if "csrf_token" in self.errors:
            return [("reason", MESSAGES["entry_renewed"])]
        return [(name, str(found[0])) for name, found in self.errors.items()]


class MaskForm(FlaskForm):
    """What to hide, by the numbers of words, what to show again, and whether the family could be recognised.

    `words` and `spans` are set by who makes the form: where each word stands, and what is hidden now.
    """

    words: Sequence[Stretch] = ()
    spans: Sequence[Stretch] = ()

    reason = HiddenField()
    stamp = HiddenField()
    hide = StringField("Words to hide", filters=[clean_text])
    kind = SelectField("What they are", choices=_choices(KINDS), validate_choice=False)
    show = SelectMultipleField("Show again", validate_choice=False)
    known = RadioField(
        "Could someone who knows the family recognise them in what is left?",
        choices=_choices(RECOGNISED),
        validate_choice=False,
    )

    def validate_hide(self, field: StringField) -> None:
        """Refuse what names no word."""
        try:
            self.find_stretches()
        except ValueError:
            raise ValidationError(MESSAGES["mask_words"].format(last=len(self.words))) from None

    def validate_kind(self, field: SelectField) -> None:
        """Refuse what is not offered."""
        if field.data not in KINDS:
            raise ValidationError(MESSAGES["choice"])

    def validate_show(self, field: SelectMultipleField) -> None:
        """Refuse what is not hidden now."""
        if set(field.data or ()) - {f"{start}-{end}" for start, end in self.spans}:
            raise ValidationError(MESSAGES["choice"])

    def validate_known(self, field: RadioField) -> None:
        """Ask the question each time: an answer may change with what is hidden (R4-05)."""
        if field.data not in RECOGNISED:
            raise ValidationError(MESSAGES["recognised"])

    def find_stretches(self) -> list[Stretch]:
        """Return the stretches that the numbers name, in code points: `3`, `5-7`, or `12:1-4` for letters 1 to 4.

        Raises: ValueError where a number is of no word, or a letter of none.
        """
        found = []
        for part in re.split(r"[,;\s]+", self.hide.data or ""):
            if not part:
                continue
            read = _PART.fullmatch(part)
            if read is None:
                raise ValueError
            first, last, letter, to = (int(number) if number else None for number in read.groups())
            found.append(self._stretch(first or 0, last or first or 0, letter, to))
        return found

    def find_shown(self) -> list[Stretch]:
        """Return the hidden stretches that were ticked."""
        ticked = set(self.show.data or ())
        return [(start, end) for start, end in self.spans if f"{start}-{end}" in ticked]

    def find_problems(self) -> list[tuple[str, str]]:
        """Return (field id, message) of everything that is wrong with a validated form."""
        if "csrf_token" in self.errors:
            return [("hide", MESSAGES["entry_renewed"])]
        return [(name, str(found[0])) for name, found in self.errors.items()]

    def _stretch(self, first: int, last: int, letter: int | None, to: int | None) -> Stretch:
        if not 1 <= first <= last <= len(self.words):
            raise ValueError
        start, end = self.words[first - 1][0], self.words[last - 1][1]
        if letter is None or to is None:
            return start, end
        if not 1 <= letter <= to <= end - start:
            raise ValueError
        return start + letter - 1, start + to
