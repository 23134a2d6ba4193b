"""What each part of the analysis is worth: `./run bench ablation --data DIR` leaves one out at a time.

Every variant sets its thresholds, or its weights of a comment's feeling, anew on the comments that are for tuning,
and is measured on those that nothing learned from, real and invented apart.
"""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from analysis.learning.asked import asked_otherwise
from analysis.learning.examples import Example, load_disclosures, load_invented, load_real
from analysis.learning.train_default import fit_linear, score_examples
from analysis.learning.tune import feeling_lessons, thresholds, weigh_feelings
from analysis.pipeline import FEELINGS, load_engine
from analysis.sentiment.judge import sentiment_features
from analysis.sentiment.lexicons import FEATURES
from analysis.themes.combine import ScoredComment, Scoring
from benchmarks.line import print_line
from benchmarks.quality import f1

Floats = NDArray[np.float64]
SETS = ("real", "invented")
LEAST_FOR_MACRO = 3


@dataclass(frozen=True, slots=True)
class Parts:
    """Comments for learning, for tuning, and for measuring, real and invented apart."""

    learn: list[Example]
    tune: list[Example]
    measure: dict[str, list[Example]]


def load_parts(data: Path) -> Parts:
    """Return the comments by what they are for; those coded for the flag alone only teach."""
    coded = [*load_real(data), *load_invented()]
    held = [e for e in coded if e.part == "measure"]
    return Parts(
        [e for e in [*coded, *load_disclosures()] if e.part == "learn"],
        [e for e in coded if e.part == "tune"],
        {
            "real": [e for e in held if e.source == "real"],
            "invented": [e for e in held if e.source != "real"],
        },
    )


def theme_figures(
    parts: Parts, themes: Sequence[str], tune: Floats, measured: dict[str, Floats]
) -> dict[str, float]:
    """Return micro- and macro-F1 on each set, with thresholds set on the tuning comments."""
    _common, own = thresholds(tune, _truth(parts.tune, themes))
    found: dict[str, float] = {}
    for name, chances in measured.items():
        truth, hits = _truth(parts.measure[name], themes), chances >= own
        each = [
            f1(truth[:, k], hits[:, k])
            for k in np.flatnonzero(truth.sum(axis=0) >= LEAST_FOR_MACRO).tolist()
        ]
        found[f"{name} micro"] = round(f1(truth, hits), 3)
        found[f"{name} macro"] = round(float(np.mean(each)), 3)
    return found


def feeling_figures(
    parts: Parts, scored: dict[str, list[ScoredComment]], left_out: set[int]
) -> dict[str, float]:
    """Return the accuracy of the four feelings on each set without some of the features."""

    otherwise = asked_otherwise(parts.tune)
    whole, wanted, shares = feeling_lessons(
        parts.tune, scored["tune"], (otherwise, scored["otherwise"])
    )
    columns = np.delete(np.arange(whole.shape[1]), sorted(left_out))
    weights, bias = weigh_feelings(whole[:, columns], wanted, shares)
    figures = {}
    for name in SETS:
        features, truth, _shares = feeling_lessons(parts.measure[name], scored[name], ((), ()))
        told = (features[:, columns] @ weights.T + bias).argmax(axis=1)
        figures[name] = round(float((told == truth).mean()), 3)
    return figures


def feeling_parts(width: int) -> dict[str, set[int]]:
    """Return which columns of the features each part has; the order is sentiment_features'."""
    four, lists = len(FEELINGS), width - 7 - len(FEATURES)
    named = {f: lists + i for i, f in enumerate(FEATURES)}
    rest = width - 7
    return {
        "all": set(),
        "without the encoder": set(range(four, lists)),
        "without the learned words": set(range(four)),
        "without VADER": {named[f] for f in FEATURES if f.startswith("vader")},
        "without TextBlob": {named[f] for f in FEATURES if f.startswith("textblob")},
        "without our own list": {named["own"]},
        "without the question": {rest, rest + 1},
        "without praise and blame of clauses": {rest + 2, rest + 3, rest + 4},
        "without the lengths": {rest + 5, rest + 6},
        "word lists alone": set(range(lists)) | set(range(rest, width)),
    }


