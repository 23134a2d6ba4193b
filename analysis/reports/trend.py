"""The headline over eight quarters, from what was published; a question asked in other words breaks the series."""

from collections.abc import Sequence
from itertools import pairwise

from analysis.reports.counts import AGREED, LISTENED
from analysis.reports.snapshot import QuarterSnapshot, Share, Table, TrendPoint
from analysis.stats.change import Pair, changes

QUARTERS = 8
NEW_WORDING = "new wording: not comparable with the quarter before"
FIRST = "first quarter shown"


def headline_trend(
    earlier: Sequence[QuarterSnapshot],
    *,
    quarter: str,
    label: str,
    share: Share,
    wording: str,
    tables: Sequence[Table],
) -> tuple[TrendPoint, ...]:
    """Return the points, oldest first, this quarter's last. No series runs over a change of wording (R2-16).

    Args:
        earlier: the published quarters before this one, oldest first.
        tables: this quarter's, as they are published: they tell whether anybody was asked.
    """
    asked = [*(_was_asked(s.tables) for s in earlier), _was_asked(tables)][-QUARTERS:]
    points = [(s.quarter, s.label, s.listened_disagreed, s.wording) for s in earlier]
    points = [*points, (quarter, label, share, wording)][-QUARTERS:]
    pairs = [
        _pair(before[2], now[2]) if comparable(before[3], now[3]) else None
        for before, now in pairwise(points)
    ]
    words = [FIRST, *changes(pairs)]
    for i in range(1, len(points)):
        if not comparable(points[i - 1][3], points[i][3]):
            words[i] = NEW_WORDING
    return tuple(
        TrendPoint(*point, word, was_asked)
        for point, word, was_asked in zip(points, words, asked, strict=True)
    )


def _was_asked(tables: Sequence[Table]) -> bool:
    """Return whether anybody answered both questions, as far as the published tables tell."""
    answered = {table.title for table in tables if table.answered}
    return {AGREED, LISTENED} <= answered


def comparable(before: str, now: str) -> bool:
    """Return whether no questionnaire that was answered both times was asked in other words.

    Args:
        before, now: `slug:hash` of each questionnaire, separated by spaces.
    """
    asked, asks = (dict(part.split(":", 1) for part in w.split()) for w in (before, now))
    shared = set(asked) & set(asks)
    return asked == asks or (bool(shared) and all(asked[slug] == asks[slug] for slug in shared))


def series(points: Sequence[TrendPoint]) -> list[list[TrendPoint]]:
    """Return the runs of points that may be joined by a line: one wording, and a share that is shown."""
    runs: list[list[TrendPoint]] = []
    last: TrendPoint | None = None
    for point in points:
        joined = last is not None and comparable(last.wording, point.wording)
        if point.share.percent is None:
            last = None
            continue
        if runs and joined:
            runs[-1].append(point)
        else:
            runs.append([point])
        last = point
    return runs


def _pair(before: Share, now: Share) -> Pair | None:
    if before.hits is None or before.total is None or now.hits is None or now.total is None:
        return None
    return (now.hits, now.total), (before.hits, before.total)
