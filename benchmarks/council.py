"""How well another codebook is learned: `./run bench council --data DIR`, on the open NHS comments of phase 2.

Learned from the comments that the encoder learned from too, measured on those that neither has seen (two tenths, by
the hash of their words): that is how a council meets it.
"""

import argparse
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from analysis.learning.council import Columns, learn, learning_curve, read_labelled
from analysis.learning.council.measure import measure_model
from analysis.learning.council.records import LabelledComment
from analysis.learning.examples import part_of_real
from benchmarks.line import print_line

FILE = "nhs_fft_phase2_open.csv"
COLUMNS = Columns("text", "themes", "question", "sentiment")
LEAST = 20
"""Of the four fifths that are learned from: 25 of all, as the published labels were chosen."""
SIZES = (50, 200, 1_000)
BARS = {
    "themes micro": 0.70, "themes macro": 0.60, "feeling accuracy": 0.68, "feeling macro": 0.62,
}  # fmt: skip


def measure_council(data: Path) -> dict[str, Any]:
    """Return figures with intervals, and what more decisions buy."""
    labelled = read_labelled(data / FILE, COLUMNS)
    seen, unseen = _parts(labelled.comments)
    model = learn(replace(labelled, comments=tuple(seen)), learned_on="2026-11-25", least=LEAST)
    found = measure_model(unseen, model)
    values = {
        "themes micro": found.micro_f1, "themes macro": found.macro_f1,
        "feeling accuracy": found.scale.accuracy if found.scale else found.micro_f1,
        "feeling macro": found.scale.macro_f1 if found.scale else found.macro_f1,
    }  # fmt: skip
    curve = learning_curve(seen, model.codes, SIZES, least=LEAST)
    return {
        "labels": len(model.codes.labels),
        "learned": len(seen),
        "comments": len(unseen),
        "figures": {n: asdict(f) | {"bar": BARS[n]} for n, f in values.items()},
        "curve": [asdict(point) for point in curve],
    }


def _parts(
    comments: tuple[LabelledComment, ...],
) -> tuple[list[LabelledComment], list[LabelledComment]]:
    seen = [c for c in comments if part_of_real(c.text) == "learn"]
    return seen, [c for c in comments if part_of_real(c.text) != "learn"]


def main() -> None:
    """Measure and print one line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    found = measure_council(parser.parse_args().data)
    measures = [
        {
            "name": name, "value": m["value"], "unit": "share", "interval": m["interval"],
            "bar": m["bar"], "ok": m["value"] >= m["bar"],
        }
        for name, m in found["figures"].items()
    ]  # fmt: skip
    print_line("council", measures, labels=found["labels"], comments=found["comments"])


if __name__ == "__main__":
    main()
