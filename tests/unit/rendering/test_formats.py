"""Every format is made from one snapshot, holds the same figures, and can be read by everybody (R5-16, R5-21 to 23)."""

import csv
import io
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import docx
import pytest
from docx.oxml.ns import qn
from pypdf import PdfReader

from analysis.reports.blocks import DotChart, MixChart
from analysis.reports.build import build_snapshot
from analysis.reports.counts import AGREED, CHANNEL, LISTENED, WHO, WORKERS, ThemeCount
from analysis.reports.document import Grid, build_document, title_of
from analysis.reports.snapshot import (
    ActionLine,
    QuarterSnapshot,
    Told,
    content_hash,
    from_json,
    to_json,
)
from analysis.themes.codebook import load_codebook
from feedback.rendering.charts import alt_text
from feedback.rendering.files import FORMATS, names_of
from feedback.rendering.html import report_html
from feedback.rendering.inspection import inspection_csv, inspection_grid, inspection_html
from feedback.rendering.pdf import report_pdf
from feedback.rendering.sheets import data_pack, report_ods, report_sheets
from feedback.rendering.short import SHORT_NAMES, child_html, easy_read_html
from feedback.rendering.tables import report_csv
from feedback.rendering.word import report_docx
from tests.page_checks import Page
from tests.unit.analysis.test_stats import counts

FROZEN = datetime(2026, 7, 20, 9, 0, tzinfo=UTC)
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"


@pytest.fixture(scope="module")
def snapshot() -> QuarterSnapshot:
    """Return an invented quarter with every part in it, some of it hidden."""
    names = (
        ("Waiting", 300, 60, 200), ("Respect", 280, 250, 12), ("School", 90, 40, 30), ("Health", 41, 2, 30),
        ("Homes", 3, 1, 2), ("Help", 77, 20, 40), ("Rights", 60, 10, 40),
        ("Access", 55, 20, 30), ("Things", 50, 25, 15),
    )  # fmt: skip
    made = build_snapshot(
        counts(
            responses=1219, comments=900, comments_before=880, decided_share=0.9, known_by="31 October 2026",
            tables={
                WHO: [("Parent", 900), ("Carer", 200), ("Kinship carer", 4), ("Helper", 0)],
                CHANNEL: [("Web form", 1000), ("Paper", 219)],
                AGREED: [("Yes", 300), ("Partly", 200), ("No", 210), ("No decision yet", 100)],
                LISTENED: [("Yes, fully", 300), ("Yes, partly", 250), ("No", 200), ("Not sure", 60)],
                WORKERS: [("None", 30), ("1", 300), ("2", 200), ("3", 90), ("4 or more", 60), ("Not sure", 9)],
            },
            by_workers=[("None", 10, 22), ("1", 210, 270), ("2", 100, 170), ("3", 30, 70), ("4 or more", 11, 50),
                        ("Not sure", 3, 7)],
            disagreed=(150, 390), agreed=(220, 290), disagreed_before=(140, 380),
            themes=[ThemeCount(n.lower(), n, "Quality", c, p, b, 250, whose="Ours") for n, c, p, b in names],
            quotes={"Waiting": ["Nobody rang us back for [number] weeks & we gave up."]},
        ),
        threshold=5,
    )  # fmt: skip
    done = Told("Waiting", "We did it", "We ring back within 2 days.", "1 June 2026", done=True)
    not_ = Told(
        "School", "We cannot, and why", "We do not run the schools.", "2 June 2026", done=False
    )
    action = ActionLine(
        "Ring back", "Head of service", "1 May 2026", "Done", "Calls", "Log", "1 June 2026", "All"
    )
    return replace(made, told=(done, not_), actions=(action,))


def grids(snapshot: QuarterSnapshot) -> list[list[list[str]]]:
    """Return the rows of every table, its header first."""
    tables = [b for b in build_document(snapshot) if isinstance(b, Grid)]
    return [[list(g.header), *map(list, g.rows)] for g in tables]


def ods_tables(written: bytes) -> dict[str, list[list[tuple[str, str]]]]:
    """Return sheet -> rows of (text, value or type) as a spreadsheet program reads them."""
    root = ElementTree.fromstring(zipfile.ZipFile(io.BytesIO(written)).read("content.xml"))  # noqa: S314
    return {
        sheet.attrib[f"{TABLE}name"]: [
            [
                (cell.findtext(f"{TEXT}p") or "", cell.attrib.get(f"{OFFICE}value", "text"))
                for cell in row.iter(f"{TABLE}table-cell")
            ]
            for row in sheet.iter(f"{TABLE}table-row")
        ]
        for sheet in root.iter(f"{TABLE}table")
    }


