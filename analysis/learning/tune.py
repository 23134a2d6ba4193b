"""Thresholds, the encoder's share, the feeling of a whole comment: tuned on comments that no model learned from."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from analysis.learning.examples import Example
from analysis.records import Sentiment
from analysis.sentiment.judge import sentiment_features
from analysis.themes.combine import ScoredComment

Floats = NDArray[np.float64]
Bits = NDArray[np.bool_]
GRID = np.linspace(0.1, 0.9, 33)
SHRINK_AT = 30
"""A theme with this many examples trusts its own threshold half and the common one half."""
OTHERWISE_SHARE = 0.1
"""How much a comment under another question counts where the feeling's weights are set."""
MOST_FALSE_FLAGS = 0.025
"""The share of real comments that nobody would flag that the learned flag may flag; phrases add to it."""


def tune(
    examples: Sequence[Example],
    scored: Sequence[ScoredComment],
    themes: Sequence[str],
    otherwise: tuple[Sequence[Example], Sequence[ScoredComment]] = ((), ()),
) -> dict[str, Any]:
    """Return thresholds, and the sentiment's weights.

    Args:
        otherwise: some of the examples again, as answers to other questions: they teach the feeling alone.
    """
    coded = [i for i, e in enumerate(examples) if e.sentiment is not None]
    found = np.array([scored[i].chances for i in coded])
    truth = np.array([[t in examples[i].themes for t in themes] for i in coded])
    _common, own = thresholds(found, truth)
    lessons = feeling_lessons([examples[i] for i in coded], [scored[i] for i in coded], otherwise)
    weights, bias = weigh_feelings(*lessons)
    return {
        "thresholds": {t: round(float(v), 3) for t, v in zip(themes, own, strict=True)},
        "proposal_threshold": _best(
            [scored[i].proposal_chance for i in coded], [examples[i].proposes for i in coded]
        ),
        "flag_threshold": _flag_threshold(examples, scored),
        "sentiment": {"weights": np.round(weights, 4).tolist(), "bias": np.round(bias, 4).tolist()},
    }


def f1(truth: Bits, found: Bits) -> float:
    """Return 2 x both / (truth + found); 0 where there is neither."""
    both = float((truth & found).sum())
    return 2 * both / max(1.0, float(truth.sum() + found.sum()))


def thresholds(found: Floats, truth: Bits) -> tuple[float, Floats]:
    """Return the best common threshold, and one a theme, shrunk to the common one where examples are few."""
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


def _flag_threshold(examples: Sequence[Example], scored: Sequence[ScoredComment]) -> float:
    """Return the lowest threshold at which few enough real, harmless comments would be flagged."""
    harmless = [
        s.flag_chance
        for e, s in zip(examples, scored, strict=True)
        if e.source == "real" and not e.flagged
    ]
    return round(float(np.quantile(harmless, 1 - MOST_FALSE_FLAGS)), 4) if harmless else 0.5


def feeling_lessons(
    examples: Sequence[Example],
    scored: Sequence[ScoredComment],
    otherwise: tuple[Sequence[Example], Sequence[ScoredComment]],
) -> tuple[Floats, NDArray[np.int64], Floats]:
    """Return features of the comments and then of those asked otherwise, the place of each feeling, and its share."""
    every = [(examples, scored), otherwise] if otherwise[0] else [(examples, scored)]
    features = np.vstack([sentiment_features([e.question for e in own], s) for own, s in every])
    order = [str(s) for s in Sentiment]
    wanted = np.array([order.index(str(e.sentiment)) for own, _scored in every for e in own])
    shares = np.repeat([1.0, OTHERWISE_SHARE], [len(examples), len(otherwise[0])])
    return features, wanted, shares


def weigh_feelings(
    features: Floats, wanted: NDArray[np.int64], shares: Floats
) -> tuple[Floats, Floats]:
    """Return the weights of each feeling (feelings x features), and their bias."""
    mean, spread = features.mean(axis=0), np.maximum(features.std(axis=0), 1e-3)
    model = LogisticRegression(C=0.3, max_iter=1000)
    model.fit((features - mean) / spread, wanted, sample_weight=shares)
    weights: Floats = model.coef_ / spread
    return weights, model.intercept_ - weights @ mean
