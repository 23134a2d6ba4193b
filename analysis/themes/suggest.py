"""From scores to suggested themes: which, how each is spoken of, how sure, and which words decided."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from analysis.records import Evidence, Polarity, ThemeSuggestion
from analysis.text.tokens import Token
from analysis.themes.combine import ScoredComment

POLARITIES = (Polarity.NEGATIVE, Polarity.NEUTRAL, Polarity.POSITIVE)
MOST_EVIDENCE = 4
LEAST_SHARE = 0.15
"""The part of the strongest word's weight that a word must have before it is shown as a reason."""
SURE_ABOVE = 0.12
"""How far over its threshold a theme must be before it is not marked "not sure"."""


def suggest_themes(
    text: str, scored: ScoredComment, thresholds: NDArray[np.float64]
) -> tuple[ThemeSuggestion, ...]:
    """Return the themes at or over their threshold, in the codebook's order."""
    suggestions = []
    for place in np.flatnonzero(scored.chances >= thresholds).tolist():
        evidence = word_evidence(text, *scored.given("theme", place))
        if not evidence:
            continue
        chance = float(scored.chances[place])
        suggestions.append(
            ThemeSuggestion(
                theme=scored.scoring.heads.themes[place],
                polarity=POLARITIES[int(scored.polarity[place].argmax())],
                confidence=round(chance, 3),
                sure=chance >= thresholds[place] + SURE_ABOVE,
                evidence=evidence,
            )
        )
    return tuple(suggestions)


def word_evidence(
    text: str, tokens: Sequence[Token], given: NDArray[np.float64]
) -> tuple[Evidence, ...]:
    """Return the words that added most to a score, in their order in the text, neighbours joined to phrases."""
    shares = given.tolist()
    if not shares:
        return ()
    strongest = sorted(range(len(shares)), key=shares.__getitem__, reverse=True)[:MOST_EVIDENCE]
    least = max(shares[strongest[0]] * LEAST_SHARE, 1e-6)
    found: list[Evidence] = []
    start = end = last = -2
    weight = 0.0
    for place in sorted(i for i in strongest if shares[i] >= least):
        token = tokens[place]
        if place == last + 1:
            end, weight = token.end, weight + shares[place]
        else:
            if last >= 0:
                found.append(Evidence(start, end, text[start:end], round(weight, 3)))
            start, end, weight = token.start, token.end, shares[place]
        last = place
    if last >= 0:
        found.append(Evidence(start, end, text[start:end], round(weight, 3)))
    return tuple(found)
