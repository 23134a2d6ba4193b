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
from benchmarks.ablation import ablate, load_parts
from benchmarks.council import measure_council
from benchmarks.line import print_line
from benchmarks.masking import measure_languages, measure_masking
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
        "| measure | careful | quick | two people | bar |\n|---|---|---|---|---|",
    ]
    other = {m["name"]: m for m in quick["measures"]}
    rows = [
        f"| {m['name']} | {_figure(m)} | {_figure(other[m['name']])} | {_people(careful, m['name'])} | "
        f"{'' if m['bar'] is None else m['bar']} |"
        for m in careful["measures"]
    ]
    rows += [
        f"| {m['name']} | {_plain(m['value'])} | the same | | {m['bar']} |"
        for m in measured["masking"]
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
    parts += _ablation(measured["ablation"])
    parts += _council(measured["council"])
    return "\n\n".join(parts) + "\n"


def _people(measured: dict[str, Any], name: str) -> str:
    where, _colon, what = name.partition(": ")
    value = measured["people"].get(where, {}).get(what)
    return "" if value is None else _plain(value)


def _ablation(found: dict[str, dict[str, dict[str, float]]]) -> list[str]:
    """Return what each part is worth, one table for themes and one for the feeling of a comment."""
    parts = [
        "### What each part is worth\n\nEach line sets its thresholds anew on the comments kept for tuning "
        "(`./run bench ablation --data DIR`). A difference under .03 is within the noise."
    ]
    for what, variants in found.items():
        columns = list(next(iter(variants.values())))
        rows = [
            f"| {label} | " + " | ".join(_plain(figures[c]) for c in columns) + " |"
            for label, figures in variants.items()
        ]
        head = f"| {what} | {' | '.join(columns)} |\n|---|{'---|' * len(columns)}"
        parts.append("\n".join([head, *rows]))
    return parts


def _council(found: dict[str, Any]) -> list[str]:
    """Return how well another codebook is learned, on comments that neither it nor the encoder saw."""
    rows = [
        f"| {name} | {_plain(m['value'])}{_span(m['interval'])} | {m['bar']} |"
        for name, m in found["figures"].items()
    ]
    curve = [
        f"| {p['decisions']:,} | {_plain(p['micro_f1'])} | {_plain(p['macro_f1'])} | {p['labels_learned']:.0f} |"
        for p in found["curve"]
    ]
    return [
        f"### A council's own codebook\n\n{found['labels']} labels and five feelings of the open Friends and "
        f"Family Test file of phase 2, learned from {found['learned']:,} comments and measured on {found['comments']} "
        "that neither the model nor the encoder has seen, the question given.",
        "\n".join(["| measure | learned | bar |\n|---|---|---|", *rows]),
        "What more decisions buy (micro-F1, macro-F1, labels that had enough examples):",
        "\n".join(["| decisions | micro | macro | labels |\n|---|---|---|---|", *curve]),
    ]


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
        more: dict[str, Any] = {
            "ablation": ablate(load_parts(data)),
            "council": measure_council(data),
        }
        more["masking"] = measure_masking() + measure_languages()
        written = {"model": model_hash(), **ways, **more}
        MEASURED.write_text(json.dumps(written, indent=1) + "\n", encoding="utf-8")
    measured = json.loads(MEASURED.read_text(encoding="utf-8"))
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8"), measured), encoding="utf-8")
    print_line("analysis_page", measured["careful"]["measures"])


if __name__ == "__main__":
    main()
