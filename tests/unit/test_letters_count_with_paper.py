"""What is typed in from a letter or an e-mail counts with paper, and every list and report says so (R1-19, R3-17)."""

from feedback.domain.enums import Channel
from feedback.domain.ways_in import CHANNELS_OF, WayIn
from feedback.services import freeze_quarter
from feedback.web.staff import words


def test_a_letter_has_the_channel_of_paper_and_both_are_named_together_everywhere() -> None:
    assert CHANNELS_OF[WayIn.LETTER] == CHANNELS_OF[WayIn.PAPER] == (Channel.PAPER,)
    said = "paper, letter or e-mail"
    assert words.CHANNELS[Channel.PAPER] == said, "queue, filter and row"
    assert freeze_quarter.CHANNELS[Channel.PAPER].lower() == said, "snapshot, and all made of it"


def test_every_channel_has_a_name_in_lists_and_in_reports() -> None:
    """A response whose channel had no name would be in a total and in no row."""
    assert set(words.CHANNELS) == set(freeze_quarter.CHANNELS) == set(Channel)
