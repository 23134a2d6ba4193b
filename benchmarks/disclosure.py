"""Whether hidden counts stay hidden: an attack by linear programming on invented releases and on the demo.

    ./run bench disclosure [--releases 10000] [--workers 2] [--skip-demo]

Each release is protected and then attacked from what is shown alone: tables of two and three questions with every
margin, a hierarchy, linked tables, skewed small counts as in a small county, each also by the heuristic now and then;
one in five is a whole report, with exact or rounded counts, beside an earlier version of itself, or a year beside its
quarters; the demo's quarters are read from their snapshots. Reported: counts that are recoverable, exactly or to
within less than the threshold; seconds for one quarter's release.
"""

import argparse
import shutil
import tempfile
import time
from collections import Counter
from multiprocessing import Pool
from pathlib import Path
from typing import Any

from benchmarks.attacked import protect_and_attack
from benchmarks.attacked_reports import KINDS
from benchmarks.line import print_line


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
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--skip-demo", action="store_true")
    options = parser.parse_args()
    totals: Counter[str] = Counter()
    kinds: Counter[str] = Counter()
    started = time.monotonic()
    with Pool(options.workers) as pool:
        for kind, found in pool.imap_unordered(protect_and_attack, range(options.releases), 20):
            kinds[kind] += 1
            totals.update(found)
    spent = time.monotonic() - started
    measures = [
        _measure("recoverable counts, invented releases", totals["known"], "counts", 0),
        {"name": "counts hidden and attacked", "value": totals["hidden"], "unit": "counts"},
        {"name": "solved exactly", "value": totals["exact"], "unit": "releases",
         "reference": sum(n for kind, n in kinds.items() if kind not in KINDS)},
        {"name": "refused, as nothing could be hidden enough", "value": totals["refused"], "unit": "releases"},
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
