"""Learn a council's labels and scale: one ridge regression for all, chances and thresholds set out of fold.

Ridge on -1/+1 is solved once for every label together; on the open Friends and Family comments it found as
much as a linear SVM or logistic regression for each label, in a tenth of the time. A scale's values are told
apart as categories, also where they have an order: asking "above this step?" as well, or instead, was no better
(accuracy .643 and .645 against .647 on the same comments). The order gives the score and the steps off.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cho_factor, cho_solve
from scipy.sparse import csr_matrix

from analysis.learning.council.blocks import Blocks, learn_blocks, unit_sums, whole_and_best
from analysis.learning.council.records import LabelledComment, fold_of, same_text_key
from analysis.learning.council.states import STATE_WIDTH

Doubles = NDArray[np.float64]
Bools = NDArray[np.bool_]
PENALTY = 1.0
"""Of the labels' ridge; 1 and 2 differ by less than .01 in F1 on the open comments."""
SCALE_PENALTY = 4.0
"""Of the scale's, which has more noise: 2 told it better than 1 by .01 in accuracy and macro-F1."""
MOST_ROWS_AT_ONCE = 6_000
"""So many rows are solved exactly, in about 300 MB; more of them by steps."""
GRID = np.linspace(0.1, 0.9, 33)
SHRINK_AT = 10
"""A label with so many examples trusts its own threshold half and the common one half."""
RARE_VALUE_POWER = 0.4
"""A value of the scale weighs (commonest / its own count) to this power: between accuracy (0) and macro-F1 (1)."""


@dataclass(frozen=True, slots=True)
class Codes:
    """What is learned, in order.

    Args:
        labels: with enough examples.
        rare: label and count of those with too few.
        values: of the scale, from lowest to highest where `ordered`; empty without a scale.
    """

    labels: tuple[str, ...]
    rare: tuple[tuple[str, int], ...]
    values: tuple[str, ...]
    ordered: bool


@dataclass(frozen=True, slots=True)
class Linear:
    """Features and their weights: features x heads, the labels' first, then the scale's."""

    blocks: Blocks
    weights: NDArray[np.float32]
    bias: NDArray[np.float32]

    def scores(
        self, texts: Sequence[str], questions: Sequence[str | None]
    ) -> tuple[Doubles, Doubles]:
        """Return comments x heads: each as a whole, and its best clause."""
        reads = [self.blocks.read(t, q) for t, q in zip(texts, questions, strict=True)]
        units, starts = unit_sums(reads)
        return whole_and_best(self.unit_scores(self.blocks.matrix(units)), starts)

    def unit_scores(self, matrix: csr_matrix) -> Doubles:
        """Return units x heads."""
        found: Doubles = np.asarray(matrix @ self.weights, dtype=np.float64) + self.bias
        return found


@dataclass(frozen=True, slots=True)
class Calibration:
    """How scores become chances and decisions.

    Args:
        mix: labels x (weight of the whole, of the best clause, constant), in log-odds.
        thresholds: one a label, on the chance.
        scale: values x (wholes, best clauses, constant).
    """

    mix: Doubles
    thresholds: Doubles
    scale: Doubles

    def chances(self, whole: Doubles, best: Doubles) -> Doubles:
        """Return comments x labels, 0..1."""
        n = len(self.mix)
        odds = self.mix[:, 0] * whole[:, :n] + self.mix[:, 1] * best[:, :n] + self.mix[:, 2]
        chances: Doubles = 1 / (1 + np.exp(-np.clip(odds, -30, 30)))
        return chances

    def value_chances(self, whole: Doubles, best: Doubles) -> Doubles:
        """Return comments x values of the scale; each row sums to 1."""
        n = len(self.mix)
        numbers = np.hstack([whole[:, n:], best[:, n:], np.ones((len(whole), 1))])
        odds = numbers @ self.scale.T
        raised = np.exp(odds - odds.max(axis=1, keepdims=True))
        shares: Doubles = raised / raised.sum(axis=1, keepdims=True)
        return shares


