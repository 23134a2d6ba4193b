"""Charts as SVG that can be read without colour: direct labels, zero baselines, intervals, a table after each.

Source: section 5.5 of the requirements; colours of the Analysis Function's palette, of which neighbours differ by
3 to 1 or more (tested), and every bar has an outline.
"""

from html import escape
from textwrap import wrap

from analysis.reports.blocks import BarChart, Chart, Dot, DotChart, MixBar, MixChart

WIDTH, LEFT, RIGHT, STEP, BAR, TOP = 720, 300, 130, 34, 20, 30
BLUE, WHITE, TURQUOISE, INK, GREY = "#12436D", "#FFFFFF", "#28A197", "#0B0C0C", "#6B7278"
PARTS = (("Criticism", BLUE), ("Neither or both", WHITE), ("Praise", TURQUOISE))
TICKS = (0, 25, 50, 75, 100)
MOST_LETTERS = 40
"""What fits on a line to the left of a bar. A label has two; the table after the chart has the whole of it."""
LINE = 16
LETTER = 8.8
"""What a letter takes at the charts' size: a figure or a sign in our font, which most letters are narrower than."""


_KINDS: dict[type, str] = {
    MixChart: "Stacked bar chart",
    DotChart: "Chart of percentages with their intervals",
    BarChart: "Bar chart",
}


def alt_text(chart: Chart | BarChart) -> str:
    """Return type, message and where the figures are, in two sentences."""
    kind = _KINDS[type(chart)]
    return f"{kind}: {chart.title}. The figures are in the table after it."


def chart_svg(chart: Chart | BarChart) -> str:
    """Return the chart as SVG; what is hidden stands there in words, never as nothing (R5-21)."""
    if isinstance(chart, DotChart):
        drawn, height = _dots(chart), TOP + STEP * len(chart.dots) + 26
    elif isinstance(chart, MixChart):
        drawn, height = _mix(chart), TOP + STEP * len(chart.bars) + 6
    else:
        drawn, height = _bars(chart), STEP * len(chart.bars) + 10
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="chart" role="img" viewBox="0 0 {WIDTH} {height}" '
        f'width="{WIDTH}" height="{height}" font-family="Atkinson Hyperlegible Next, Arial, sans-serif" '
        f'font-size="15" fill="{INK}">'
        f"<title>{escape(alt_text(chart))}</title><desc>{escape(chart.subtitle)}</desc>"
        f'<rect width="{WIDTH}" height="{height}" fill="{WHITE}"/>{"".join(drawn)}</svg>'
    )


def _text(x: float, y: float, words: str, anchor: str = "start") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(words)}</text>'


def _clear_of_lines(x: float, middle: float, words: str) -> list[str]:
    """Return words over a white box, so that no line behind them runs through a letter.

    A box and no white edge: the PDF's and Word's drawing leave such edges away.
    """
    width = len(words) * LETTER + 4
    box = (
        f'<rect x="{x:.1f}" y="{middle - 10:.1f}" width="{width:.1f}" height="20" fill="{WHITE}"/>'
    )
    return [box, _text(x + 2, middle + 5, words)]


def _beside(middle: float, label: str) -> list[str]:
    """Return the label to the left of a bar, on two lines where one is too short."""
    lines = wrap(label, MOST_LETTERS, max_lines=2, placeholder=" …") or [""]
    first = middle + 5 - LINE / 2 * (len(lines) - 1)
    return [_text(LEFT - 8, first + LINE * n, line, "end") for n, line in enumerate(lines)]


def _box(x: float, y: float, width: float, fill: str) -> str:
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{BAR}" fill="{fill}" '
        f'stroke="{INK}" stroke-width="1"/>'
    )


def _line(
    x1: float, y1: float, x2: float, y2: float, *, width: float = 1.5, colour: str = INK
) -> str:
    return (
        f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{colour}" '
        f'stroke-width="{width}"/>'
    )


