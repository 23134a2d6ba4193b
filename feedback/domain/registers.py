"""The registers: what the committee keeps beside the figures, one record each, and the words their lists choose from.

Source: sections 1.3, 1.4 and 2.1 to 2.6 of the requirements. What may not be stored: `register_rules`.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Register(StrEnum):
    """A list that officers keep; the value is its part of the address."""

    AIMS = "aims"
    ENGAGEMENT = "engagement"
    CONSULTATIONS = "consultations"
    LOCAL_OFFER = "local-offer"
    MEASURES = "measures"
    COMPARISONS = "comparisons"
    REQUESTS = "requests"
    RISKS = "risks"
    PARTNERS = "partners"
    PRACTICE = "practice"
    FORUM_COMMENTS = "forum-comments"


class AimStatus(StrEnum):
    """Where an aim of the Participation Strategy is."""

    NOT_BEGUN = "not_begun"
    UNDER_WAY = "under_way"
    MET = "met"
    NOT_MET = "not_met"
    STOPPED = "stopped"


class OfferAbout(StrEnum):
    """What a comment on the Local Offer is about (regulation 56 of the SEND Regulations 2014)."""

    CONTENT = "content"
    GAPS = "gaps"
    QUALITY = "quality"
    ACCESS = "access"
    MAKING = "making"


class KeptBack(StrEnum):
    """Why a comment on the Local Offer is not published."""

    ABUSIVE = "abusive"
    ONE_PERSON = "one_person"


class RequestStatus(StrEnum):
    """Where an information request is."""

    OPEN = "open"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"


class Rating(StrEnum):
    """How large a risk is held to be."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    VERY_HIGH = "very_high"


class Direction(StrEnum):
    """Where a risk is going."""

    UP = "up"
    STEADY = "steady"
    DOWN = "down"


@dataclass(frozen=True, slots=True)
class Aim:
    """An aim of the Participation Strategy (R1-08).

    Args:
        posts: in full-time posts, as a number in words. hours, pounds: in a year.
        evidence: what shows how far it is, in `evidence_quarter`; another quarter has none.
    """

    reference: str
    title: str
    owner_role: str
    measure: str
    target: str
    status: AimStatus
    posts: str | None = None
    hours: int | None = None
    pounds: int | None = None
    evidence: str | None = None
    evidence_quarter: str | None = None


@dataclass(frozen=True, slots=True)
class Activity:
    """One time that children or families took part in something, with its rung of Hart's ladder (R2-02).

    Args:
        rung: 1 to 8. chosen_by, why: which post chose it, and why.
        confirmed_by: the group of participants who agree with the rung; None is the officer's view only.
        feedback_loop: how those who took part are told what came of it.
    """

    title: str
    held_on: date
    took_part: str
    rung: int
    chosen_by: str
    why: str
    confirmed_by: str | None = None
    feedback_loop: str | None = None
    outcome: str | None = None


@dataclass(frozen=True, slots=True)
class Consultation:
    """A consultation with what makes it fair, the Gunning principles (R2-03).

    Args:
        declared_by, declared_on: which post said, and when, that the decision has not been taken yet.
        considered: how the responses were considered; needed before it is closed.
    """

    title: str
    decision_maker: str
    declared_by: str
    declared_on: date
    information_link: str
    opens_on: date
    closes_on: date
    equality_link: str
    considered: str | None = None
    is_closed: bool = False


@dataclass(frozen=True, slots=True)
class OfferComment:
    """A comment on the Local Offer, with the council's answer (R2-09). Privacy: words are masked as they are stored."""

    received_on: date
    about: OfferAbout
    comment: str
    kept_back: KeptBack | None = None
    response: str | None = None
    action: str | None = None


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure that the law or the government asks for, to stand beside the softer ones (R1-06)."""

    title: str
    value: str
    period: str
    source: str
    taken_on: date
    target: str | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Our value of an indicator beside that of another council or group of councils (R1-11)."""

    indicator: str
    definition: str
    ours: str
    theirs: str
    council: str
    period: str
    link: str
    retrieved_on: date


@dataclass(frozen=True, slots=True)
class InformationRequest:
    """What the committee, or families, asked to be told (R1-17). `asked_of` is the body that owes the answer."""

    reference: str
    asked_for: str
    asked_by: str
    asked_of: str
    owner_role: str
    status: RequestStatus = RequestStatus.OPEN
    asked_on: date | None = None
    due_on: date | None = None
    answered_on: date | None = None
    answer: str | None = None


@dataclass(frozen=True, slots=True)
class Risk:
    """An entry of the risk register that a theme bears on (R1-10)."""

    risk_id: str
    title: str
    rating: Rating
    direction: Direction
    owner_role: str
    theme: str


@dataclass(frozen=True, slots=True)
class PartnerTheme:
    """A theme of a quarter that is a partner's to answer, and the days on which it was shared and answered (R1-22)."""

    partner: str
    theme: str
    quarter: str
    shared_on: date | None = None
    answered_on: date | None = None
    answer: str | None = None


@dataclass(frozen=True, slots=True)
class Practice:
    """Something that families praise and others could copy (R1-15)."""

    what: str
    service: str
    theme: str
    quarter: str
    copied_by: str


@dataclass(frozen=True, slots=True)
class ForumComment:
    """What a forum says of a quarter's draft report, printed as it was written, and the council's answer (R5-18)."""

    forum: str
    quarter: str
    sent_on: date | None = None
    comment: str | None = None
    response: str | None = None


Draft = (
    Aim
    | Activity
    | Consultation
    | OfferComment
    | Measure
    | Comparison
    | InformationRequest
    | Risk
    | PartnerTheme
    | Practice
    | ForumComment
)
