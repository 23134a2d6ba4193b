"""The report as a tagged PDF/UA-1, set by Typst with the font that ships beside this file."""

import hashlib
import json
import tempfile
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
    MixChart,
    Paragraph,
    build_document,
    title_of,
)
from analysis.reports.snapshot import QuarterSnapshot
from feedback.rendering.charts import alt_text, chart_svg

FONTS = Path(__file__).resolve().parent / "fonts"
MOST_AUTO = 14
"""Characters up to which a column keeps its own width: figures and their headings."""
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
#show figure.where(kind: table): set block(breakable: true)
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
        blocks = (_block(block, Path(folder)) for block in build_document(snapshot))
        source.write_text(head + "\n\n".join(blocks), encoding="utf-8")
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


def _block(block: Block, folder: Path) -> str:
    match block:
        case Heading(level, words):
            before = "#pagebreak(weak: true)\n" if words == APPENDIX_1 else ""
            return f"{before}#heading(level: {level}, {_text(words)})"
        case Paragraph(words):
            return f"#par({_text(words)})"
        case Bullets(items):
            return "#list(" + ", ".join(f"[#{_text(item)}]" for item in items) + ")"
        case MixChart() | DotChart():
            return _chart(block, folder)
        case Grid():
            return _grid(block)


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


def _grid(grid: Grid) -> str:
    columns, size = _columns(grid)
    head = ", ".join(f"[#{_text(cell)}]" for cell in grid.header)
    cells = ", ".join(f"[#{_text(cell)}]" for row in grid.rows for cell in row)
    return (
        f"#figure(kind: table, supplement: [Table], caption: [#{_text(grid.title)}], "
        f"[#set text(size: {size}); #set align(left); "
        f"#table(columns: {columns}, table.header({head}), {cells})])"
    )


def _columns(grid: Grid) -> tuple[str, str]:
    """Return the columns' widths and the size of the letters: what holds sentences is wide, what holds figures not."""
    longest = [
        max(len(row[i]) for row in (grid.header, *grid.rows)) for i in range(len(grid.header))
    ]
    shares = ["auto" if n <= MOST_AUTO else f"{min(n, 40)}fr" for n in longest]
    return f"({', '.join(shares)})", "9pt" if len(grid.header) > 5 else "11pt"
