"""`./run bench [NAME ...] [options]`: run the named benchmarks, or all of them; each prints one JSON line."""

import runpy
import sys
from pathlib import Path

NOT_BENCHMARKS = {
    "__init__", "__main__", "floor", "server", "line", "releases", "demo_snapshots", "workspace_rows",
    "attacked", "attacked_reports", "report_rows",
}  # fmt: skip


def main() -> None:
    """Run them one after another."""
    known = sorted(
        p.stem for p in Path(__file__).parent.glob("*.py") if p.stem not in NOT_BENCHMARKS
    )
    given = sys.argv[1:]
    options = next((i for i, word in enumerate(given) if word.startswith("-")), len(given))
    wanted = given[:options] or known
    unknown = sorted(set(wanted) - set(known))
    if unknown:
        sys.exit(f"There is no benchmark {unknown[0]}; there are: {', '.join(known)}.")
    for name in wanted:
        sys.argv = [name, *given[options:]]
        runpy.run_module(f"benchmarks.{name}", run_name="__main__")


main()
