"""What a reader can write down from published reports alone, so that an attack starts from print and not from us.

Every figure is an unknown with the bounds that its print gives; every way in which figures hang together is a
row. Nothing here knows a true count. Used by the attack of tests and benchmarks; R4-31, docs/disclosure.md.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy.optimize import linprog

from analysis.reports.counts import (
    AGREED,
    AGREED_ANSWERS,
    DISAGREED_ANSWERS,
    HEARD_ANSWERS,
    LISTENED,
    WORKERS,
    Link,
)
from analysis.reports.quarter_release import (
    COMMENTS,
    EVERYBODY,
    RESPONSES,
    SHARES,
    WHOLE,
    place_key,
    row_key,
    share_key,
    theme_key,
    ties_of_workers,
    total_key,
    workers_key,
)
from analysis.reports.snapshot import QuarterSnapshot, Table
from analysis.reports.versions import Shown, published

UNBOUNDED = 10_000.0
Terms = tuple[tuple[str, float], ...]


@dataclass(slots=True)
class Notes:
    """Bounds of figures, and rows low <= sum of factor * figure <= high. None in bounds: the figure is hidden."""

    figures: dict[str, Shown] = field(default_factory=dict)
    rows: list[tuple[Terms, float, float]] = field(default_factory=list)

    def hidden(self) -> list[str]:
        """Return the figures that were printed as hidden."""
        return [key for key, shown in self.figures.items() if shown is None]


def read(
    snapshot: QuarterSnapshot,
    *,
    several: Sequence[str] = (),
    links: Sequence[Link] = (),
    suffix: str = "",
) -> Notes:
    """Return what the snapshot says.

    Args:
        several: titles of tables in which one person can stand in several rows, as their titles tell.
        links: how tables hang together, as their titles tell.
        suffix: put behind every key, where several reports are read together.
    """
    printed = {key + suffix: shown for key, shown in published(snapshot).items()}
    notes = Notes(printed)
    # "Too few to report" hides three figures that were never said to be there: they are not marked as hidden.
    for group in SHARES:
        for part in ("hits", "total"):
            if notes.figures[share_key(group, part) + suffix] is None:
                notes.figures[share_key(group, part) + suffix] = (0, int(UNBOUNDED))
    for row in _rows(snapshot, several):
        terms, low, high = row
        notes.rows.append((tuple((key + suffix, f) for key, f in terms), low, high))
    for link in links:
        parts = [(place_key(place) + suffix, 1.0) for place in link.parts]
        whole = [(place_key(place) + suffix, -1.0) for place in link.whole]
        if all(key in printed for key, _factor in (*parts, *whole)):
            notes.rows.append(((*parts, *whole), -np.inf, 0))
    return notes


def _rows(
    snapshot: QuarterSnapshot, several: Sequence[str]
) -> Iterator[tuple[Terms, float, float]]:
    for table in snapshot.tables:
        yield from _table(table, table.title in several, snapshot.rounded)
    for theme in snapshot.themes:
        key = theme_key(theme.label)
        split = ((theme_key(theme.label, p), 1.0) for p in ("positive", "negative"))
        yield ((*split, (key, -1.0)), -np.inf, 0)
        yield (((key, 1.0), (COMMENTS, -1.0)), -np.inf, 0)
        if theme.percent is not None and not snapshot.rounded:
            yield from _percent(key, COMMENTS, theme.percent)
    yield from _headline(snapshot)
    yield from _by_workers(snapshot)


def _table(table: Table, several: bool, rounded: bool) -> Iterator[tuple[Terms, float, float]]:
    total = total_key(table.title)
    keys = [row_key(table.title, row.label) for row in table.rows]
    added = (*((key, 1.0) for key in keys), (total, -1.0))
    yield (added, 0, np.inf if several else 0)
    for key, row in zip(keys, table.rows, strict=True):
        yield (((key, 1.0), (total, -1.0)), -np.inf, 0)
        # A share of rounded counts says nothing that they do not.
        if row.percent is not None and not rounded:
            yield from _percent(key, total, row.percent)
    if table.title not in WHOLE:
        yield (((total, 1.0), (RESPONSES, -1.0)), -np.inf, 0)


def _percent(part: str, whole: str, percent: int) -> Iterator[tuple[Terms, float, float]]:
    """Return what a rounded percentage says of its two counts."""
    yield (((part, 1.0), (whole, -(percent - 0.5) / 100)), 0, np.inf)
    yield (((part, 1.0), (whole, -(percent + 0.5) / 100)), -np.inf, 0)


def _headline(snapshot: QuarterSnapshot) -> Iterator[tuple[Terms, float, float]]:
    agreed = _labels(snapshot, AGREED)
    listened = _labels(snapshot, LISTENED)
    for group, answers in zip(SHARES, (DISAGREED_ANSWERS, AGREED_ANSWERS), strict=True):
        hits, total = share_key(group, "hits"), share_key(group, "total")
        yield (((hits, 1.0), (total, -1.0)), -np.inf, 0)
        of = tuple((agreed[a], -1.0) for a in answers if a in agreed)
        if of:
            yield (((total, 1.0), *of), -np.inf, 0)
    heard = tuple((key, -1.0) for label, key in listened.items() if label in HEARD_ANSWERS)
    other = tuple((key, -1.0) for label, key in listened.items() if label not in HEARD_ANSWERS)
    all_hits = tuple((share_key(g, "hits"), 1.0) for g in SHARES)
    misses = tuple(
        term
        for g in SHARES
        for term in ((share_key(g, "total"), 1.0), (share_key(g, "hits"), -1.0))
    )
    if heard and other:
        yield ((*all_hits, *heard), -np.inf, 0)
        yield ((*misses, *other), -np.inf, 0)


def _by_workers(snapshot: QuarterSnapshot) -> Iterator[tuple[Terms, float, float]]:
    if not snapshot.by_workers:
        return
    labels = [label for label, _share in snapshot.by_workers if label != EVERYBODY]
    for label in (*labels, EVERYBODY):
        yield (((workers_key(label, "hits"), 1.0), (workers_key(label, "total"), -1.0)), -np.inf, 0)
    for part in ("hits", "total"):
        each = ((workers_key(label, part), 1.0) for label in labels)
        yield ((*each, (workers_key(EVERYBODY, part), -1.0)), 0, 0)
    asked, heard = _labels(snapshot, WORKERS), _labels(snapshot, LISTENED)
    for ties in ties_of_workers(labels, asked, heard):
        # Those who did not feel listened to are printed nowhere: they are the total without the others.
        yield tuple(term for key, factor in ties for term in _printed(key, factor)), -np.inf, 0


def _printed(key: str, factor: int) -> Terms:
    if not key.endswith("|misses"):
        return ((key, float(factor)),)
    group = key.removesuffix("misses")
    return (f"{group}total", float(factor)), (f"{group}hits", -float(factor))


def _labels(snapshot: QuarterSnapshot, title: str) -> Mapping[str, str]:
    tables = (t for t in snapshot.tables if t.title == title)
    return {row.label: row_key(title, row.label) for table in tables for row in table.rows}


def together(*notes: Notes) -> Notes:
    """Return what several reports say, laid side by side."""
    both = Notes()
    for one in notes:
        both.figures |= one.figures
        both.rows += one.rows
    return both


def bounds(notes: Notes, keys: Sequence[str] | None = None) -> dict[str, tuple[float, float]]:
    """Return the least and the most that each hidden figure can be, by linear programming.

    Raises: ValueError when the figures contradict each other, so that nothing can be concluded.
    """
    place = {key: i for i, key in enumerate(notes.figures)}
    limits = [
        (0.0, UNBOUNDED) if s is None else (float(s[0]), float(s[1]))
        for s in notes.figures.values()
    ]
    upper, least = [], []
    for terms, low, high in notes.rows:
        row = np.zeros(len(place))
        for key, factor in terms:
            row[place[key]] += factor
        if np.isfinite(high):
            upper.append(row)
            least.append(high)
        if np.isfinite(low):
            upper.append(-row)
            least.append(-low)
    found = {}
    for key in notes.hidden() if keys is None else keys:
        ends = []
        for sign in (1.0, -1.0):
            aim = np.zeros(len(place))
            aim[place[key]] = sign
            done = linprog(
                aim, A_ub=np.array(upper), b_ub=np.array(least), bounds=limits, method="highs"
            )
            if done.fun is None:
                raise ValueError(f"The published figures contradict each other: {done.message}")
            ends.append(sign * float(done.fun))
        found[key] = ends[0], ends[1]
    return found
