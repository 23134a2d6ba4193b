"""From scores to suggested themes: which, how each is spoken of, how sure, and which words decided."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from analysis.learning.scorer import LinearModel
from analysis.records import Evidence, Polarity, ThemeSuggestion
from analysis.themes.combine import ScoredComment

SIGNS = (Polarity.NEGATIVE, Polarity.NEUTRAL, Polarity.POSITIVE)
MOST_EVIDENCE = 4
LEAST_WEIGHT = 0.15
"""Log-odds that a word must add before it is shown as a reason."""
SURE_ABOVE = 0.12
"""How far over its threshold a theme must be before it is not marked "not sure"."""
SHARP = 3.0
"""How much a clause that speaks of the theme outweighs one that does not, for polarity."""


def suggest_themes(
    text: str, scored: ScoredComment, model: LinearModel, thresholds: Mapping[str, float]
) -> tuple[ThemeSuggestion, ...]:
    """Return the themes at or over their threshold, in the codebook's order."""
    suggestions = []
    columns = model.columns("theme:")
    for place, column in enumerate(columns):
        theme = model.heads[column].removeprefix("theme:")
        chance = float(scored.theme_chances[place])
        threshold = thresholds[theme]
        if chance < threshold:
            continue
        evidence = word_evidence(text, scored, column)
        if not evidence:
            continue
        suggestions.append(
            ThemeSuggestion(
                theme=theme,
                polarity=_polarity(scored, column),
                confidence=round(chance, 3),
                sure=chance >= threshold + SURE_ABOVE,
                evidence=evidence,
            )
        )
    return tuple(suggestions)


def word_evidence(text: str, scored: ScoredComment, column: int) -> tuple[Evidence, ...]:
    """Return the words of the best unit that added most to a head, in their order in the text.

    The shares of a unit's words and the bias sum to its score, so these are what decided.
    """
    clauses = scored.units[1:] or scored.units
    offset = 1 if len(scored.units) > 1 else 0
    best = int(scored.logits[offset:, column].argmax())
    first, last = clauses[best]
    shares = scored.parts.shares(first, last)[:, column]
    strongest = np.argsort(-shares, kind="stable")[: MOST_EVIDENCE + 1]
    places = sorted(
        first + int(i) for i in strongest if shares[i] >= LEAST_WEIGHT and first + i > 0
    )
    return tuple(_joined(text, scored, places, shares, first))


def _joined(
    text: str, scored: ScoredComment, places: Sequence[int], shares: NDArray[np.float32], first: int
) -> list[Evidence]:
    """Join words that stand side by side, so that a reader sees phrases."""
    found: list[Evidence] = []
    last_place = -2
    for place in places:
        token, weight = scored.tokens[place], float(shares[place - first])
        if place == last_place + 1:
            before = found.pop()
            start, weight = before.start, before.weight + weight
        else:
            start = token.start
        found.append(Evidence(start, token.end, text[start : token.end], round(weight, 3)))
        last_place = place
    return found


def _polarity(scored: ScoredComment, column: int) -> Polarity:
    """Return how the theme is spoken of: the clauses' polarity, weighted by how much each is about it."""
    offset = 1 if len(scored.units) > 1 else 0
    about = scored.logits[offset:, column]
    weights = np.exp(SHARP * (about - about.max()))
    shares = (weights[:, None] * scored.clause_polarity).sum(axis=0)
    return SIGNS[int(shares.argmax())]
