"""The officers' forms about actions: agree or change one, move it on, put down a closed day (R1-09)."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask_wtf import FlaskForm
from wtforms import Field, HiddenField, SelectField, StringField, TextAreaField, ValidationError
from wtforms.fields import SelectChoice

from feedback.domain.actions import OURS, ActionOrigin, ActionState
from feedback.domain.codes import AREAS, SERVICE_BY_CODE, SERVICES
from forms.build import clean_text
from forms.staff.days import read_day
from forms.staff.messages import MESSAGES

LONGEST_LINE, LONGEST_TEXT, LONGEST_OWNER, LONGEST_RISK = 200, 1_000, 120, 40
ORIGINS: Mapping[str, str] = {
    ActionOrigin.THEME: "A theme",
    ActionOrigin.COMMENTS: "A set of comments",
    ActionOrigin.FINDING: "A finding of a quarter’s report",
    ActionOrigin.FORUM: "What a forum said together",
}
MOVES: Mapping[str, str] = {
    ActionState.UNDER_WAY: "Under way",
    ActionState.BLOCKED: "Blocked",
    ActionState.DONE: "Done",
    ActionState.DROPPED: "Dropped",
    ActionState.AGREED: "Agreed again",
}


def in_words(message: str | None, longest: int) -> Any:
    """Return a validator: words are there where a message asks for them, and not too many."""

    def check(form: FlaskForm, field: Field) -> None:
        if message and not field.data:
            raise ValidationError(MESSAGES[message])
        if len(field.data or "") > longest:
            raise ValidationError(MESSAGES["long"].format(limit=longest))

    return check


def one_of(field: Field, known: Mapping[str, Any], *, message: str = "choice") -> None:
    """See that one of the listed answers was chosen."""
    if (field.data or "") not in known:
        raise ValidationError(MESSAGES[message])


class StaffForm(FlaskForm):
    """A form of officers. `version` tells what the page was made with."""

    version = HiddenField()

    def find_problems(self) -> list[tuple[str, str]]:
        """Return (field id, message) of everything that is wrong with a validated form."""
        if "csrf_token" in self.errors:
            return [("form", MESSAGES["renewed"])]
        return [(name, str(found[0])) for name, found in self.errors.items()]

    def in_page_order(self, problems: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
        """Return the problems in the order of the page, which is the form's; what is about all of it first."""
        fields = ["form", *(field.name for field in self)]
        return sorted(problems, key=lambda problem: fields.index(problem[0]))

    @property
    def seen_version(self) -> int:
        """Return the version that the page was made with; 0 where it is none."""
        written = self.version.data or ""
        return int(written) if written.isascii() and written.isdigit() and len(written) < 9 else 0


def _line(label: str, message: str | None = None, longest: int = LONGEST_LINE) -> Any:
    return StringField(label, filters=[clean_text], validators=[in_words(message, longest)])


def _text(label: str, message: str | None = None) -> Any:
    return TextAreaField(label, filters=[clean_text], validators=[in_words(message, LONGEST_TEXT)])


class ActionForm(StaffForm):
    """What will be done, by whom, until when, how anybody will know, and what it hangs on."""

    what = _text("What will be done", "what")
    measure = _text("How will you know that it worked?", "measure")
    owner_role = _line("Who does it", "owner", LONGEST_OWNER)
    due_on = StringField("Done by")
    service = SelectField("Which service is it about?", validate_choice=False)
    partner = _line("Partner who does it")
    origin = SelectField("What is it made from?", validate_choice=False)
    theme = SelectField("Theme", validate_choice=False)
    quarter = SelectField("Quarter", validate_choice=False)
    evidence = _text("What shows that it is done")
    aim = SelectField("Aim of the Participation Strategy", validate_choice=False)
    area = SelectField("Assurance area", validate_choice=False)
    risk_id = _line("Number in the risk register", None, LONGEST_RISK)
    copied_by = _line("Could be copied by")
    response = HiddenField()

    def offer(
        self,
        themes: Sequence[tuple[str, str]],
        quarters: Sequence[tuple[str, str]],
        aims: Sequence[tuple[str, str]] = (),
    ) -> None:
        """Fill the lists."""
        self._fill(self.aim, aims, none="None")
        self._fill(self.service, [(s.code, s.label) for s in SERVICES], none="Choose one")
        self._fill(self.origin, list(ORIGINS.items()), none=None)
        self._fill(self.theme, themes, none="None")
        self._fill(self.quarter, quarters, none="All")
        self._fill(
            self.area,
            [(a.numeral, f"{a.numeral}. {a.name}") for a in AREAS],
            none="That of the theme",
        )

    def _fill(self, field: Field, listed: Sequence[tuple[str, str]], *, none: str | None) -> None:
        choices = [SelectChoice(value=value, label=label) for value, label in listed]
        first = [] if none is None else [SelectChoice(value="", label=none)]
        field.choices = [*first, *choices]

    def validate_due_on(self, field: Field) -> None:
        """See that a day was typed."""
        if read_day(field.data) is None:
            raise ValidationError(MESSAGES["due"])

    def validate_service(self, field: Field) -> None:
        """See that one of the services was chosen."""
        one_of(field, SERVICE_BY_CODE)

    def validate_origin(self, field: Field) -> None:
        """See that one of the origins was chosen."""
        one_of(field, ORIGINS)

    def validate_theme(self, field: Field) -> None:
        """See that one of the list was chosen, and a theme where it is made from one."""
        if (field.data or "") not in {choice.value for choice in field.choices} or (
            self.origin.data == ActionOrigin.THEME and not field.data
        ):
            raise ValidationError(MESSAGES["choice"])

    def validate_quarter(self, field: Field) -> None:
        """See that one of the list was chosen."""
        one_of(field, {choice.value: choice for choice in field.choices})

    def validate_aim(self, field: Field) -> None:
        """See that one of the list was chosen."""
        one_of(field, {choice.value: choice for choice in field.choices})

    def validate_area(self, field: Field) -> None:
        """See that one of the list was chosen."""
        one_of(field, {choice.value: choice for choice in field.choices})

    def validate_partner(self, field: Field) -> None:
        """Ask for a partner where the service is not the council's to run (R1-01)."""
        service = SERVICE_BY_CODE.get(self.service.data or "")
        if service is not None and service.controller not in OURS and not field.data:
            raise ValidationError(MESSAGES["partner"])


class MoveForm(StaffForm):
    """What happened to an action, and why."""

    to = SelectField("What happened to it?", validate_choice=False)
    note = _text("Why, or what shows that it is done")

    def offer(self, states: Sequence[ActionState]) -> None:
        """Fill the list with the states that may follow."""
        listed = [SelectChoice(value=str(s), label=MOVES[s]) for s in MOVES if s in states]
        self.to.choices = [SelectChoice(value="", label="Choose one"), *listed]

    def validate_to(self, field: Field) -> None:
        """See that a state was chosen that may follow."""
        known = {choice.value: choice for choice in field.choices if choice.value}
        one_of(field, known, message="to")

    def validate_note(self, field: Field) -> None:
        """Ask why where it is blocked or dropped; evidence is asked for by the page, which knows what there is."""
        if self.to.data in (ActionState.BLOCKED, ActionState.DROPPED) and not field.data:
            raise ValidationError(MESSAGES["because"])


class ClosedDayForm(StaffForm):
    """A day on which the offices are closed, and why."""

    day = StringField("Day")
    why = _line("Why", "closed_why")

    def validate_day(self, field: Field) -> None:
        """See that a day was typed."""
        if read_day(field.data) is None:
            raise ValidationError(MESSAGES["closed_day"])
