"""Figures that can be checked by hand or against SciPy, and counts that stay hidden."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest, chi2_contingency

from analysis.reports.build import build_snapshot
from analysis.reports.counts import QuarterCounts, ThemeCount
from analysis.reports.snapshot import (
    SnapshotAltered,
    content_hash,
    from_json,
    to_json,
)
from analysis.stats.intervals import holm, two_share_p, wilson


def counts(**changes: object) -> QuarterCounts:
    """Return an invented quarter of 40 responses."""
    fields: dict[str, object] = {
        "quarter": "2026-Q2", "label": "April to June 2026", "responses": 40, "responses_before": 40, "comments": 60,
        "comments_before": 60, "tables": {"Who they are": [("Parent", 36), ("Carer", 4)]},
        "disagreed": (9, 20), "agreed": (15, 20), "disagreed_before": (9, 20),
        "themes": [ThemeCount("timeliness", "Waiting", "Quality", 30, 2, 28, 8)],
        "quotes": {}, "decided_share": 0.5, "versions": ["engine 1"],
    }  # fmt: skip
    return QuarterCounts(**(fields | changes))  # type: ignore[arg-type]


def test_listened_while_disagreeing_is_45_percent_between_26_and_66() -> None:
    share = build_snapshot(counts(), threshold=5).listened_disagreed
    assert (share.percent, share.low, share.high) == (45, 26, 66), "R1-04"


def test_fewer_than_ten_is_too_few_to_report() -> None:
    assert (
        build_snapshot(counts(disagreed=(4, 9)), threshold=5).listened_disagreed.words
        == "too few to report"
    )


@given(st.integers(1, 400), st.data())
def test_wilson_agrees_with_scipy(total: int, data: st.DataObject) -> None:
    hits = data.draw(st.integers(0, total))
    expected = binomtest(hits, total).proportion_ci(method="wilson")
    assert wilson(hits, total) == pytest.approx((expected.low, expected.high), abs=1e-9)


@given(st.integers(1, 99), st.integers(1, 99))
def test_change_agrees_with_scipy(a: int, b: int) -> None:
    expected = chi2_contingency([[a, 100 - a], [b, 100 - b]], correction=False).pvalue
    assert two_share_p(a, 100, b, 100) == pytest.approx(expected, abs=1e-9)


def test_holm_is_stricter_than_one_test() -> None:
    assert holm([0.03, 0.04]) == [False, False]
    assert holm([0.001, 0.04]) == [True, True]


def test_rose_is_said_only_with_a_test_behind_it() -> None:
    assert build_snapshot(counts(), threshold=5).themes[0].change == "rose"
    steady = ThemeCount("timeliness", "Waiting", "Quality", 30, 2, 28, 27)
    assert (
        build_snapshot(counts(themes=[steady]), threshold=5).themes[0].change == "no clear change"
    )


def test_threshold_under_policy_is_refused() -> None:
    with pytest.raises(ValueError, match="never under 5"):
        build_snapshot(counts(), threshold=3)


def test_altered_snapshot_is_refused_by_its_hash() -> None:
    written = to_json(build_snapshot(counts(), threshold=5))
    assert to_json(from_json(written, content_hash(written))) == written
    with pytest.raises(SnapshotAltered):
        from_json(written.replace("40", "41"), content_hash(written))


def test_empty_quarter_makes_a_readable_snapshot() -> None:
    empty = counts(
        responses=0,
        comments=0,
        themes=[],
        disagreed=(0, 0),
        agreed=(0, 0),
        tables={"Who they are": [("Parent", 0)]},
    )
    assert build_snapshot(empty, threshold=5).listened_disagreed.words == "too few to report"
