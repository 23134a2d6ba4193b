"""One invented release after another, protected and then attacked from what is shown alone."""

import random
from collections import Counter

import numpy as np
from numpy.typing import NDArray

from analysis.stats.attack import NEAR, integer_bounds, reach
from analysis.stats.cell_suppression import Pattern, protect
from analysis.stats.release import Release, systems
from benchmarks.attacked_reports import KINDS, attack_report
from benchmarks.releases import cross_table, hierarchy, linked, three_way

WIDTH = 5
HEURISTIC_EVERY = 5
"""Of so many releases one is protected by the heuristic, as a large one would be."""
REPORT_EVERY = 5
"""Of so many one is a whole report, or several of them side by side."""


def skewed(chance: random.Random, *shape: int) -> NDArray[np.int64]:
    """Return counts as a small county gives them: many of none to four, few large ones."""
    drawn = [
        int(chance.paretovariate(0.7) * chance.choice([0, 1, 1, 3])) for _ in range(int(np.prod(shape)))
    ]  # fmt: skip
    return np.minimum(np.array(drawn), 400).reshape(shape)


def invented(chance: random.Random) -> tuple[str, Release]:
    """Return the kind and the release."""
    kind = chance.choice(
        ["two questions", "two questions", "three questions", "hierarchy", "linked"]
    )
    if kind == "two questions":
        shape = chance.randint(2, 5), chance.randint(2, 5)
        return kind, cross_table(skewed(chance, *shape), WIDTH)
    if kind == "three questions":
        return kind, three_way(skewed(chance, 2, 2, chance.randint(2, 3)), WIDTH)
    if kind == "hierarchy":
        return kind, hierarchy(skewed(chance, 3, chance.randint(2, 4)), WIDTH)
    return kind, linked(skewed(chance, 2, chance.randint(2, 4)), WIDTH)


def attack(release: Release, pattern: Pattern) -> tuple[int, int]:
    """Return how many hidden counts there are, and how many of them can be known too well."""
    hidden_count = known = 0
    for system in systems(release):
        hidden = np.array([k in pattern.hidden for k in system.keys]) | system.must_hide
        for k in np.flatnonzero(hidden & system.guarded):
            hidden_count += 1
            loose = reach(system, hidden, int(k))
            whole = integer_bounds(system, hidden, int(k))
            narrow = min(loose.high - loose.low, whole[1] - whole[0]) < release.width - NEAR
            known += narrow
    shown_small = sum(
        c.sensitive and c.printed and c.key not in pattern.hidden for c in release.cells
    )
    return hidden_count, known + shown_small


def protect_and_attack(number: int) -> tuple[str, Counter[str]]:
    """Return the kind of invented release `number`, and what its attack found."""
    chance = random.Random(number)
    if number % REPORT_EVERY == 1:
        kind = KINDS[number // REPORT_EVERY % len(KINDS)]
        return kind, attack_report(chance, kind)
    kind, release = invented(chance)
    pattern = protect(release, heuristic=number % HEURISTIC_EVERY == 0)
    hidden, known = attack(release, pattern)
    found = Counter(hidden=hidden, known=known, cells=len(release.cells), exact=pattern.exact)
    return kind, found
