"""The report as a Word file with real styles, header rows and a language."""

import io
import zipfile
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
    document.add_paragraph(council)
    document.add_heading(title_of(snapshot), level=1)
    for block in build_document(snapshot):
        match block:
            case Heading(level, words):
                document.add_heading(words, level=level)
            case Paragraph(words):
                document.add_paragraph(words)
            case Bullets(items):
                for item in items:
                    document.add_paragraph(item, style="List Bullet")
            case MixChart() | DotChart():
                _add_chart(document, block)
            case Grid():
                _add_grid(document, block)
    written = io.BytesIO()
    document.save(written)
    return _with_fixed_times(written.getvalue())


def _add_chart(document: Any, chart: Chart) -> None:
    """Add the chart as a picture between its message and its table, with alternative text."""
    document.add_paragraph(
        f"{chart.title}. {chart.subtitle}.", style="Caption"
    ).paragraph_format.keep_with_next = True
    picture = document.add_picture(io.BytesIO(chart_png(chart)), width=Cm(16))
    properties = picture._inline.docPr
    properties.set("descr", alt_text(chart))
    properties.set("title", chart.title)


def _add_grid(document: Any, grid: Grid) -> None:
    document.add_paragraph(grid.title, style="Caption")
    table = document.add_table(rows=1, cols=len(grid.header), style="Table Grid")
    for cell, words in zip(table.rows[0].cells, grid.header, strict=True):
        cell.text = words
    properties = table.rows[0]._tr.get_or_add_trPr()
    repeated = OxmlElement("w:tblHeader")
    repeated.set(qn("w:val"), "true")
    properties.append(repeated)
    for row in grid.rows:
        cells = table.add_row().cells
        for cell, words in zip(cells, row, strict=True):
            cell.text = words
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
