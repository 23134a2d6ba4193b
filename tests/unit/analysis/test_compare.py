"""Two periods side by side: the same definitions only; what is not compared says why (R2-16, R5-11, R5-12)."""

from dataclasses import replace

import pytest

from analysis.reports.blocks import Bullets, Grid, Paragraph
from analysis.reports.build import build_snapshot
from analysis.reports.compare import compare
from analysis.reports.counts import AGREED, CHANNEL, ThemeCount
from analysis.reports.snapshot import QuarterSnapshot
from tests.unit.analysis.test_stats import counts


def period(quarter: str, waiting: int = 60, **changes: object) -> QuarterSnapshot:
    """Return a quarter of 400 answers in which so many comments were of waiting."""
    theme = ThemeCount("timeliness", "Waiting", "Quality", waiting, 10, waiting - 20, 60)
    told = counts(
        quarter=quarter, label=quarter, responses=400, comments=400, themes=[theme], disagreed=(100, 200),
        tables={AGREED: [("Yes", 150), ("No", 200)], CHANNEL: [("Web form", 300), ("Paper", 100)]},
        wordings={"listened": "a:1", AGREED: "a:1"},
    )  # fmt: skip
    return replace(build_snapshot(told, threshold=5), **changes)  # type: ignore[arg-type]


def rows(blocks: tuple[object, ...], title: str) -> dict[str, tuple[str, ...]]:
    """Return the lines of one table by their label."""
    return {
        row[0]: row[1:]
        for b in blocks
        if isinstance(b, Grid) and b.title == title
        for row in b.rows
    }


def reasons(blocks: tuple[object, ...]) -> str:
    return " ".join(item for b in blocks if isinstance(b, Bullets) for item in b.items)


THEMES = "Themes: share of all comments"
LISTENED = "Listened to, even when they disagreed"


def test_rose_is_said_where_a_test_finds_it_and_else_no_clear_change() -> None:
    """R5-11, R5-12: all comparisons of the page count."""
    found = compare(period("2026-Q1"), period("2026-Q2", 200))
    assert rows(found, THEMES)["Waiting"][-1] == "rose"
    (headline,) = rows(found, LISTENED).values()
    assert headline[-1] == "no clear change"
    assert rows(found, CHANNEL)["Paper"][-1] == "no clear change"
    found = compare(period("2026-Q1", 200), period("2026-Q2", 60))
    assert rows(found, THEMES)["Waiting"][-1] == "fell"
    assert reasons(found) == ""


def test_hidden_or_few_figures_are_given_no_word() -> None:
    """R5-13: under 30, or hidden, nothing is said."""
    few = period("2026-Q2")
    few = replace(few, listened_disagreed=replace(few.listened_disagreed, hits=None, percent=None))
    hidden = replace(few, themes=(replace(few.themes[0], comments=None),))
    found = compare(period("2026-Q1"), hidden)
    words = {rows(found, LISTENED).popitem()[1][-1], rows(found, THEMES)["Waiting"][-1]}
    assert not words & {"rose", "fell", "no clear change"}


def test_question_that_was_reworded_is_named_and_not_compared() -> None:
    """R2-16: a break in the series."""
    before, now = period("2026-Q1"), period("2026-Q2")
    now = replace(now, wording="a:2", wordings=((AGREED, "a:2"),))
    found = compare(replace(before, wording="a:1", wordings=((AGREED, "a:1"),)), now)
    assert rows(found, LISTENED) == {}
    assert rows(found, AGREED) == {}
    assert reasons(found).count("the question was asked in other words") == 2


def test_table_with_other_answers_or_on_one_side_alone_is_named() -> None:
    """R2-16."""
    before, now = period("2026-Q1"), period("2026-Q2")
    agreed, channel = now.tables
    if agreed.title != AGREED:
        agreed, channel = channel, agreed
    other = replace(agreed, rows=(replace(agreed.rows[0], label="Quite"), *agreed.rows[1:]))
    alone = replace(channel, title="What only this one has")
    found = compare(before, replace(now, tables=(other, alone)))
    assert f"{AGREED}: the answers to choose from were others." in reasons(found)
    assert "What only this one has: only 2026-Q2 has answers." in reasons(found)
    assert f"{CHANNEL}: only 2026-Q1 has answers." in reasons(found)
    nobody = replace(channel, total=0)
    assert CHANNEL not in {
        b.title for b in compare(before, replace(now, tables=(nobody,))) if isinstance(b, Grid)
    }


def test_other_versions_and_rounding_are_said_first() -> None:
    before = period("2026-Q1")
    plain = " ".join(
        b.words for b in compare(before, period("2026-Q2")) if isinstance(b, Paragraph)
    )
    assert "other versions" not in plain
    found = compare(before, period("2026-Q2", versions=("engine 2",), rounded=5))
    said = " ".join(b.words for b in found if isinstance(b, Paragraph))
    assert "tagged by other versions" in said
    assert "Counts of one period are rounded" in said


def test_theme_that_was_renamed_keeps_its_line_and_says_so() -> None:
    before, now = period("2026-Q1"), period("2026-Q2")
    renamed = replace(now, themes=(replace(now.themes[0], label="Delay"),))
    assert list(rows(compare(before, renamed), THEMES)) == ["Delay (then: Waiting)"]
    older = replace(before, themes=(replace(before.themes[0], theme=""),))
    assert rows(compare(older, renamed), THEMES) == {}, (
        "without ids, another label is another theme"
    )
    assert list(rows(compare(older, now), THEMES)) == ["Waiting"]


@pytest.mark.parametrize("other", ["2026-Q1", "2026"])
def test_one_period_or_a_quarter_and_its_year_are_not_compared(other: str) -> None:
    """Those hold the same people."""
    with pytest.raises(ValueError, match="can be compared"):
        compare(period("2026-Q1"), replace(period("2026-Q1"), quarter=other))


def test_figure_that_is_hidden_is_one_sign_and_not_two() -> None:
    """R5-13, R4-34."""
    hidden = period("2026-Q2")
    marks = ("[c]", "[c]", "", "")
    theme = replace(hidden.themes[0], comments=None, percent=None, marks=marks)
    found = rows(compare(period("2026-Q1"), replace(hidden, themes=(theme,))), THEMES)["Waiting"]
    assert found[:2] == ("15% (60)", "[c]")
