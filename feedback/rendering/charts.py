"""Charts as SVG that can be read without colour: direct labels, a zero baseline, a table twin beside each.

Source: section 5.5 of the requirements; the dark blue of the Analysis Function palette.
"""

from html import escape

from analysis.reports.document import BarChart

WIDTH, LEFT, RIGHT, STEP, BAR = 720, 330, 60, 30, 20
BLUE = "#12436D"


def alt_text(chart: BarChart) -> str:
    """Return type, message and where the figures are, in two sentences."""
    return f"Bar chart: {chart.title}. The figures are in the table after it."


def bar_chart_svg(chart: BarChart) -> str:
    """Return a bar chart as SVG; a hidden bar is drawn as its marker, never as nothing."""
    most = max((value or 0 for _label, value, _words in chart.bars), default=0) or 1
    scale = (WIDTH - LEFT - RIGHT) / most
    height = STEP * len(chart.bars) + 10
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="chart" role="img" viewBox="0 0 {WIDTH} {height}" '
        f'width="{WIDTH}" height="{height}" font-family="sans-serif" font-size="14">',
        f"<title>{escape(alt_text(chart))}</title>",
    ]
    for place, (label, value, words) in enumerate(chart.bars):
        middle = place * STEP + STEP / 2 + 5
        width = (value or 0) * scale
        parts.append(
            f'<text x="{LEFT - 8}" y="{middle + 5}" text-anchor="end">{escape(label)}</text>'
        )
        parts.append(
            f'<rect x="{LEFT}" y="{middle - BAR / 2}" width="{width:.1f}" height="{BAR}" fill="{BLUE}"/>'
        )
        parts.append(f'<text x="{LEFT + width + 6:.1f}" y="{middle + 5}">{escape(words)}</text>')
    parts.append(f'<line x1="{LEFT}" y1="2" x2="{LEFT}" y2="{height - 2}" stroke="#0b0c0c"/></svg>')
    return "".join(parts)
