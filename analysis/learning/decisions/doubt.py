"""Which undecided comments would teach most: those the engine is least sure of, no two of them alike."""

from collections.abc import Sequence

import numpy as np

from analysis.learning.council.next_to_code import LIKENESS_WEIGHT, POOL
from analysis.learning.council.records import same_text_key
from analysis.learning.features import word_matrix
from analysis.pipeline import Engine
from analysis.text.tokens import tokenise
from analysis.themes.units import unit_tokens


def most_telling(
    texts: Sequence[str], questions: Sequence[str | None], engine: Engine, *, count: int
) -> list[int]:
    """Return the places of up to `count` different comments, the most telling first.

    Args:
        texts: masked.

    Source: uncertainty sampling (Lewis and Gale 1994), spread by marginal relevance (Carbonell 1998).
    """
    if not texts or count < 1:
        return []
    doubt = doubts(texts, questions, engine)
    pool = _first_of_each(texts, np.argsort(-doubt, kind="stable").tolist(), count * POOL)
    model = engine.scoring.scorer.model
    units = [unit_tokens(tokenise(texts[i]), questions[i]) for i in pool]
    matrix = word_matrix(units, model.vocabulary, model.word_rarity)
    chosen: list[int] = []
    own, alike, left = doubt[pool], np.zeros(len(pool)), np.ones(len(pool), dtype=bool)
    while len(chosen) < min(count, len(pool)):
        place = int(np.where(left, own - LIKENESS_WEIGHT * alike, -np.inf).argmax())
        left[place] = False
        chosen.append(pool[place])
        near = np.asarray((matrix @ matrix[place].T).todense()).ravel()
        alike = np.maximum(alike, near)
    return chosen


def doubts(
    texts: Sequence[str], questions: Sequence[str | None], engine: Engine
) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Return how much in doubt each comment is, 0..1: how close a theme's chance is to its threshold.

    The closest theme counts most, the others a fifth.
    """
    scored = engine.scoring.score(texts, questions)
    chances, thresholds = np.array([s.chances for s in scored]), engine.settings.thresholds
    side = np.where(chances < thresholds, thresholds, 1 - thresholds)
    close = np.maximum(0.0, 1 - np.abs(chances - thresholds) / np.maximum(side, 1e-6)) ** 2
    doubt: np.ndarray[tuple[int], np.dtype[np.float64]] = close.max(axis=1) + 0.2 * close.sum(
        axis=1
    )
    return doubt / max(float(doubt.max()), 1e-9)


def _first_of_each(texts: Sequence[str], order: Sequence[int], most: int) -> list[int]:
    seen: dict[str, int] = {}
    for place in order:
        seen.setdefault(same_text_key(texts[place]), place)
        if len(seen) >= most:
            break
    return list(seen.values())