def test_every_figure_when_read_back_is_the_same_in_every_format(snapshot: QuarterSnapshot) -> None:
    """R5-16: page, PDF, Word, CSV, spreadsheet and JSON are read again and compared cell by cell."""
    wanted = grids(snapshot)
    word = docx.Document(io.BytesIO(report_docx(snapshot, council="A", frozen=FROZEN)))
    assert [[[c.text for c in r.cells] for r in t.rows] for t in word.tables] == wanted
    page = Page(report_html(snapshot, council="A"))
    in_page = [page.text(place) for place, _tag, _a in page.all("td")]
    assert in_page == [cell for rows in wanted for row in rows[1:] for cell in row[1:]]
    sheets = list(ods_tables(report_ods(snapshot, council="A")).values())[3:]
    assert [[[text for text, _v in row] for row in rows[1:]] for rows in sheets] == wanted
    long = list(csv.reader(io.StringIO(report_csv(snapshot).lstrip("\ufeff"))))[1:]
    assert [r[4] for r in long] == [cell for rows in wanted for row in rows[1:] for cell in row[1:]]
    read = PdfReader(io.BytesIO(report_pdf(snapshot, council="A", frozen=FROZEN)))
    printed = re.sub(r"\s+", "", "".join(p.extract_text() for p in read.pages))
    for rows in wanted:
        for row in rows[1:]:
            figures = "".join(cell for cell in row[1:] if re.fullmatch(r"[\d,]+%?|\[\w\]", cell))
            assert re.sub(r"\s+", "", figures) in printed
    written = to_json(snapshot)
    assert grids(from_json(written, content_hash(written))) == wanted


def test_numbers_in_the_spreadsheet_are_numbers(snapshot: QuarterSnapshot) -> None:
    """R5-23: what is added up is a number; signs stay words; no cell is blank; one table a sheet."""
    read = ods_tables(report_ods(snapshot, council="A"))
    assert list(read)[:3] == ["Cover", "Notes", "Contents"]
    assert len(read) == 3 + len(grids(snapshot))
    assert all(text for rows in read.values() for row in rows for text, _v in row)
    for rows in list(read.values())[3:]:
        assert len({len(row) for row in rows[1:]}) == 1
    values = {text: value for rows in read.values() for row in rows for text, value in row}
    assert (values["1,219"], values["[c]"], values["100%"]) == ("1219", "text", "1")
    assert len(set(read)) == len(report_sheets(snapshot, council="A"))


def test_data_pack_when_opened_equals_the_published_tables(snapshot: QuarterSnapshot) -> None:
    """R4-10: byte for byte, and nothing that is not in the report's tables."""
    pack = zipfile.ZipFile(io.BytesIO(data_pack(snapshot, council="A")))
    assert pack.read("tables.csv") == report_csv(snapshot).encode()
    assert pack.read("tables.ods") == report_ods(snapshot, council="A")
    assert pack.read("snapshot.json").decode() == to_json(snapshot) + "\n"
    assert len(pack.namelist()) == 3 + len(report_sheets(snapshot, council="A"))


@pytest.mark.parametrize(
    "make",
    [
        lambda s: report_pdf(s, council="A", frozen=FROZEN),
        lambda s: report_docx(s, council="A", frozen=FROZEN),
        lambda s: report_ods(s, council="A"),
        lambda s: data_pack(s, council="A"),
    ],
    ids=["pdf", "docx", "ods", "pack"],
)
def test_file_when_made_again_is_the_same_bytes(
    snapshot: QuarterSnapshot, make: Callable[[QuarterSnapshot], bytes]
) -> None:
    assert make(snapshot) == make(snapshot)


MAKE = """
import hashlib, sys
from datetime import UTC, datetime
from pathlib import Path
from analysis.reports.snapshot import content_hash, from_json
from feedback.rendering.files import make_files
written = Path(sys.argv[1]).read_text(encoding="utf-8")
made = from_json(written, content_hash(written))
files = make_files(made, council="A", frozen=datetime(2026, 7, 20, 9, tzinfo=UTC))
print(*(f"{name} {hashlib.sha256(content).hexdigest()}" for name, content in files.items()), sep="\\n")
"""


def test_report_when_made_again_years_later_in_another_process_is_the_same_bytes(
    snapshot: QuarterSnapshot, tmp_path: Path
) -> None:
    """R5-03, R5-16: from the written snapshot alone, every format, whatever the order of a process or its place."""
    (tmp_path / "snapshot.json").write_text(to_json(snapshot), encoding="utf-8")
    made = [
        subprocess.run(
            [sys.executable, "-c", MAKE, str(tmp_path / "snapshot.json")],
            env={**os.environ, "PYTHONHASHSEED": seed, "TZ": zone}, check=True, capture_output=True, text=True,
        ).stdout
        for seed, zone in (("1", "Europe/London"), ("2", "Pacific/Auckland"))
    ]  # fmt: skip
    assert made[0] == made[1]
    assert len(made[0].splitlines()) == len(names_of(FORMATS))


