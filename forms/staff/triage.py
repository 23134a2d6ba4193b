"""What a safeguarding lead says of a flag, and passing to safeguarding what an officer noticed (R4-24)."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time

from flask_wtf import FlaskForm
from wtforms import RadioField, SelectField, StringField, ValidationError
from wtforms.fields import SelectChoice
from wtforms.validators import Length

from feedback.domain.enums import FlagOutcome
from feedback.domain.triage import PASSED_ON, WITH_REFERENCE, Downgrade
from forms.staff.messages import MESSAGES

LONGEST = 120
LABELS: dict[str, str] = {
    FlagOutcome.REFERRED: "Referred to MASH now",
    FlagOutcome.ABOUT_A_WORKER: "An allegation about somebody who works with children: for the LADO",
    FlagOutcome.CRISIS_HELP: "Self-harm or suicide: crisis help was called",
    FlagOutcome.ALREADY_KNOWN: "Already known: the worker was told",
    FlagOutcome.ADVICE_GIVEN: "Advice was given",
    FlagOutcome.NOT_SAFEGUARDING: "Not a safeguarding matter",
    Downgrade.CONCERN: "Not immediate: answer it as a concern",
}
RELEASE = "release"
HOLD = "hold"
URGENCIES = {"immediate": "Immediate: somebody may be in danger today", "concern": "A concern"}


def _choices(labels: Mapping[str, str]) -> list[SelectChoice]:
    return [SelectChoice(value=str(code), label=label) for code, label in labels.items()]


class TriageForm(FlaskForm):
    """The outcome; who took it over, when and under which reference; whom it is about; who may read it now."""

    needs_details = False
    now: datetime

    outcome = RadioField("What was done", choices=_choices(LABELS), validate_choice=False)
    who = StringField(
        "Who took it over", validators=[Length(max=LONGEST, message=MESSAGES["short"])]
    )
    reference = StringField(
        "Their reference", validators=[Length(max=LONGEST, message=MESSAGES["short"])]
    )
    told_on = StringField("The day you told them")
    told_at = StringField("The time you told them")
    about = SelectField("Whom it is about, if they sign in here", validate_choice=False)
    then = RadioField(
        "Who may read the response now",
        choices=_choices({HOLD: "Safeguarding leads only", RELEASE: "Officers too"}),
        validate_choice=False,
    )

    def validate_outcome(self, field: RadioField) -> None:
        """Refuse what is not offered."""
        if field.data not in LABELS:
            raise ValidationError(MESSAGES["outcome"])

    def validate_then(self, field: RadioField) -> None:
        """Refuse what is not offered; a downgrade says nothing of it."""
        if self.outcome.data not in tuple(Downgrade) and field.data not in (HOLD, RELEASE):
            raise ValidationError(MESSAGES["then"])

    def validate_about(self, field: SelectField) -> None:
        """Refuse who is not offered."""
        if field.data and field.data not in {choice.value for choice in field.choices}:
            raise ValidationError(MESSAGES["choice"])

    def validate_reference(self, field: StringField) -> None:
        """Ask for a reference where a case system gives one."""
        if self.outcome.data in WITH_REFERENCE and self._wants_details() and not _written(field):
            raise ValidationError(MESSAGES["reference"])

    def validate_who(self, field: StringField) -> None:
        """Ask for the person who took it over."""
        if self.has_details() and not _written(field):
            raise ValidationError(MESSAGES["who"])

    def validate_told_on(self, field: StringField) -> None:
        """Ask for the day, which is not to come."""
        if not self.has_details():
            return
        if (day := self.read_day()) is None:
            raise ValidationError(MESSAGES["told_on"])
        if day > self.now.date():
            raise ValidationError(MESSAGES["day_to_come"])

    def validate_told_at(self, field: StringField) -> None:
        """Ask for the time, which is not to come."""
        if not self.has_details():
            return
        if (at := self.read_time()) is None:
            raise ValidationError(MESSAGES["told_at"])
        if self.read_day() == self.now.date() and at > self.now.time():
            raise ValidationError(MESSAGES["time_to_come"])

    def has_details(self) -> bool:
        """Tell whether the form says, or has to say, who took it over."""
        return self.outcome.data in PASSED_ON and self._wants_details()

    def read_day(self) -> date | None:
        """Return the day that is written, or None."""
        try:
            return date.fromisoformat((self.told_on.data or "").strip())
        except ValueError:
            return None

    def read_time(self) -> time | None:
        """Return the time that is written, or None."""
        try:
            read = datetime.strptime((self.told_at.data or "").strip()[:5], "%H:%M")  # noqa: DTZ007
        except ValueError:
            return None
        return read.time()

    def find_problems(self) -> list[tuple[str, str]]:
        """Return (field id, message) of everything that is wrong with a validated form."""
        if "csrf_token" in self.errors:
            return [("steps", MESSAGES["renewed"])]
        return [(name, str(found[0])) for name, found in self.errors.items()]

    def _wants_details(self) -> bool:
        # The LADO has a working day: who it was may be written down later, all of it or none.
        if self.needs_details or self.outcome.data != FlagOutcome.ABOUT_A_WORKER:
            return True
        return any(map(_written, (self.reference, self.who)))


class RaiseForm(FlaskForm):
    """How urgent it is that a safeguarding lead reads a comment."""

    urgency = RadioField("How urgent is it?", choices=_choices(URGENCIES), validate_choice=False)
    comment = StringField("Which comment")

    def find_problems(self, comments: Sequence[str]) -> list[tuple[str, str]]:
        """Return (field id, message) of what is wrong; `comments` are the ids that can be chosen."""
        if "csrf_token" in self.errors:
            return [("raise", MESSAGES["renewed"])]
        found = [("urgency", str(self.errors["urgency"][0]))] if "urgency" in self.errors else []
        which = [] if self.comment.data in comments else [("comment", MESSAGES["which"])]
        return which + found

    def validate_urgency(self, field: RadioField) -> None:
        """Refuse what is not offered."""
        if field.data not in URGENCIES:
            raise ValidationError(MESSAGES["urgency"])


def triage_form(
    *,
    people: Sequence[tuple[str, str]],
    immediate: bool,
    now: datetime,
    needs_details: bool = False,
    fresh: bool = False,
) -> TriageForm:
    """Return the form of a flag: as it was sent, or with today's day in it.

    Args:
        people: (id, name) of those who sign in here.
        immediate: whether the flag can be called less urgent.
        now: the moment as clocks here show it; nothing can have been told later.
        needs_details: whether the form only says who took it over, for a flag that is decided.
        fresh: another form of the page was sent, so none of this one's fields.
    """
    stands = {"told_on": now.date().isoformat(), "then": HOLD, "about": ""}
    form = TriageForm(formdata=None, data=stands) if fresh else TriageForm(data=stands)
    form.needs_details, form.now = needs_details, now
    form.about.choices = [
        SelectChoice(value=code, label=name) for code, name in (("", "Nobody named here"), *people)
    ]
    offered = {c: label for c, label in LABELS.items() if immediate or c != Downgrade.CONCERN}
    form.outcome.choices = _choices(offered)
    return form


def _written(field: StringField) -> bool:
    return bool((field.data or "").strip())
