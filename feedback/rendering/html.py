"""The report as one accessible HTML file that needs nothing beside it."""

from functools import cache
from html import escape
from pathlib import Path

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
from feedback.rendering.charts import bar_chart_svg

STYLE = Path(__file__).resolve().parent / "report.css"


def report_parts(snapshot: QuarterSnapshot) -> str:
    """Return the report's body, for a page of ours or for the file. Holds one h1."""
    blocks = "\n".join(_block(block) for block in build_document(snapshot))
    return f"<h1>{escape(title_of(snapshot))}</h1>\n{blocks}"


def report_html(snapshot: QuarterSnapshot, *, council: str) -> str:
    """Return the whole file."""
    title = escape(title_of(snapshot))
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><style>{_style()}</style></head>'
        f"<body><main><p>{escape(council)}. Quarterly report on the Participation Strategy</p>\n"
        f"{report_parts(snapshot)}</main></body></html>\n"
    )


@cache
def _style() -> str:
    return STYLE.read_text(encoding="utf-8")


def _block(block: Block) -> str:
    match block:
        case Heading(level, words):
            return f"<h{level}>{escape(words)}</h{level}>"
        case Paragraph(words):
            return f"<p>{escape(words)}</p>"
        case Bullets(items):
            return "<ul>" + "".join(f"<li>{escape(item)}</li>" for item in items) + "</ul>"
        case BarChart():
            caption = f"<strong>{escape(block.title)}</strong><br>{escape(block.subtitle)}"
            return f"<figure><figcaption>{caption}</figcaption>{bar_chart_svg(block)}</figure>"
        case Grid():
            return _grid(block)


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