def test_pdf_is_tagged_titled_and_its_main_body_at_most_six_pages(
    snapshot: QuarterSnapshot,
) -> None:
    """R5-05, R5-22: PDF/UA-1, bookmarks, embedded fonts, alternative text, headers of tables."""
    read = PdfReader(io.BytesIO(report_pdf(snapshot, council="A", frozen=FROZEN)))
    root = read.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en-GB"
    assert read.metadata is not None
    assert read.metadata.title == title_of(snapshot)
    assert b"pdfuaid" in root["/Metadata"].get_data()
    fonts = [f.get_object() for p in read.pages for f in p["/Resources"]["/Font"].values()]
    inner = [f["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object() for f in fonts]
    assert all("/FontFile2" in f or "/FontFile3" in f for f in inner)
    first = next(
        n for n, p in enumerate(read.pages) if "Appendix 1: Tables\nTable" in p.extract_text()
    )
    assert first <= 6
    assert len(read.outline) > 1
    tags = _tags(root["/StructTreeRoot"])
    figures = [t for t in tags if t["/S"] == "/Figure"]
    assert figures
    assert all(t.get("/Alt") for t in figures)
    assert {"/H1", "/H2", "/H3", "/L", "/LI", "/Table", "/TH", "/TD"} <= {t["/S"] for t in tags}
    heads = [t for t in tags if t["/S"] == "/TH"]
    assert all("/Scope" in str(t.get("/A")) for t in heads)


def _tags(node: object) -> list[dict[str, object]]:
    """Return all structure elements under the node."""
    found, waiting = [], [node]
    while waiting:
        here = waiting.pop()
        here = here.get_object() if hasattr(here, "get_object") else here
        if isinstance(here, list):
            waiting += here
        elif isinstance(here, dict):
            if "/S" in here and here.get("/Type", "/StructElem") == "/StructElem":
                found.append(here)
            waiting.append(here.get("/K"))
    return found


def test_word_has_styles_header_rows_language_and_alternative_text(
    snapshot: QuarterSnapshot,
) -> None:
    """R5-22: heading levels without skips, repeated header rows, no merged cells, 12 pt."""
    word = docx.Document(io.BytesIO(report_docx(snapshot, council="A", frozen=FROZEN)))
    levels = [int(p.style.name[-1]) for p in word.paragraphs if p.style.name.startswith("Heading")]
    assert levels[0] == 1
    assert all(b - a <= 1 for a, b in pairwise(levels))
    assert all("w:tblHeader" in t.rows[0]._tr.xml for t in word.tables)
    assert not [t for t in word.tables if "gridSpan" in t._tbl.xml or "vMerge" in t._tbl.xml]
    pictures = word.element.body.findall(f".//{qn('wp:docPr')}")
    assert len(pictures) == sum(
        isinstance(b, MixChart | DotChart) for b in build_document(snapshot)
    )
    assert all(p.get("descr") for p in pictures)
    assert word.core_properties.language == "en-GB"
    assert word.core_properties.title == title_of(snapshot)
    assert word.styles["Normal"].font.size.pt >= 12


def test_every_chart_is_followed_by_its_table_and_says_its_message_shortly(
    snapshot: QuarterSnapshot,
) -> None:
    """R5-21: title of ten words at most, alternative text of two sentences at most."""
    blocks = build_document(snapshot)
    charts = [(n, b) for n, b in enumerate(blocks) if isinstance(b, MixChart | DotChart)]
    assert charts
    for place, chart in charts:
        table = blocks[place + 1]
        assert isinstance(table, Grid)
        labels = (
            [b.label for b in chart.bars]
            if isinstance(chart, MixChart)
            else [d.label for d in chart.dots]
        )
        assert [row[0] for row in table.rows] == labels
        assert len(chart.title.split()) <= 10
        assert alt_text(chart).count(".") <= 2


def test_short_pages_are_made_from_the_same_snapshot(snapshot: QuarterSnapshot) -> None:
    """R5-19."""
    for page in (easy_read_html(snapshot, council="A"), child_html(snapshot, council="A")):
        assert "1,219" in page
        assert "waiting" in page
        assert "We ring back within 2 days." in page
        assert page.count("<h1>") == 1


def test_short_pages_call_shipped_themes_by_words_that_a_child_reads(
    snapshot: QuarterSnapshot,
) -> None:
    """R5-19: no child speaks of the quality of assessment; a council's own theme keeps its name."""
    known = {theme.id for theme in load_codebook().themes}
    assert set(SHORT_NAMES) == known, "each theme that ships has its words, and no other"
    first, second, *others = snapshot.themes
    named = replace(
        first, theme="practice-quality", label="Quality of assessment, plans and practice"
    )
    both = replace(
        snapshot, themes=(named, replace(second, theme="our-own", label="Our Own"), *others)
    )
    for page in (easy_read_html(both, council="A"), child_html(both, council="A")):
        assert "how well people do their job" in page
        assert "our own" in page
        assert "assessment" not in page


def test_inspection_pack_has_a_period_and_a_count_in_every_row(snapshot: QuarterSnapshot) -> None:
    """R2-12: heard, changed, told, in a page and in CSV."""
    rows = list(csv.DictReader(io.StringIO(inspection_csv(snapshot).lstrip("\ufeff"))))
    assert len(rows) == len(snapshot.themes)
    assert all(r["Period"] and r["Heard in (comments)"] for r in rows)
    assert "We ring back within 2 days. (1 June 2026)" in rows[0]["What families were told"]
    assert "1 June 2026" in inspection_html(snapshot, council="A")
    assert len(inspection_grid(snapshot).rows) == len(rows)
