"""Complaints, compliments, flags and shares of a later version tell nobody of the few between two versions (R4-33)."""

import random
from dataclasses import replace

import pytest

from analysis.reports.extras import CommitteeExtras, CountLine, LundyLine
from analysis.reports.steady_lines import HIDDEN, hold_to_earlier

ALL, SHARE = "Complaints, or not sure whether it was one", "Acknowledged within 3 working days"
READ = LundyLine("Audience", "Read within 1 working day", "75% of responses")


def lines(**words: str) -> tuple[CountLine, ...]:
    """Return lines of these labels."""
    return tuple(CountLine(label, said) for label, said in words.items())


def complaints(number: str, share: str = "75% of complaints") -> CommitteeExtras:
    """Return what stands beside the figures of so many complaints."""
    return CommitteeExtras(complaints=(CountLine(ALL, number), CountLine(SHARE, share)))


def held(now: CommitteeExtras, *before: CommitteeExtras | None) -> CommitteeExtras:
    """Return what is printed with the threshold of five."""
    found = hold_to_earlier(now, before, threshold=5)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("before", "now", "printed"),
    [
        ("27", "27", "27"),
        ("27", "28", HIDDEN),
        ("27", "23", HIDDEN),
        ("27", "32", "32"),
        ("1,027", "1,022", "1,022"),
        ("[c]", "7", HIDDEN),
        ("[c]", "none", HIDDEN),
        ("none", "7", "7"),
        ("7", "none", "none"),
        ("6", "none", "none"),
        ("27", "[c]", HIDDEN),
    ],
)
def test_a_count_is_printed_anew_where_it_moved_by_the_threshold_or_not_at_all(
    before: str, now: str, printed: str
) -> None:
    """R4-33."""
    found = held(complaints(now), complaints(before))
    assert found.complaints[0] == CountLine(ALL, printed)


def test_a_share_that_differs_is_hidden_whatever_its_whole_did() -> None:
    found = held(complaints("132", "76% of complaints"), complaints("120"))
    assert [line.words for line in found.complaints] == ["132", HIDDEN]
    same = held(complaints("132"), complaints("120"))
    assert [line.words for line in same.complaints] == ["132", "75% of complaints"]


def test_what_any_earlier_version_hid_stays_hidden() -> None:
    found = held(complaints("40"), complaints("27"), complaints(HIDDEN))
    assert found.complaints[0].words == HIDDEN


def test_first_version_and_one_after_a_version_that_held_none_of_it_stay_as_they_are() -> None:
    assert held(complaints("27")) == complaints("27")
    assert held(complaints("27"), None) == complaints("27")
    assert hold_to_earlier(None, [complaints("27")], threshold=5) is None


def test_themes_of_compliments_are_printed_all_or_none() -> None:
    """A theme that is hidden alone could be found by taking the others from the total."""
    before = CommitteeExtras(compliments=lines(Compliments="30", kind="20", other="10"))
    moved = CommitteeExtras(compliments=lines(Compliments="37", kind="26", other="11"))
    assert held(moved, before).compliments == lines(Compliments="37")
    much = CommitteeExtras(compliments=lines(Compliments="42", kind="27", other="15"))
    assert held(much, before).compliments == much.compliments
    new = CommitteeExtras(compliments=lines(Compliments="42", kind="32", speed="10"))
    assert held(new, before).compliments == lines(Compliments="42")
    assert held(before, before) == before


def test_an_outcome_of_flags_that_is_hidden_is_left_out_and_its_clocks_are_hidden() -> None:
    """R4-29: an outcome is left out where it is small, so being left out tells nothing more."""
    before = CommitteeExtras(flags=lines(advice="12", referred="6", acknowledged="90% of 20 to 29"))
    now = CommitteeExtras(
        flags=lines(advice="13", referred="11", known="5", acknowledged="95% of 20 to 29")
    )
    assert held(now, before).flags == lines(referred="11", acknowledged=HIDDEN)
    assert held(now, CommitteeExtras()).flags == now.flags, "nothing was flagged before"


def test_shares_of_lundys_page_stay_the_same_or_are_hidden() -> None:
    before = CommitteeExtras(lundy=(READ, LundyLine("Space", "Meetings", "3")))
    now = CommitteeExtras(
        lundy=(replace(READ, words="76% of responses"), LundyLine("Space", "Meetings", "4"))
    )
    assert [line.words for line in held(now, before).lundy] == [HIDDEN, "4"], "meetings are nobody"
    assert held(before, before) == before


def test_no_two_versions_laid_side_by_side_tell_of_fewer_than_the_threshold() -> None:
    """An attacker who takes one version from the other finds only moves of five and more, over three versions."""
    lot = random.Random(8)
    for _turn in range(500):
        shown: list[CommitteeExtras] = []
        count, kind = lot.randrange(5, 40), lot.randrange(5, 20)
        for _version in range(3):
            now = CommitteeExtras(
                complaints=(CountLine(ALL, str(count)),),
                compliments=lines(Compliments=str(kind + 9), kind=str(kind), other="9"),
            )
            shown.append(held(now, *shown))
            count, kind = count + lot.randrange(-4, 8), kind + lot.randrange(-4, 8)
            count, kind = max(count, 5), max(kind, 5)
        for part in ("complaints", "compliments"):
            printed = [{one.label: one.words for one in getattr(v, part)} for v in shown]
            for label in printed[0]:
                numbers = [int(v[label]) for v in printed if v.get(label, HIDDEN) != HIDDEN]
                for place, one in enumerate(numbers):
                    assert all(abs(one - other) in {0, *range(5, 99)} for other in numbers[place:])
            for version in printed:
                if len(version) > 1:
                    assert HIDDEN not in [w for name, w in version.items() if name != "Compliments"]
