"""Whether hidden counts stay hidden: an attack by linear programming on invented releases and on the demo.

    ./run bench disclosure [--releases 10000] [--skip-demo]

Each release is protected and then attacked from what is shown alone: tables of two and three questions with every
margin, a hierarchy, skewed small counts as in a small county, each also by the heuristic now and then; the demo's
quarters are read from their snapshots. Reported: counts that are recoverable, exactly or to within less than the
threshold; seconds for one quarter's release.
"""

import argparse
import random
import shutil
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.stats.attack import NEAR, integer_bounds, reach
from analysis.stats.cell_suppression import Pattern, protect
from analysis.stats.release import Release, systems
from benchmarks.line import print_line
from benchmarks.releases import cross_table, hierarchy, linked, three_way

WIDTH = 5
HEURISTIC_EVERY = 5


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


def attack_demo() -> dict[str, Any]:
    """Fill a demo, attack each frozen quarter from its snapshot, and time one quarter's release."""
    from benchmarks.demo_snapshots import demo_quarters, seconds_of_release

    folder = Path(tempfile.mkdtemp())
    try:
        quarters, counts = demo_quarters(folder)
        return {
            "hidden": sum(q.hidden for q in quarters),
            "known": sum(q.known for q in quarters),
            "seconds": max(seconds_of_release(c) for c in counts),
        }
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def main() -> None:
    """Protect, attack and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--releases", type=int, default=1_000)
    parser.add_argument("--skip-demo", action="store_true")
    options = parser.parse_args()
    chance = random.Random(0)
    totals: Counter[str] = Counter()
    kinds: Counter[str] = Counter()
    started = time.process_time()
    for number in range(options.releases):
        kind, release = invented(chance)
        pattern = protect(release, heuristic=number % HEURISTIC_EVERY == 0)
        hidden, known = attack(release, pattern)
        kinds[kind] += 1
        totals.update(hidden=hidden, known=known, cells=len(release.cells), exact=pattern.exact)
    spent = time.process_time() - started
    measures = [
        _measure("recoverable counts, invented releases", totals["known"], "counts", 0),
        {"name": "counts hidden and attacked", "value": totals["hidden"], "unit": "counts"},
        {"name": "solved exactly", "value": totals["exact"], "unit": "releases", "reference": options.releases},
        {"name": "protected and attacked", "value": round(options.releases / spent, 1), "unit": "releases/s"},
    ]  # fmt: skip
    if not options.skip_demo:
        demo = attack_demo()
        measures += [
            _measure("recoverable counts, the demo's quarters", demo["known"], "counts", 0),
            {"name": "counts hidden in the demo's quarters", "value": demo["hidden"], "unit": "counts"},
            _measure("one quarter's release", round(demo["seconds"], 2), "s CPU", 2),
        ]  # fmt: skip
    print_line("disclosure", measures, releases=options.releases, kinds=dict(kinds))


def _measure(name: str, value: float, unit: str, bar: float) -> dict[str, Any]:
    return {"name": name, "value": value, "unit": unit, "bar": bar, "ok": value <= bar}


if __name__ == "__main__":
    main()
