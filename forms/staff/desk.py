"""The officers' small forms: a name for a filter, a note, what to do with several responses at once."""

from flask_wtf import FlaskForm
from wtforms import Field, HiddenField, StringField, TextAreaField, ValidationError

from forms.build import clean_text
from forms.staff.messages import MESSAGES

LONGEST_NAME, LONGEST_NOTE = 60, 2_000


class FilterNameForm(FlaskForm):
    """What a saved filter is called."""

    name = StringField("Name", filters=[clean_text])

    def validate_name(self, field: Field) -> None:
        """Need a name, and not a long one."""
        if not 0 < len(field.data or "") <= LONGEST_NAME:
            raise ValidationError(MESSAGES["filter_name"])

    def find_problems(self) -> list[tuple[str, str]]:
        """Return (field id, message) of everything that is wrong with a validated form."""
        if "csrf_token" in self.errors:
            return [("name", MESSAGES["entry_renewed"])]
        return [("name", str(found[0])) for found in self.errors.values()]


class NoteForm(FlaskForm):
    """One note. `once` makes every repeat of the sending the same sending."""

    note = TextAreaField("Note for colleagues", filters=[clean_text])
    once = HiddenField()

    def validate_note(self, field: Field) -> None:
        """Ask for words, and not for too many."""
        if not field.data:
            raise ValidationError(MESSAGES["note"])
        if len(field.data) > LONGEST_NOTE:
            raise ValidationError(MESSAGES["note_long"].format(limit=LONGEST_NOTE))


class ManyForm(FlaskForm):
    """What to do with the responses that were ticked; which they are stands in fields of the page's own."""

    wish = StringField()
    theme = StringField()
    choice = StringField()
