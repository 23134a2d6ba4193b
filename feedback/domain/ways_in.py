"""How staff may bring in what a family said, and what each way means for how near it is to their own words."""

from dataclasses import dataclass
from enum import StrEnum

from feedback.domain.enums import Channel


class WayIn(StrEnum):
    """What is in front of the person who types."""

    PAPER = "paper"
    LETTER = "letter"
    TOGETHER = "together"
    MEETING = "meeting"


@dataclass(frozen=True, slots=True)
class Typed:
    """Who typed a response in for somebody.

    Args:
        read_back: read out to them, and they agreed (R3-17).
    """

    way: WayIn
    read_back: bool = False

    @property
    def second_hand(self) -> bool:
        """Tell whether it was noted in a meeting, and is not the family's own telling."""
        return self.way is WayIn.MEETING


CHANNELS_OF: dict[WayIn, tuple[Channel, ...]] = {
    WayIn.PAPER: (Channel.PAPER,),
    WayIn.LETTER: (Channel.PAPER,),
    WayIn.TOGETHER: (Channel.PHONE, Channel.IN_PERSON, Channel.ADVOCATE, Channel.INTERPRETER),
    WayIn.MEETING: (Channel.FORUM_MEETING,),
}
"""The channels that a response can be given on each way."""
