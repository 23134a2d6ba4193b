"""What the pages of actions, outcomes and clocks show, in words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from analysis.themes.codebook import Codebook
from feedback.domain.actions import (
    MAY_FOLLOW,
    ActionOrigin,
    ActionState,
    HelpAnswer,
    OutcomeState,
    PromiseState,
)
from feedback.domain.codes import AREA_BY_NUMERAL, SERVICE_BY_CODE, Controller
from feedback.domain.quarters import Quarter
from feedback.services.actions import Action, ActionDraft
from feedback.services.outcomes import Outcome
from feedback.web.staff.words import count_of, say_day
from forms.staff.actions import ORIGINS, ActionForm
from forms.staff.days import read_day
from forms.staff.outcomes import KINDS

STATES: Mapping[ActionState, str] = {
    ActionState.AGREED: "Agreed",
    ActionState.UNDER_WAY: "Under way",
    ActionState.BLOCKED: "Blocked",
    ActionState.DONE: "Done",
    ActionState.DROPPED: "Dropped",
}
OUTCOME_STATES: Mapping[OutcomeState, str] = {
    OutcomeState.TO_CHECK: "Waits for a second person",
    OutcomeState.SENT_BACK: "Sent back",
    OutcomeState.PUBLISHED: "Families can read it",
    OutcomeState.TAKEN_DOWN: "Taken down",
}
PROMISES: Mapping[PromiseState, str] = {
    PromiseState.TO_COME: "Still to come",
    PromiseState.KEPT: "Kept",
    PromiseState.LATE: "Late",
    PromiseState.BROKEN: "Broken",
}
HELPED: Mapping[HelpAnswer, str] = {
    HelpAnswer.YES: "Yes",
    HelpAnswer.A_BIT: "A bit",
    HelpAnswer.NO: "No",
}
CONTROLLERS: Mapping[Controller, str] = {
    Controller.COUNCIL: "the council",
    Controller.NHS: "the NHS",
    Controller.POLICE: "the police",
    Controller.SCHOOL: "schools",
    Controller.SHARED: "the council with others",
}
FIELD_NAMES: Mapping[str, str] = {
    "what": "what will be done",
    "measure": "how anybody will know",
    "owner_role": "who does it",
    "due_on": "the day",
    "service": "the service",
    "partner": "the partner",
    "theme": "the theme",
    "quarter": "the quarter",
    "evidence": "the evidence",
    "aim": "the aim",
    "area": "the assurance area",
    "risk_id": "the number in the risk register",
    "copied_by": "what it could be copied by",
}

SOON_DAYS = 14
"""An action is due soon in its last two weeks (our own choice)."""


@dataclass(frozen=True, slots=True)
class ActionItem:
    """One action in a list."""

    id: UUID
    what: str
    state: str
    overdue: bool
    about: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Owner:
    """What one owner has to do: actions past their day, due soon, and due later."""

    name: str
    overdue: tuple[ActionItem, ...]
    soon: tuple[ActionItem, ...]
    later: tuple[ActionItem, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that two people filled in differently."""

    field: str
    what: str
    theirs: str
    yours: str


def item_of(action: Action) -> ActionItem:
    """Return an action as a list shows it."""
    draft = action.draft
    about = (
        draft.owner_role,
        f"{'was due' if action.overdue else 'due'} {say_day(draft.due_on)}",
        count_of(action.linked, "response", "responses"),
        "families were told" if action.told_on else "families not told yet",
    )
    partner = (f"by {draft.partner}",) if draft.partner else ()
    return ActionItem(
        action.id, draft.what, STATES[action.state], action.overdue, (*about, *partner)
    )


def by_owner(actions: Iterable[Action], today: date) -> list[Owner]:
    """Return the owners of open actions, who has most overdue first; each action once, the earliest day first."""
    owned: dict[str, list[Action]] = {}
    for action in sorted(actions, key=lambda one: (one.draft.due_on, one.draft.what)):
        owned.setdefault(" ".join(action.draft.owner_role.split()), []).append(action)
    last = today + timedelta(days=SOON_DAYS)
    owners = [
        Owner(
            name,
            tuple(item_of(one) for one in mine if one.overdue),
            tuple(item_of(one) for one in mine if not one.overdue and one.draft.due_on <= last),
            tuple(item_of(one) for one in mine if one.draft.due_on > last),
        )
        for name, mine in owned.items()
    ]
    return sorted(owners, key=lambda owner: (-len(owner.overdue), owner.name.casefold()))


