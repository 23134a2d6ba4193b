"""The report on paper: no column runs into the next, tables stay together, pages are A4 (R5-02, R5-22)."""

import io
import re
from dataclasses import replace
from datetime import UTC, datetime

import docx
import pytest
from docx.oxml.ns import qn
from pypdf import PdfReader

from analysis.reports.blocks import Grid, Heading, Lettered
from analysis.reports.build import build_snapshot
from analysis.reports.counts import AGREED, CHANNEL, LISTENED, WHO
from analysis.reports.document import build_document
from analysis.reports.snapshot import ActionLine, QuarterSnapshot
from feedback.rendering.html import report_html
from feedback.rendering.paper import LINE, TALL, WIDE, column_widths, size_of, split_parts
from feedback.rendering.pdf import MOST_WHOLE, report_pdf
from feedback.rendering.word import report_docx
from tests.unit.analysis.test_stats import counts

FROZEN = datetime(2026, 7, 20, 9, 0, tzinfo=UTC)
GAP = 10.0
TRACKER = Grid(
    "Actions",
    ("Action", "Owner", "Due", "State", "Measure", "Evidence", "Families told", "Could be copied by"),
    (
        ("Open a line on which waiting families hear where they stand", "Head of early help",
         "10 December 2025", "Blocked: two posts are empty", "Nine of ten callers hear a date",
         "Call log of the line", "15 December 2025", "[z]"),
    ),
)  # fmt: skip
MEASURES = Grid("Measures", ("Measure", "Value"), (("Plans within 20 weeks", "58%"),))
LOG = Grid("A log", ("What was said, word for word", "On"), (("word " * 80, "2 May 2026"),))


@pytest.fixture(scope="module")
def snapshot() -> QuarterSnapshot:
    """Return an invented quarter with tables of many lengths and a tracker."""
    made = build_snapshot(
        counts(
            tables={
                WHO: [(f"Group {n} of families", 20 + n) for n in range(20)],
                CHANNEL: [("Web form", 1000), ("Paper", 219)],
                AGREED: [("Yes", 300), ("Partly", 200), ("No", 210)],
                LISTENED: [("Yes, fully", 300), ("Yes, partly", 250), ("No", 200)],
            }
        ),
        threshold=5,
    )
    line = ActionLine(*TRACKER.rows[0][:-1], "Schools and family hubs")
    return replace(made, actions=(line,) * 3)


def body(made: bytes) -> list[str]:
    """Return the words of each page, on one line."""
    return [" ".join(p.extract_text().split()) for p in PdfReader(io.BytesIO(made)).pages]


@pytest.mark.parametrize("grid", [TRACKER, MEASURES, LOG], ids=lambda grid: grid.title)
@pytest.mark.parametrize("room", [WIDE, TALL])
def test_column_when_it_holds_a_long_word_is_wide_enough_for_it(grid: Grid, room: float) -> None:
    """A date's month ran over the edge of its column into the next one."""
    widths = column_widths(grid, room=room, gap=GAP)
    assert sum(widths) == pytest.approx(room, abs=0.5)
    for column, width in zip(zip(grid.header, *grid.rows, strict=True), widths, strict=True):
        longest = max(len(word) for cell in column for word in cell.split())
        assert width - GAP >= longest * LINE * size_of(grid)


def test_column_of_figures_keeps_its_line_and_the_sentences_get_the_rest() -> None:
    said, on = column_widths(LOG, room=WIDE, gap=GAP)
    assert on - GAP == pytest.approx(len("2 May 2026") * LINE * size_of(LOG), rel=0.01)
    assert said > on
    name, figure = column_widths(Grid("T", ("Day", "No"), (("1", "2"),)), room=WIDE, gap=GAP)
    assert name > figure, "where all is short, the first column has what is left"


def test_column_when_words_need_more_than_there_is_is_as_wide_as_its_longest_word() -> None:
    many = Grid("T", ("Responsibilities",) * 12, (("accommodation for",) * 12,))
    assert len(set(column_widths(many, room=WIDE, gap=GAP))) == 1


