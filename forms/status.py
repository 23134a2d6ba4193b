"""The form that takes a receipt code. It changes nothing, so it needs no proof of the page."""

from flask_wtf import FlaskForm
from wtforms import Field, StringField, ValidationError

from feedback.domain.receipt_codes import RECEIPT_CHARACTERS, count_characters, find_slip
from forms.messages import MESSAGES, Said

LONGEST_TYPED = 200
"""Characters that are looked at; more is no code, whatever stands between."""


def code_problem(typed: str | None, characters: int) -> str | None:
    """Return what is wrong with a typed code in kind words, or None."""
    written = (typed or "")[:LONGEST_TYPED]
    slip = find_slip(written, characters)
    if slip is None:
        return None
    found = count_characters(written)
    return Said.of(MESSAGES[f"receipt_{slip}"], wanted=characters, found=found)


class ReceiptForm(FlaskForm):
    """One field: the code."""

    class Meta(FlaskForm.Meta):
        """No token: looking something up changes nothing, and a token would need a cookie."""

        csrf = False

    code = StringField("Your code")

    def validate_code(self, field: Field) -> None:
        """Name the slip in a code that cannot be one."""
        problem = code_problem(field.data, RECEIPT_CHARACTERS)
        if problem is not None:
            raise ValidationError(problem)
