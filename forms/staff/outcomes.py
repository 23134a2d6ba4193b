"""The officers' forms about what families are told: write it, and check what somebody else wrote (R2-05)."""

from collections.abc import Mapping

from wtforms import BooleanField, Field, SelectField, StringField, TextAreaField, ValidationError
from wtforms.fields import SelectChoice

from feedback.domain.actions import OutcomeKind
from forms.build import clean_text
from forms.staff.actions import LONGEST_LINE, LONGEST_TEXT, StaffForm, in_words, one_of
from forms.staff.days import read_day
from forms.staff.messages import MESSAGES

KINDS: Mapping[str, str] = {
    OutcomeKind.DID_IT: "We did it",
    OutcomeKind.DOING_IT: "We are doing it, by a day",
    OutcomeKind.TRIED: "We tried, and it did not work",
    OutcomeKind.CANNOT: "We cannot, because",
    OutcomeKind.PASSED_ON: "It is not ours. We passed it on",
    OutcomeKind.NEED_TO_KNOW: "We need to know more",
}


class OutcomeForm(StaffForm):
    """What families are told of an action, once for everybody and once for children."""

    kind = SelectField(
        "What do you tell families?",
        choices=[
            SelectChoice(value="", label="Choose one"),
            *(SelectChoice(value=str(kind), label=label) for kind, label in KINDS.items()),
        ],
        validate_choice=False,
    )
    words = TextAreaField(
        "In plain words", filters=[clean_text], validators=[in_words("words", LONGEST_TEXT)]
    )
    child_words = TextAreaField(
        "For a child", filters=[clean_text], validators=[in_words(None, LONGEST_TEXT)]
    )
    by_on = StringField("Done by")
    passed_to = StringField(
        "Passed to", filters=[clean_text], validators=[in_words(None, LONGEST_LINE)]
    )

    def validate_kind(self, field: Field) -> None:
        """See that one of the kinds was chosen."""
        one_of(field, KINDS, message="kind")

    def validate_by_on(self, field: Field) -> None:
        """Ask for a day where one is promised."""
        if self.kind.data == OutcomeKind.DOING_IT and read_day(field.data) is None:
            raise ValidationError(MESSAGES["by"])

    def validate_passed_to(self, field: Field) -> None:
        """Ask to whom it was passed, where it was."""
        if self.kind.data == OutcomeKind.PASSED_ON and not field.data:
            raise ValidationError(MESSAGES["passed_to"])


class CheckForm(StaffForm):
    """What a second person finds: it says what changed, or it goes back with a reason."""

    says = BooleanField("It says what changed, or plainly why not")
    because = StringField(
        "What should be better", filters=[clean_text], validators=[in_words(None, LONGEST_LINE)]
    )
