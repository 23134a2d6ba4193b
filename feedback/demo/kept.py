"""What the demo's council keeps beside the figures: a record or two in every register."""

from datetime import date, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from feedback.domain.quarters import Quarter
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
    KeptBack,
    Measure,
    OfferAbout,
    OfferComment,
    PartnerTheme,
    Practice,
    Rating,
    Risk,
)
from feedback.services.registers import add_entry
from feedback.services.runtime import Runtime

HERE = "https://www.example.org"


def keep_records(session: Session, runtime: Runtime, last: Quarter, *, staff_id: UUID) -> None:
    """Store the records, as they stand at the end of the demo's last quarter."""
    for draft in (*_participation(last), *_figures(last), *_others(last)):
        add_entry(session, runtime, draft, staff_id=staff_id)


def _day(quarter: Quarter, number: int) -> date:
    return quarter.starts_on + timedelta(days=number)


def _participation(last: Quarter) -> tuple[Draft, ...]:
    before = last.shifted(-1)
    return (
        Aim("Aim 1", "Families know their worker and can reach them", "Head of social work",
            "Share who felt listened to", "Three of four by next year", AimStatus.UNDER_WAY, "2", 900,
            84_000, "Fewer families speak of a change of worker", str(last)),
        Aim("Aim 2", "Plans come in time", "Head of SEND", "Plans within 20 weeks", "Nine of ten by next year",
            AimStatus.UNDER_WAY, "4", None, 160_000),
        Aim("Aim 3", "Children help to choose who works with them", "Head of participation",
            "Interviews with a young person on the panel", "Every interview", AimStatus.NOT_BEGUN, hours=200),
        Activity("Listening day of the children in care council", _day(last, 20), "Children in care council", 5,
                 "Head of participation", "They set the questions and hear what came of it", "Children in care council",
                 "A letter to everybody who came", "The waiting room was painted"),
        Activity("Survey about the new website", _day(last.shifted(-3), 15), "Parents at three schools", 3,
                 "Head of communications", "They were asked once and not told more"),
        Consultation("Where short breaks are offered next year", "Cabinet Member for children", "Head of SEND",
                     _day(last, 3), f"{HERE}/short-breaks", _day(last, 10), _day(last, 66), f"{HERE}/equality"),
        OfferComment(_day(last, 12), OfferAbout.GAPS, "There is nothing about clubs on Sundays",
                     response="We asked the clubs which of them open on Sundays", action="A list of Sunday clubs"),
        OfferComment(_day(before, 30), OfferAbout.ACCESS, "I could not find the page on my phone",
                     response="The page was too wide for a phone", action="It was made anew"),
        OfferComment(_day(before, 40), OfferAbout.QUALITY, "My son’s help was cut", KeptBack.ONE_PERSON),
        ForumComment("pcv", str(last), _day(last.shifted(1), 2),
                     "You write about waiting every quarter. We want dates, not reasons.",
                     "Each action about waiting now has a day, and the report says when it was missed."),
    )  # fmt: skip


def _figures(last: Quarter) -> tuple[Draft, ...]:
    return (
        Measure("New EHC plans within 20 weeks", "58%", last.label, "SEND case system",
                _day(last.shifted(1), 4), "90%"),
        Measure("Assessments within 45 working days", "81%", last.label, "Social care case system",
                _day(last.shifted(1), 4), "85%"),
        Comparison("Children in care for each 10,000", "Children looked after on 31 March for each 10,000 under 18",
                   "112", "79", "Ten nearest statistical neighbours", "31 March of last year", f"{HERE}/statistics",
                   _day(last, 5)),
    )  # fmt: skip


def _others(last: Quarter) -> tuple[Draft, ...]:
    return (
        InformationRequest("B1", "Whether families have a seat on the board, and how the board is governed",
                           "The committee", "Improvement Board", "Director of children’s services",
                           asked_on=_day(last, 24)),
        Risk("CF-12", "Families wait too long for help", Rating.HIGH, Direction.UP, "Director of children’s services",
             "timeliness"),
        Risk("CF-14", "Plans are late", Rating.HIGH, Direction.STEADY, "Head of SEND", "send"),
        PartnerTheme("NHS", "mental-health", str(last.shifted(-1)), _day(last, 10), _day(last, 31),
                     "Two more nurses from next spring"),
        PartnerTheme("NHS", "health-access", str(last), _day(last, 80)),
        PartnerTheme("Schools", "school-life", str(last), _day(last, 80)),
        Practice("Family hubs ring back on the same day", "edge_of_care", "staff-attitude", str(last),
                 "Short breaks and the virtual school"),
        Practice("The virtual school asks each child what helps", "virtual_school", "school-life", str(last),
                 "Schools"),
    )  # fmt: skip
