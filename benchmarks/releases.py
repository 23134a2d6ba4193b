"""Invented releases, for tests and measurements of disclosure control: tables with their margins."""

import math

import numpy as np
from numpy.typing import NDArray

from analysis.stats.release import Cell, Relation, Release, at_most, total_is

Counts = NDArray[np.int64]


def _cell(key: str, value: int, width: int, weight: float = 1.0) -> Cell:
    return Cell(key, value, sensitive=value < width, weight=weight * (1 + math.log1p(value)))


def flat_table(counts: list[int], width: int) -> Release:
    """Return a table of one question; its total is hidden or shown as it comes."""
    cells = [_cell(f"row {i}", n, width) for i, n in enumerate(counts)]
    total = _cell("total", sum(counts), width, 3)
    return Release((*cells, total), (total_is("total", [c.key for c in cells]),), width)


def cross_table(counts: Counts, width: int) -> Release:
    """Return a table of two questions with both margins and the total; cells come row by row."""
    rows, columns = counts.shape
    cells = [
        _cell(f"{i},{j}", int(counts[i, j]), width) for i in range(rows) for j in range(columns)
    ]
    cells += [_cell(f"{i},all", int(counts[i].sum()), width, 3) for i in range(rows)]
    cells += [_cell(f"all,{j}", int(counts[:, j].sum()), width, 3) for j in range(columns)]
    cells.append(_cell("all,all", int(counts.sum()), width, 9))
    relations = [total_is(f"{i},all", [f"{i},{j}" for j in range(columns)]) for i in range(rows)]
    relations += [total_is(f"all,{j}", [f"{i},{j}" for i in range(rows)]) for j in range(columns)]
    relations.append(total_is("all,all", [f"{i},all" for i in range(rows)]))
    return Release(tuple(cells), tuple(relations), width)


def three_way(counts: Counts, width: int) -> Release:
    """Return a table of three questions with every margin: each axis is summed over in turn."""
    keys: dict[tuple[object, ...], int] = {}
    relations: list[Relation] = []
    full = np.empty([n + 1 for n in counts.shape], dtype=int)
    full[:-1, :-1, :-1] = counts
    full[-1, :-1, :-1] = counts.sum(axis=0)
    full[:, -1, :-1] = full[:, :-1, :-1].sum(axis=1)
    full[:, :, -1] = full[:, :, :-1].sum(axis=2)
    for place, value in np.ndenumerate(full):
        keys[place] = int(value)
        for axis, at in enumerate(place):
            if at == counts.shape[axis]:
                parts = [(*place[:axis], n, *place[axis + 1 :]) for n in range(at)]
                relations.append(total_is(str(place), [str(p) for p in parts]))
    cells = tuple(
        _cell(str(place), value, width, 3.0 ** sum(a == n for a, n in zip(place, counts.shape, strict=True)))
        for place, value in keys.items()
    )  # fmt: skip
    return Release(cells, tuple(relations), width)


def hierarchy(counts: Counts, width: int) -> Release:
    """Return areas made of places, their totals, and the total of all."""
    areas, places = counts.shape
    cells = [
        _cell(f"{i}.{j}", int(counts[i, j]), width) for i in range(areas) for j in range(places)
    ]
    cells += [_cell(f"{i}", int(counts[i].sum()), width, 3) for i in range(areas)]
    cells.append(_cell("all", int(counts.sum()), width, 9))
    relations = [total_is(f"{i}", [f"{i}.{j}" for j in range(places)]) for i in range(areas)]
    relations.append(total_is("all", [f"{i}" for i in range(areas)]))
    return Release(tuple(cells), tuple(relations), width)


def linked(counts: Counts, width: int) -> Release:
    """Return two tables over the same people, and a third over some of them."""
    columns = counts.shape[1]
    cross = cross_table(counts, width)
    some = [int(n) // 2 for n in counts[0]]
    cells = [_cell(f"some {j}", n, width) for j, n in enumerate(some)]
    cells.append(_cell("some", sum(some), width, 3))
    relations = [total_is("some", [f"some {j}" for j in range(columns)])]
    relations += [at_most(f"some {j}", f"0,{j}") for j in range(columns)]
    return Release((*cross.cells, *cells), (*cross.relations, *relations), width)
