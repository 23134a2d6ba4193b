"""How well a council's codebook is learned: grouped cross-validation, intervals, and what more coding buys."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.learning.council.fitting import (
    Bools,
    Codes,
    calibrate,
    f1,
    fit_linear,
    out_of_fold,
    truth_of,
    values_of,
)
from analysis.learning.council.model import FOLDS, CouncilModel
from analysis.learning.council.records import LabelledComment, fold_of

DRAWS = 1_000
CURVE_REPEATS, CURVE_FOLDS = 3, 3
Interval = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Figure:
    """A measured share (0..1) and its 95 % interval by drawing comments again (bootstrap)."""

    value: float
    interval: Interval


@dataclass(frozen=True, slots=True)
class LabelFigures:
    """How well one label is found, over `examples` comments that have it."""

    label: str
    examples: int
    precision: Figure
    recall: Figure
    f1: Figure


@dataclass(frozen=True, slots=True)
class ScaleFigures:
    """How well the sentiment is told; `mean_steps` off only on an ordered scale, else None."""

    accuracy: Figure
    macro_f1: Figure
    mean_steps: Figure | None
    f1_by_value: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """What so many coded comments buy, over several draws; labels that were too rare to learn count 0."""

    decisions: int
    micro_f1: float
    macro_f1: float
    labels_learned: float


@dataclass(frozen=True, slots=True)
class Evaluation:
    """All that was measured. Micro counts every decision alike, macro every label."""

    comments: int
    folds: int
    labels: tuple[LabelFigures, ...]
    micro_f1: Figure
    macro_f1: Figure
    not_learnable: tuple[tuple[str, int], ...]
    scale: ScaleFigures | None
    curve: tuple[CurvePoint, ...]


def cross_validate(
    comments: Sequence[LabelledComment], codes: Codes, *, folds: int = FOLDS, seed: int = 0
) -> Evaluation:
    """Return how well comments are coded by models that saw neither them nor their repeats.

    Chances and thresholds for a fold come from the other folds too.
    """
    whole, best, fold = out_of_fold(comments, codes, folds=folds, seed=seed)
    found = np.zeros((len(comments), len(codes.labels)), dtype=bool)
    told = np.full(len(comments), -1)
    for number in range(folds):
        here, others = np.flatnonzero(fold == number), np.flatnonzero(fold != number)
        if not len(here) or not len(others):
            continue
        own = calibrate(whole[others], best[others], [comments[i] for i in others.tolist()], codes)
        found[here] = own.chances(whole[here], best[here]) >= own.thresholds
        if codes.values:
            told[here] = own.value_chances(whole[here], best[here]).argmax(axis=1)
    return _figures(comments, codes, found, told, folds)


def measure_model(comments: Sequence[LabelledComment], model: CouncilModel) -> Evaluation:
    """Return how well a model that is there codes these comments, which it should not have seen."""
    codes = model.codes
    whole, best = model.linear.scores([c.text for c in comments], [c.question for c in comments])
    found = model.calibration.chances(whole, best) >= model.calibration.thresholds
    told = np.full(len(comments), -1)
    if codes.values:
        told = model.calibration.value_chances(whole, best).argmax(axis=1)
    return _figures(comments, codes, found, told, 0)


def learning_curve(
    comments: Sequence[LabelledComment], codes: Codes, sizes: Sequence[int], *, least: int
) -> tuple[CurvePoint, ...]:
    """Return what 50, 200, 1,000 ... decisions buy, measured on a fifth that none of them is from."""
    points = []
    for size in sizes:
        runs = [
            run
            for seed in range(CURVE_REPEATS)
            if (run := _one_run(comments, codes, size, seed, least)) is not None
        ]
        if runs:
            micro, macro, learned = np.mean(runs, axis=0).tolist()
            points.append(CurvePoint(size, round(micro, 3), round(macro, 3), round(learned, 1)))
    return tuple(points)


def _one_run(
    comments: Sequence[LabelledComment], codes: Codes, size: int, seed: int, least: int
) -> tuple[float, float, float] | None:
    coded = [c for c in comments if c.labels is not None]
    held = [c for c in coded if fold_of(c.text, folds=FOLDS, seed=seed) == 0]
    rest = [c for c in coded if fold_of(c.text, folds=FOLDS, seed=seed) != 0]
    if len(rest) < size or not held:
        return None
    drawn = np.random.default_rng(seed).permutation(len(rest))[:size]
    kept = [rest[i] for i in sorted(drawn.tolist())]
    truth, _coded = truth_of(held, codes)
    counts = truth_of(kept, codes)[0].sum(axis=0)
    # With few decisions a rare label is not learned at all; half the usual number is asked here.
    able = tuple(x for x, n in zip(codes.labels, counts, strict=True) if n >= max(2, least // 2))
    if not able:
        return 0.0, 0.0, 0.0
    own = Codes(able, (), (), False)
    whole, best, _fold = out_of_fold(kept, own, folds=CURVE_FOLDS, seed=seed)
    calibration = calibrate(whole, best, kept, own)
    scores = fit_linear(kept, own).scores([c.text for c in held], [c.question for c in held])
    found = np.zeros_like(truth)
    columns = [codes.labels.index(x) for x in able]
    found[:, columns] = calibration.chances(*scores) >= calibration.thresholds
    each = [f1(truth[:, k], found[:, k]) for k in range(truth.shape[1]) if truth[:, k].any()]
    return f1(truth, found), float(np.mean(each)), float(len(able))


def _figures(
    comments: Sequence[LabelledComment],
    codes: Codes,
    found: Bools,
    told: NDArray[np.int64],
    folds: int,
) -> Evaluation:
    truth, coded = truth_of(comments, codes)
    truth, found = truth[coded], found[coded]
    draws = _draws(len(truth))
    both, said, there = (draws @ block.astype(float) for block in (truth & found, found, truth))
    scores = 2 * both / np.maximum(said + there, 1)
    micro = 2 * both.sum(axis=1) / np.maximum(said.sum(axis=1) + there.sum(axis=1), 1)
    labels = tuple(
        LabelFigures(
            label,
            int(truth[:, k].sum()),
            _figure(both[:, k] / np.maximum(said[:, k], 1)),
            _figure(both[:, k] / np.maximum(there[:, k], 1)),
            _figure(scores[:, k]),
        )
        for k, label in enumerate(codes.labels)
    )
    return Evaluation(
        len(comments),
        folds,
        labels,
        _figure(micro),
        _figure(scores.mean(axis=1)),
        codes.rare,
        _scale_figures(values_of(comments, codes), told, codes) if codes.values else None,
        (),
    )


def _scale_figures(felt: NDArray[np.int64], told: NDArray[np.int64], codes: Codes) -> ScaleFigures:
    rows = felt >= 0
    felt, told = felt[rows], told[rows]
    draws, values = _draws(len(felt)), np.arange(len(codes.values))
    is_it, says_it = felt[:, None] == values, told[:, None] == values
    both, said, there = (draws @ b.astype(float) for b in (is_it & says_it, says_it, is_it))
    scores = 2 * both / np.maximum(said + there, 1)
    total = draws.sum(axis=1)
    return ScaleFigures(
        _figure(both.sum(axis=1) / total),
        _figure(scores.mean(axis=1)),
        _figure(draws @ np.abs(felt - told) / total) if codes.ordered else None,
        tuple((v, round(float(scores[0, k]), 3)) for k, v in enumerate(codes.values)),
    )


def _draws(count: int) -> NDArray[np.float64]:
    """Return draws x comments: how often each comment is in a draw. The first row is the comments as they are."""
    count = max(count, 1)
    drawn = np.random.default_rng(0).multinomial(count, np.full(count, 1 / count), size=DRAWS)
    return np.vstack([np.ones(count), drawn])


def _figure(values: NDArray[np.float64]) -> Figure:
    low, high = np.percentile(values[1:], [2.5, 97.5])
    return Figure(round(float(values[0]), 3), (round(float(low), 3), round(float(high), 3)))
