"""The reader who tries: what can be worked out of hidden counts from everything that is shown.

Bounds by linear programming (a count between its least and its most, the relations kept), and by integer
programming, which is stricter: counts are whole. Solver: HiGHS through SciPy. Source: Fischetti and
Salazar-Gonzalez 2001, "Solving the cell suppression problem on tabular data with linear constraints",
Management Science 47; R4-31.
"""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, linprog, milp

from analysis.stats.release import Bools, Floats, System

NEAR = 1e-6


@dataclass(frozen=True, slots=True)
class Reach:
    """How far one hidden count can lie, and why no farther.

    Args:
        low, high: its bounds by linear programming.
        gains: for each cell, how much wider the bounds would be at most if it were hidden; base: how wide they are
            without any hidden cell. Both together bound the width of every other choice from above (duality).
    """

    low: float
    high: float
    gains: Floats
    base: float


def integer_bounds(system: System, hidden: Bools, k: int) -> tuple[int, int]:
    """Return the least and the most that cell k can be as a whole number, all that is shown kept."""
    return (
        round(_whole(system, hidden, k, 1.0)[k]),
        round(_whole(system, hidden, k, -1.0)[k]),
    )


def unsafe(system: System, hidden: Bools) -> list[int]:
    """Return the hidden, guarded cells that can be known to within less than the width, in order.

    A cell is safe when two whole-numbered tables give the same publication and differ in it by the width; the
    true table is one such, and each one that is found serves for every cell.
    """
    wanted = np.flatnonzero(hidden & system.guarded)
    low, high = system.truth.copy(), system.truth.copy()
    found = []
    for k in wanted:
        for sign in (-1.0, 1.0):
            if high[k] - low[k] < system.width - NEAR:
                table = _whole(system, hidden, int(k), sign)
                low, high = np.minimum(low, table), np.maximum(high, table)
        if high[k] - low[k] < system.width - NEAR:
            found.append(int(k))
    return found


def reach(system: System, hidden: Bools, k: int) -> Reach:
    """Return the bounds of cell k by linear programming, with the dual's account of them."""
    low, high = system.limits(hidden)
    gains, width, ends = np.zeros(len(system.truth)), 0.0, []
    for sign in (-1.0, 1.0):
        aim = np.zeros(len(system.truth))
        aim[k] = sign
        done = linprog(aim, **_inequalities(system), bounds=np.c_[low, high], method="highs")
        ends.append(sign * done.fun)
        width -= done.fun
        gains += -done.upper.marginals * (system.known_high - system.shown_high)
        gains += done.lower.marginals * (system.shown_low - system.known_low)
    gains = np.maximum(gains, 0.0)
    return Reach(ends[1], ends[0], gains, width - float(gains[hidden].sum()))


def _inequalities(system: System) -> dict[str, object]:
    """Return the relations as SciPy's linprog takes them: equalities apart, the others one-sided."""
    same = system.row_low == system.row_high
    upper = ~same & np.isfinite(system.row_high)
    lower = ~same & np.isfinite(system.row_low)
    return {
        "A_eq": system.matrix[same] if same.any() else None,
        "b_eq": system.row_high[same] if same.any() else None,
        "A_ub": np.vstack([system.matrix[upper], -system.matrix[lower]]) if (upper | lower).any() else None,
        "b_ub": np.concatenate([system.row_high[upper], -system.row_low[lower]]) if (upper | lower).any() else None,
    }  # fmt: skip


def _whole(system: System, hidden: Bools, k: int, sign: float) -> Floats:
    """Return the whole-numbered table in which sign * cell k is least, all that is shown kept."""
    low, high = system.limits(hidden)
    aim = np.zeros(len(system.truth))
    aim[k] = sign
    done = milp(
        aim,
        integrality=np.ones(len(aim)),
        bounds=Bounds(low, high),
        constraints=LinearConstraint(system.matrix, system.row_low, system.row_high)
        if len(system.matrix)
        else (),
    )
    # The true table is one of them, so there always is an answer; without one there is no proof.
    return system.truth.copy() if done.x is None else np.asarray(np.round(done.x), dtype=np.float64)
