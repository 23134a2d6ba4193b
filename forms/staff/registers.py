"""What each register asks for, field by field."""

from collections.abc import Mapping
from typing import Any

from feedback.domain.codes import FORUMS, SERVICES
from feedback.domain.register_words import (
    ABOUT,
    AIM_STATES,
    DIRECTIONS,
    KEPT_BACK,
    RATINGS,
    REQUEST_STATES,
)
from feedback.domain.registers import Register
from forms.staff.records import Asked, Kind

THEMES, QUARTERS = "themes", "quarters"
"""Lists that the page fills in."""

A_DAY = "Day, month, year, like 31/3/2027."
OWNER = Asked(
    "owner_role",
    "Who answers for it",
    hint="A post, not a name.",
    needed="owner",
    longest=120,
    shown=True,
)


def _from(words: Mapping[Any, str]) -> tuple[tuple[str, str], ...]:
    return tuple((value.value, label) for value, label in words.items())


def _theme(label: str) -> Asked:
    return Asked("theme", label, Kind.CHOOSE, needed="theme", choices=THEMES, shown=True)


def _quarter(*, shown: bool = True) -> Asked:
    return Asked("quarter", "Quarter", Kind.CHOOSE, needed="quarter", choices=QUARTERS, shown=shown)


def _day(
    name: str, label: str, *, needed: str | None = "day", hint: str = A_DAY, shown: bool = False
) -> Asked:
    return Asked(name, label, Kind.DAY, hint, needed, shown=shown)


