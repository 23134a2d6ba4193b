"""Which counts of a release are hidden: as few and as small as keep every hidden one unknown.

The cell suppression problem, solved exactly by cutting planes: a small integer program chooses the cells, the
attacker's linear programs say which choice lets a count be known too well, and their duals say what any safe
choice must satisfy. Where a piece is large a heuristic takes over: shift each unsafe count by the width at the
least cost, hide what had to move, attack again. Either way the last word is the attack with whole numbers.

Source: Fischetti and Salazar-Gonzalez 2001 (Management Science 47, 1008-1027), sliding protection levels;
Kelly, Golden and Assad 1992 (Networks 22) for the heuristic. R4-31; docs/disclosure.md. Pure and repeatable.
"""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from analysis.stats.attack import NEAR, Reach, reach, unsafe
from analysis.stats.release import Bools, CannotProtect, Floats, Release, System, systems

MOST_CHOICES = 60
"""Pieces with more cells to choose from go to the heuristic."""
ROUNDS = 60


@dataclass(frozen=True, slots=True)
class Pattern:
    """What is hidden. `exact` tells whether no choice that loses less would do."""

    hidden: frozenset[str]
    exact: bool


def protect(release: Release, *, heuristic: bool = False) -> Pattern:
    """Return which cells to hide.

    Args:
        heuristic: do without the exact way, as for a large release.

    Raises: CannotProtect when what readers already know gives a count away whatever is hidden.
    """
    hidden = {c.key for c in release.cells if c.printed and (c.sensitive or c.fixed is True)}
    exact = True
    for system in systems(release):
        choice, best = _protect(system, heuristic=heuristic)
        exact &= best
        hidden.update(key for key, hide in zip(system.keys, choice, strict=True) if hide)
    return Pattern(frozenset(hidden & {c.key for c in release.cells if c.printed}), exact)


def _protect(system: System, *, heuristic: bool) -> tuple[Bools, bool]:
    choices = int((~system.must_hide & ~system.must_show).sum())
    if not heuristic and choices <= MOST_CHOICES:
        exact = _exact(system)
        if exact is not None:
            return exact, True
    return _tidied(system, _widened(system)), False


def _exact(system: System) -> Bools | None:
    """Return the cheapest safe choice; None when too many rounds did not find it."""
    master = _Master(system)
    for _ in range(ROUNDS):
        hidden = master.choose()
        weak = unsafe(system, hidden)
        if not weak:
            return hidden
        for k in weak:
            master.learn(hidden, k, reach(system, hidden, k))
    return None


class _Master:
    """The integer program that chooses the cells, and all that attacks have taught it."""

    def __init__(self, system: System) -> None:
        self.system = system
        self.rows: list[Floats] = []
        self.least: list[float] = []
        for i, j in system.pairs:
            self._add({j: 1.0, i: -1.0}, 0.0)

    def choose(self) -> Bools:
        """Return the cheapest choice that satisfies what was learnt.

        Raises: CannotProtect when there is none.
        """
        s = self.system
        # A little more for later cells: of equally good choices it is always the same one.
        cost = np.where(s.must_hide, 0.0, s.weight * (1 + 1e-6 * np.arange(len(s.weight))))
        done = milp(
            cost,
            integrality=np.ones(len(cost)),
            bounds=Bounds(s.must_hide.astype(float), np.where(s.must_show & ~s.must_hide, 0.0, 1.0)),
            constraints=LinearConstraint(np.array(self.rows), np.array(self.least), np.inf)
            if self.rows
            else (),
        )  # fmt: skip
        if done.x is None:
            raise CannotProtect("A hidden count could be worked out whatever else is hidden.")
        return np.asarray(done.x > 0.5)

    def learn(self, hidden: Bools, k: int, found: Reach) -> None:
        """Add what any choice that hides cell k must satisfy, where this one does not."""
        s = self.system
        short = s.width - found.base
        if found.high - found.low < s.width - NEAR and short > NEAR:
            terms = {int(i): min(found.gains[i], short) for i in np.flatnonzero(found.gains > NEAR)}
            terms[k] = terms.get(k, 0.0) - short
            self._add(terms, 0.0)
        else:
            # By linear programming it would do, in whole numbers it does not: something more must go.
            self._add({**{int(i): 1.0 for i in np.flatnonzero(~hidden)}, k: -1.0}, 0.0)

    def _add(self, terms: dict[int, float], least: float) -> None:
        row = np.zeros(len(self.system.truth))
        for i, factor in terms.items():
            row[i] = factor
        self.rows.append(row)
        self.least.append(least)


def _widened(system: System) -> Bools:
    """Return a safe choice, found by hiding for one unsafe count after another what has to move with it."""
    hidden = _followed(system, system.must_hide.copy())
    while weak := unsafe(system, hidden):
        more = hidden | _moved(system, hidden, weak[0])
        if (more == hidden).all():
            more = _one_more(system, hidden)
        hidden = _followed(system, more)
    return hidden


def _moved(system: System, hidden: Bools, k: int) -> Bools:
    """Return the shown cells that must move for cell k to move by the width, at the least cost.

    Each cell is its true count plus a rise minus a fall; a shown one pays its weight for every step.
    """
    size = len(system.truth)
    open_ = ~system.must_show | hidden
    rise = np.where(open_, system.known_high, system.shown_high) - system.truth
    fall = system.truth - np.where(open_, system.known_low, system.shown_low)
    cost = np.where(hidden | ~open_, 0.0, system.weight)
    matrix = np.hstack([system.matrix, -system.matrix])
    held = system.matrix @ system.truth
    best: tuple[float, Bools] | None = None
    for sign in (1.0, -1.0):
        shift = np.zeros((1, 2 * size))
        shift[0, k], shift[0, size + k] = sign, -sign
        low = np.concatenate([system.row_low - held, [system.width]])
        high = np.concatenate([system.row_high - held, [np.inf]])
        done = milp(
            np.concatenate([cost, cost]),
            bounds=Bounds(0, np.concatenate([rise, fall])),
            constraints=LinearConstraint(np.vstack([matrix, shift]), low, high),
        )
        if done.x is not None and (best is None or done.fun < best[0] - NEAR):
            best = done.fun, np.abs(done.x[:size] - done.x[size:]) > NEAR
    # What stays within its band or its rounding is not given away by being shown.
    return np.zeros(size, dtype=bool) if best is None else best[1] & ~system.must_show


def _one_more(system: System, hidden: Bools) -> Bools:
    """Hide the cheapest cell that is still shown.

    Raises: CannotProtect when there is none.
    """
    left = np.flatnonzero(~hidden & ~system.must_show)
    if not len(left):
        raise CannotProtect("A hidden count could be worked out whatever else is hidden.")
    more = hidden.copy()
    more[left[np.argmin(system.weight[left])]] = True
    return more


def _tidied(system: System, hidden: Bools) -> Bools:
    """Return the choice without what turned out not to be needed, the dearest first."""
    spare = [i for i in np.flatnonzero(hidden & ~system.must_hide)]
    for i in sorted(spare, key=lambda i: (-system.weight[i], i)):
        less = hidden.copy()
        less[i] = False
        if (_followed(system, less.copy()) == less).all() and not unsafe(system, less):
            hidden = less
    return hidden


def _followed(system: System, hidden: Bools) -> Bools:
    """Hide what goes with what is hidden."""
    changed = True
    while changed:
        changed = False
        for i, j in system.pairs:
            if hidden[i] and not hidden[j]:
                hidden[j] = changed = True
    return hidden
