"""The overview in words: each chart with its table, each figure with the way to what stands behind it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for
from markupsafe import Markup

from analysis.reports.blocks import Bar, BarChart, Dot, DotChart, MixBar, MixChart
from analysis.reports.reach import SEVERAL
from feedback.domain.quarters import Quarter
from feedback.rendering.charts import chart_svg
from feedback.services.freeze_quarter import ANSWERS
from feedback.services.overview import (
    AGES,
    LEAST_WITHOUT_COMMENTS,
    ByWorkers,
    Heard,
    Listened,
    Overview,
    ThemeMix,
    ThemeOverTime,
)
from feedback.web.staff.figure_list import ANSWER, ANY, FELT, PEOPLE
from feedback.web.staff.queue_list import ALL
from feedback.web.staff.words import say_day

FEW = f"under {LEAST_WITHOUT_COMMENTS}"
"""What stands in the place of a figure that the reader may not know."""
NONE = "–"
MIX = ("negative", "neutral", "positive")
MOST_DRAWN = 8
SHARE_OF = 10
"""A share of fewer answers is not drawn: its interval would say nothing. Source: R4-30."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure in words, and where what it counts can be read; None where the reader reads no comments."""

    words: str
    address: str | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """A chart and its table. `chart` is None where there is nothing to draw."""

    name: str
    title: str
    hint: str
    chart: Markup | None
    header: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


Way = Callable[..., str | None]


def way_for(*, reads_comments: bool) -> Way:
    """Return what makes the address of a list of people's responses, read or not, that holds exactly what is counted.

    It gives None where nobody may follow it.
    """

    def way(**filters: Any) -> str | None:
        asked = {"show": ALL, PEOPLE: "yes"} | filters
        return url_for("staff.queue", **asked) if reads_comments else None

    return way


def parts_of(found: Overview, quarter: Quarter, way: Way) -> list[Part]:
    """Return the parts of the overview in the order in which they are read."""
    return [
        _weeks(found, way),
        _waiting(found, way),
        _clock(found, quarter, way),
        _listened(found.listened, quarter, way),
        *_by_workers(found.by_workers, quarter, way),
        _heard(found, quarter, way),
        *_reach(found),
    ]


def themes_part(themes: Sequence[ThemeOverTime], way: Way) -> Part:
    """Return the themes with their polarity, this quarter and the one before."""
    drawn = [theme for theme in themes if theme.quarters[0].total][:MOST_DRAWN]
    title = "Themes, and how they are spoken of"
    chart = MixChart(
        title,
        "Comments in which a person found the theme, the most spoken of first.",
        tuple(
            MixBar(
                f"{theme.label}" if not back else f"{mix.quarter.label}",
                mix.parts,
                mix.total,
                _number(mix.total),
            )
            for theme in drawn
            for back, mix in enumerate(theme.quarters)
        ),
    )
    header = ("Theme", "Quarter", "Comments", "Criticism", "Neither or both", "Praise")
    rows = tuple(_theme_row(theme, mix, way) for theme in themes for mix in theme.quarters)
    hint = (
        "Only what people decided is counted, not what the machine suggests. The bar under a theme is the quarter "
        "before."
    )
    return Part("themes", title, hint, _draw(chart) if drawn else None, header, rows)


def _theme_row(theme: ThemeOverTime, mix: ThemeMix, way: Way) -> tuple[Cell, ...]:
    parts: Sequence[int | None] = mix.parts or (None, None, None)
    counts = zip((ANY, *MIX), (mix.total, *parts), strict=True)
    return (
        Cell(theme.label),
        Cell(mix.quarter.label),
        *(
            Cell(_number(count), way(theme=theme.theme, how=how, quarter=str(mix.quarter)))
            for how, count in counts
        ),
    )


def _weeks(found: Overview, way: Way) -> Part:
    title = "Responses by week"
    days = [say_day(week.monday) for week in found.weeks]
    chart = BarChart(
        title,
        "The last 13 weeks, each from its Monday; the newest is not over yet.",
        tuple(
            Bar(day, week.count, _number(week.count))
            for day, week in zip(days, found.weeks, strict=True)
        ),
    )
    rows = tuple(
        (Cell(day), Cell(_number(week.count), way(week=week.monday.isoformat())))
        for day, week in zip(days, found.weeks, strict=True)
    )
    return Part("weeks", title, chart.subtitle, _draw(chart), ("Week of", "Responses"), rows)


def _waiting(found: Overview, way: Way) -> Part:
    title = "How long unread responses have waited"
    bars = tuple(Bar(AGES[code][0], count, _number(count)) for code, count in found.waiting)
    chart = BarChart(
        title, "Today, whatever the quarter. Read within 1 working day is promised.", bars
    )
    rows = tuple(
        (Cell(AGES[code][0]), Cell(_number(count), way(show=None, age=code)))
        for code, count in found.waiting
    )
    return Part("waiting", title, chart.subtitle, _draw(chart), ("Waiting for", "Unread"), rows)


def _clock(found: Overview, quarter: Quarter, way: Way) -> Part:
    clock = found.clock
    words = (FEW,) * 5 if clock is None else (
        f"{clock.count:,}",
        NONE if clock.median is None else f"{clock.median:g}",
        NONE if clock.slow is None else str(clock.slow),
        f"{clock.waiting:,}",
        NONE if clock.oldest is None else str(clock.oldest),
    )  # fmt: skip
    names = (
        "Read",
        "Working days, in the middle",
        "Nine of ten within",
        "Not read yet",
        "The oldest waits",
    )
    read, unread = (way(ever=ever, quarter=str(quarter)) for ever in ("read", "unread"))
    ways = (read, None, None, unread, None)
    rows = tuple(
        (Cell(name), Cell(said, leads))
        for name, said, leads in zip(names, words, ways, strict=True)
    )
    hint = "From the day it came to the day on which a person read it, of this quarter’s responses."
    return Part(
        "clock", "From received to read", hint, None, ("What is measured", "This quarter"), rows
    )


