"""The form of a complaint about the use of data: what went wrong, and, only if wanted, how to reply (R4-11)."""

from wtforms import Field, TextAreaField, ValidationError

from forms.around import ContactForm
from forms.build import clean_text
from forms.messages import MESSAGES, Said
from forms.receipt import LONGEST_WORDS
from forms.sealed import PAGE_FIELD

WORDS = "words"


class DataComplaintForm(ContactForm):
    """What went wrong, and the details of a reply."""

    words = TextAreaField("What went wrong?", filters=[clean_text])

    def validate_words(self, field: Field) -> None:
        """Ask for words, and not for too many."""
        found = len(field.data or "")
        if not found:
            raise ValidationError(MESSAGES["complaint_empty"])
        if found > LONGEST_WORDS:
            raise ValidationError(Said.of(MESSAGES["too_long"], limit=LONGEST_WORDS, found=found))

    def find_problems(self) -> dict[str, str]:
        """Return field name -> message, the words first; the page's own trouble stands at the words."""
        found = {name: str(errors[0]) for name, errors in self.errors.items()}
        problem = found.pop(PAGE_FIELD, None) or found.pop(WORDS, None)
        return {WORDS: problem, **found} if problem else found