def find_codes(comments: Sequence[LabelledComment], order: Sequence[str], *, least: int) -> Codes:
    """Return what can be learned; repeats of a text count as one example."""
    found: dict[str, set[str]] = {}
    for comment in comments:
        for label in comment.labels or ():
            found.setdefault(label, set()).add(same_text_key(comment.text))
    counts = {label: len(texts) for label, texts in sorted(found.items())}
    values = Counter(c.sentiment for c in comments if c.sentiment)
    kept = tuple(order) or tuple(sorted(values))
    return Codes(
        labels=tuple(label for label, n in counts.items() if n >= least),
        rare=tuple((label, n) for label, n in counts.items() if n < least),
        values=kept if len(kept) > 1 else (),
        ordered=bool(order) and len(kept) > 1,
    )


def truth_of(comments: Sequence[LabelledComment], codes: Codes) -> tuple[Bools, Bools]:
    """Return comments x labels, and which comments people gave labels."""
    truth = np.array([[x in (c.labels or ()) for x in codes.labels] for c in comments], dtype=bool)
    return truth.reshape(len(comments), -1), np.array([c.labels is not None for c in comments])


def values_of(comments: Sequence[LabelledComment], codes: Codes) -> NDArray[np.int64]:
    """Return the place of each comment's value on the scale; -1 where nobody gave one."""
    places = {value: i for i, value in enumerate(codes.values)}
    return np.array([places.get(c.sentiment or "", -1) for c in comments], dtype=np.int64)


def fit_linear(comments: Sequence[LabelledComment], codes: Codes) -> Linear:
    """Return the weights of every head."""
    texts, questions = [c.text for c in comments], [c.question for c in comments]
    blocks = learn_blocks(texts, questions)
    wholes = [blocks.read(t, q).units()[0] for t, q in zip(texts, questions, strict=True)]
    matrix = blocks.matrix(wholes)
    truth, coded = truth_of(comments, codes)
    parts = [_ridge(matrix[coded], truth[coded], PENALTY)]
    if codes.values:
        felt = values_of(comments, codes)
        rows = felt >= 0
        parts.append(
            _ridge(matrix[rows], felt[rows, None] == np.arange(len(codes.values)), SCALE_PENALTY)
        )
    return Linear(
        blocks,
        np.hstack([weights for weights, _bias in parts]).astype(np.float32),
        np.concatenate([bias for _weights, bias in parts]).astype(np.float32),
    )


def out_of_fold(
    comments: Sequence[LabelledComment], codes: Codes, *, folds: int, seed: int = 0
) -> tuple[Doubles, Doubles, NDArray[np.int64]]:
    """Return scores (whole, best clause) by models that never saw the text or its repeats, and each one's fold."""
    fold = np.array([fold_of(c.text, folds=folds, seed=seed) for c in comments])
    heads = len(codes.labels) + len(codes.values)
    whole, best = np.zeros((len(comments), heads)), np.zeros((len(comments), heads))
    for number in range(folds):
        rows = np.flatnonzero(fold == number)
        kept = [c for c, own in zip(comments, fold, strict=True) if own != number]
        if len(rows) and any(c.labels for c in kept):
            fitted = fit_linear(kept, codes)
            held = [comments[i] for i in rows.tolist()]
            whole[rows], best[rows] = fitted.scores(
                [c.text for c in held], [c.question for c in held]
            )
    return whole, best, fold


def calibrate(
    whole: Doubles, best: Doubles, comments: Sequence[LabelledComment], codes: Codes
) -> Calibration:
    """Return how scores of comments that the model did not see become chances and decisions."""
    truth, coded = truth_of(comments, codes)
    mix = np.array(
        [
            _chance_of(np.column_stack([whole[coded, k], best[coded, k]]), truth[coded, k])
            for k in range(len(codes.labels))
        ]
    ).reshape(-1, 3)
    rough = Calibration(mix, np.full(len(mix), 0.5), np.zeros((0, 0)))
    found = rough.chances(whole[coded], best[coded])
    scale = np.zeros((0, 0))
    if codes.values:
        scale = _fit_scale(whole, best, values_of(comments, codes), codes)
    return Calibration(mix, _thresholds(found, truth[coded]), scale)


