"""A quarter's counts as one release: every figure that the report prints, and all that ties them together.

Nothing is decided here. What is hidden follows from the cells (which are sensitive, what losing them costs) and
the relations (what every reader can work out with). Source: R4-30, R4-31; docs/disclosure.md.
"""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from enum import IntEnum

from analysis.reports.counts import (
    AGREED,
    AGREED_ANSWERS,
    CHANNEL,
    DISAGREED_ANSWERS,
    FORUM,
    HEARD_ANSWERS,
    LISTENED,
    VERSION,
    WORKERS,
    Link,
    Place,
    QuarterCounts,
    ThemeCount,
)
from analysis.reports.figures import Figures
from analysis.stats.release import Cell, Relation, Release, at_most, total_is
from analysis.stats.suppression import LEAST_GROUP

WHOLE = (FORUM, CHANNEL, VERSION)
"""Tables in which every response stands once. Their zeros say something of the service and of nobody."""
RESPONSES, COMMENTS = "responses", "comments"
TOTAL_WEIGHT, HEADLINE_WEIGHT, GRAND_WEIGHT = 3.0, 8.0, 400.0
SHARES = ("disagreed", "agreed")
EVERYBODY = "Everybody who answered both"
"""All who said how many workers they had and whether they felt listened to."""


class HideTotals(IntEnum):
    """What may be hidden besides: totals of fewer than ten, of any table, of the whole report, and at last that no
    response at all came by a forum, a channel or a version, which is otherwise said plainly."""

    SMALL = 0
    TABLES = 1
    ALL = 2
    EMPTY_ROWS = 3


def row_key(title: str, label: str) -> str:
    """Return the key of a row of a table."""
    return f"table|{title}|{label}"


def total_key(title: str) -> str:
    """Return the key of a table's total; every response stands in the whole ones, so theirs is one cell."""
    return RESPONSES if title in WHOLE else f"table|{title}"


def theme_key(label: str, part: str = "") -> str:
    """Return the key of a theme's comments, or of those that praise or criticise."""
    return f"theme|{label}|{part}" if part else f"theme|{label}"


def share_key(group: str, part: str) -> str:
    """Return the key of a part of a headline share: hits, misses or total."""
    return f"share|{group}|{part}"


def workers_key(label: str, part: str) -> str:
    """Return the key of a part of the share who felt listened to of those with so many workers."""
    return share_key(f"workers|{label}", part)


def place_key(place: Place) -> str:
    """Return the key of a row, or of a table's total."""
    title, label = place
    return total_key(title) if label is None else row_key(title, label)


def quarter_release(
    counts: QuarterCounts, figures: Figures, *, hide_totals: HideTotals = HideTotals.SMALL
) -> Release:
    """Return the release of the quarter.

    Args:
        hide_totals: which totals may be hidden. A figure without its base says little (R5-11), so as few as can be.

    Raises: ValueError when the counts do not add up.
    """
    maker = _Maker(counts, figures, hide_totals)
    maker.grand_totals()
    for title in counts.tables:
        maker.table(title)
    maker.links(counts.links)
    maker.headline()
    maker.by_workers()
    for theme in counts.themes:
        maker.theme(theme)
    maker.known_zeros()
    return Release(tuple(maker.cells.values()), tuple(maker.relations), figures.threshold)


def ties_of_workers(
    labels: Sequence[str], asked: Mapping[str, str], heard: Mapping[str, str]
) -> Iterator[tuple[tuple[str, int], ...]]:
    """Yield what every reader knows of the shares by workers, each as terms that are none at most together.

    Who answered both answered each; and who answered one of the two and not the other is among the responses
    that did not answer that other.

    Args:
        asked, heard: label -> key of the rows of both questions' tables.
    """
    workers, listened = total_key(WORKERS), total_key(LISTENED)
    for label in labels:
        if label in asked:
            both, one = workers_key(label, "total"), asked[label]
            yield (both, 1), (one, -1)
            yield (one, 1), (both, -1), (listened, 1), (RESPONSES, -1)
    for part, felt in (("hits", True), ("misses", False)):
        rows = [key for label, key in heard.items() if (label in HEARD_ANSWERS) is felt]
        both = workers_key(EVERYBODY, part)
        if rows:
            yield (both, 1), *((key, -1) for key in rows)
            yield (*((key, 1) for key in rows), (both, -1), (workers, 1), (RESPONSES, -1))


