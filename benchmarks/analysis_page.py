"""Write the measured part of docs/analysis.md: `./run bench analysis_page --data DIR` measures and writes.

Without `--data` nothing is measured: the page is made again from what was measured last
(`analysis/data/model/measured.json`), which is how a check sees that it is fresh.
"""

import argparse
import hashlib
import json
from pathlib import Path
from typing import Any

from analysis.learning.model_file import DATA_MODEL
from analysis.pipeline import load_engine
from benchmarks.line import print_line
from benchmarks.quality import measure

PAGE = Path(__file__).resolve().parent.parent / "docs" / "analysis.md"
MEASURED = DATA_MODEL.with_name("measured.json")
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"
MODEL_FILES = ("default.npz", "default.json", "encoder.onnx", "encoder.json")


def model_hash() -> str:
    """Return one hash of all the files that decide what the engine says."""
    joined = hashlib.sha256()
    for name in MODEL_FILES:
        joined.update((DATA_MODEL.parent / name).read_bytes())
    return joined.hexdigest()[:16]


def page(written: str, measured: dict[str, Any]) -> str:
    """Return the page with its measured part made from the figures."""
    before, rest = written.split(BEGIN)
    _old, after = rest.split(END)
    return f"{before}{BEGIN}\n\n{_tables(measured)}\n{END}{after}"


def _tables(measured: dict[str, Any]) -> str:
    careful, quick = measured["careful"], measured["quick"]
    counts = careful["comments"]
    parts = [
        f"Measured on {counts['real']} real comments (kept back by the hash of their words) and "
        f"{counts['invented']} invented ones (by a hand that nothing learned from). "
        "In brackets: 95 % bootstrap interval.",
        "| measure | careful | quick | bar |\n|---|---|---|---|",
    ]
    other = {m["name"]: m for m in quick["measures"]}
    rows = [
        f"| {m['name']} | {_figure(m)} | {_figure(other[m['name']])} | {'' if m['bar'] is None else m['bar']} |"
        for m in careful["measures"]
    ]
    parts[1] += "\n" + "\n".join(rows)
    for name in ("real", "invented"):
        parts.append(f"### By theme, careful, {name} comments")
        lines = [
            f"| {t['theme']} | {t['comments']} | {_plain(t['precision'])} | {_plain(t['recall'])} | "
            f"{_plain(t['f1'])}{_span(t['interval']) if t['comments'] else ''} |"
            for t in careful["themes"][name]
        ]
        head = "| theme | comments | precision | recall | F1 |\n|---|---|---|---|---|"
        parts.append("\n".join([head, *lines]))
    return "\n\n".join(parts) + "\n"


def _figure(measure: dict[str, Any]) -> str:
    return _plain(measure["value"]) + (_span(measure["interval"]) if measure["interval"] else "")


def _span(interval: list[float]) -> str:
    return f" ({interval[0]:.2f} to {interval[1]:.2f})"


def _plain(value: float | None) -> str:
    return "none" if value is None else f"{value:.2f}"


def main() -> None:
    """Measure if there is data; write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path)
    data = parser.parse_args().data
    if data is not None:
        ways = {
            way: measure(load_engine(quick=way == "quick"), data) for way in ("careful", "quick")
        }
        MEASURED.write_text(
            json.dumps({"model": model_hash(), **ways}, indent=1) + "\n", encoding="utf-8"
        )
    measured = json.loads(MEASURED.read_text(encoding="utf-8"))
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8"), measured), encoding="utf-8")
    print_line("analysis_page", measured["careful"]["measures"])


if __name__ == "__main__":
    main()
