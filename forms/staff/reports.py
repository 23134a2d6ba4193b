"""The forms with which a quarter's report is drafted, checked, frozen and published (R5-03)."""

from wtforms import BooleanField, HiddenField, TextAreaField, ValidationError

from forms.build import clean_text
from forms.staff.actions import StaffForm, in_words
from forms.staff.messages import MESSAGES

LONGEST_NOTE = 300
CHECK, FREEZE, PUBLISH = "check", "freeze", "publish"


class DraftForm(StaffForm):
    """What is corrected, where an earlier version was frozen."""

    change_note = TextAreaField(
        "What is corrected?", filters=[clean_text], validators=[in_words(None, LONGEST_NOTE)]
    )
    corrects = HiddenField()

    def validate_change_note(self, field: TextAreaField) -> None:
        """Ask for a note where readers have an earlier version."""
        if self.corrects.data and not field.data:
            raise ValidationError(MESSAGES["change_note"])


class StepForm(StaffForm):
    """One step of a report: somebody checks, freezes or publishes what stood on their page."""

    seen = HiddenField()
    read = BooleanField("I have read every page of it, and the figures and the words are right")