def linear_chances(scoring: Scoring, examples: Sequence[Example]) -> dict[str, Floats]:
    """Return the chances of the words alone: of the whole comment, of its best clause, and both averaged."""
    scored = score_examples(scoring, examples)
    batch, columns = scored[0].linear, scoring.heads.theme
    rows, starts = batch.clause_rows()
    whole = batch.logits[batch.rows[:-1]][:, columns].astype(np.float64)
    best = np.maximum.reduceat(batch.logits[rows][:, columns], starts, axis=0).astype(np.float64)
    chances = [1 / (1 + np.exp(-odds)) for odds in (whole, best)]
    return {"whole": chances[0], "best": chances[1], "both": (chances[0] + chances[1]) / 2}


def main() -> None:
    """Measure every variant and print one line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    found = ablate(load_parts(parser.parse_args().data))
    measures = [
        {"name": f"{what}: {variant}: {name}", "value": value, "unit": "share"}
        for what, variants in found.items()
        for variant, figures in variants.items()
        for name, value in figures.items()
    ]
    print_line("ablation", measures)


def ablate(parts: Parts) -> dict[str, dict[str, dict[str, float]]]:
    """Return part of the job -> variant -> figures."""
    engine = load_engine()
    themes = engine.scoring.heads.themes
    sets = {"tune": parts.tune, **parts.measure}
    scored = {name: score_examples(engine.scoring, own) for name, own in sets.items()}
    careful = {n: np.array([s.chances for s in own]) for n, own in scored.items()}
    scored["otherwise"] = score_examples(engine.scoring, asked_otherwise(parts.tune))
    variants: dict[str, dict[str, Floats]] = {"all (careful)": careful}
    theirs = engine.scoring.encoder_heads
    if theirs is not None:
        alone = {
            n: np.array([s.encoded.scores[theirs.theme] for s in scored[n] if s.encoded])
            for n in sets
        }
        variants["encoder alone"] = {n: 1 / (1 + np.exp(-odds)) for n, odds in alone.items()}
    words = {n: linear_chances(engine.scoring, own) for n, own in sets.items()}
    for label, way in (("words alone (quick)", "both"), ("words, whole comment only", "whole"),
                       ("words, best clause only", "best")):  # fmt: skip
        variants[label] = {n: chances[way] for n, chances in words.items()}
    variants |= _learned_anew(parts, sets, themes)
    width = sentiment_features([e.question for e in parts.tune], scored["tune"]).shape[1]
    return {
        "themes": {
            label: theme_figures(
                parts, themes, own["tune"], {n: own[n] for n in SETS if len(own[n])}
            )
            for label, own in variants.items()
        },
        "feeling": {
            label: feeling_figures(parts, scored, columns)
            for label, columns in feeling_parts(width).items()
        },
    }


def _learned_anew(
    parts: Parts, sets: dict[str, list[Example]], themes: Sequence[str]
) -> dict[str, dict[str, Floats]]:
    """Return the chances of words learned without a kind of comment, or without the second readings."""
    from dataclasses import replace

    from analysis.learning.scorer import Scorer

    lessons = {
        "words, learned without invented comments": [
            e for e in parts.learn if e.source in ("real", "disclosures")
        ],
        "words, learned without real comments": [e for e in parts.learn if e.source != "real"],
        "words, learned without second readings": [replace(e, again=None) for e in parts.learn],
    }
    found = {}
    for label, examples in lessons.items():
        scoring = Scoring.of(Scorer(fit_linear(examples, themes)), FEELINGS)
        found[label] = {n: linear_chances(scoring, own)["both"] for n, own in sets.items()}
    return found


def _truth(examples: Sequence[Example], themes: Sequence[str]) -> NDArray[np.bool_]:
    return np.array([[t in e.themes for t in themes] for e in examples])


if __name__ == "__main__":
    main()
