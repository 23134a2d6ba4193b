"""Whom a family can write to or ring about something that is not urgent: complaints, advocacy, formats, data.

Source: R4-20 (an owner and the day of the last check), R2-13, R3-22, R4-11.
"""

from dataclasses import dataclass
from datetime import date

COMPLAINTS, ADVOCACY, FORMATS, DATA_PROTECTION = (
    "complaints",
    "advocacy",
    "formats",
    "data_protection",
)
NEEDED = (COMPLAINTS, ADVOCACY, FORMATS, DATA_PROTECTION)
"""The pages cannot be honest without these."""


@dataclass(frozen=True, slots=True)
class ContactPoint:
    """One team or body; email and post may be empty, the phone never is."""

    code: str
    name: str
    phone: str
    email: str
    post: str
    owner: str
    last_checked: date


_OFFICES = "Herefordshire Council, Plough Lane, Hereford HR4 0LE"
_CHECKED = date(2026, 11, 1)

# An operator replaces these with what they have checked themselves (FEEDBACK_CONTACT_POINTS).
DEFAULT_CONTACT_POINTS: tuple[ContactPoint, ...] = (
    ContactPoint(COMPLAINTS, "Complaints team", "01432 260000", "", f"Complaints, {_OFFICES}",
                 "Complaints manager", _CHECKED),
    ContactPoint(ADVOCACY, "Always Heard, advocacy for children", "0808 800 5792", "", "",
                 "Participation team", _CHECKED),
    ContactPoint(FORMATS, "The council", "01432 260000", "", _OFFICES,
                 "Participation team", _CHECKED),
    ContactPoint(DATA_PROTECTION, "Data protection officer", "01432 260000", "",
                 f"Data Protection Officer, {_OFFICES}", "Information governance", _CHECKED),
)  # fmt: skip


def read_contact_points(written: str) -> tuple[ContactPoint, ...]:
    """Return the points of `code|name|phone|email|post|owner|YYYY-MM-DD` lines separated by semicolons.

    Raises: ValueError, with words for the operator, when a line is wrong or one that is needed is missing.
    """
    if not written:
        return DEFAULT_CONTACT_POINTS
    points = []
    for part in written.split(";"):
        fields = [value.strip() for value in part.split("|")]
        try:
            code, name, phone, email, post, owner, checked = fields
            point = ContactPoint(code, name, phone, email, post, owner, date.fromisoformat(checked))
        except ValueError:
            point = None
        if point is None or not (point.name and point.phone and point.owner):
            raise ValueError(
                "each line must be code|name|phone|email|post|owner|YYYY-MM-DD, separated by semicolons; "
                "only email and post may be empty."
            )
        points.append(point)
    missing = [code for code in NEEDED if code not in {point.code for point in points}]
    if missing:
        raise ValueError(f"it lacks {', '.join(missing)}.")
    return tuple(points)
