"""The report as a Word file with real styles, header rows and a language."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt

from analysis.reports.blocks import Chart
from analysis.reports.document import (
    Block,
    Bullets,
    DotChart,
    Grid,
    Heading,
    Lettered,
    MixChart,
    Paragraph,
    build_document,
    title_of,
)
from analysis.reports.snapshot import QuarterSnapshot
from feedback.rendering.charts import alt_text
from feedback.rendering.paper import TALL, WIDE, column_widths, size_of, split_parts
from feedback.rendering.pdf import chart_png

GAP = 11.0
"""Beside a cell's words, in points."""
FIRST_ROWS = 2
"""Rows from the top that keep the next one on their page: the header, and the first one."""
LETTERS_ID = 90
LETTERS = (
    f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{LETTERS_ID}"><w:multiLevelType w:val="singleLevel"/>'
    '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="(%1)"/>'
    '<w:lvlJc w:val="left"/><w:pPr><w:ind w:left="567" w:hanging="567"/></w:pPr></w:lvl></w:abstractNum>'
)
"""A list lettered as committees letter theirs, in Word's own terms."""


def report_docx(snapshot: QuarterSnapshot, *, council: str, frozen: datetime) -> bytes:
    """Return the .docx. The same snapshot and moment give the same bytes."""
    document = Document()
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Arial", Pt(12)
    _set_language(normal, "en-GB")
    core = document.core_properties
    core.title, core.author, core.language = title_of(snapshot), council, "en-GB"
    core.created = core.modified = frozen.replace(tzinfo=None, microsecond=0)
    # Looked up once: python-docx reads all styles again for each paragraph that names one.
    styles = {style.name: style.style_id for style in document.styles}
    document.add_paragraph(council)
    _add_styled(document, title_of(snapshot), styles["Heading 1"])
    lies = False
    for on_side, part in split_parts(build_document(snapshot)):
        if on_side or lies:
            document.add_section(WD_SECTION.NEW_PAGE)
        _set_page(document.sections[-1], on_side=on_side)
        for block in part:
            _add_block(document, block, styles, room=TALL if on_side else WIDE)
        lies = on_side
    written = io.BytesIO()
    document.save(written)
    return _with_fixed_times(written.getvalue())


def _set_page(section: Any, *, on_side: bool) -> None:
    """Make the section's pages A4, standing or on their side, with the margins that the PDF has."""
    short, long = Cm(21), Cm(29.7)
    section.page_width, section.page_height = (long, short) if on_side else (short, long)
    section.orientation = WD_ORIENT.LANDSCAPE if on_side else WD_ORIENT.PORTRAIT
    section.left_margin = section.right_margin = Cm(2)
    section.top_margin = section.bottom_margin = Cm(1.7)


def _add_block(document: Any, block: Block, styles: Mapping[str, str], *, room: float) -> None:
    match block:
        case Heading(level, words):
            _add_styled(document, words, styles[f"Heading {level}"])
        case Paragraph(words):
            document.add_paragraph(words)
        case Bullets(items):
            for item in items:
                _add_styled(document, item, styles["List Bullet"])
        case Lettered(items):
            _add_lettered(document, items, styles)
        case MixChart() | DotChart():
            _add_chart(document, block, styles)
        case Grid():
            _add_grid(document, block, styles, room=room)


def _add_styled(document: Any, words: str, style_id: str) -> Any:
    """Add a paragraph in a style of the document, and return it."""
    paragraph = document.add_paragraph(words)
    paragraph._p.style = style_id
    return paragraph


def _add_chart(document: Any, chart: Chart, styles: Mapping[str, str]) -> None:
    """Add the chart as a picture between its message and its table, with alternative text."""
    message = _add_styled(document, f"{chart.title}. {chart.subtitle}.", styles["Caption"])
    message.paragraph_format.keep_with_next = True
    picture = document.add_picture(io.BytesIO(chart_png(chart)), width=Cm(16))
    properties = picture._inline.docPr
    properties.set("descr", alt_text(chart))
    properties.set("title", chart.title)


def _add_lettered(document: Any, items: Sequence[str], styles: Mapping[str, str]) -> None:
    """Add a list that Word itself letters: (a), (b) and so on."""
    numbering = document.part.numbering_part.element
    kind = parse_xml(LETTERS)
    numbering.insert(0, kind)
    number = numbering.add_num(LETTERS_ID).numId
    for item in items:
        added = _add_styled(document, item, styles["List Paragraph"])
        properties = added._p.get_or_add_pPr().get_or_add_numPr()
        properties.get_or_add_ilvl().val = 0
        properties.get_or_add_numId().val = number


def _add_grid(document: Any, grid: Grid, styles: Mapping[str, str], *, room: float) -> None:
    title = _add_styled(document, grid.title, styles["Caption"])
    title.paragraph_format.keep_with_next = True
    rows = (grid.header, *grid.rows)
    table = document.add_table(rows=len(rows), cols=len(grid.header))
    table._tbl.tblStyle_val = styles["Table Grid"]
    widths = [Pt(width) for width in column_widths(grid, room=room, gap=GAP)]
    # Straight into the table's elements: the way by rows and cells looks for each cell through the whole table.
    for column, width in zip(table._tbl.tblGrid.gridCol_lst, widths, strict=True):
        column.w = width
    for place, (drawn, row) in enumerate(zip(table._tbl.tr_lst, rows, strict=True)):
        drawn.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        for cell, words, width in zip(drawn.tc_lst, row, widths, strict=True):
            cell.width = width
            paragraph = cell.p_lst[0]
            # The header and the first rows stand together, whatever page they come on.
            paragraph.get_or_add_pPr().keepNext_val = place < FIRST_ROWS or None
            run = paragraph.add_r()
            run.text = words
            look = run.get_or_add_rPr()
            look.sz_val = Pt(size_of(grid))
            if place == 0:
                look.get_or_add_b()
    repeated = OxmlElement("w:tblHeader")
    repeated.set(qn("w:val"), "true")
    table._tbl.tr_lst[0].get_or_add_trPr().append(repeated)
    document.add_paragraph()


def _set_language(style: Any, language: str) -> None:
    element = OxmlElement("w:lang")
    element.set(qn("w:val"), language)
    style.element.get_or_add_rPr().append(element)


def _with_fixed_times(written: bytes) -> bytes:
    """Return the same zip with every file dated 1980, so that equal reports are equal bytes."""
    fixed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(written)) as old,
        zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(
                zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), old.read(name), zipfile.ZIP_DEFLATED
            )
    return fixed.getvalue()
