"""Which comments to code next: those the model is least sure of, no two of them alike."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analysis.learning.council.blocks import unit_sums
from analysis.learning.council.model import CouncilModel
from analysis.learning.council.records import same_text_key

POOL = 12
"""For each comment wanted, so many of the least sure are looked at."""
LIKENESS_WEIGHT = 0.7
"""How much likeness to a chosen comment takes from a comment's doubt; both are 0..1."""


@dataclass(frozen=True, slots=True)
class ToCode:
    """A comment to code: its place in the given order, how much it would teach, and the label most in doubt."""

    place: int
    doubt: float
    label: str


def choose_next(
    texts: Sequence[str], questions: Sequence[str | None], model: CouncilModel, *, count: int
) -> list[ToCode]:
    """Return up to `count` different comments, the most telling first.

    Doubt is how close a label's chance is to its threshold, summed over labels with the rarer ones' weight
    higher. Source: uncertainty sampling (Lewis and Gale 1994), spread by marginal relevance (Carbonell 1998).
    """
    if not texts or count < 1:
        return []
    whole, best = model.linear.scores(texts, questions)
    chances, thresholds = model.calibration.chances(whole, best), model.calibration.thresholds
    side = np.where(chances < thresholds, thresholds, 1 - thresholds)
    close = np.maximum(0.0, 1 - np.abs(chances - thresholds) / np.maximum(side, 1e-6)) ** 2
    doubt = close.max(axis=1) + 0.2 * close.sum(axis=1)
    doubt /= max(float(doubt.max()), 1e-9)
    pool = _first_of_each(texts, np.argsort(-doubt, kind="stable").tolist(), count * POOL)
    reads = [model.linear.blocks.read(texts[i], questions[i]) for i in pool]
    units, starts = unit_sums(reads)
    words = len(model.linear.blocks.vocabulary)
    matrix = model.linear.blocks.matrix([units[i] for i in starts])[:, :words]
    chosen: list[ToCode] = []
    alike, left = np.zeros(len(pool)), np.ones(len(pool), dtype=bool)
    own = doubt[pool]
    while len(chosen) < min(count, len(pool)):
        best_place = int(np.where(left, own - LIKENESS_WEIGHT * alike, -np.inf).argmax())
        left[best_place] = False
        row = pool[best_place]
        label = model.codes.labels[int(close[row].argmax())]
        chosen.append(ToCode(row, round(float(doubt[row]), 3), label))
        near = np.asarray((matrix @ matrix[best_place].T).todense()).ravel()
        alike = np.maximum(alike, near)
    return chosen


def _first_of_each(texts: Sequence[str], order: Sequence[int], most: int) -> list[int]:
    seen: dict[str, int] = {}
    for place in order:
        seen.setdefault(same_text_key(texts[place]), place)
        if len(seen) >= most:
            break
    return list(seen.values())
