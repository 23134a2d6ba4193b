"""What the pages of the registers show, in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from feedback.domain.quarters import Quarter
from feedback.domain.register_rules import activity_signs
from feedback.domain.registers import (
    Activity,
    Consultation,
    Draft,
    InformationRequest,
    OfferComment,
    PartnerTheme,
    Register,
    RequestStatus,
)
from feedback.services.consultation_signs import consultation_signs
from feedback.services.registers import Entry
from feedback.web.staff.words import say_day
from forms.staff.records import Asked, Kind, RecordForm, shown_in
from forms.staff.registers import ASKED

NOTHING = "–"


@dataclass(frozen=True, slots=True)
class RegisterText:
    """What a register is called, what one record is, and what to know of it."""

    title: str
    one: str
    about: str


TEXTS: Mapping[Register, RegisterText] = {
    Register.AIMS: RegisterText(
        "Aims of the Participation Strategy",
        "an aim",
        "Each stands in every report, also when it has no evidence. Actions cite an aim by its reference.",
    ),
    Register.ENGAGEMENT: RegisterText(
        "Taking part",
        "a time that people took part",
        "Each with its rung of Hart’s ladder: how much those who took part could decide.",
    ),
    Register.CONSULTATIONS: RegisterText(
        "Consultations",
        "a consultation",
        "Only what may still change a decision. Asking what things are like is no consultation.",
    ),
    Register.LOCAL_OFFER: RegisterText(
        "Comments on the Local Offer",
        "a comment on the Local Offer",
        "What families and young people say of the Local Offer, and our answers, published once a year.",
    ),
    Register.MEASURES: RegisterText(
        "Measures the law asks for",
        "a measure",
        "They stand in the report beside what families say.",
    ),
    Register.COMPARISONS: RegisterText(
        "Comparisons with other councils",
        "a comparison",
        "Both values are always printed, with what is counted, when, and where it was taken from.",
    ),
    Register.REQUESTS: RegisterText(
        "Information requests",
        "an information request",
        "What was asked for, who owes the answer, and until when.",
    ),
    Register.RISKS: RegisterText(
        "Risks",
        "a risk",
        "Entries of the risk register that a theme bears on. The extract holds no words of families.",
    ),
    Register.PARTNERS: RegisterText(
        "Themes shared with partners",
        "a theme for a partner",
        "A theme can be several partners’. Each gets a file with its own themes alone.",
    ),
    Register.PRACTICE: RegisterText(
        "Good practice to copy",
        "good practice",
        "What families praise, and who could do the same.",
    ),
    Register.FORUM_COMMENTS: RegisterText(
        "What forums say of the draft",
        "a forum’s comment",
        "Sent at least 10 working days before a quarter is frozen. Printed as they wrote it.",
    ),
}


@dataclass(frozen=True, slots=True)
class EntryItem:
    """One record in a list: its cells, and what is warned of."""

    id: UUID
    cells: tuple[str, ...]
    signs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FieldDifference:
    """A field that two people filled in differently."""

    field: str
    what: str
    theirs: str
    yours: str


def columns_of(register: Register) -> tuple[Asked, ...]:
    """Return the fields that the list shows."""
    return tuple(one for one in ASKED[register] if one.shown)


def item_of(
    register: Register, entry: Entry, lists: Mapping[str, Sequence[tuple[str, str]]], today: date
) -> EntryItem:
    """Return a record as the list shows it."""
    cells = tuple(_say(one, getattr(entry.draft, one.name), lists) for one in columns_of(register))
    return EntryItem(entry.id, cells, tuple(signs_of(entry.draft, today)))


def signs_of(draft: Draft, today: date) -> list[str]:
    """Return what is warned of beside a record, in words."""
    if isinstance(draft, Activity):
        return activity_signs(draft, Quarter.containing(today))
    if isinstance(draft, Consultation):
        return consultation_signs(draft)
    if isinstance(draft, InformationRequest):
        late = draft.status is RequestStatus.OPEN and draft.due_on and draft.due_on < today
        return ["overdue"] if late else []
    if isinstance(draft, OfferComment):
        return [] if draft.response or draft.kept_back else ["no answer yet"]
    if isinstance(draft, PartnerTheme):
        waits = draft.shared_on is not None and draft.answered_on is None
        return ["no answer yet"] if waits else []
    return []


def find_differences(theirs: Any, form: RecordForm) -> list[FieldDifference]:
    """Return where what was typed differs from what somebody else has stored meanwhile."""
    stored = shown_in(theirs)
    return [
        FieldDifference(
            one.name,
            one.label,
            label_of(form, one, stored.get(one.name, "")) or "nothing",
            label_of(form, one, form[one.name].data or "") or "nothing",
        )
        for one in form.asked
        if (form[one.name].data or "") != stored.get(one.name, "")
    ]


def label_of(form: RecordForm, one: Asked, value: str) -> str:
    """Return what a person reads for a value of the form."""
    if one.kind not in (Kind.CHOOSE, Kind.TICK) or not value:
        return value
    listed: dict[str, str] = {c.value: str(c.label) for c in form[one.name].choices}
    return listed.get(value, value)


def _say(one: Asked, value: Any, lists: Mapping[str, Sequence[tuple[str, str]]]) -> str:
    if value is None or value == "":
        return NOTHING
    if isinstance(value, date):
        return say_day(value)
    if isinstance(value, bool):
        return "Yes" if value else "No"
    listed = lists[one.choices] if isinstance(one.choices, str) else one.choices
    return dict(listed).get(str(value), str(value))
