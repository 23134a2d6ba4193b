"""What an officer writes of a theme, and what takes its place when it goes."""

from collections.abc import Iterable, Mapping, Sequence

from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from werkzeug.datastructures import MultiDict
from wtforms import (
    Field,
    HiddenField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields import SelectChoice

from feedback.domain.codes import AREAS, SERVICES, Controller
from forms.staff.messages import MESSAGES

CONTROLLERS: dict[str, str] = {
    Controller.COUNCIL: "Ours: children’s services",
    Controller.SHARED: "Ours and partners’ together",
    Controller.NHS: "The NHS’s",
    Controller.SCHOOL: "Schools’",
    Controller.POLICE: "The police’s",
}
NOTHING = "-"
MOST_EXAMPLES, LONGEST_EXAMPLE, LONGEST_GUIDE = 10, 300, 1_000
MOST_PHRASES, LONGEST_PHRASE = 30, 80


def _choices(offered: Iterable[tuple[str, str]]) -> list[SelectChoice]:
    return [SelectChoice(value=value, label=label) for value, label in offered]


class _Codebook(FlaskForm):
    """`base` is the number of the version that the page was made with."""

    base = HiddenField()
    why = StringField("Why: it stands in the log")

    def validate_why(self, field: Field) -> None:
        """Need a reason: whoever reads the log in two years has nobody to ask."""
        _between(field, 5, 300, "theme_why")

    def read_base(self) -> int:
        """Return the version's number; 0, which none has, where it is not one."""
        written = self.base.data or ""
        return int(written) if written.isascii() and written.isdigit() and len(written) < 9 else 0

    def find_problems(self) -> list[tuple[str, str]]:
        """Return (field id, message) of everything that is wrong with a validated form."""
        if "csrf_token" in self.errors:
            return [("why", MESSAGES["entry_renewed"])]
        # Every page asks why at its end.
        found = sorted(self.errors.items(), key=lambda one: one[0] == "why")
        return [(name, str(said[0])) for name, said in found]


class ThemeForm(_Codebook):
    """A theme's words."""

    label = StringField("Name, for officers and the committee")
    plain = StringField("What families read")
    include = TextAreaField("Take it when families speak of")
    exclude = TextAreaField("Take another theme when")
    examples = TextAreaField("Examples, one a line")
    area = SelectField(
        "Assurance area",
        choices=_choices((area.numeral, f"{area.numeral}. {area.name}") for area in AREAS),
        validate_choice=False,
    )
    controller = SelectField(
        "Whose it is to put right",
        choices=_choices(CONTROLLERS.items()),
        default=Controller.COUNCIL,
        validate_choice=False,
    )
    services = SelectMultipleField(
        "Services it is about",
        choices=_choices((service.code, service.label) for service in SERVICES),
        validate_choice=False,
    )

    def validate_label(self, field: Field) -> None:
        """Need a name."""
        _between(field, 3, 80, "theme_label")

    def validate_plain(self, field: Field) -> None:
        """Need what families read."""
        _between(field, 3, 120, "theme_plain")

    def validate_include(self, field: Field) -> None:
        """Need when to take it."""
        _between(field, 10, LONGEST_GUIDE, "theme_include")

    def validate_exclude(self, field: Field) -> None:
        """May be empty."""
        _between(field, 0, LONGEST_GUIDE, "theme_exclude")

    def validate_examples(self, field: Field) -> None:
        """May be empty."""
        lines = self.read_examples()
        if len(lines) > MOST_EXAMPLES or any(len(line) > LONGEST_EXAMPLE for line in lines):
            raise ValidationError(MESSAGES["theme_examples"])

    def validate_area(self, field: Field) -> None:
        """Take a choice of the page."""
        _offered(field)

    def validate_controller(self, field: Field) -> None:
        """Take a choice of the page."""
        _offered(field)

    def validate_services(self, field: Field) -> None:
        """Take choices of the page, or none."""
        if not set(field.data or ()) <= {service.code for service in SERVICES}:
            raise ValidationError(MESSAGES["theme_services"])

    def read_services(self) -> tuple[str, ...]:
        """Return the codes of the services, each once, in the order of the page."""
        chosen = set(self.services.data or ())
        return tuple(service.code for service in SERVICES if service.code in chosen)

    def read_examples(self) -> tuple[str, ...]:
        """Return the examples, a line each."""
        lines = (line.strip() for line in (self.examples.data or "").splitlines())
        return tuple(line for line in lines if line)


class SplitForm(ThemeForm):
    """The words of a theme that is split off, and which comments go to it."""

    phrases = TextAreaField("Words or phrases, one a line")

    def validate_phrases(self, field: Field) -> None:
        """May be empty, where comments are ticked."""
        lines = self.read_phrases()
        if len(lines) > MOST_PHRASES or any(
            not 2 <= len(line.rstrip("* ")) <= LONGEST_PHRASE for line in lines
        ):
            raise ValidationError(MESSAGES["split_phrases"])

    def read_phrases(self) -> tuple[str, ...]:
        """Return the words or phrases, a line each."""
        lines = (line.strip() for line in (self.phrases.data or "").splitlines())
        return tuple(line for line in lines if line)


class RetireForm(_Codebook):
    """What takes the theme's place."""

    into = SelectField("What takes its place", validate_choice=False)

    def offer_themes(self, themes: Iterable[tuple[str, str]]) -> None:
        """Let one of these themes, or nothing, take its place."""
        self.into.choices = _choices(
            [("", "Choose"), (NOTHING, "Nothing: its tags stay under its name"), *themes]
        )

    def validate_into(self, field: Field) -> None:
        """Need a choice."""
        if not field.data or field.data not in {choice.value for choice in field.choices}:
            raise ValidationError(MESSAGES["into"])


class PhraseForm(_Codebook):
    """What becomes of a phrase that no theme covers."""

    into = SelectField("What becomes of it", validate_choice=False)

    def offer_themes(self, themes: Iterable[tuple[str, str]]) -> None:
        """Let it become part of one of these themes, or be set aside."""
        parts = ((theme, f"Part of {label}") for theme, label in themes)
        self.into.choices = _choices(
            [("", "Choose"), (NOTHING, "Nothing: set it aside until it grows"), *parts]
        )

    def validate_into(self, field: Field) -> None:
        """Need a choice."""
        if not field.data or field.data not in {choice.value for choice in field.choices}:
            raise ValidationError(MESSAGES["phrase_into"])


class TakeInForm(_Codebook):
    """A codebook's file."""

    file = FileField("The file")

    def validate_file(self, field: Field) -> None:
        """Need a file."""
        if not field.data:
            raise ValidationError(MESSAGES["file"])


class TableForm(_Codebook):
    """A codebook's table: a file at first, then what was read of it."""

    file = FileField("The table (CSV or Excel)")
    table = HiddenField()

    def validate_file(self, field: Field) -> None:
        """Need a file, unless one was read before."""
        if not field.data and not self.table.data:
            raise ValidationError(MESSAGES["file"])


def find_row_problems(row: Mapping[str, str | Sequence[str]]) -> list[str]:
    """Return what is wrong with a theme's words, in the words that the theme's own page says it with.

    Args:
        row: the fields of ThemeForm, as text.
    """
    form = ThemeForm(formdata=MultiDict({**row, "why": "from a table"}), meta={"csrf": False})
    form.validate()
    own = {
        "area": MESSAGES["table_area"],
        "controller": MESSAGES["table_whose"],
        "services": MESSAGES["table_services"],
    }
    return [own.get(name, str(found[0])) for name, found in form.errors.items()]


def _between(field: Field, least: int, most: int, message: str) -> None:
    if not least <= len((field.data or "").strip()) <= most:
        raise ValidationError(MESSAGES[message])


def _offered(field: Field) -> None:
    if field.data not in {choice.value for choice in field.choices}:
        raise ValidationError(MESSAGES["choice"])
