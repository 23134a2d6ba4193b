"""The report as a Word file with real styles, header rows and a language."""

import io
import zipfile
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from analysis.reports.blocks import Chart
from analysis.reports.document import (
    Bullets,
    DotChart,
    Grid,
    Heading,
    MixChart,
    Paragraph,
    build_document,
    title_of,
)
from analysis.reports.snapshot import QuarterSnapshot
from feedback.rendering.charts import alt_text
from feedback.rendering.pdf import chart_png


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
    for block in build_document(snapshot):
        match block:
            case Heading(level, words):
                _add_styled(document, words, styles[f"Heading {level}"])
            case Paragraph(words):
                document.add_paragraph(words)
            case Bullets(items):
                for item in items:
                    _add_styled(document, item, styles["List Bullet"])
            case MixChart() | DotChart():
                _add_chart(document, block, styles)
            case Grid():
                _add_grid(document, block, styles)
    written = io.BytesIO()
    document.save(written)
    return _with_fixed_times(written.getvalue())


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


def _add_grid(document: Any, grid: Grid, styles: Mapping[str, str]) -> None:
    _add_styled(document, grid.title, styles["Caption"])
    rows = (grid.header, *grid.rows)
    table = document.add_table(rows=len(rows), cols=len(grid.header))
    table._tbl.tblStyle_val = styles["Table Grid"]
    # Straight into the table's elements: the way by rows and cells looks for each cell through the whole table.
    for drawn, row in zip(table._tbl.tr_lst, rows, strict=True):
        for cell, words in zip(drawn.tc_lst, row, strict=True):
            cell.p_lst[0].add_r().text = words
    properties = table._tbl.tr_lst[0].get_or_add_trPr()
    repeated = OxmlElement("w:tblHeader")
    repeated.set(qn("w:val"), "true")
    properties.append(repeated)
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
