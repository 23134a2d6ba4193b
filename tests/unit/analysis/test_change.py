"""Changes, trends and what came back: said only with a test behind it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.reports.build import Past, build_snapshot
from analysis.reports.document import Grid, build_document
from analysis.reports.snapshot import Share, TrendPoint
from analysis.reports.trend import NEW_WORDING, comparable, series
from analysis.stats.change import changes, returned_after_action
from analysis.stats.intervals import newcombe, wilson
from tests.unit.analysis.test_stats import counts


def test_newcombe_agrees_with_the_published_example() -> None:
    """Newcombe 1998, table II, method 10: 56/70 against 48/80 gives 0.0524 to 0.3339."""
    low, high = newcombe(56, 70, 48, 80)
    assert (low, high) == pytest.approx((0.0524, 0.3339), abs=5e-5)
    assert newcombe(9, 10, 3, 10) == pytest.approx((0.1705, 0.8090), abs=5e-5)


@given(st.integers(0, 50), st.integers(0, 50))
def test_newcombe_holds_the_difference_and_turns_round(a: int, b: int) -> None:
    low, high = newcombe(a, 50, b, 50)
    assert -1 <= low <= (a - b) / 50 <= high <= 1
    assert newcombe(b, 50, a, 50) == pytest.approx((-high, -low))


def test_theme_that_stays_returns_after_action() -> None:
    """R1-14: the interval decides, not the point."""
    assert returned_after_action((40, 100), [(39, 100), (38, 100)]) is True
    assert returned_after_action((40, 100), [(10, 100), (9, 100)]) is False
    assert returned_after_action((40, 100), [(10, 100), (38, 100)]) is True, (
        "lower once is not lower"
    )
    assert returned_after_action((40, 100), [(10, 100)]) is None
    assert returned_after_action((12, 29), [(10, 100), (9, 100)]) is None


def test_only_comparisons_that_are_made_count_for_holm() -> None:
    """R5-12."""
    clear = ((30, 100), (10, 100))
    assert changes([clear, None, ((3, 20), (9, 20))]) == [
        "rose",
        "too few to say",
        "too few to say",
    ]
    near = ((24, 100), (12, 100))
    assert changes([near]) == ["rose"]
    assert changes([near, ((50, 100), (50, 100))]) == ["no clear change", "no clear change"]


def test_new_wording_breaks_the_series() -> None:
    """R2-16: a chart may join no points across a change of wording."""
    share = Share(20, 40, 50, 35, 65)
    points = [
        TrendPoint(f"Q{i}", f"Q{i}", share, wording, "")
        for i, wording in enumerate(["form:a", "form:a", "form:b", "form:b other:c"])
    ]
    assert [[p.quarter for p in run] for run in series(points)] == [["Q0", "Q1"], ["Q2", "Q3"]]
    assert not comparable("form:a", "form:b")
    assert comparable("form:b", "form:b other:c")
    assert not comparable("", "form:a")


def test_report_shows_eight_quarters_and_the_break() -> None:
    """R2-16, R5-11."""
    past: list[object] = []
    for n in range(9):
        quarter = counts(quarter=f"{2024 + n // 4}-Q{n % 4 + 1}", label=f"Quarter {n}",
                         wordings={"listened": "form:a" if n < 7 else "form:b"})  # fmt: skip
        past.append(build_snapshot(quarter, threshold=5, past=Past(quarters=tuple(past))))  # type: ignore[arg-type]
    last = past[-1]
    assert [p.label for p in last.trend] == [f"Quarter {n}" for n in range(1, 9)]  # type: ignore[attr-defined]
    assert [p.change for p in last.trend].count(NEW_WORDING) == 1  # type: ignore[attr-defined]
    grid = next(
        b for b in build_document(last) if isinstance(b, Grid) and "quarter by quarter" in b.title
    )  # type: ignore[arg-type]
    assert len(grid.rows) == 8


def test_small_number_of_the_headline_asks_for_care() -> None:
    """R5-13, R1-04."""
    words = build_snapshot(counts(), threshold=5).listened_disagreed.words
    assert words == "45% (9 of 20; 95% interval 26% to 66%; a small number, treat with care)"
    assert [round(100 * x) for x in wilson(9, 20)] == [26, 66]