def f1(truth: Bools, found: Bools) -> float:
    """Return 2 x both / (truth + found); 0 where there is neither."""
    return 2 * float((truth & found).sum()) / max(1.0, float(truth.sum() + found.sum()))


@cache
def _learners() -> Any:
    """Return scikit-learn's linear models, imported only to learn: tagging does without their two seconds."""
    return import_module("sklearn.linear_model")


def _ridge(matrix: csr_matrix, truth: Bools, penalty: float) -> tuple[Doubles, Doubles]:
    wanted = np.where(truth, 1.0, -1.0)
    if matrix.shape[0] > MOST_ROWS_AT_ONCE:
        fitted = (
            _learners().Ridge(alpha=penalty, solver="sparse_cg", max_iter=200).fit(matrix, wanted)
        )
        return fitted.coef_.T, fitted.intercept_
    likeness = _likeness(matrix) + 1
    likeness[np.diag_indices_from(likeness)] += penalty
    shares = cho_solve(cho_factor(likeness), wanted)
    return np.asarray(matrix.T @ shares), shares.sum(axis=0)


def _likeness(matrix: csr_matrix) -> Doubles:
    """Return rows x rows. The states fill every column of theirs, so they are multiplied as what they are: dense."""
    words, states = matrix[:, :-STATE_WIDTH], matrix[:, -STATE_WIDTH:].toarray()
    found: Doubles = np.asarray((words @ words.T).todense(), dtype=np.float64)
    found += states @ states.T
    return found


def _chance_of(scores: Doubles, wanted: Bools) -> list[float]:
    """Return weights of the whole, of the best clause, and a constant. Source: Platt 1999.

    Neither weight may be negative: a word that raises a score may never lower the chance.
    """
    if wanted.all() or not wanted.any():
        return [2.0, 2.0, 0.0]
    fitted = _learners().LogisticRegression(C=1.0).fit(scores * 2, wanted)
    own = fitted.coef_[0] * 2
    if own.min() < 0:
        both = (
            _learners()
            .LogisticRegression(C=1.0)
            .fit(scores.mean(axis=1, keepdims=True) * 4, wanted)
        )
        own = np.full(2, max(float(both.coef_[0, 0]) * 2, 0.1))
        return [*own.tolist(), float(both.intercept_[0])]
    return [*own.tolist(), float(fitted.intercept_[0])]


def _thresholds(found: Doubles, truth: Bools) -> Doubles:
    common = float(max(GRID, key=lambda g: f1(truth, found >= g)))
    own = []
    for k in range(truth.shape[1]):
        best = float(max(GRID, key=lambda g: f1(truth[:, k], found[:, k] >= g)))
        trust = truth[:, k].sum() / (truth[:, k].sum() + SHRINK_AT)
        own.append(trust * best + (1 - trust) * common)
    return np.array(own)


def _fit_scale(whole: Doubles, best: Doubles, felt: NDArray[np.int64], codes: Codes) -> Doubles:
    rows, n = felt >= 0, len(codes.labels)
    numbers = np.hstack([whole[rows, n:], best[rows, n:]])
    counts = np.bincount(felt[rows], minlength=len(codes.values))
    present = np.flatnonzero(counts)
    scale = np.zeros((len(codes.values), numbers.shape[1] + 1))
    scale[counts == 0, -1] = -30
    if len(present) < 2:
        return scale
    weight = {int(k): float((counts.max() / counts[k]) ** RARE_VALUE_POWER) for k in present}
    fitted = (
        _learners()
        .LogisticRegression(C=1.0, max_iter=2000, class_weight=weight)
        .fit(numbers, felt[rows])
    )
    if len(present) == 2:
        scale[present[1]] = [*fitted.coef_[0], fitted.intercept_[0]]
    else:
        scale[present, :-1], scale[present, -1] = fitted.coef_, fitted.intercept_
    return scale
