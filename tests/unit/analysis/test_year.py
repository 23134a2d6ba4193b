"""A year beside its four quarters gives no hidden count away (R5-20, R4-33)."""

import random

import pytest

from analysis.reports.build import build_snapshot
from analysis.reports.counts import QuarterCounts, ThemeCount
from analysis.reports.document import build_document, title_of
from analysis.reports.reader import bounds, read, together
from analysis.reports.snapshot import QuarterSnapshot
from analysis.reports.versions import published
from analysis.reports.year import build_year, counts_from_json, counts_to_json
from tests.unit.analysis.test_stats import counts


def quarters(seed: int) -> list[QuarterCounts]:
    """Return four invented quarters with small counts in them."""
    lot = random.Random(seed)
    made = []
    for number in (1, 2, 3, 4):
        who = [
            ("Parent", 60),
            ("Carer", 30),
            ("Helper", lot.randint(0, 9)),
            ("Other", lot.randint(0, 9)),
        ]
        told = lot.randint(6, 40)
        themes = [ThemeCount("w", "Waiting", "Q", told, told // 3, told // 2, 0)]
        made.append(
            counts(
                quarter=f"2026-Q{number}", label=f"quarter {number}", responses=sum(n for _l, n in who),
                tables={"Who they are": who}, themes=themes,
            )
        )  # fmt: skip
    return made


def published_year(seed: int) -> tuple[list[QuarterCounts], list[QuarterSnapshot], QuarterSnapshot]:
    """Return four quarters, what was published of each, and the year."""
    counted = quarters(seed)
    frozen = [build_snapshot(c, threshold=5) for c in counted]
    return counted, frozen, build_year("2026", counted, frozen, threshold=5)


@pytest.mark.parametrize("seed", range(5))
def test_reader_of_a_year_beside_its_quarters_finds_no_hidden_count(seed: int) -> None:
    """R4-33: linear programming on five reports at once, the year's figures being sums of the quarters'."""
    _counted, frozen, year = published_year(seed)
    notes = together(*(read(s, suffix=f" {n}") for n, s in enumerate((year, *frozen))))
    for key in published(year):
        parts = [f"{key} {n}" for n in range(1, 5)]
        if all(part in notes.figures for part in parts):
            notes.rows.append(((*((part, 1.0) for part in parts), (f"{key} 0", -1.0)), 0, 0))
    assert notes.hidden()
    for key, (low, high) in bounds(notes).items():
        assert high - low >= 5 - 1e-6, f"{key} lies in {low:.1f}..{high:.1f}"


def test_year_shows_the_sum_where_it_may() -> None:
    """R5-20: what stands in the year is what the quarters counted."""
    counted, _frozen, year = published_year(1)
    shown = {key: span for key, span in published(year).items() if span is not None}
    assert shown["responses"] == (sum(c.responses for c in counted),) * 2
    assert shown["comments"] == (240, 240)
    assert title_of(year) == "What children and families told us, the year 2026"
    assert build_document(year)


def test_counts_when_written_and_read_are_the_same_and_hold_no_words() -> None:
    """R4-02: what is kept of a quarter is figures; no quote, no group's words."""
    counted = counts(quotes={"Waiting": ["Nobody rang us."]}, never={"Who they are": {"Nobody"}})
    written = counts_to_json(counted)
    assert "rang" not in written
    assert counts_to_json(counts_from_json(written)) == written
    assert counts_from_json(written).tables["Who they are"] == [("Parent", 36), ("Carer", 4)]


def test_year_of_three_quarters_is_refused() -> None:
    counted = quarters(1)[:3]
    with pytest.raises(ValueError, match="four quarters"):
        build_year("2026", counted, [build_snapshot(c, threshold=5) for c in counted], threshold=5)
