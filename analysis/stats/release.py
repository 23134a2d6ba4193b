"""What is to be published, as numbers: counts, how they hang together, and what a reader learns of each.

A release holds every table of a report at once, so that a margin which stands in two tables is one cell, and a
figure that no table prints but that could be worked out (a remainder) is a cell too. What may be shown of it is
decided in `cell_suppression`; `attack` tries to undo that. Source: docs/disclosure.md; R4-30, R4-31, R4-33.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


class CannotProtect(ValueError):
    """No choice of hidden cells keeps every hidden count safe, given what readers already know."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One count.

    Args:
        key: its name in the release, unique.
        value: the true count. Privacy: never published as such; what is published is the pattern.
        sensitive: it must be hidden, and stay unknown.
        printed: a reader sees it unless it is hidden. What is not printed is always unknown, unless others tell.
        fixed: None where hiding is to be decided; True hides it; False shows it (a structural zero, a number
            that readers have already).
        weight: what is lost when it is hidden, over 0.
        shown: the least and the most that a reader takes from the printed figure (a band, a rounded count);
            None for the count itself.
        known: the least and the most that a reader knows without this release.
        follows: keys of cells; where one of them is hidden, so is this.
        protected: whether it must stay unknown while hidden; None means that each printed or sensitive one must.
    """

    key: str
    value: int
    sensitive: bool = False
    printed: bool = True
    fixed: bool | None = None
    weight: float = 1.0
    shown: tuple[int, int] | None = None
    known: tuple[int, int] | None = None
    follows: tuple[str, ...] = ()
    protected: bool | None = None


@dataclass(frozen=True, slots=True)
class Relation:
    """What every reader can work out with: low <= sum of factor * cell <= high. None stands for no limit."""

    terms: tuple[tuple[str, int], ...]
    low: int | None = 0
    high: int | None = 0


def total_is(total: str, parts: Iterable[str]) -> Relation:
    """Return the relation that the parts add up to the total."""
    return Relation(((total, -1), *((part, 1) for part in parts)))


def at_most(smaller: str, larger: str) -> Relation:
    """Return the relation that one count is part of another."""
    return Relation(((smaller, 1), (larger, -1)), None, 0)


@dataclass(frozen=True)
class Release:
    """Cells and their relations; no hidden count may be known to within less than `width`.

    Raises: ValueError when a key is twice, a relation names no cell or does not hold for the true counts.
    """

    cells: tuple[Cell, ...]
    relations: tuple[Relation, ...]
    width: int

    def __post_init__(self) -> None:
        by_key = self.by_key
        if len(by_key) != len(self.cells):
            raise ValueError("Two cells of the release have one key.")
        for relation in self.relations:
            if unknown := [key for key, _factor in relation.terms if key not in by_key]:
                raise ValueError(f"A relation names a cell that is not there: {unknown[0]}.")
            held = sum(by_key[key].value * factor for key, factor in relation.terms)
            low = held if relation.low is None else relation.low
            high = held if relation.high is None else relation.high
            if not low <= held <= high:
                names = ", ".join(key for key, _factor in relation.terms)
                raise ValueError(f"These figures do not add up: {names}.")

    @cached_property
    def by_key(self) -> dict[str, Cell]:
        """Return the cells by their keys."""
        return {cell.key: cell for cell in self.cells}

    @cached_property
    def ceiling(self) -> int:
        """Return more than any reader could take a count for, where nothing else bounds it."""
        return 2 * max((cell.value for cell in self.cells), default=0) + 20 * self.width


@dataclass(frozen=True)
class System:
    """A piece of a release as arrays: cells in columns, relations in rows.

    Args:
        shown_low, shown_high: what a reader takes from a cell that is shown; known_low, known_high: of one that
            is not.
        guarded: the cells that may not be known to within `width` when hidden.
        must_hide, must_show: what is not to be decided.
        pairs: (i, j): where i is hidden, so is j.
    """

    keys: tuple[str, ...]
    truth: Floats
    weight: Floats
    shown_low: Floats
    shown_high: Floats
    known_low: Floats
    known_high: Floats
    guarded: Bools
    must_hide: Bools
    must_show: Bools
    matrix: Floats
    row_low: Floats
    row_high: Floats
    pairs: tuple[tuple[int, int], ...]
    width: int

    def limits(self, hidden: Bools) -> tuple[Floats, Floats]:
        """Return the least and the most of each cell for a reader, where `hidden` cells are not shown."""
        return (
            np.where(hidden, self.known_low, self.shown_low),
            np.where(hidden, self.known_high, self.shown_high),
        )


def systems(release: Release) -> list[System]:
    """Return the pieces of the release that do not touch, in the order of their first cells.

    A cell that every reader knows for sure ties nothing together: it becomes a number in its relations. A piece
    in which nothing is or must be hidden is left out.
    """
    free = [cell for cell in release.cells if not _is_known(cell)]
    place = {cell.key: i for i, cell in enumerate(free)}
    groups = _Groups(len(free))
    for relation in release.relations:
        groups.join([place[key] for key, _factor in relation.terms if key in place])
    for cell in free:
        groups.join([place[key] for key in (cell.key, *cell.follows) if key in place])
    pieces: dict[int, list[Cell]] = {}
    for i, cell in enumerate(free):
        pieces.setdefault(groups.root(i), []).append(cell)
    rows: dict[int, list[Relation]] = {root: [] for root in pieces}
    for relation in release.relations:
        inside = [place[key] for key, _factor in relation.terms if key in place]
        if inside:
            rows[groups.root(inside[0])].append(relation)
    return [
        _system(release, cells, rows[root])
        for root, cells in pieces.items()
        if any(cell.sensitive or (cell.printed and cell.fixed is True) for cell in cells)
    ]


def _is_known(cell: Cell) -> bool:
    return cell.fixed is False and cell.shown is None


def _must_hide(cell: Cell) -> bool:
    return cell.sensitive or cell.fixed is True or not cell.printed


def _is_guarded(cell: Cell) -> bool:
    return cell.printed or cell.sensitive if cell.protected is None else cell.protected


def _system(release: Release, cells: list[Cell], relations: list[Relation]) -> System:
    place = {cell.key: i for i, cell in enumerate(cells)}
    matrix = np.zeros((len(relations), len(cells)))
    low, high = np.full(len(relations), -np.inf), np.full(len(relations), np.inf)
    for row, relation in enumerate(relations):
        constant = 0
        for key, factor in relation.terms:
            if key in place:
                matrix[row, place[key]] += factor
            else:
                constant += factor * release.by_key[key].value
        low[row] = -np.inf if relation.low is None else relation.low - constant
        high[row] = np.inf if relation.high is None else relation.high - constant
    shown = np.array([cell.shown or (cell.value, cell.value) for cell in cells], dtype=float)
    known = np.array([cell.known or (0, release.ceiling) for cell in cells], dtype=float)
    return System(
        keys=tuple(place),
        truth=np.array([cell.value for cell in cells], dtype=float),
        weight=np.array([cell.weight for cell in cells], dtype=float),
        shown_low=np.maximum(shown[:, 0], known[:, 0]),
        shown_high=np.minimum(shown[:, 1], known[:, 1]),
        known_low=known[:, 0],
        known_high=known[:, 1],
        guarded=np.array([_is_guarded(cell) for cell in cells]),
        must_hide=np.array([_must_hide(cell) for cell in cells]),
        must_show=np.array([cell.fixed is False for cell in cells]),
        matrix=matrix,
        row_low=low,
        row_high=high,
        pairs=tuple(
            (place[key], place[cell.key])
            for cell in cells
            for key in cell.follows
            if key in place and cell.fixed is not False
        ),
        width=release.width,
    )


class _Groups:
    """Which cells hang together (union-find; the least index stands for its group)."""

    def __init__(self, size: int) -> None:
        self.parent = list(range(size))

    def root(self, i: int) -> int:
        while self.parent[i] != i:
            self.parent[i] = self.parent[self.parent[i]]
            i = self.parent[i]
        return i

    def join(self, members: list[int]) -> None:
        for member in members[1:]:
            a, b = sorted((self.root(members[0]), self.root(member)))
            self.parent[b] = a
