"""Whether a new engine is better than the old one, on comments that the new one never learned from."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.learning.council.measure import Figure
from analysis.learning.decisions.records import Bools, DecidedComment, truth_of
from analysis.pipeline import Engine

Doubles = NDArray[np.float64]
DRAWS = 2_000
FAVOURING = 0.95
"""So many of the draws must favour the new engine."""
ENOUGH = 20
MOST_FALL = 0.05
"""No theme with ENOUGH comments may lose more in F1 than this."""
LEAST_FOR_MACRO = 3
"""A theme that fewer comments of the sample have is left out of the macro average."""


@dataclass(frozen=True, slots=True)
class ThemeChange:
    """F1 of one theme before and after, over `examples` comments that have it."""

    theme: str
    examples: int
    old: float
    new: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a blind sample says of two engines, with 95 % intervals of whole comments drawn again in pairs.

    Args:
        micro_gain, macro_gain: new less old.
        favouring: the share of draws in which the new engine's micro-F1 is higher.
        fallen: themes with ENOUGH comments that lost more than MOST_FALL.
        better: enough draws favour it, nothing has fallen, and the macro average is no lower.
    """

    comments: int
    micro_old: Figure
    micro_new: Figure
    micro_gain: Figure
    macro_old: Figure
    macro_new: Figure
    macro_gain: Figure
    favouring: float
    themes: tuple[ThemeChange, ...]
    fallen: tuple[str, ...]
    better: bool


def compare(old: Engine, new: Engine, sample: Sequence[DecidedComment]) -> Comparison | None:
    """Return how the two do on the sample; None where no theme is on any comment of it.

    A theme that only one of them knows counts: the other one never finds it.
    """
    themes = tuple(dict.fromkeys((*old.scoring.heads.themes, *new.scoring.heads.themes)))
    truth, known = truth_of(sample, themes)
    if not (truth & known).any():
        return None
    before, now = (found_by(engine, sample, themes) for engine in (old, new))
    return compare_found(truth, known, before, now, themes)


def found_by(engine: Engine, comments: Sequence[DecidedComment], themes: Sequence[str]) -> Bools:
    """Return comments x themes: what the engine would suggest; nothing of a theme that it does not know."""
    scored = engine.scoring.score([c.masked for c in comments], [c.question for c in comments])
    said = np.array([s.chances for s in scored]) >= engine.settings.thresholds
    found: Bools = np.zeros((len(comments), len(themes)), dtype=bool)
    for place, theme in enumerate(engine.scoring.heads.themes):
        found[:, themes.index(theme)] = said[:, place]
    return found


def compare_found(
    truth: Bools, known: Bools, old: Bools, new: Bools, themes: Sequence[str]
) -> Comparison:
    """Return the comparison of two sets of suggestions for the same comments; what is not known counts nowhere."""
    draws = _draws(len(truth))
    (micro_a, each_a), (micro_b, each_b) = (_f1(truth, known, found, draws) for found in (old, new))
    counts = (truth & known).sum(axis=0)
    often = counts >= min(LEAST_FOR_MACRO, int(counts.max()))
    macro_a, macro_b = each_a[:, often].mean(axis=1), each_b[:, often].mean(axis=1)
    changes = tuple(
        ThemeChange(theme, int(counts[k]), round(float(each_a[0, k]), 3), round(float(each_b[0, k]), 3))
        for k, theme in enumerate(themes)
        if counts[k]
    )  # fmt: skip
    fallen = tuple(
        c.theme for c in changes if c.examples >= ENOUGH and c.old - c.new > MOST_FALL + 1e-9
    )
    favouring = float((micro_b[1:] > micro_a[1:]).mean())
    better = favouring >= FAVOURING and not fallen and bool(macro_b[0] >= macro_a[0])
    return Comparison(
        len(truth),
        _figure(micro_a), _figure(micro_b), _figure(micro_b - micro_a),
        _figure(macro_a), _figure(macro_b), _figure(macro_b - macro_a),
        round(favouring, 3), changes, fallen, better,
    )  # fmt: skip


def _f1(truth: Bools, known: Bools, found: Bools, draws: Doubles) -> tuple[Doubles, Doubles]:
    """Return micro-F1 of each draw, and draws x themes of each theme's."""
    both, said, there = (
        draws @ (block & known).astype(float) for block in (truth & found, found, truth)
    )
    each: Doubles = 2 * both / np.maximum(said + there, 1)
    micro: Doubles = 2 * both.sum(axis=1) / np.maximum((said + there).sum(axis=1), 1)
    return micro, each


def _draws(count: int) -> Doubles:
    """Return draws x comments: how often each is drawn. The first row is the comments as they are."""
    drawn = np.random.default_rng(0).multinomial(count, np.full(count, 1 / count), size=DRAWS)
    return np.vstack([np.ones(count), drawn])


def _figure(values: Doubles) -> Figure:
    low, high = np.percentile(values[1:], [2.5, 97.5])
    return Figure(round(float(values[0]), 3), (round(float(low), 3), round(float(high), 3)))
