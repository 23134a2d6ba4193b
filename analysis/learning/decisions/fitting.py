"""Fit a small change of word weights, and thresholds, to what people decided.

The engine's own odds are the offset of a logistic regression, and the change is pulled towards nothing, so few
decisions change little (a prior with the shipped model as its middle). Quick and careful share the words'
weights, so both count half.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix, diags

from analysis.learning.council.records import fold_of
from analysis.learning.decisions.reading import Doubles, Reading, chance
from analysis.learning.decisions.records import Bools
from analysis.learning.tune import GRID, f1

PENALTY = 0.3
"""Pulls each word's change to nothing. Of .03, .1, .3 and 1, this one did best at 1,000 decisions of comments of a
kind that the engine had not learned from, and lost nothing on comments of a kind that it had (docs/retraining.md)."""
SLACK = 1e-3
"""Penalty of the level that each way of scoring may be off by; thresholds take that up, not the words."""
LEAST_PRESENT = 3
"""A theme that fewer decided comments have keeps its words as they are."""
SHRINK_AT = 30
"""A theme with this many examples trusts its own threshold half and the shipped one half."""
FOLDS = 5


@dataclass(frozen=True, slots=True)
class Thresholds:
    """One a theme, for both ways of scoring."""

    quick: Doubles
    careful: Doubles


def fit_change(reading: Reading, truth: Bools, known: Bools, stretch: Doubles) -> Doubles:
    """Return features x themes: what is added to the weights.

    Args:
        truth, known: comments x themes; what is not known teaches nothing.
        stretch: one a feature: its weight's unit, for features that weigh little in a comment's length.
    """
    change = np.zeros((reading.words.shape[1], truth.shape[1]))
    words = csr_matrix(reading.words @ diags(stretch))
    best = reading.best_units()
    whole, clause = reading.odds()
    odds = (whole + clause) / 2
    careful = reading.trust * reading.encoder + (1 - reading.trust) * odds
    for theme in range(truth.shape[1]):
        rows = np.flatnonzero(known[:, theme])
        wanted = truth[rows, theme].astype(np.float64)
        if wanted.sum() < LEAST_PRESENT or not words.shape[1]:
            continue
        seen = csr_matrix((words[reading.wholes[rows]] + words[best[rows, theme]]) / 2)
        offsets = np.stack([odds[rows, theme], careful[rows, theme]])
        shares = np.array([1.0, 1 - reading.trust[theme]])
        change[:, theme] = stretch * _fitted(seen, wanted, offsets, shares)
    return change


def _fitted(seen: csr_matrix, wanted: Doubles, offsets: Doubles, shares: Doubles) -> Doubles:
    """Return the change of each feature's weight.

    Args:
        offsets: ways x comments. shares: how much of the words' odds counts in each way.
    """
    ways = len(offsets)

    def loss(numbers: Doubles) -> tuple[float, Doubles]:
        levels, own = numbers[:ways], numbers[ways:]
        odds = levels[:, None] + offsets + shares[:, None] * (seen @ own)
        miss = (chance(odds) - wanted) / ways
        value = float((np.logaddexp(0, odds) - wanted * odds).sum()) / ways
        value += PENALTY / 2 * float(own @ own) + SLACK / 2 * float(levels @ levels)
        slope = np.concatenate(
            [miss.sum(axis=1) + SLACK * levels, seen.T @ (shares @ miss) + PENALTY * own]
        )
        return value, slope

    start = np.zeros(ways + seen.shape[1])
    # Conjugate gradients: other methods call threaded routines that wait for a busy machine's other core.
    found = minimize(loss, start, jac=True, method="CG", options={"maxiter": 200, "gtol": 1e-4})
    change: Doubles = found.x[ways:]
    return change


def out_of_fold(
    reading: Reading, texts: Sequence[str], truth: Bools, known: Bools, stretch: Doubles
) -> tuple[Doubles, Doubles]:
    """Return (quick, careful) chances of each comment under a change that was fitted without it and its repeats."""
    fold = np.array([fold_of(text, folds=FOLDS, seed=0) for text in texts])
    quick, careful = np.zeros(truth.shape), np.zeros(truth.shape)
    for number in range(FOLDS):
        here, others = np.flatnonzero(fold == number), np.flatnonzero(fold != number)
        if not len(here) or not len(others):
            continue
        change = fit_change(reading.rows(others), truth[others], known[others], stretch)
        quick[here], careful[here] = reading.rows(here).chances(change)
    return quick, careful


def own_thresholds(chances: Doubles, truth: Bools, known: Bools, shipped: Doubles) -> Doubles:
    """Return the best threshold of each theme, shrunk to the shipped one where it has few examples.

    Args:
        shipped: NaN for a theme that did not ship: it has no other threshold to trust.
    """
    own = shipped.copy()
    for theme in range(truth.shape[1]):
        rows = known[:, theme]
        wanted: NDArray[np.bool_] = truth[rows, theme]
        count = int(wanted.sum())
        if not count:
            continue
        column = chances[rows, theme]
        best = float(max(GRID, key=lambda g: f1(wanted, column >= g)))
        trust = count / (count + SHRINK_AT)
        first = shipped[theme]
        own[theme] = best if np.isnan(first) else trust * best + (1 - trust) * first
    return own
