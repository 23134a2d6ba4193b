"""What the tests of the registers share: one invented record of each kind."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from feedback.domain.registers import (
    Activity,
    Aim,
    AimStatus,
    Comparison,
    Consultation,
    Direction,
    Draft,
    ForumComment,
    InformationRequest,
    Measure,
    OfferAbout,
    OfferComment,
    PartnerTheme,
    Practice,
    Rating,
    Register,
    Risk,
)
from feedback.services.registers import add_entry
from feedback.services.runtime import Runtime

LINK = "https://www.example.org/report"
MADE_UP: dict[Register, Draft] = {
    Register.AIMS: Aim(
        "Aim 1", "Children are asked before decisions", "Head of participation",
        "Share who felt listened to", "Three of four by 2027", AimStatus.UNDER_WAY,
        posts="1.5", hours=400, pounds=52_000,
    ),
    Register.ENGAGEMENT: Activity(
        "Summer listening day", date(2026, 7, 20), "Children in care council", 4,
        "Head of participation", "They chose the questions", feedback_loop="A letter in September",
    ),
    Register.CONSULTATIONS: Consultation(
        "Short breaks for 2027", "Cabinet Member", "Head of SEND", date(2026, 9, 1), LINK,
        date(2026, 9, 7), date(2026, 10, 18), LINK,
    ),
    Register.LOCAL_OFFER: OfferComment(
        date(2026, 8, 3), OfferAbout.GAPS, "Nothing about clubs on Sundays",
        response="We asked the clubs", action="A list of Sunday clubs by October",
    ),
    Register.MEASURES: Measure(
        "EHC plans within 20 weeks", "61%", "April to June 2026", "SEN2 return", date(2026, 7, 6),
    ),
    Register.COMPARISONS: Comparison(
        "Children in care for each 10,000", "Children looked after on 31 March", "88", "44",
        "Ten nearest statistical neighbours", "March 2025", LINK, date(2026, 6, 1),
    ),
    Register.REQUESTS: InformationRequest(
        "R9", "How long social workers stay", "The committee", "The directorate", "Head of workforce",
    ),
    Register.RISKS: Risk(
        "CF-12", "Families wait too long", Rating.HIGH, Direction.UP, "Director", "timeliness",
    ),
    Register.PARTNERS: PartnerTheme(
        "NHS", "mental-health", "2026-Q3", date(2026, 8, 3), date(2026, 8, 14), "More nurses",
    ),
    Register.PRACTICE: Practice(
        "Ring back on the same day", "edge_of_care", "communication", "2026-Q3", "Virtual school",
    ),
    Register.FORUM_COMMENTS: ForumComment(
        "pcv", "2026-Q3", date(2026, 8, 3), "You  left out  transport.\nAgain.", "It comes next time",
    ),
}  # fmt: skip
"""In the quarter of the tests' noon, 14 August 2026."""


def made_up(register: Register, **changes: Any) -> Any:
    """Return the record of a register with some of it changed."""
    draft: Any = MADE_UP[register]
    return replace(draft, **changes)


def keep(runtime: Runtime, staff_id: UUID, draft: Draft) -> UUID:
    """Store a record; return its id."""
    with runtime.database.transaction() as session:
        return add_entry(session, runtime, draft, staff_id=staff_id)
