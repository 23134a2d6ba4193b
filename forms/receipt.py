"""The forms behind a receipt: words that are added, changed or sent as a reply."""

from wtforms import BooleanField, Field, TextAreaField, ValidationError

from forms.build import clean_text
from forms.messages import MESSAGES, Said
from forms.sealed import PageForm

LONGEST_WORDS = 5_000


class WordsForm(PageForm):
    """Some words, and whether the words whose place they take are destroyed."""

    words = TextAreaField("Your words", filters=[clean_text])
    destroy = BooleanField("Destroy my old words")

    def validate_words(self, field: Field) -> None:
        """Ask for words, and not for too many."""
        if not field.data:
            raise ValidationError(MESSAGES["words_empty"])
        if len(field.data) > LONGEST_WORDS:
            raise ValidationError(
                Said.of(MESSAGES["too_long"], limit=LONGEST_WORDS, found=len(field.data))
            )
