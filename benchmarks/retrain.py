"""What 50, 200 and 1,000 decisions buy: `./run bench retrain [--data DIR]`.

DIR holds the open Friends and Family Test files whose ids are coded in `analysis/data/coded`. Comments that no
shipped model learned from stand for those of a council: a fifth, by hash, is the blind sample, and decisions are
drawn from the rest. Measured twice: with the shipped engine (`familiar`: it learned from comments of the same
kind), and with a linear model that learned from invented comments alone (`unfamiliar`: what decisions buy where
families write about other things than those that the engine learned from). Without DIR the invented comments that
nothing learned from take their place, which says little: they are too few, and by one hand.
"""

import argparse
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

import analysis.redaction as redaction
from analysis.learning.decisions.adjust import Base, learn_adjustment
from analysis.learning.decisions.compare import Comparison, compare
from analysis.learning.decisions.origin import shipped_sha256
from analysis.learning.decisions.records import DecidedComment, set_apart
from analysis.learning.examples import Example, load_invented, load_real
from analysis.learning.model_file import DATA_MODEL, StoredModel, load_model, save_model
from analysis.learning.scorer import Scorer
from analysis.learning.train_default import fit_linear, score_examples
from analysis.learning.tune import tune
from analysis.pipeline import FEELINGS, Engine, load_engine
from analysis.themes.codebook import load_codebook
from analysis.themes.combine import Scoring
from benchmarks.line import print_line

SIZES = (50, 200, 1_000)
DRAWS = 3
"""Decisions are drawn so many times for each size; figures are means over them."""
DAY = "2026-01-01"


@dataclass(frozen=True, slots=True)
class Setting:
    """One engine to begin with."""

    name: str
    base: Base
    quick: bool
    old: Engine


def as_decided(examples: Sequence[Example]) -> list[DecidedComment]:
    """Return coded comments as if officers had decided every theme of them, each by a writer of its own."""
    themes = frozenset(load_codebook().ids)
    masked = redaction.mask([e.text for e in examples])
    return [
        DecidedComment(
            str(place), str(place), text.text, example.question,
            frozenset(example.themes), themes - frozenset(example.themes),
        )
        for place, (example, text) in enumerate(zip(examples, masked, strict=True))
    ]  # fmt: skip


def familiar() -> Setting:
    """Return the shipped engine, careful."""
    old = load_engine()
    base = Base(load_model(DATA_MODEL), old.scoring, shipped_sha256())
    return Setting("familiar", base, quick=False, old=old)


def unfamiliar(folder: Path) -> Setting:
    """Return a linear model of invented comments alone; the encoder has seen real ones, so it stays out."""
    themes = load_codebook().ids
    invented = load_invented()
    linear = fit_linear([e for e in invented if e.part == "learn"], themes)
    scoring = Scoring.of(Scorer(linear), FEELINGS)
    kept = [e for e in invented if e.part != "learn"]
    own = tune(kept, score_examples(scoring, kept), themes)
    own |= {"trust": 0.0, "polarity_trust": 0.0, "quality": dict.fromkeys(themes, 0.0)}
    stored = StoredModel(linear, {"name": "invented", "quick": own, "careful": own})
    save_model(stored, folder / "invented")
    old = load_engine(folder / "invented", quick=True)
    base = Base(load_model(folder / "invented"), old.scoring, "0" * 64)
    return Setting("unfamiliar", base, quick=True, old=old)


def curve(
    setting: Setting,
    learned: Sequence[DecidedComment],
    sample: Sequence[DecidedComment],
    folder: Path,
) -> list[dict[str, Any]]:
    """Return the measures of every size."""
    measures = []
    for size in (size for size in SIZES if size <= len(learned)):
        runs: list[Comparison] = []
        for seed in range(DRAWS):
            drawn = np.random.default_rng(seed).permutation(len(learned))[:size]
            model = learn_adjustment(
                [learned[i] for i in drawn.tolist()], setting.base,
                codebook_version=load_codebook().version, day=DAY,
            )  # fmt: skip
            save_model(model, folder / "new")
            found = compare(setting.old, load_engine(folder / "new", quick=setting.quick), sample)
            if found is None:
                raise SystemExit("No comment of the sample has a theme.")
            runs.append(found)
        adopted = sum(run.better for run in runs)
        for what, new, old in (
            ("micro-F1", [r.micro_new for r in runs], runs[0].micro_old),
            ("macro-F1", [r.macro_new for r in runs], runs[0].macro_old),
        ):
            measures.append(
                {
                    "name": f"{setting.name}: {what} after {size} decided comments",
                    "value": round(float(np.mean([f.value for f in new])), 3),
                    "unit": "share",
                    "reference": old.value,
                    "interval": new[0].interval,
                    "adopted": f"{adopted} of {DRAWS}",
                }
            )
    return measures


def main() -> None:
    """Print one JSON line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path)
    data = parser.parse_args().data
    unseen = [e for e in (load_real(data) if data else load_invented()) if e.part != "learn"]
    learned, sample = set_apart(as_decided(unseen))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        measures = [
            measure
            for setting in (familiar(), unfamiliar(folder))
            for measure in curve(setting, learned, sample, folder)
        ]
    print_line("retrain", measures, sample=len(sample), drawn_from=len(learned))


if __name__ == "__main__":
    main()