class _Maker:
    def __init__(self, counts: QuarterCounts, figures: Figures, hide_totals: HideTotals) -> None:
        self.hide_totals = hide_totals
        self.counts, self.figures, self.least = counts, figures, figures.threshold
        self.cells: dict[str, Cell] = {}
        self.relations: list[Relation] = []

    def printed(self, key: str, value: int, *, base: int, weight: float = 1.0) -> Cell:
        """Return a cell as the report would print it, given how many people its figures are of."""
        return Cell(
            key, value,
            sensitive=value < self.least,
            fixed=True if base < LEAST_GROUP else None,
            weight=weight * (1.0 + math.log1p(value)),
            shown=self.figures.interval(value, base),
        )  # fmt: skip

    def add(self, *cells: Cell) -> None:
        for cell in cells:
            self.cells[cell.key] = cell

    def grand_totals(self) -> None:
        """Add the two counts that every other is part of: known to every reader as soon as they are printed."""
        for key, value in (
            (RESPONSES, self.counts.responses),
            (COMMENTS, self.counts.comments),
        ):
            small = 0 < value < self.least
            fixed = None if value and self.hide_totals >= HideTotals.ALL else False
            self.add(Cell(key, value, small, fixed=True if small else fixed, weight=GRAND_WEIGHT))

    def table(self, title: str) -> None:
        """Add a table's rows and its total."""
        rows, never = self.counts.tables[title], self.counts.never.get(title, ())
        base = self.counts.bases.get(title)
        total = sum(count for _label, count in rows) if base is None else base
        if title not in WHOLE:
            self.add(self._total(total_key(title), total))
            self.relations += self._holding([at_most(total_key(title), RESPONSES)])
        for label, count in rows:
            cell = self.printed(row_key(title, label), count, base=total)
            plain = title in WHOLE and self.hide_totals < HideTotals.EMPTY_ROWS
            empty = total == 0 or (
                count == 0 and (label in never or plain) and total >= LEAST_GROUP
            )
            self.add(replace(cell, sensitive=False, fixed=False, shown=None) if empty else cell)
        keys = [row_key(title, label) for label, _count in rows]
        if base is None:
            self.relations += self._holding([total_is(total_key(title), keys)])
        else:
            self._several(title, keys, total)

    def _total(self, key: str, value: int) -> Cell:
        """Return a table's total: it can stand alone under ten, but never under the threshold."""
        stays = value == 0 or (value >= LEAST_GROUP and self.hide_totals is HideTotals.SMALL)
        return Cell(
            key, value,
            sensitive=0 < value < self.least,
            fixed=False if stays else None,
            weight=TOTAL_WEIGHT * (1.0 + math.log1p(value)),
            shown=None if stays else self.figures.rounded_interval(value),
        )  # fmt: skip

    def _several(self, title: str, keys: list[str], base: int) -> None:
        """Add what ties a table in which one person can stand in several rows."""
        total = total_key(title)
        self.relations.append(Relation((*((key, 1) for key in keys), (total, -1)), 0, None))
        for key in keys:
            self._rest(key, total, base - self.cells[key].value, small=base >= LEAST_GROUP)

    def _rest(self, key: str, total: str, value: int, *, small: bool = True) -> None:
        """Add those of the total who are not in the cell: printed nowhere, but a few of them are still a few."""
        rest = f"{key}|rest"
        self.add(Cell(rest, value, sensitive=small and 0 < value < self.least, printed=False))
        self.relations.append(total_is(total, [key, rest]))

    def links(self, links: Iterable[Link]) -> None:
        """Add how the tables hang together, where all of them are there."""
        for link in links:
            parts = [(place_key(place), 1) for place in link.parts]
            whole = [(place_key(place), -1) for place in link.whole]
            if all(key in self.cells for key, _factor in (*parts, *whole)):
                self.relations += self._holding([Relation((*parts, *whole), None, 0)])

    def headline(self) -> None:
        """Add the two shares who felt listened to, and what ties them to the tables of both questions."""
        for group, (hits, total) in zip(
            SHARES, (self.counts.disagreed, self.counts.agreed), strict=True
        ):
            self._share(group, hits, total, plain=self._unasked())
        self._across()

    def _share(self, group: str, hits: int, total: int, *, plain: bool = False) -> None:
        """Add a share that is printed whole or not at all: those who say so, those who do not, and both.

        Args:
            plain: every reader knows that it is of nobody.
        """
        keys = {part: share_key(group, part) for part in ("hits", "misses", "total")}
        values = {"hits": hits, "misses": total - hits, "total": total}
        for part, key in keys.items():
            cell = replace(
                self.printed(key, values[part], base=total, weight=HEADLINE_WEIGHT),
                shown=self.figures.rounded_interval(values[part]),
            )
            others = tuple(k for p, k in keys.items() if p != part and p != "misses")
            self.add(
                replace(cell, sensitive=False, fixed=False, shown=None) if plain
                else replace(cell, printed=part != "misses", follows=others if part != "misses" else ())
            )  # fmt: skip
        self.relations.append(total_is(keys["total"], [keys["hits"], keys["misses"]]))

    def by_workers(self) -> None:
        """Add who felt listened to by how many workers they had, all together, and what ties them to both questions."""
        rows = self.counts.by_workers
        if not rows:
            return
        for label, hits, total in rows:
            self._share(f"workers|{label}", hits, total)
        heard_of_all = sum(hits for _label, hits, _total in rows)
        self._share(f"workers|{EVERYBODY}", heard_of_all, sum(total for _l, _h, total in rows))
        for part in ("hits", "misses", "total"):
            each = [workers_key(label, part) for label, _hits, _total in rows]
            self.relations.append(total_is(workers_key(EVERYBODY, part), each))
        asked, heard = self._rows(WORKERS), self._rows(LISTENED)
        ties = ties_of_workers([row[0] for row in rows], asked, heard)
        self.relations += self._holding([Relation(terms, None, 0) for terms in ties])

    def _unasked(self) -> bool:
        """Return whether every reader sees that nobody answered one of the two questions."""
        both = self.counts.disagreed[1] + self.counts.agreed[1]
        return not both and any(
            title not in self.counts.tables
            or not sum(count for _label, count in self.counts.tables[title])
            for title in (AGREED, LISTENED)
        )

    def _across(self) -> None:
        """Tie the shares to the two questions: who agreed so, and who felt listened to, in all."""
        agreed = self._rows(AGREED)
        for group, labels in zip(SHARES, (DISAGREED_ANSWERS, AGREED_ANSWERS), strict=True):
            keys = [agreed[label] for label in labels if label in agreed]
            if keys:
                self.relations += self._holding(
                    [Relation(((share_key(group, "total"), 1), *((k, -1) for k in keys)), None, 0)]
                )
        listened = self._rows(LISTENED)
        for part, heard in (("hits", True), ("misses", False)):
            keys = [key for label, key in listened.items() if (label in HEARD_ANSWERS) is heard]
            if keys:
                terms = (*((share_key(g, part), 1) for g in SHARES), *((k, -1) for k in keys))
                self.relations += self._holding([Relation(terms, None, 0)])

    def _rows(self, title: str) -> Mapping[str, str]:
        return {label: row_key(title, label) for label, _n in self.counts.tables.get(title, ())}

    def theme(self, theme: ThemeCount) -> None:
        """Add a theme's comments, those that praise and those that criticise, and both remainders."""
        base, key = self.counts.comments, theme_key(theme.label)
        people = theme.people or (theme.comments, theme.positive, theme.negative)
        parts = {"": theme.comments, "positive": theme.positive, "negative": theme.negative}
        for (part, value), persons in zip(parts.items(), people, strict=True):
            cell = self.printed(
                theme_key(theme.label, part), value, base=base, weight=2.0 - bool(part)
            )
            few = cell.sensitive or persons < self.least
            self.add(replace(cell, sensitive=few, follows=(key,) if part else ()))
        other = theme.comments - theme.positive - theme.negative
        self.add(Cell(f"{key}|other", other, sensitive=0 < other < self.least, printed=False))
        self.relations.append(
            total_is(key, [*(theme_key(theme.label, p) for p in parts if p), f"{key}|other"])
        )
        self._rest(key, COMMENTS, base - theme.comments, small=base >= LEAST_GROUP)

    def known_zeros(self) -> None:
        """Show what every reader knows to be none, because a whole that is shown as none holds it."""
        changed = True
        while changed:
            changed = False
            for relation in self.relations:
                free = [(key, factor) for key, factor in relation.terms if not self._is_zero(key)]
                if relation.high == 0 and free and all(factor > 0 for _key, factor in free):
                    for key, _factor in free:
                        known = replace(self.cells[key], sensitive=False, fixed=False, shown=None)
                        self.add(known)
                    changed = True

    def _is_zero(self, key: str) -> bool:
        cell = self.cells[key]
        return cell.value == 0 and cell.fixed is False and cell.shown is None

    def _holding(self, relations: Iterable[Relation]) -> list[Relation]:
        """Return the relations that hold; where an older form's answer stands in no row, one does not."""
        return [r for r in relations if self._holds(r)]

    def _holds(self, relation: Relation) -> bool:
        held = sum(self.cells[key].value * factor for key, factor in relation.terms)
        return (relation.low is None or held >= relation.low) and (
            relation.high is None or held <= relation.high
        )