def _mix(chart: MixChart) -> list[str]:
    parts = []
    for place, (label, colour) in enumerate(PARTS):
        x = LEFT + place * 135
        parts += [_box(x, 2, BAR, colour), _text(x + BAR + 6, 17, label)]
    most = max((bar.total or 0 for bar in chart.bars), default=0) or 1
    scale = (WIDTH - LEFT - RIGHT) / most
    for place, bar in enumerate(chart.bars):
        parts += _mix_bar(bar, TOP + place * STEP + STEP / 2, scale)
    bottom = TOP + STEP * len(chart.bars) + 2
    return [*parts, _line(LEFT, TOP, LEFT, bottom)]


def _mix_bar(bar: MixBar, middle: float, scale: float) -> list[str]:
    parts = _beside(middle, bar.label)
    x = float(LEFT)
    if bar.parts:
        for count, (_label, colour) in zip(bar.parts, PARTS, strict=True):
            if count:
                parts.append(_box(x, middle - BAR / 2, count * scale, colour))
            x += count * scale
    elif bar.total:
        # Where the mix may not be known, the bar is an outline: a colour would claim one.
        parts.append(
            f'<rect x="{x:.1f}" y="{middle - BAR / 2:.1f}" width="{bar.total * scale:.1f}" height="{BAR}" '
            f'fill="{WHITE}" stroke="{INK}" stroke-width="1.5" stroke-dasharray="4 3"/>'
        )
        x += bar.total * scale
    return [*parts, _text(x + 7, middle + 5, bar.words)]


def _bars(chart: BarChart) -> list[str]:
    most = max((bar.count or 0 for bar in chart.bars), default=0) or 1
    scale = (WIDTH - LEFT - RIGHT) / most
    parts = []
    for place, bar in enumerate(chart.bars):
        middle, width = 4 + place * STEP + STEP / 2, (bar.count or 0) * scale
        parts += _beside(middle, bar.label)
        if bar.count:
            parts.append(_box(LEFT, middle - BAR / 2, width, BLUE))
        parts.append(_text(LEFT + width + 7, middle + 5, bar.words))
    return [*parts, _line(LEFT, 4, LEFT, STEP * len(chart.bars) + 6)]


def _dots(chart: DotChart) -> list[str]:
    scale = (WIDTH - LEFT - RIGHT) / 100
    bottom = TOP + STEP * len(chart.dots)
    parts = []
    for tick in TICKS:
        x = LEFT + tick * scale
        parts += [
            _line(x, TOP - 6, x, bottom + 4, width=1.5 if tick == 0 else 0.75, colour=INK if tick == 0 else GREY),
            _text(x, bottom + 20, f"{tick}%", "middle"),
        ]  # fmt: skip
    last: tuple[float, float] | None = None
    dots: list[str] = []
    for place, dot in enumerate(chart.dots):
        middle = TOP + place * STEP + STEP / 2
        now = (LEFT + dot.percent * scale, middle) if dot.percent is not None else None
        if now and last and dot.joined:
            parts.append(_line(*last, *now, width=1, colour=GREY))
        dots += _dot(dot, middle, scale)
        last = now
    return parts + dots


def _dot(dot: Dot, middle: float, scale: float) -> list[str]:
    parts = _beside(middle, dot.label)
    if dot.percent is None or dot.low is None or dot.high is None:
        return [*parts, *_clear_of_lines(LEFT + 6, middle, dot.words)]
    low, high, x = (LEFT + n * scale for n in (dot.low, dot.high, dot.percent))
    return [
        *parts,
        _line(low, middle, high, middle, width=2.5, colour=BLUE),
        _line(low, middle - 6, low, middle + 6, width=2.5, colour=BLUE),
        _line(high, middle - 6, high, middle + 6, width=2.5, colour=BLUE),
        f'<circle cx="{x:.1f}" cy="{middle:.1f}" r="6" fill="{BLUE}" stroke="{WHITE}" stroke-width="1.5"/>',
        *_clear_of_lines(max(high, LEFT) + 6, middle, dot.words),
    ]
