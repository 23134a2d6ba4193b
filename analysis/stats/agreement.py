"""How far two people, or a person and the machine, agree: on themes and on one choice of several.

Sources: Cohen 1960 (kappa); Krippendorff 2011, "Computing Krippendorff's alpha-reliability" (alpha, nominal,
missing answers allowed); Efron 1979 (bootstrap over whole comments).
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

import numpy as np

SAMPLES = 1000
"""Bootstrap samples of an interval."""


@dataclass(frozen=True, slots=True)
class ThemeAgreement:
    """How two coders agree on one theme.

    Args:
        both, first, second: comments that both, only the first, only the second tagged.
        f1: 0..1, low and high its 95 % interval; None where neither ever used the theme.
        kappa: -1..1; None where it is not defined (a coder never varies).
    """

    theme: str
    both: int
    first: int
    second: int
    f1: float | None
    low: float | None
    high: float | None
    kappa: float | None


def cohen_kappa(first: Sequence[str], second: Sequence[str]) -> float | None:
    """Return Cohen's kappa of two coders' choices for the same comments, -1..1.

    None where chance alone would make them always agree, or where there are no comments.

    Raises: ValueError when the lengths differ.
    """
    pairs = list(zip(first, second, strict=True))
    if not pairs:
        return None
    observed = sum(a == b for a, b in pairs) / len(pairs)
    ones, others = Counter(first), Counter(second)
    expected = sum(ones[c] * others[c] for c in ones) / len(pairs) ** 2
    return None if expected == 1 else (observed - expected) / (1 - expected)


def krippendorff_alpha(units: Sequence[Sequence[str]]) -> float | None:
    """Return Krippendorff's alpha for nominal choices, at most 1.

    Args:
        units: for each comment the choices that were made, by however many coders; comments with fewer
            than two choices are left out.

    None where nothing can be compared or nothing varies.
    """
    paired = [unit for unit in units if len(unit) > 1]
    values = Counter(choice for unit in paired for choice in unit)
    total = sum(values.values())
    if total < 2:
        return None
    differ = 0.0
    for unit in paired:
        same = sum(n * (n - 1) for n in Counter(unit).values())
        differ += (len(unit) * (len(unit) - 1) - same) / (len(unit) - 1)
    expected = (total**2 - sum(n**2 for n in values.values())) / (total - 1)
    return None if expected == 0 else 1 - differ / expected


def theme_agreement(
    first: Sequence[AbstractSet[str]], second: Sequence[AbstractSet[str]], themes: Sequence[str]
) -> tuple[ThemeAgreement, ...]:
    """Return how two codings of the same comments agree, theme by theme, in the order of `themes`.

    Raises: ValueError when the lengths differ.
    """
    pairs = list(zip(first, second, strict=True))
    found = []
    for theme in themes:
        ones = np.array([theme in a for a, _b in pairs], dtype=bool)
        others = np.array([theme in b for _a, b in pairs], dtype=bool)
        f1, low, high = f1_interval(ones, others)
        found.append(
            ThemeAgreement(
                theme,
                int((ones & others).sum()), int((ones & ~others).sum()), int((others & ~ones).sum()),
                f1, low, high,
                cohen_kappa([str(o) for o in ones], [str(o) for o in others]),
            )
        )  # fmt: skip
    return tuple(found)


def f1_interval(
    truth: "np.ndarray[tuple[int], np.dtype[np.bool_]]",
    found: "np.ndarray[tuple[int], np.dtype[np.bool_]]",
) -> tuple[float | None, float | None, float | None]:
    """Return F1 and its 95 % bootstrap interval; Nones where neither ever says yes. The same each time."""
    if not (truth.any() or found.any()):
        return None, None, None
    rows = np.random.default_rng(0).integers(0, len(truth), (SAMPLES, len(truth)))
    both = (truth & found)[rows].sum(axis=1)
    said = truth[rows].sum(axis=1) + found[rows].sum(axis=1)
    drawn = (2 * both / np.maximum(said, 1))[said > 0]
    whole = 2 * int((truth & found).sum()) / int(truth.sum() + found.sum())
    low, high = np.percentile(drawn, [2.5, 97.5])
    return round(whole, 3), round(float(low), 3), round(float(high), 3)


def micro_f1(
    truth: Sequence[AbstractSet[str]], found: Sequence[AbstractSet[str]]
) -> tuple[float | None, float | None, float | None]:
    """Return F1 over all themes together and its 95 % bootstrap interval over whole comments; Nones without themes.

    Raises: ValueError when the lengths differ.
    """
    pairs = list(zip(truth, found, strict=True))
    both = np.array([len(a & b) for a, b in pairs])
    said = np.array([len(a) + len(b) for a, b in pairs])
    if not said.sum():
        return None, None, None
    rows = np.random.default_rng(0).integers(0, len(pairs), (SAMPLES, len(pairs)))
    drawn = 2 * both[rows].sum(axis=1) / np.maximum(said[rows].sum(axis=1), 1)
    low, high = np.percentile(drawn, [2.5, 97.5])
    return (
        round(2 * int(both.sum()) / int(said.sum()), 3),
        round(float(low), 3),
        round(float(high), 3),
    )


def drift(before: Mapping[str, float], now: Mapping[str, float]) -> dict[str, float]:
    """Return theme -> how its F1 on blind samples moved, of themes measured both times."""
    return {theme: round(now[theme] - before[theme], 3) for theme in now if theme in before}