ASKED: Mapping[Register, tuple[Asked, ...]] = {
    Register.AIMS: (
        Asked("reference", "Reference", hint="Actions cite it.", needed="reference", longest=20, shown=True),
        Asked("title", "The aim", Kind.TEXT, needed="title", shown=True),
        OWNER,
        Asked("measure", "How will you know that it worked?", Kind.TEXT, needed="measure"),
        Asked("target", "Target", Kind.TEXT, "How far, and by when.", "target", shown=True),
        Asked("posts", "Posts", hint="Full-time posts, like 1.5.", longest=10),
        Asked("hours", "Hours a year", Kind.NUMBER),
        Asked("pounds", "Pounds a year", Kind.NUMBER),
        Asked("status", "Where it is", Kind.CHOOSE, needed="status", choices=_from(AIM_STATES), shown=True),
        Asked("evidence", "Evidence", Kind.TEXT, "What there is to see. An aim without any is in the report too."),
        Asked("evidence_quarter", "Quarter that the evidence is of", Kind.CHOOSE, choices=QUARTERS, shown=True),
    ),
    Register.ENGAGEMENT: (
        Asked("title", "What was done", Kind.TEXT, needed="title", shown=True),
        _day("held_on", "Day", shown=True),
        Asked("took_part", "Who took part", hint="A group, no names.", needed="took_part", shown=True),
        Asked("rung", "Rung of Hart’s ladder", Kind.NUMBER,
              "1 manipulation, 2 decoration, 3 tokenism, 4 told and given a task, 5 asked and told what came of it, "
              "6 decided together, 7 led by children, 8 led by children with adults.", "rung", shown=True),
        Asked("chosen_by", "Who chose the rung", hint="A post, not a name.", needed="chosen_by", longest=120),
        Asked("why", "Why this rung", Kind.TEXT, needed="why"),
        Asked("confirmed_by", "Which group of participants agrees", hint="Empty: it is the officer’s view only."),
        Asked("feedback_loop", "How those who took part are told what came of it", Kind.TEXT,
              "Without it the rung is 3 at most."),
        Asked("outcome", "What came of it", Kind.TEXT, "Empty after two quarters: at risk of tokenism."),
    ),
    Register.CONSULTATIONS: (
        Asked("title", "What is asked", Kind.TEXT, needed="title", shown=True),
        Asked("decision_maker", "Who decides", needed="decision_maker"),
        Asked("declared_by", "Who says that the decision has not been taken yet", hint="A post, not a name.",
              needed="declared_by", longest=120),
        _day("declared_on", "Said on"),
        Asked("information_link", "Address of the information", needed="link", longest=500),
        _day("opens_on", "First day", shown=True),
        _day("closes_on", "Last day", shown=True),
        Asked("equality_link", "Address of the equality assessment", needed="link", longest=500),
        Asked("considered", "How the responses were considered", Kind.TEXT, "Needed before it is closed."),
        Asked("is_closed", "Closed?", Kind.TICK, shown=True),
    ),
    Register.LOCAL_OFFER: (
        _day("received_on", "Day it came", shown=True),
        Asked("about", "What it is about", Kind.CHOOSE, needed="about", choices=_from(ABOUT), shown=True),
        Asked("comment", "The comment", Kind.TEXT,
              "As it may be published. Names, places and numbers are covered as you save.", "comment", shown=True),
        Asked("kept_back", "Not published because", Kind.CHOOSE, choices=_from(KEPT_BACK), shown=True),
        Asked("response", "Our answer", Kind.TEXT, "The year’s file cannot be made while one is missing.", shown=True),
        Asked("action", "What we do about it", Kind.TEXT),
    ),
    Register.MEASURES: (
        Asked("title", "Measure", needed="title", shown=True),
        Asked("value", "Value", needed="value", longest=80, shown=True),
        Asked("target", "Target or limit", longest=80, shown=True),
        Asked("period", "Period", needed="period", longest=80, shown=True),
        Asked("source", "System it comes from", needed="source", shown=True),
        _day("taken_on", "Taken from it on", shown=True),
    ),
    Register.COMPARISONS: (
        Asked("indicator", "What is compared", needed="title", shown=True),
        Asked("definition", "What exactly is counted", Kind.TEXT, needed="definition"),
        Asked("ours", "Our value", needed="ours", longest=80, shown=True),
        Asked("theirs", "Their value", needed="theirs", longest=80, shown=True),
        Asked("council", "Which council, or group of councils", needed="council", shown=True),
        Asked("period", "Period", needed="period", longest=80, shown=True),
        Asked("link", "Address that it was taken from", needed="link", longest=500),
        _day("retrieved_on", "Taken from there on"),
    ),
    Register.REQUESTS: (
        Asked("reference", "Reference", hint="Like R4.", needed="reference", longest=20, shown=True),
        Asked("asked_for", "What was asked for", Kind.TEXT, needed="asked_for", shown=True),
        Asked("asked_by", "Who asked", needed="asked_by", longest=120, shown=True),
        Asked("asked_of", "Who was asked", hint="Like The directorate, or Improvement Board.", needed="asked_of",
              longest=120),
        OWNER,
        _day("asked_on", "Asked on", needed=None, hint="The last time. " + A_DAY),
        _day("due_on", "Due on", needed=None, shown=True),
        Asked("status", "Where it is", Kind.CHOOSE, needed="status", choices=_from(REQUEST_STATES), shown=True),
        _day("answered_on", "Answered on", needed=None),
        Asked("answer", "The answer, or where it stands", Kind.TEXT),
    ),
    Register.RISKS: (
        Asked("risk_id", "Number in the risk register", needed="risk_id", longest=40, shown=True),
        Asked("title", "The risk", needed="title", shown=True),
        Asked("rating", "How large it is", Kind.CHOOSE, needed="rating", choices=_from(RATINGS), shown=True),
        Asked("direction", "Where it is going", Kind.CHOOSE, needed="direction", choices=_from(DIRECTIONS), shown=True),
        OWNER,
        _theme("Theme that bears on it"),
    ),
    Register.PARTNERS: (
        Asked("partner", "Partner", hint="An organisation, like NHS.", needed="partner", longest=120, shown=True),
        _theme("Theme that is theirs to answer"),
        _quarter(),
        _day("shared_on", "Shared with them on", needed=None, shown=True),
        _day("answered_on", "Answered on", needed=None, shown=True),
        Asked("answer", "What they answered", Kind.TEXT),
    ),
    Register.PRACTICE: (
        Asked("what", "What is done well", Kind.TEXT, needed="what", shown=True),
        Asked("service", "Where", Kind.CHOOSE, needed="service",
              choices=tuple((s.code, s.label) for s in SERVICES), shown=True),
        _theme("Theme under which families praise it"),
        _quarter(),
        Asked("copied_by", "Could be copied by", hint="A team, not names.", needed="copied_by", shown=True),
    ),
    Register.FORUM_COMMENTS: (
        Asked("forum", "Forum", Kind.CHOOSE, needed="forum",
              choices=tuple((f.code, f.name) for f in FORUMS), shown=True),
        _quarter(),
        _day("sent_on", "Draft sent to them on", needed=None, shown=True),
        Asked("comment", "Their comment", Kind.TEXT, "Printed as it stands here, unedited.", longest=6_000),
        Asked("response", "Our answer", Kind.TEXT),
    ),
}  # fmt: skip
