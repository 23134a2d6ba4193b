"""A form made from a list of what is asked, for records that are short and many: registers, complaints, compliments.

What was typed is never changed and never lost. The shape is checked here; what a record may not say is a rule of the
vocabulary (`feedback.domain.register_rules`), so that form and service refuse the same.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum
from types import UnionType
from typing import Any, cast, get_args, get_type_hints

from wtforms import Field, SelectField, StringField, TextAreaField, ValidationError
from wtforms.fields import SelectChoice

from forms.build import clean_text
from forms.staff.actions import StaffForm
from forms.staff.days import read_day
from forms.staff.record_messages import MESSAGES

LONGEST_LINE, LONGEST_TEXT, LONGEST_NUMBER = 200, 2_000, 9
YES, NO = "yes", "no"


class Kind(StrEnum):
    """What kind of answer is asked for."""

    LINE = "line"
    TEXT = "text"
    DAY = "day"
    NUMBER = "number"
    CHOOSE = "choose"
    TICK = "tick"


@dataclass(frozen=True, slots=True)
class Asked:
    """One field of a record.

    Args:
        needed: the code of the message where it must not be empty; None where it may be.
        choices: (value, label), or the name of a list that the page fills in.
        columns: whether the list of records shows it.
    """

    name: str
    label: str
    kind: Kind = Kind.LINE
    hint: str = ""
    needed: str | None = None
    longest: int = 0
    choices: tuple[tuple[str, str], ...] | str = ()
    shown: bool = False


class RecordForm(StaffForm):
    """A form of a record; `asked` and `kind` are set by `record_form`."""

    asked: tuple[Asked, ...] = ()
    kind: type[Any] = object

    def values(self) -> dict[str, Any]:
        """Return what a form of the right shape says, each as its record keeps it; None where nothing was typed."""
        hints = get_type_hints(self.kind)
        return {a.name: _read(a, self[a.name].data, hints[a.name]) for a in self.asked}

    def draft(self) -> Any:
        """Return the record that a form of the right shape says."""
        return self.kind(**self.values())

    def find_all_problems(
        self, rules: Callable[[Any], Sequence[tuple[str, str]]]
    ) -> list[tuple[str, str]]:
        """Return (field, message) of everything that is wrong: the shape, and only then the rules."""
        if not self.validate():
            return self.find_problems()
        return [(field, MESSAGES[code]) for field, code in rules(self.draft())]


def record_form(
    kind: type[Any],
    asked: tuple[Asked, ...],
    lists: Mapping[str, Sequence[tuple[str, str]]],
) -> type[RecordForm]:
    """Return the form class of a record.

    Args:
        lists: name -> (value, label), for the fields whose choices the page knows.
    """
    made = {one.name: _field(one, lists) for one in asked}
    return cast(
        type[RecordForm],
        type("MadeRecordForm", (RecordForm,), {**made, "asked": asked, "kind": kind}),
    )


def shown_in(record: Any) -> dict[str, str]:
    """Return a record as a form shows it: days like 31/3/2027, ticks as yes or no."""
    return {
        field.name: _written(getattr(record, field.name))
        for field in fields(record)
        if getattr(record, field.name) is not None
    }


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return YES if value else NO
    return f"{value.day}/{value.month}/{value.year}" if isinstance(value, date) else str(value)


def _field(one: Asked, lists: Mapping[str, Sequence[tuple[str, str]]]) -> Any:
    check = [_checked(one)]
    if one.kind is Kind.TEXT:
        return TextAreaField(one.label, filters=[clean_text], validators=check)
    if one.kind is Kind.CHOOSE:
        listed = lists[one.choices] if isinstance(one.choices, str) else one.choices
        choices = [SelectChoice(value=value, label=label) for value, label in listed]
        first = SelectChoice(value="", label="Choose one" if one.needed else "None")
        return SelectField(
            one.label, choices=[first, *choices], validate_choice=False, validators=check
        )
    if one.kind is Kind.TICK:
        return SelectField(
            one.label, choices=[SelectChoice(value=NO, label="No"), SelectChoice(value=YES, label="Yes")],
            validate_choice=False, validators=check,
        )  # fmt: skip
    return StringField(one.label, filters=[clean_text], validators=check)


def _checked(one: Asked) -> Any:
    """Return a validator of one field's shape."""

    def check(_form: RecordForm, field: Field) -> None:
        typed = field.data or ""
        problem = _problem(one, field, typed) if typed else one.needed
        if problem:
            raise ValidationError(MESSAGES[problem].format(limit=_longest(one)))

    return check


def _problem(one: Asked, field: Field, typed: str) -> str | None:
    """Return the code of what is wrong with the shape of what was typed, or None."""
    if one.kind in (Kind.CHOOSE, Kind.TICK):
        return None if typed in {choice.value for choice in field.choices} else "choice"
    if one.kind is Kind.DAY:
        return None if read_day(typed) else "day"
    if one.kind is Kind.NUMBER:
        whole = typed.isascii() and typed.isdigit() and len(typed) <= LONGEST_NUMBER
        return None if whole else "number"
    return "long" if len(typed) > _longest(one) else None


def _longest(one: Asked) -> int:
    return one.longest or (LONGEST_TEXT if one.kind is Kind.TEXT else LONGEST_LINE)


def _read(one: Asked, typed: str | None, hint: Any) -> Any:
    if one.kind is Kind.TICK:
        return typed == YES
    if not typed:
        return None
    if one.kind is Kind.DAY:
        return read_day(typed)
    if one.kind is Kind.NUMBER:
        return int(typed)
    kinds = get_args(hint) if isinstance(hint, UnionType) else (hint,)
    of_enum = next((k for k in kinds if isinstance(k, type) and issubclass(k, StrEnum)), None)
    return of_enum(typed) if of_enum else typed
