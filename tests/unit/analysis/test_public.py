"""The page for everybody says what the snapshot carries, in plain words (R5-19, R5-11)."""

from dataclasses import replace

from analysis.reports.blocks import Bullets, Heading
from analysis.reports.build import build_snapshot
from analysis.reports.counts import ThemeCount
from analysis.reports.public import public_blocks
from analysis.reports.snapshot import Change, QuarterSnapshot, Told
from tests.unit.analysis.test_stats import counts

BLAMED = ThemeCount("timeliness", "Waiting", "Quality", 42, 6, 30, 40)
PRAISED = ThemeCount("staff-attitude", "How staff are", "Quality", 40, 29, 5, 40)


def lines(snapshot: QuarterSnapshot, heading: str = "") -> str:
    """Return the words under a heading, or all of them."""
    found, inside = [], not heading
    for block in public_blocks(snapshot):
        if isinstance(block, Heading):
            inside = not heading or block.words == heading
        elif inside:
            found += block.items if isinstance(block, Bullets) else [block.words]
    return " ".join(found)


def test_page_says_what_was_heard_changed_and_not_changed() -> None:
    """R5-19: the same figures as the report's."""
    made = build_snapshot(counts(themes=[BLAMED, PRAISED]), threshold=5)
    done = Told("Waiting", "We did it", "We ring back.", "1 July 2026", done=True)
    cannot = Told("Buses", "We cannot", "They are not ours.", "1 July 2026", done=False)
    made = replace(made, told=(done, cannot))
    assert f"We had {made.responses:,} answers" in lines(made)
    assert "spoke most of: " in lines(made, "What we heard")
    assert "Waiting: criticised in" in lines(made, "What was not good")
    assert "How staff are: praised in" in lines(made, "What was good")
    assert lines(made, "What changed") == "Waiting: We ring back."
    assert lines(made, "What did not change, and why") == "Buses: They are not ours."
    assert f"{made.listened_disagreed.percent}% felt listened to" in lines(made)


def test_page_is_honest_about_few_none_and_corrections() -> None:
    """R5-13, R5-03."""
    made = build_snapshot(counts(themes=[]), threshold=5)
    assert "Nobody answered" in lines(replace(made, responses=0))
    assert "Only a few people" in lines(replace(made, responses=None))
    assert "We had 1 answer from" in lines(replace(made, responses=1))
    assert "No theme can be shown" in lines(made)
    assert lines(made, "What was good") == "Nothing was praised clearly more often than not."
    hidden = replace(made, listened_disagreed=replace(made.listened_disagreed, percent=None))
    assert "Too few of them answered" in lines(hidden)
    assert "takes the place" not in lines(made)
    corrected = replace(made, version=2, changes=(Change(2, "a form was lost."),))
    assert "Corrected: a form was lost." in lines(corrected)


def test_what_was_good_is_of_what_can_be_shown_where_a_mix_is_hidden() -> None:
    """R5-11: a theme whose praise is hidden might be the one, in words that a family reads."""
    made = build_snapshot(counts(themes=[BLAMED, PRAISED]), threshold=5)
    hidden = [replace(t, positive=None, negative=None) for t in made.themes]
    good = lines(replace(made, themes=tuple(hidden)), "What was good")
    assert good.startswith("In the numbers that we can show, nothing was praised")


def test_rose_or_fell_is_said_only_where_the_snapshot_says_it() -> None:
    """R5-11."""
    made = build_snapshot(counts(), threshold=5)
    for change, words in (("rose", "More did than"), ("fell", "Fewer did than")):
        assert words in lines(replace(made, listened_change=change))
    steady = lines(replace(made, listened_change="no clear change"))
    assert "More did" not in steady
    assert "Fewer did" not in steady
