"""The report as one accessible HTML file that needs nothing beside it."""

from collections.abc import Sequence
from functools import cache
from html import escape
from pathlib import Path

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
from feedback.rendering.charts import chart_svg

STYLE = Path(__file__).resolve().parent / "report.css"


def report_parts(snapshot: QuarterSnapshot) -> str:
    """Return the report's body, for a page of ours or for the file. Holds one h1."""
    blocks = build_document(snapshot)
    drawn = [
        _heading(block, place) if isinstance(block, Heading) else _block(block)
        for place, block in enumerate(blocks)
    ]
    return f"<h1>{escape(title_of(snapshot))}</h1>\n{_contents(blocks)}\n" + "\n".join(drawn)


def report_html(snapshot: QuarterSnapshot, *, council: str) -> str:
    """Return the whole file."""
    return page_html(
        title_of(snapshot),
        f"<p>{escape(council)}. Quarterly report on the Participation Strategy</p>\n"
        f"{report_parts(snapshot)}",
    )


def page_html(title: str, body: str) -> str:
    """Return a whole file of ours around a body that holds its h1."""
    return (
        f'<!doctype html>\n<html lang="en-GB"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><style>{_style()}</style></head>'
        f"<body><main>{body}</main></body></html>\n"
    )


def draw_blocks(blocks: Sequence[Block]) -> str:
    """Return the blocks as HTML, without ids."""
    return "\n".join(_block(block) for block in blocks)


@cache
def _style() -> str:
    return STYLE.read_text(encoding="utf-8")


def _contents(blocks: Sequence[Block]) -> str:
    links = "".join(
        f'<li><a href="#part-{place}">{escape(block.words)}</a></li>'
        for place, block in enumerate(blocks)
        if isinstance(block, Heading) and block.level == 2
    )
    return f'<nav aria-label="Contents"><ul class="contents">{links}</ul></nav>'


def _heading(block: Heading, place: int) -> str:
    target = f' id="part-{place}"' if block.level == 2 else ""
    return f"<h{block.level}{target}>{escape(block.words)}</h{block.level}>"


def _block(block: Block) -> str:
    match block:
        case Heading(level, words):
            return f"<h{level}>{escape(words)}</h{level}>"
        case Paragraph(words):
            return f"<p>{escape(words)}</p>"
        case Bullets(items):
            return f"<ul>{_items(items)}</ul>"
        case Lettered(items):
            return f'<ol class="lettered" type="a">{_items(items)}</ol>'
        case MixChart() | DotChart():
            caption = f"<strong>{escape(block.title)}</strong><br>{escape(block.subtitle)}"
            region = (
                f'<div class="wide" role="region" tabindex="0" aria-label="{escape(block.title)}">'
            )
            return f"<figure><figcaption>{caption}</figcaption>{region}{chart_svg(block)}</div></figure>"
        case Grid():
            return _grid(block)


def _items(items: Sequence[str]) -> str:
    return "".join(f"<li>{escape(item)}</li>" for item in items)


def _grid(grid: Grid) -> str:
    head = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in grid.header)
    rows = "".join(
        f'<tr><th scope="row">{escape(row[0])}</th>'
        + "".join(f"<td>{escape(c)}</td>" for c in row[1:])
        + "</tr>"
        for row in grid.rows
    )
    return (
        f'<div class="wide" role="region" tabindex="0" aria-label="{escape(grid.title)}"><table>'
        f"<caption>{escape(grid.title)}</caption><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
    )
