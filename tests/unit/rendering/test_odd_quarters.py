"""Quarters that nobody hopes for, in every format: none, one, one theme alone, odd labels, formulas (R4-30, R5-16)."""

import csv
import io
import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pypdf import PdfReader

from analysis.reports.blocks import MixChart
from analysis.reports.build import Past, build_snapshot
from analysis.reports.counts import AGREED, CHANNEL, LISTENED, WHO, QuarterCounts, ThemeCount
from analysis.reports.document import Grid, build_document
from analysis.reports.key import TREND
from analysis.reports.snapshot import ActionLine, QuarterSnapshot, Told, to_json
from feedback.rendering.charts import chart_svg
from feedback.rendering.files import write_report
from feedback.rendering.sheets import LONGEST_NAME, report_sheets
from feedback.rendering.tables import report_csv
from tests.unit.analysis.test_stats import counts

FROZEN = datetime(2026, 7, 20, 9, 0, tzinfo=UTC)
TITLES = (WHO, CHANNEL, AGREED, LISTENED)
FORMULA = '=HYPERLINK("http://example.invalid","Click")'
LONG = ("Waiting for somebody who was promised and did not come " * 6)[:300]
NOBODY: dict[str, object] = {
    "responses": 0, "responses_before": 0, "comments": 0, "comments_before": 0, "disagreed": (0, 0),
    "agreed": (0, 0), "disagreed_before": (0, 0), "themes": [], "decided_share": 0.0, "versions": [],
    "tables": {title: [("Yes", 0), ("No", 0)] for title in TITLES},
}  # fmt: skip
ONE: dict[str, object] = NOBODY | {
    "responses": 1, "comments": 1, "disagreed": (1, 1), "decided_share": 1.0,
    "tables": {title: [("Yes", 0), ("No", 1)] for title in TITLES},
    "themes": [ThemeCount("timeliness", "Waiting", "Quality", 1, 0, 1, 0, people=(1, 0, 1))],
}  # fmt: skip


def theme(label: str = "Waiting", comments: int = 60, before: int = 20) -> ThemeCount:
    """Return a theme that is mostly criticised."""
    return ThemeCount("timeliness", label, "Quality", comments, 0, comments, before, whose="Ours")


def freeze(past: Past | None = None, **changes: object) -> QuarterSnapshot:
    """Return the snapshot of an invented quarter."""
    return build_snapshot(counts(**changes), threshold=5, past=past)


def written(snapshot: QuarterSnapshot, folder: Path) -> dict[str, bytes]:
    """Return every file of the report."""
    paths = write_report(snapshot, folder, council="Made-up Council", frozen=FROZEN)
    return {path.name: path.read_bytes() for path in paths}


def trend_of(snapshot: QuarterSnapshot) -> list[tuple[str, ...]]:
    """Return the rows of the headline's table."""
    return [
        row
        for block in build_document(snapshot)
        if isinstance(block, Grid) and block.title == TREND
        for row in block.rows
    ]


@pytest.mark.parametrize("odd", [NOBODY, ONE], ids=["nobody", "one response"])
def test_quarter_of_nobody_or_one_is_written_in_every_format_and_tells_of_nobody(
    odd: dict[str, object], tmp_path: Path
) -> None:
    """R4-30: no format fails, none has an empty cell, and no figure of the one person is in any of them."""
    snapshot = freeze(**odd)
    files = written(snapshot, tmp_path)
    assert len(files) == 11
    assert all(files.values())
    for block in build_document(snapshot):
        if isinstance(block, Grid):
            assert all(cell.strip() for row in block.rows for cell in row), block.title
    assert snapshot.listened_disagreed.percent is None
    assert all(t.comments is None for t in snapshot.themes)
    assert not re.search(
        r"\b(?:100|[1-9]\d?)%(?! interval| says| of the theme)", report_csv(snapshot)
    )


def test_quarter_that_speaks_of_one_theme_alone_prints_it(tmp_path: Path) -> None:
    """R5-15: the mix of praise and criticism of the one theme, and every format."""
    snapshot = freeze(themes=[theme()])
    assert [(t.label, t.percent) for t in snapshot.themes] == [("Waiting", 100)]
    assert b"Waiting" in written(snapshot, tmp_path)["report.html"]


