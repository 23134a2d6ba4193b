"""Thresholds, the feeling of a whole comment, and how well each theme is found, all out of fold."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from analysis.learning.examples import Example
from analysis.learning.scorer import LinearModel, Scorer
from analysis.records import Sentiment
from analysis.sentiment.judge import sentiment_features
from analysis.themes.combine import ScoredComment, score_comment

Floats = NDArray[np.float64]
GRID = np.linspace(0.15, 0.85, 29)
SHRINK_AT = 30
"""A theme with this many examples trusts its own threshold half and the common one half."""


def tune(
    examples: Sequence[Example],
    themes: Sequence[str],
    fit: Callable[[Sequence[Example], Sequence[str]], LinearModel],
    *,
    folds: int,
) -> dict[str, Any]:
    """Return thresholds, the sentiment's weights and the measured F1 of each theme, from held-out folds."""
    scored: list[ScoredComment | None] = [None] * len(examples)
    for fold in range(folds):
        kept = [e for i, e in enumerate(examples) if i % folds != fold]
        scorer = Scorer(fit(kept, themes))
        for i in range(fold, len(examples), folds):
            scored[i] = score_comment(examples[i].text, examples[i].question, scorer)
    done = [s for s in scored if s is not None]
    real = np.array([e.source == "real" for e in examples])
    found = np.array([s.theme_chances for s in done])
    truth = np.array([[t in e.themes for t in themes] for e in examples])
    common, own = _thresholds(found, truth)
    hits = found >= own
    return {
        "thresholds": {t: round(float(v), 3) for t, v in zip(themes, own, strict=True)},
        "common_threshold": round(common, 3),
        "proposal_threshold": _best(
            [s.proposal_chance for s in done], [e.proposes for e in examples]
        ),
        "flag_threshold": _best([s.flag_chance for s in done], [e.flagged for e in examples]),
        "sentiment": _fit_sentiment(examples, done),
        "quality": {
            t: {
                "f1": round(f1(truth[:, k], hits[:, k]), 3),
                "examples": int(truth[:, k].sum()),
                "precision": round(
                    float((truth[:, k] & hits[:, k]).sum() / max(1, hits[:, k].sum())), 3
                ),
                "recall": round(
                    float((truth[:, k] & hits[:, k]).sum() / max(1, truth[:, k].sum())), 3
                ),
            }
            for k, t in enumerate(themes)
        },
        "out_of_fold": {
            "micro_f1_real": round(f1(truth[real], hits[real]), 3),
            "micro_f1_invented": round(f1(truth[~real], hits[~real]), 3),
        },
    }


def f1(truth: NDArray[np.bool_], found: NDArray[np.bool_]) -> float:
    """Return 2 x both / (truth + found); 0 where there is neither."""
    both = float((truth & found).sum())
    return 2 * both / max(1.0, float(truth.sum() + found.sum()))


def _thresholds(found: Floats, truth: NDArray[np.bool_]) -> tuple[float, Floats]:
    common = float(max(GRID, key=lambda g: f1(truth, found >= g)))
    own = []
    for k in range(truth.shape[1]):
        column, wanted = found[:, k], truth[:, k]
        best = float(max(GRID, key=lambda g: f1(wanted, column >= g)))
        trust = wanted.sum() / (wanted.sum() + SHRINK_AT)
        own.append(trust * best + (1 - trust) * common)
    return common, np.array(own)


def _best(found: Sequence[float], truth: Sequence[bool]) -> float:
    chances, wanted = np.array(found), np.array(truth)
    return round(float(max(GRID, key=lambda g: f1(wanted, chances >= g))), 3)


def _fit_sentiment(examples: Sequence[Example], scored: Sequence[ScoredComment]) -> dict[str, Any]:
    rows = [i for i, e in enumerate(examples) if e.sentiment is not None]
    features = np.array(
        [sentiment_features(examples[i].text, examples[i].question, scored[i]) for i in rows]
    )
    mean, spread = features.mean(axis=0), np.maximum(features.std(axis=0), 1e-3)
    order = [str(s) for s in Sentiment]
    wanted = np.array([order.index(str(examples[i].sentiment)) for i in rows])
    fitted = LogisticRegression(C=1.0, max_iter=500).fit((features - mean) / spread, wanted)
    weights = fitted.coef_ / spread
    return {
        "weights": np.round(weights, 4).tolist(),
        "bias": np.round(fitted.intercept_ - weights @ mean, 4).tolist(),
    }
