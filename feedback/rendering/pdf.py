"""The report as a tagged PDF/UA-1, set by Typst with the font that ships beside this file."""

import hashlib
import json
import tempfile
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from pathlib import Path

import typst

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
from feedback.rendering.charts import alt_text, chart_svg
from feedback.rendering.paper import TALL, WIDE, column_widths, size_of, split_parts

FONTS = Path(__file__).resolve().parent / "fonts"
INSET = 5.0
"""Around a cell's words, in points."""
MOST_WHOLE = 12
"""Rows up to which a table is never broken over two pages; of a longer one the first rows stay together."""
FIRST_ROWS = "#block(height: {room}pt, breakable: false, sticky: true, below: 0pt)#v(-{room}pt)\n"
"""Room that has to be left on a page for the first rows of a table; nothing is drawn there."""
APPENDIX_1 = "Appendix 1: Tables"
HEAD = """
#set document(title: {title}, author: {council}, date: datetime(year: {y}, month: {m}, day: {d}))
#set page(paper: "a4", margin: (x: 2cm, y: 1.7cm), numbering: "1")
#set text(font: "Atkinson Hyperlegible Next", size: 12pt, lang: "en", region: "GB")
#set par(justify: false, leading: 0.62em)
#show heading.where(level: 1): set text(size: 22pt)
#show heading.where(level: 2): set text(size: 16pt)
#show heading.where(level: 3): set text(size: 13pt)
#show heading: set block(above: 1.3em, below: 0.7em, sticky: true)
#show figure.where(kind: table): set figure.caption(position: top)
#show figure.caption.where(kind: table): it => block(sticky: true, it)
#set table(stroke: (x: none, y: 0.5pt + luma(60%)), inset: 5pt)
#show table.cell.where(y: 0): strong
#show figure.where(kind: image): set figure.caption(position: top)
#show figure.caption: set align(left)
#show figure.caption: set text(size: 11pt)
#text({council})

#heading(level: 1, {title})
"""


def report_pdf(snapshot: QuarterSnapshot, *, council: str, frozen: datetime) -> bytes:
    """Return the PDF. The same snapshot and moment give the same bytes."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "report.typ"
        head = HEAD.format(
            title=_text(title_of(snapshot)),
            council=_text(council),
            y=frozen.year,
            m=frozen.month,
            d=frozen.day,
        )
        parts = (
            _part(part, Path(folder), on_side=on_side)
            for on_side, part in split_parts(build_document(snapshot))
        )
        source.write_text(head + "\n\n".join(parts), encoding="utf-8")
        made: bytes = typst.compile(
            str(source),
            format="pdf",
            pdf_standards=["ua-1"],
            font_paths=_fonts(),
            timestamp=int(frozen.timestamp()),
        )
    return made


@cache
def _fonts() -> typst.Fonts:
    """Return the fonts that Typst may use, read once: ours, and none of the machine's."""
    return typst.Fonts(include_system_fonts=False, font_paths=[str(FONTS)])


def _text(words: str) -> str:
    """Return the words as a Typst string: nothing in it is ever read as markup."""
    return json.dumps(words, ensure_ascii=False)


def _part(part: Sequence[Block], folder: Path, *, on_side: bool) -> str:
    drawn = "\n\n".join(_block(block, folder, TALL if on_side else WIDE) for block in part)
    return f"#page(flipped: true)[\n{drawn}\n]" if on_side else drawn


def _block(block: Block, folder: Path, room: float) -> str:
    match block:
        case Heading(level, words):
            before = "#pagebreak(weak: true)\n" if words == APPENDIX_1 else ""
            return f"{before}#heading(level: {level}, {_text(words)})"
        case Paragraph(words):
            return f"#par({_text(words)})"
        case Bullets(items):
            return "#list(" + ", ".join(f"[#{_text(item)}]" for item in items) + ")"
        case Lettered(items):
            listed = ", ".join(f"[#{_text(item)}]" for item in items)
            return f'#enum(numbering: "(a)", {listed})'
        case MixChart() | DotChart():
            return _chart(block, folder)
        case Grid():
            return _grid(block, room)


def _chart(chart: Chart, folder: Path) -> str:
    drawn = chart_svg(chart)
    name = f"{hashlib.sha256(drawn.encode()).hexdigest()[:16]}.svg"
    (folder / name).write_text(drawn, encoding="utf-8")
    return (
        f'#figure(image("{name}", alt: {_text(alt_text(chart))}, width: 100%), kind: image, '
        f"supplement: [Chart], caption: [#{_text(f'{chart.title}. {chart.subtitle}')}])"
    )


def chart_png(chart: Chart) -> bytes:
    """Return the same chart as a picture, for files that draw no SVG."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "chart.svg").write_text(chart_svg(chart), encoding="utf-8")
        source = Path(folder, "chart.typ")
        source.write_text(
            '#set page(width: auto, height: auto, margin: 0pt)\n#image("chart.svg", width: 16cm)',
            encoding="utf-8",
        )
        made: bytes = typst.compile(str(source), format="png", ppi=200, font_paths=_fonts())
    return made


def _grid(grid: Grid, room: float) -> str:
    size = size_of(grid)
    widths = column_widths(grid, room=room, gap=2 * INSET)
    columns = ", ".join(f"{width:.1f}fr" for width in widths)
    head = ", ".join(f"[#{_text(cell)}]" for cell in grid.header)
    cells = ", ".join(f"[#{_text(cell)}]" for row in grid.rows for cell in row)
    whole = len(grid.rows) <= MOST_WHOLE
    return ("" if whole else FIRST_ROWS.format(room=size * 14)) + (
        f"#[#show figure.where(kind: table): set block(breakable: {'false' if whole else 'true'})\n"
        f"#figure(kind: table, supplement: [Table], caption: [#{_text(grid.title)}], "
        f"[#set text(size: {size}pt); #set align(left); "
        f"#table(columns: ({columns}), table.header({head}), {cells})])]"
    )
