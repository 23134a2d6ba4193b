"""A file from another survey: what it is, which column is which question, and which word is which answer."""

from collections.abc import Iterable, Sequence
from datetime import date

from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import BooleanField, Field, RadioField, SelectField, StringField, ValidationError
from wtforms.fields import SelectChoice

from forms.staff.messages import MESSAGES

SEPARATORS = {
    "": "Nothing: one answer a cell",
    ";": "a semicolon ;",
    ",": "a comma ,",
    "|": "an upright line |",
    "line": "a new line",
}
NEW_LINE = "line"
"""Stands for a new line, which no browser sends back as it was given it."""
DAY_ORDERS = {
    "": "Choose",
    "dmy": "Day first: 4/5/2026 is 4 May",
    "mdy": "Month first: 4/5/2026 is 5 April",
}
ONCE, BOTH = "once", "both"
TAKEN, ALL = "taken", "all"
SAME = {
    ONCE: "One answer that stands there twice: take the first and list the others",
    BOTH: "Answers of different families who said the same: take them all",
}
WHICH = {TAKEN: "Those that can be taken; the others are listed", ALL: "All of them or none"}

Offered = Iterable[tuple[str, str]]


def _choices(offered: Offered) -> list[SelectChoice]:
    return [SelectChoice(value=value, label=label) for value, label in offered]


class _Form(FlaskForm):
    """`first` is the field that a message stands beside when the session was renewed."""

    first = ""

    def find_problems(self) -> list[tuple[str, str]]:
        """Return (field id, message) of everything that is wrong with a validated form."""
        if "csrf_token" in self.errors:
            return [(self.first, MESSAGES["entry_renewed"])]
        return [(name, str(found[0])) for name, found in self.errors.items()]


class UploadForm(_Form):
    """The file."""

    first = "file"
    file = FileField("The file")
    slug = SelectField("Whose answers are they?", validate_choice=False)
    encoding = SelectField("How its letters are written", validate_choice=False)

    def offer(self, questionnaires: Offered, encodings: Offered) -> None:
        """Offer these questionnaires and encodings."""
        self.slug.choices = _choices([("", "Choose"), *questionnaires])
        self.encoding.choices = _choices(encodings)

    def validate_file(self, field: Field) -> None:
        """Need a file."""
        if not field.data:
            raise ValidationError(MESSAGES["file"])

    def validate_slug(self, field: Field) -> None:
        """Need one of the questionnaires."""
        _offered(field, "import_slug")

    def validate_encoding(self, field: Field) -> None:
        """Take an encoding of the page."""
        _offered(field, "choice")


class ColumnsForm(_Form):
    """Which column is which question; a field for each column is added by `columns_form`."""

    first = "survey"
    use = SelectField("Read it as before", validate_choice=False)
    survey = StringField("What the survey is called")
    separator = SelectField(
        "Between several answers in one cell stands",
        choices=_choices(SEPARATORS.items()),
        validate_choice=False,
    )
    day_order = SelectField(
        "Where a day is written in numbers",
        choices=_choices(DAY_ORDERS.items()),
        validate_choice=False,
    )
    day = StringField("The day of every answer, where no column says it")
    same = RadioField(
        "Rows that are the same in every cell are",
        choices=_choices(SAME.items()),
        default=ONCE,
        validate_choice=False,
    )

    def offer_kept(self, surveys: Iterable[str]) -> None:
        """Offer to read the file as the files of one of these surveys were read."""
        self.use.choices = _choices([("", "Choose a survey"), *((one, one) for one in surveys)])

    def validate_use(self, field: Field) -> None:
        """Take a survey of the page, or none."""
        _offered(field, "choice")

    def validate_separator(self, field: Field) -> None:
        """Take a choice of the page."""
        _offered(field, "choice")

    def validate_day_order(self, field: Field) -> None:
        """Take a choice of the page."""
        _offered(field, "choice")

    def validate_day(self, field: Field) -> None:
        """Take a day or nothing."""
        if (field.data or "").strip() and self.read_day() is None:
            raise ValidationError(MESSAGES["day"])

    def validate_same(self, field: Field) -> None:
        """Take a choice of the page."""
        if field.data not in {ONCE, BOTH}:
            raise ValidationError(MESSAGES["choice"])

    def read_day(self) -> date | None:
        """Return the day that was typed, or None."""
        try:
            return date.fromisoformat((self.day.data or "").strip())
        except ValueError:
            return None

    def read_separator(self) -> str:
        """Return what stands between several answers, or ""."""
        return "\n" if self.separator.data == NEW_LINE else self.separator.data or ""

    def read_roles(self, count: int) -> tuple[str, ...]:
        """Return what was chosen for each of so many columns."""
        return tuple(self[column_field(place)].data or "" for place in range(count))


class StoreForm(_Form):
    """How the file is stored."""

    first = "strict"
    strict = RadioField(
        "Which rows are stored",
        choices=_choices(WHICH.items()),
        default=TAKEN,
        validate_choice=False,
    )
    remember = BooleanField("Remember how these files are read, for the next one of this survey")

    def validate_strict(self, field: Field) -> None:
        """Take a choice of the page."""
        if field.data not in {TAKEN, ALL}:
            raise ValidationError(MESSAGES["choice"])


def column_field(place: int) -> str:
    """Return the name of a column's field."""
    return f"column-{place}"


def value_field(place: int, number: int) -> str:
    """Return the name of the field of one answer in a column."""
    return f"answer-{place}-{number}"


def columns_form(labels: Sequence[str], roles: Sequence[tuple[str, str]]) -> type[ColumnsForm]:
    """Return the form with a field for each column, labelled so, that offers these roles."""
    fields = {
        column_field(place): SelectField(
            label, choices=_choices(roles), validators=[_one_of_the_page], validate_choice=False
        )
        for place, label in enumerate(labels)
    }
    return type("ColumnsOfFileForm", (ColumnsForm,), fields)


def answers_form(asked: Iterable[tuple[str, str, Offered]]) -> type[_Form]:
    """Return a form with a field for each answer: its name, label and what it can be."""
    fields: dict[str, object] = {
        name: SelectField(
            label, choices=_choices(offered), validators=[_one_of_the_page], validate_choice=False
        )
        for name, label, offered in asked
    }
    return type("AnswersOfFileForm", (_Form,), {"first": next(iter(fields), ""), **fields})


def _one_of_the_page(_form: FlaskForm, field: Field) -> None:
    _offered(field, "choice")


def _offered(field: Field, message: str) -> None:
    allowed = {choice.value for choice in field.choices} - ({""} if message != "choice" else set())
    if (field.data or "") not in allowed:
        raise ValidationError(MESSAGES[message])
