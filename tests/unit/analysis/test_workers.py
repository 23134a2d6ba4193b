"""Who felt listened to, by how many workers they had: shares that give nobody away, and what is said of them (A10)."""

import json
from collections.abc import Sequence
from dataclasses import replace

import pytest

from analysis.reports import build
from analysis.reports.blocks import Dot, DotChart, Grid, Heading, Paragraph
from analysis.reports.build import Past, build_snapshot
from analysis.reports.compare import compare
from analysis.reports.counts import LISTENED, WORKERS, QuarterCounts
from analysis.reports.document import build_document
from analysis.reports.quarter_release import EVERYBODY, workers_key
from analysis.reports.reader import bounds, read
from analysis.reports.snapshot import QuarterSnapshot, content_hash, from_json, to_json
from analysis.reports.workers import TITLE, workers_sentences, workers_table
from analysis.reports.year import add_up, build_year, counts_from_json, counts_to_json
from analysis.stats.cell_suppression import Pattern
from analysis.stats.release import Release
from tests.unit.analysis.test_stats import counts

ROWS = ("None", "1", "2", "3", "4 or more", "Not sure")
MANY = ((4, 9), (70, 80), (30, 50), (20, 40), (12, 40), (7, 12))
"""(who felt listened to, all) of each row."""


def quarter(
    pairs: Sequence[tuple[int, int]] = MANY, *, skipped: int = 6, **changes: object
) -> QuarterCounts:
    """Return a quarter of these people; as many more said only how many workers, or only whether they were heard."""
    by_workers = [(row, hits, total) for row, (hits, total) in zip(ROWS, pairs, strict=True)]
    heard, all_ = (sum(pair[part] for pair in pairs) for part in (0, 1))
    workers = [(row, total + (skipped if row == "1" else 0)) for row, _hits, total in by_workers]
    listened = [("Yes, fully", heard), ("Yes, partly", skipped), ("No", all_ - heard)]
    told = {
        "responses": all_ + 2 * skipped, "tables": {WORKERS: workers, LISTENED: listened},
        "by_workers": by_workers, "disagreed": (0, 0), "agreed": (0, 0), "disagreed_before": (0, 0), "themes": [],
    }  # fmt: skip
    return counts(**(told | changes))


def frozen(
    pairs: Sequence[tuple[int, int]] = MANY, *, skipped: int = 6, **changes: object
) -> QuarterSnapshot:
    """Return what is published of such a quarter."""
    return build_snapshot(quarter(pairs, skipped=skipped, **changes), threshold=5)


def said(snapshot: QuarterSnapshot) -> str:
    """Return the paragraph, or nothing."""
    return " ".join(b.words for b in workers_sentences(snapshot) if isinstance(b, Paragraph))


def grid(snapshot: QuarterSnapshot) -> dict[str, tuple[str, ...]]:
    """Return the table's cells by their row."""
    (found,) = [b for b in workers_table(snapshot) if isinstance(b, Grid)]
    return {row[0]: row[1:] for row in found.rows}


def test_each_number_of_workers_has_its_share_with_its_interval() -> None:
    """A10, R2-18: fully or partly, of those who answered both; nothing is averaged."""
    table = grid(frozen())
    assert list(table) == [*ROWS, EVERYBODY]
    assert table["1"] == ("70", "80", "88%", "78% to 93%")
    assert table["4 or more"] == ("12", "40", "30%", "18% to 45%")
    assert table[EVERYBODY][:3] == ("143", "231", "62%")
    assert set(table["None"]) == {"[c]"}, "R4-30: of fewer than ten nothing is broken down"


def test_small_side_of_a_share_is_hidden_and_so_is_what_would_give_it_back() -> None:
    """R4-30, R4-31: 3 of 40 did not feel listened to; a reader of all that is printed cannot find that out."""
    pairs = ((6, 12), (37, 40), (20, 30), (20, 40), (12, 40), (7, 14))
    snapshot = frozen(pairs)
    assert set(grid(snapshot)["1"]) == {"[c]"}
    assert sum(set(cells) == {"[c]"} for cells in grid(snapshot).values()) > 1
    reached = bounds(read(snapshot))
    assert workers_key("1", "hits") in reached
    assert all(high - low >= 5 - 1e-6 for low, high in reached.values())


@pytest.mark.parametrize("skipped", [0, 1, 7])
def test_table_of_all_workers_does_not_give_the_shares_away(skipped: int) -> None:
    """R4-31: few or none skipped one of the questions, so both tables hold almost the same people."""
    for pairs in (MANY, ((1, 2), (33, 43), (9, 11), (7, 8), (0, 3), (5, 7)), ((5, 10),) * 6):
        reached = bounds(read(frozen(pairs, skipped=skipped)))
        assert all(high - low >= 5 - 1e-6 for low, high in reached.values())


def test_attack_finds_what_only_small_shares_hide(monkeypatch: pytest.MonkeyPatch) -> None:
    """R4-31: without secondary suppression the row comes back from the total."""

    def only_small(release: Release) -> Pattern:
        return Pattern(frozenset(c.key for c in release.cells if c.printed and c.sensitive), True)

    monkeypatch.setattr(build, "protect", only_small)
    reached = bounds(read(frozen(((6, 12), (3, 40), (20, 30), (20, 40), (12, 40), (7, 14)))))
    low, high = reached[workers_key("1", "hits")]
    assert high - low < 5