def facts_of(action: Action, codebook: Codebook) -> list[tuple[str, str]]:
    """Return what is known of an action, as (what, words); what is empty is left out."""
    draft = action.draft
    theme = codebook.by_id.get(draft.theme or "")
    service = SERVICE_BY_CODE[draft.service]
    area = AREA_BY_NUMERAL.get(draft.area or (theme.area if theme else ""))
    whose = "ours to fix" if action.ours else "ours to lobby for"
    facts = (
        ("How we will know", draft.measure),
        ("Who does it", draft.owner_role),
        ("Partner", draft.partner),
        ("Done by", say_day(draft.due_on)),
        ("Service", f"{service.label}: {whose}, run by {CONTROLLERS[action.controller]}"),
        ("Made from", ORIGINS[draft.origin]),
        ("Theme", theme.label if theme else draft.theme),
        ("Quarter", Quarter.parse(draft.quarter).label if draft.quarter else None),
        ("Evidence", draft.evidence),
        ("Blocked because", action.blocked_because),
        ("Aim of the Participation Strategy", draft.aim),
        ("Assurance area", f"{area.numeral}. {area.name}" if area else None),
        ("Number in the risk register", draft.risk_id),
        ("Could be copied by", draft.copied_by),
        ("Agreed on", say_day(action.agreed_on)),
        ("Families told on", say_day(action.told_on) if action.told_on else "Not yet"),
    )
    return [(what, words) for what, words in facts if words]


def moves_of(action: Action) -> list[ActionState]:
    """Return the states that may follow."""
    return [state for state in ActionState if state in MAY_FOLLOW[action.state]]


def say_changed(changed: tuple[str, ...]) -> str:
    """Return the names of changed fields in words."""
    return ", ".join(FIELD_NAMES.get(name, name) for name in changed)


def draft_of(form: ActionForm) -> ActionDraft:
    """Return what a valid form says."""
    due_on = read_day(form.due_on.data)
    if due_on is None:
        raise ValueError("The form was not validated.")
    said: dict[str, Any] = {
        field.name: form[field.name].data or None
        for field in fields(ActionDraft)
        if field.name not in ("due_on", "origin")
    }
    return ActionDraft(**said, due_on=due_on, origin=ActionOrigin(form.origin.data))


def shown_in(draft: ActionDraft) -> dict[str, str]:
    """Return what stands as a form shows it."""
    shown = {field.name: str(getattr(draft, field.name) or "") for field in fields(ActionDraft)}
    day = draft.due_on
    return shown | {"due_on": f"{day.day}/{day.month}/{day.year}"}


def find_differences(theirs: ActionDraft, form: ActionForm) -> list[Difference]:
    """Return where what was typed differs from what somebody else has stored meanwhile."""
    stored = shown_in(theirs)
    return [
        Difference(name, label, stored[name] or "nothing", form[name].data or "nothing")
        for name, label in FIELD_NAMES.items()
        if (form[name].data or "") != stored[name]
        and not (name == "due_on" and read_day(form.due_on.data) == theirs.due_on)
    ]


def quarters_back(today: Quarter, count: int = 8) -> list[tuple[str, str]]:
    """Return the last quarters, the newest first, as (code, words)."""
    found = [today.shifted(-n) for n in range(count)]
    return [(str(quarter), quarter.label) for quarter in found]


def outcome_facts(outcome: Outcome) -> list[tuple[str, str]]:
    """Return what is known of a text for families, as (what, words); what is empty is left out."""
    draft = outcome.draft
    helped = ", ".join(f"{HELPED[answer]}: {count}" for answer, count in outcome.helped.items())
    answered = any(outcome.helped.values())
    facts = (
        ("What it says", KINDS[draft.kind]),
        ("Done by", say_day(draft.by_on) if draft.by_on else None),
        ("Passed to", draft.passed_to),
        ("Reading age", f"about {outcome.reading_age}" if outcome.reading_age else None),
        ("Reading age, for a child", f"about {outcome.child_reading_age}" if outcome.child_reading_age else None),
        ("Written by", f"{outcome.written_by}, {say_day(outcome.written_on)}"),
        ("Checked by", outcome.checked_by),
        ("Families can read it since", say_day(outcome.published_on) if outcome.published_on else None),
        ("Sent back because", outcome.sent_back_because),
        ("Did it help?", helped if answered else None),
    )  # fmt: skip
    return [(what, words) for what, words in facts if words]