def test_tracker_lies_on_its_side_and_nothing_else_does(snapshot: QuarterSnapshot) -> None:
    """Eight columns of sentences stood on edge, in PDF and in Word."""
    lying = [part for on_side, part in split_parts(build_document(snapshot)) if on_side]
    assert [part[0] for part in lying] == [Heading(2, "Appendix 3: Action tracker")]
    pages = PdfReader(io.BytesIO(report_pdf(snapshot, council="A", frozen=FROZEN))).pages
    wide = [p for p in pages if p.mediabox.width > p.mediabox.height]
    assert ["Action tracker" in p.extract_text() for p in wide] == [True]
    word = docx.Document(io.BytesIO(report_docx(snapshot, council="A", frozen=FROZEN)))
    sizes = [(round(s.page_width.cm, 1), round(s.page_height.cm, 1)) for s in word.sections]
    assert sizes == [(21.0, 29.7), (29.7, 21.0), (21.0, 29.7)], "A4, as everybody here prints"


def test_short_table_is_whole_on_one_page_and_a_long_one_begins_with_rows(
    snapshot: QuarterSnapshot,
) -> None:
    """A table broke after its first row."""
    pages = body(report_pdf(snapshot, council="A", frozen=FROZEN))
    grids = [b for b in build_document(snapshot) if isinstance(b, Grid)]
    assert any(len(grid.rows) > MOST_WHOLE for grid in grids)
    for number, grid in enumerate(grids, start=1):
        (page,) = [p for p in pages if f"Table {number}: {grid.title}" in p]
        after = page.split(f"Table {number}: {grid.title}")[1]
        wanted = grid.rows if len(grid.rows) <= MOST_WHOLE else grid.rows[:2]
        for row in wanted:
            assert " ".join(row[0].split()) in after, (grid.title, row[0])


def test_word_keeps_a_table_s_first_rows_together_and_no_row_is_split(
    snapshot: QuarterSnapshot,
) -> None:
    word = docx.Document(io.BytesIO(report_docx(snapshot, council="A", frozen=FROZEN)))
    for table in word.tables:
        rows = table._tbl.tr_lst
        assert all(row.trPr.find(qn("w:cantSplit")) is not None for row in rows)
        kept = [bool(row.tc_lst[0].p_lst[0].pPr.keepNext is not None) for row in rows[:3]]
        assert kept == [True, True, False][: len(kept)]
        assert all(run.bold for cell in table.rows[0].cells for run in cell.paragraphs[0].runs)
    captions = [p for p in word.paragraphs if p.style.name == "Caption"]
    assert all(p.paragraph_format.keep_with_next for p in captions)


def test_recommendations_carry_one_sign_each_in_every_format(snapshot: QuarterSnapshot) -> None:
    """R5-02: a letter to be called by, and no bullet before it."""
    (listed,) = [b for b in build_document(snapshot) if isinstance(b, Lettered)]
    assert not [item for item in listed.items if item.startswith("(")]
    first = body(report_pdf(snapshot, council="A", frozen=FROZEN))[0]
    assert f"That the committee: (a) {listed.items[0]}" in first
    page = report_html(snapshot, council="A")
    assert re.search(r'<ol class="lettered" type="a"><li>note ', page)
    word = docx.Document(io.BytesIO(report_docx(snapshot, council="A", frozen=FROZEN)))
    paragraphs = [p for p in word.paragraphs if p.text in listed.items]
    assert len(paragraphs) == len(listed.items)
    numbered = {p._p.pPr.numPr.numId.val for p in paragraphs}
    (number,) = [n for n in word.part.numbering_part.element.num_lst if {n.numId} == numbered]
    (kind,) = [
        e
        for e in word.part.numbering_part.element.findall(qn("w:abstractNum"))
        if e.get(qn("w:abstractNumId")) == str(number.abstractNumId.val)
    ]
    (level,) = kind.findall(qn("w:lvl"))
    assert level.find(qn("w:lvlText")).get(qn("w:val")) == "(%1)"
    assert level.find(qn("w:numFmt")).get(qn("w:val")) == "lowerLetter"