def test_sentence_compares_fewest_with_most_and_says_whether_chance_could() -> None:
    """R5-11: only what a test carries, of what is printed; who is not sure says no number."""
    words = said(frozen())
    assert words.startswith(
        "Of those who had 1 worker in the last 12 months, 88% (70 of 80; 95% interval 78% to 93%) felt listened to "
        "fully or partly; of those who had 4 or more workers: 30% (12 of 40; 95% interval 18% to 45%). Fewer of "
        "those with more workers felt listened to, by more than chance alone would make."
    )
    assert words.endswith("both can follow from something else.")
    turned = said(frozen(((2, 9), (20, 80), (30, 50), (20, 40), (33, 40), (7, 12))))
    assert "More of those with more workers felt listened to, by more than chance" in turned
    alike = said(frozen(((2, 9), (40, 80), (30, 50), (20, 40), (21, 40), (7, 12))))
    assert "Chance alone could make this difference." in alike
    few = said(frozen(((2, 9), (40, 80), (30, 50), (20, 40), (7, 20), (7, 12))))
    assert "a small number, treat with care" in few
    assert "With fewer than 30 people on a side, nothing is said of the difference." in few


def test_sentence_where_one_or_none_may_be_shown_says_too_few_to_report() -> None:
    one = said(frozen(((1, 2), (33, 43), (9, 11), (7, 8), (0, 3), (5, 7))))
    assert one.startswith("Of those who had 1 worker in the last 12 months, 77% (33 of 43;")
    assert one.endswith("For every other number of workers: too few to report.")
    assert "too few to report" in said(frozen(((1, 3), (4, 9), (2, 5), (1, 4), (0, 2), (0, 1))))


def test_report_without_the_question_is_as_it_was() -> None:
    """R5-16: a quarter in which nobody was asked, and one that was frozen before, say nothing of it."""
    nobody = frozen(tables={WORKERS: [(row, 0) for row in ROWS]}, by_workers=[])
    assert (workers_sentences(nobody), workers_table(nobody)) == ((), ())
    data = json.loads(to_json(build_snapshot(counts(), threshold=5)))
    del data["by_workers"]
    written = json.dumps(data | {"schema": 4})
    old = from_json(written, content_hash(written))
    assert old.by_workers == ()
    assert not [b for b in build_document(old) if isinstance(b, Heading | Grid) and TITLE in str(b)]


def test_answers_on_listening_without_workers_make_no_table_of_shares() -> None:
    """A10: the question was asked, but nobody answered both: the sentence says so."""
    asked = frozen(by_workers=[])
    assert "too few to report" in said(asked)
    assert workers_table(asked) == ()


def test_chart_stands_before_its_table_where_there_are_two_shares() -> None:
    """R5-21: intervals are drawn, and a hidden share is in words."""
    chart, table = workers_table(frozen())
    assert isinstance(chart, DotChart)
    assert isinstance(table, Grid)
    assert len(chart.title.split()) <= 10
    dots = {dot.label: dot for dot in chart.dots}
    assert dots["1"] == Dot("1", 88, 78, 93, "88% of 80")
    assert dots["None"].percent is None
    assert dots["None"].words.startswith("[c]")
    (alone,) = workers_table(frozen(((1, 2), (33, 43), (9, 11), (7, 8), (0, 3), (5, 7))))
    assert isinstance(alone, Grid)


def test_both_are_in_the_report() -> None:
    document = build_document(frozen())
    assert Heading(3, TITLE) in document
    assert [b.title for b in document if isinstance(b, Grid | DotChart) and b.title == TITLE] == [
        TITLE,
        TITLE,
    ]


def test_snapshot_reads_back_as_it_was_written() -> None:
    snapshot = frozen()
    written = to_json(snapshot)
    assert snapshot.schema == 5
    assert from_json(written, content_hash(written)) == snapshot


def test_later_version_keeps_hidden_what_was_hidden() -> None:
    """R4-33: one more who came late would be the difference between two versions."""
    first = frozen(((6, 12), (37, 40), (20, 30), (20, 40), (12, 40), (7, 14)))
    later = quarter(((6, 12), (60, 70), (20, 30), (20, 40), (12, 40), (7, 14)))
    second = build_snapshot(later, threshold=5, past=Past(versions=(first,)))
    assert dict(second.by_workers)["1"].percent is None
    hidden = [row for row, share in first.by_workers if share.percent is None]
    assert all(dict(second.by_workers)[row].percent is None for row in hidden)


def test_year_adds_up_the_quarters_that_all_asked() -> None:
    """R5-20, R4-33."""
    four = [quarter(quarter=f"2026-Q{n}", label=f"quarter {n}") for n in (1, 2, 3, 4)]
    assert counts_from_json(counts_to_json(four[0])).by_workers == four[0].by_workers
    assert add_up("2026", four).by_workers[1] == ("1", 280, 320)
    year = build_year("2026", four, [build_snapshot(q, threshold=5) for q in four], threshold=5)
    assert dict(year.by_workers)["1"].percent == 88
    without = [*four[:3], replace(four[3], by_workers=[])]
    assert add_up("2026", without).by_workers == []
    assert add_up("2026", [replace(q, by_workers=[]) for q in four]).by_workers == []


def test_two_periods_are_compared_where_both_asked_in_the_same_words() -> None:
    """R2-16, R5-12."""
    before = frozen(quarter="2026-Q1", label="before", wordings={WORKERS: "a:1", LISTENED: "a:2"})
    worse = ((4, 9), (30, 80), (30, 50), (20, 40), (12, 40), (7, 12))
    now = frozen(worse, wordings={WORKERS: "a:1", LISTENED: "a:2"})
    (found,) = [b for b in compare(before, now) if isinstance(b, Grid) and b.title == TITLE]
    assert {row[0]: row[-1] for row in found.rows}["1"] == "fell"
    other = replace(now, wordings=((WORKERS, "a:9"), (LISTENED, "a:2")))
    assert not [b for b in compare(before, other) if isinstance(b, Grid) and b.title == TITLE]
