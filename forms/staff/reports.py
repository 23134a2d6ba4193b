"""The forms with which a quarter's report is drafted, checked, frozen and published (R5-03)."""

from collections.abc import Sequence

from wtforms import (
    BooleanField,
    HiddenField,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields import SelectChoice

from feedback.domain.reports import (
    LONGEST_COMMENT,
    LONGEST_LINK_DAYS,
    LONGEST_WORDS,
    EarlyReason,
)
from forms.build import clean_text
from forms.staff.actions import StaffForm, in_words, one_of
from forms.staff.messages import MESSAGES

LONGEST_NOTE, LONGEST_BODY = 300, 120
PUBLISHED, OTHER = "published", "other"
EARLY: dict[EarlyReason, str] = {
    EarlyReason.FORUM_AGREED: "The forum agreed to fewer days",
    EarlyReason.MEETING: "The committee meets before they are over",
    EarlyReason.CORRECTION: "It corrects a version that the forum has commented on",
    EarlyReason.SAFETY: "Something in the report cannot wait, for somebody’s safety",
}
"""A code, because the audit holds no free text."""
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
    early = SelectField(
        "Why is it frozen before the forum’s days are over?",
        choices=[SelectChoice(value=v, label=w) for v, w in [("", "Choose one"), *EARLY.items()]],
        validate_choice=False,
    )

    @property
    def chosen_reason(self) -> EarlyReason | None:
        """Return the reason that was chosen, or None."""
        return next((reason for reason in EARLY if reason == self.early.data), None)


class LinkForm(StaffForm):
    """A link for a body without a sign-in: what it opens, for whom, for how long."""

    opens = SelectField("What does it open?", validate_choice=False)
    who = SelectField("Who is it for?", validate_choice=False)
    body = StringField(
        "Name of the body", filters=[clean_text], validators=[in_words(None, LONGEST_BODY)]
    )
    days = StringField("For how many days?", filters=[clean_text])

    def offer(self, drafts: Sequence[tuple[str, str]], forums: Sequence[tuple[str, str]]) -> None:
        """Fill the lists: the drafts that there are, and the forums."""
        opens = [(PUBLISHED, "The published reports"), *drafts]
        self.opens.choices = [SelectChoice(value=v, label=w) for v, w in opens]
        who = [("", "Choose one"), *forums, (OTHER, "Another body")]
        self.who.choices = [SelectChoice(value=v, label=w) for v, w in who]

    def validate_opens(self, field: SelectField) -> None:
        """See that one of the listed reports was chosen."""
        one_of(field, {choice.value: 0 for choice in field.choices or []})

    def validate_who(self, field: SelectField) -> None:
        """See that somebody was chosen."""
        known = {choice.value: 0 for choice in field.choices or [] if choice.value}
        one_of(field, known, message="link_who")

    def validate_body(self, field: StringField) -> None:
        """Ask for a name where it is no forum of ours."""
        if self.who.data == OTHER and not field.data:
            raise ValidationError(MESSAGES["link_body"])

    def validate_days(self, field: StringField) -> None:
        """See that it is a number of days that a link may be open."""
        written = field.data or ""
        good = written.isascii() and written.isdigit() and len(written) < 4
        if not good or not 1 <= int(written) <= LONGEST_LINK_DAYS:
            raise ValidationError(MESSAGES["link_days"].format(limit=LONGEST_LINK_DAYS))


class CommentForm(StaffForm):
    """What a forum says of a draft."""

    words = TextAreaField(
        "What does your forum say of this draft?",
        filters=[clean_text],
        validators=[in_words("forum_words", LONGEST_COMMENT)],
    )


class WordsForm(StaffForm):
    """What an officer writes under one heading of a report; nothing takes their words away."""

    words = TextAreaField(
        "Words under this heading", filters=[clean_text], validators=[in_words(None, LONGEST_WORDS)]
    )

    def read_version(self) -> int:
        """Return the version of the words that stood on the page; -1 where it was tampered with."""
        written = self.version.data or ""
        return int(written) if written.isascii() and written.isdigit() else -1
