"""The report as a tagged PDF/UA-1, set by Typst with the font that ships beside this file."""

import json
import tempfile
from datetime import datetime
from pathlib import Path

import typst

from analysis.reports.document import (
    BarChart,
    Block,
    Bullets,
    Grid,
    Heading,
    Paragraph,
    build_document,
    title_of,
)
from analysis.reports.snapshot import QuarterSnapshot
from feedback.rendering.charts import alt_text, bar_chart_svg

FONTS = Path(__file__).resolve().parent / "fonts"
HEAD = """
#set document(title: {title}, author: {council}, date: datetime(year: {y}, month: {m}, day: {d}))
#set page(paper: "a4", margin: 2.2cm, numbering: "1")
#set text(font: "Atkinson Hyperlegible Next", size: 12pt, lang: "en", region: "GB")
#set par(justify: false, leading: 0.7em)
#show heading.where(level: 1): set text(size: 22pt)
#show heading.where(level: 2): set text(size: 16pt)
#show heading: set block(above: 1.4em, below: 0.8em)
#show figure.where(kind: table): set figure.caption(position: top)
#show figure.caption.where(kind: table): it => block(sticky: true, it)
#show figure.where(kind: table): set block(breakable: true)
#set table(stroke: (x: none, y: 0.5pt + luma(60%)), inset: 5pt)
#show table.cell.where(y: 0): strong
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
            font_paths=[str(FONTS)],
            ignore_system_fonts=True,
            timestamp=int(frozen.timestamp()),
        )
    return made


def _text(words: str) -> str:
    """Return the words as a Typst string: nothing in it is ever read as markup."""
    return json.dumps(words, ensure_ascii=False)


def _block(block: Block, folder: Path) -> str:
    match block:
        case Heading(level, words):
            return f"#heading(level: {level}, {_text(words)})"
        case Paragraph(words):
            return f"#par({_text(words)})"
        case Bullets(items):
            return "#list(" + ", ".join(f"[#{_text(item)}]" for item in items) + ")"
        case BarChart():
            name = "chart.svg"
            (folder / name).write_text(bar_chart_svg(block), encoding="utf-8")
            return (
                f'#figure(image("{name}", alt: {_text(alt_text(block))}, width: 100%), kind: image, '
                f"supplement: [Chart], caption: [#{_text(f'{block.title}. {block.subtitle}')}])"
            )
        case Grid():
            return _grid(block)


def _grid(grid: Grid) -> str:
    wide = len(grid.header) > 4
    widths = ["2fr", "2fr", *["auto"] * (len(grid.header) - 2)] if wide else ["1fr", "auto", "auto"]
    columns, size = f"({', '.join(widths)})", "9pt" if wide else "11pt"
    head = ", ".join(f"[#{_text(cell)}]" for cell in grid.header)
    cells = ", ".join(f"[#{_text(cell)}]" for row in grid.rows for cell in row)
    return (
        f"#figure(kind: table, supplement: [Table], caption: [#{_text(grid.title)}], "
        f"[#set text(size: {size}); #set align(left); "
        f"#table(columns: {columns}, table.header({head}), {cells})])"
    )