def _listened(listened: Sequence[Listened], quarter: Quarter, way: Way) -> Part:
    title = "Whether people felt listened to, by service"
    shares = [
        one for one in listened if one.hits is not None and one.total and one.total >= SHARE_OF
    ]
    chart = DotChart(
        title,
        "Fully or partly, of those who answered; the line is the 95% interval.",
        tuple(_dot(one) for one in shares),
    )
    rows = tuple(
        (
            Cell(one.label),
            *(
                Cell(_number(count), way(felt=felt, service=one.service, quarter=str(quarter)))
                for felt, count in (("yes", one.hits), ("said", one.total))
            ),
            Cell(_dot(one).words if one in shares else "too few for a share"),
        )
        for one in listened
    )
    header = ("Service", "Listened to", "Answered", "Share, with its interval")
    hint = (
        "Fully or partly, of those who answered on the adults’ scale without staff beside them. Somebody can name "
        "several services. The line is the 95% interval: where lines overlap much, there may be no difference."
    )
    return Part("listened", title, hint, _draw(chart) if shares else None, header, rows)


def _dot(one: Listened) -> Dot:
    percent = [
        round(100 * n) for n in ((one.hits or 0) / (one.total or 1), one.low or 0, one.high or 0)
    ]
    words = f"{percent[0]}% ({percent[1]} to {percent[2]}%) of {one.total or 0:,}"
    return Dot(one.label, percent[0], percent[1], percent[2], words)


def _by_workers(rows: Sequence[ByWorkers], quarter: Quarter, way: Way) -> list[Part]:
    """Return who felt listened to by how many workers they had; nothing where nobody answered both (A10)."""
    if not rows:
        return []
    title = "Whether people felt listened to, by how many workers they had"
    shares = [row for row in rows if row.share and (row.total or 0) >= SHARE_OF]
    chart = DotChart(
        title,
        "Fully or partly, of those who answered both; the line is the 95% interval.",
        tuple(_dot_of(row) for row in shares),
    )
    said = ANSWERS["listened"][1]
    header = ("Workers in the last 12 months", *said.values(), "Answered both", "Share, with its interval")  # fmt: skip
    hint = (
        "The share is of those who felt listened to fully or partly, on the adults’ scale, without staff beside them. "
        "More workers and feeling listened to less can both follow from something else."
    )
    cells = tuple(_worker_cells(row, tuple(said), quarter, way) for row in rows)
    return [Part("workers", title, hint, _draw(chart) if shares else None, header, cells)]


def _worker_cells(
    row: ByWorkers, said: Sequence[str], quarter: Quarter, way: Way
) -> tuple[Cell, ...]:
    chosen = {"workers": row.code, "quarter": str(quarter)}
    parts = [(answer, row.parts[answer] if row.parts else None) for answer in said]
    drawn = row.share is not None and (row.total or 0) >= SHARE_OF
    return (
        Cell(row.label),
        *(Cell(_number(count), way(**chosen, **{ANSWER: answer})) for answer, count in parts),
        Cell(_number(row.total), way(**chosen, **{FELT: "said"})),
        Cell(_dot_of(row).words if drawn else "too few for a share"),
    )


def _dot_of(row: ByWorkers) -> Dot:
    percent, low, high = (round(100 * n) for n in row.share or (0, 0, 0))
    words = f"{percent}% ({low} to {high}%) of {row.total or 0:,}"
    return Dot(row.label, percent, low, high, words)


def _heard(found: Overview, quarter: Quarter, way: Way) -> Part:
    rows = tuple(
        (
            Cell(one.label),
            Cell(_number(one.count), _to_group(one, quarter, way)),
            *map(Cell, one.earlier),
        )
        for one in found.heard
    )
    few = [
        SEVERAL.get(one.label, one.label.lower())
        for one in found.heard
        if one.count is not None and one.count < SHARE_OF
    ]
    hint = (
        f"Fewer than {SHARE_OF} answers this quarter from: {', '.join(few)}."
        if few
        else f"Every group that is shown gave at least {SHARE_OF} answers this quarter."
    )
    earlier = (
        " Earlier quarters are as their reports printed them; [c] is a count too small to print."
        if found.earlier
        else " No earlier quarter has a report to compare with."
    )
    header = ("Who answered", "This quarter", *found.earlier)
    return Part("heard", "Who we have not heard from", hint + earlier, None, header, rows)


def _to_group(one: Heard, quarter: Quarter, way: Way) -> str | None:
    return way(who=one.code, quarter=str(quarter))


def _reach(found: Overview) -> list[Part]:
    header = ("Group", "Of all who live here", "Of those who answered", "Answers")
    return [
        Part(
            f"reach-{place}",
            f"{reach.title}: who answered and who lives here",
            f"As printed for {found.reach_of}. Population: {reach.source}",
            None,
            header,
            tuple(
                (Cell(row.label), Cell(row.population), Cell(row.respondents), Cell(row.people))
                for row in reach.rows
            ),
        )
        for place, reach in enumerate(found.reach)
    ]


def _number(count: int | None) -> str:
    return FEW if count is None else f"{count:,}"


def _draw(chart: BarChart | MixChart | DotChart) -> Markup:
    """Return the drawing; it escapes every word that it is given."""
    return Markup(chart_svg(chart))  # noqa: S704
