"""What a family may add around its answers: whether it is a complaint, how to reach them, who they are.

None of it is an answer to a questionnaire, and none of it is kept beside the words.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class ComplaintWish(StrEnum):
    """The answer to "Is this a complaint you want an answer to?" (R2-11)."""

    YES = "yes"
    NO = "no"
    NOT_SURE = "not_sure"

    @property
    def is_handed_on(self) -> bool:
        """Tell whether the complaints team hears of it: who is not sure is helped to find out."""
        return self is not ComplaintWish.NO


class HandOffState(StrEnum):
    """Where a hand-off is: open until a person has passed it to the complaints team."""

    OPEN = "open"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class ContactDetails:
    """How to reach somebody who asked for an answer. Privacy: identifies them (R4-03).

    Args:
        safe_way: what to know before getting in touch, such as a safe time to ring.
    """

    name: str = ""
    email: str = ""
    phone: str = ""
    safe_way: str = ""

    @property
    def reachable(self) -> bool:
        """Tell whether a reply could be sent."""
        return bool(self.email or self.phone)


@dataclass(frozen=True, slots=True)
class Around:
    """Everything around the answers of one sending.

    Args:
        complaint: None where it was skipped or not asked.
        about_you: question code -> chosen codes; only counted, never kept beside the response.
    """

    complaint: ComplaintWish | None = None
    contact: ContactDetails | None = None
    about_you: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
