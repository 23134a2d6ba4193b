"""The open sets: forums, services and who controls them, and the committee's assurance areas.

Source: R1-01 and section 1.2 of the requirements (services families recognise), section 1.1 (areas).
"""

from dataclasses import dataclass
from enum import StrEnum


class Controller(StrEnum):
    """Whose service it is: ours to fix, or ours to lobby for (R1-01)."""

    COUNCIL = "council"
    NHS = "nhs"
    POLICE = "police"
    SCHOOL = "school"
    SHARED = "shared"


@dataclass(frozen=True, slots=True)
class Service:
    """A service as families name it."""

    code: str
    label: str
    controller: Controller


@dataclass(frozen=True, slots=True)
class Forum:
    """Whose channel it is."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class AssuranceArea:
    """One of the eleven areas the scrutiny committee follows."""

    code: str
    numeral: str
    name: str


FORUMS: tuple[Forum, ...] = (
    Forum("ltf", "Listening to Families Forum"),
    Forum("pcv", "Parent Carer Voice"),
)

SERVICES: tuple[Service, ...] = (
    Service("therapeutic_help", "Therapeutic help", Controller.SHARED),
    Service("dentist", "Dentist", Controller.NHS),
    Service("life_story", "Life story work", Controller.COUNCIL),
    Service("mental_health", "Emotional and mental health support (CAMHS)", Controller.NHS),
    Service("leaving_care", "Moving to independence or leaving care", Controller.COUNCIL),
    Service("home", "Somewhere suitable to live", Controller.COUNCIL),
    Service("early_help", "Early help", Controller.COUNCIL),
    Service(
        "edge_of_care", "Help for families to stay together (edge of care)", Controller.COUNCIL
    ),
    Service("virtual_school", "Virtual school", Controller.COUNCIL),
    Service(
        "exploitation", "Help for young people who are being used by others", Controller.SHARED
    ),
    Service("mash", "First contact about a worry (MASH)", Controller.SHARED),
    Service("social_worker", "Social worker visits and reviews", Controller.COUNCIL),
    Service("send", "Special needs help and EHC plans", Controller.COUNCIL),
    Service("short_breaks", "Short breaks", Controller.COUNCIL),
    Service("school", "School", Controller.SCHOOL),
    Service("transport", "Transport", Controller.COUNCIL),
    Service("adult_transition", "Moving to adult social care", Controller.COUNCIL),
    Service("police", "Police", Controller.POLICE),
    Service("health", "Health visitor or GP", Controller.NHS),
    Service("other", "Something else", Controller.SHARED),
)

AREAS: tuple[AssuranceArea, ...] = (
    AssuranceArea("A01", "i", "Leadership"),
    AssuranceArea("A02", "ii", "Corporate responsibility"),
    AssuranceArea("A03", "iii", "Multi-Agency Safeguarding Hub"),
    AssuranceArea("A04", "iv", "Support services"),
    AssuranceArea("A05", "v", "Performance and quality assurance"),
    AssuranceArea("A06", "vi", "Monitoring and tracking"),
    AssuranceArea("A07", "vii", "Voice of children and families"),
    AssuranceArea("A08", "viii", "Quality of practice"),
    AssuranceArea("A09", "ix", "Management and culture"),
    AssuranceArea("A10", "x", "Workforce"),
    AssuranceArea("A11", "xi", "Human rights and scrutiny"),
)

FORUM_BY_CODE: dict[str, Forum] = {forum.code: forum for forum in FORUMS}
SERVICE_BY_CODE: dict[str, Service] = {service.code: service for service in SERVICES}
AREA_BY_NUMERAL: dict[str, AssuranceArea] = {area.numeral: area for area in AREAS}

THEME_CONTROLLER: dict[str, Controller] = {
    "health-access": Controller.NHS,
    "mental-health": Controller.NHS,
    "school-life": Controller.SCHOOL,
    "joined-up": Controller.SHARED,
}
"""Themes that are not the council's alone; every other is."""


def whose(theme: str) -> str:
    """Return `Partners` where a theme is ours to lobby for, `Ours` where it is ours to put right (R1-01)."""
    ours = THEME_CONTROLLER.get(theme, Controller.COUNCIL) in (
        Controller.COUNCIL,
        Controller.SHARED,
    )
    return "Ours" if ours else "Partners"