def test_theme_that_was_renamed_between_quarters_is_still_compared() -> None:
    """R5-11: a theme is its id; another name makes no new theme."""
    before = freeze(quarter="2026-Q1", themes=[theme(comments=10)])
    past = Past(quarters=(before,))
    (now,) = freeze(past, themes=[theme("Delay", 50)]).themes
    assert (now.label, now.change) == ("Delay", "rose")


def test_theme_that_was_renamed_between_versions_gives_no_small_difference_away() -> None:
    """R4-33: the two versions of a quarter are laid side by side by the theme's id, not by its name."""
    first = freeze(themes=[theme(comments=30), theme_of("school", 30)])
    second = freeze(Past(versions=(first,)), themes=[theme("Delay", 32), theme_of("school", 30)])
    (delay,) = [t for t in second.themes if t.label == "Delay"]
    assert delay.comments is None, "32 beside 30 would point at two comments"
    nameless = replace(first, themes=tuple(replace(t, theme="") for t in first.themes))
    again = freeze(Past(versions=(nameless,)), themes=[theme(comments=32), theme_of("school", 30)])
    (waiting,) = [t for t in again.themes if t.label == "Waiting"]
    assert waiting.comments is None, "a version of before is still compared by its label"


def theme_of(name: str, comments: int) -> ThemeCount:
    """Return another theme, praised and criticised alike."""
    half = comments // 2
    return ThemeCount(name, name.title(), "Support", comments, half, comments - half, comments)


@pytest.mark.parametrize("threshold", [-1, 0, 3, 4])
def test_threshold_below_policy_is_refused(threshold: int) -> None:
    """R4-30."""
    with pytest.raises(ValueError, match="never under 5"):
        build_snapshot(counts(), threshold=threshold)


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_formula_in_what_staff_wrote_is_no_formula_in_any_table(start: str, tmp_path: Path) -> None:
    """A label, an answer or an owner that begins like a formula is text for every spreadsheet (OWASP)."""
    evil = start + FORMULA[1:]
    told = Told(evil, evil, evil, "1 June 2026", done=True)
    action = ActionLine(*[evil] * 8)
    made = freeze(themes=[theme(evil)])
    files = written(replace(made, told=(told,), actions=(action,)), tmp_path)
    for name in ("tables.csv", "inspection.csv"):
        rows = list(csv.reader(io.StringIO(files[name].decode("utf-8-sig"), newline="")))
        assert any("HYPERLINK" in cell for row in rows for cell in row), name
        assert not [c for row in rows for c in row if c[:1] in tuple("=+-@\t\r")], name
    assert b"table:formula" not in files["tables.ods"]


def test_label_of_300_letters_is_in_every_format_and_breaks_none(tmp_path: Path) -> None:
    """The longest label that anybody will try: no sheet's name is too long, no page too narrow."""
    snapshot = freeze(themes=[theme(LONG)])
    files = written(snapshot, tmp_path)
    assert LONG.strip() in files["report.html"].decode()
    assert all(len(n) <= LONGEST_NAME for n, _rows in report_sheets(snapshot, council="C"))
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(files["report.pdf"])).pages]
    assert "promised" in " ".join(pages)
    (chart,) = [b for b in build_document(snapshot) if isinstance(b, MixChart)]
    assert len(chart.title.split()) <= 10
    assert LONG[:41] not in chart_svg(chart), "the table has the whole label"


def test_headline_of_a_quarter_in_which_nobody_was_asked_is_not_available() -> None:
    """R4-34, R1-04: [x] where nobody was asked; [c] alone says that a small count is hidden."""
    asked: QuarterCounts = counts(
        quarter="2026-Q1", wordings={"listened": "form:a"}, disagreed=(2, 8), agreed=(15, 20),
        tables={AGREED: [("Yes", 20), ("No", 8)], LISTENED: [("Yes, fully", 17), ("No", 11)]},
    )  # fmt: skip
    few = build_snapshot(asked, threshold=5)
    nobody = freeze(Past(quarters=(few,)), **NOBODY)
    before, now = trend_of(nobody)
    assert set(before[1:4]) == {"[c]"}
    assert set(now[1:4]) == {"[x]"}
    assert '"asked":false' in to_json(nobody)
