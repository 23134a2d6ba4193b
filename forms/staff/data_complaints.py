"""The officers' form about a complaint on the use of data: what its writer is told (R4-11)."""

from wtforms import TextAreaField

from forms.build import clean_text
from forms.staff.actions import StaffForm, in_words

LONGEST_ANSWER = 5_000


class AnswerForm(StaffForm):
    """The answer, in words for its writer."""

    answer = TextAreaField(
        "What we found", filters=[clean_text], validators=[in_words("answer", LONGEST_ANSWER)]
    )
